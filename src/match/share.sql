-- Declared shares of those whom the work is about.

-- use: keep/thing.sql

-- shape: match_share
--   id key, code text, partnership_id key?, name text, name_sort text,
--   attribute text, category text, percent real, source text

-- query: match_share_find one
-- in:    code text
-- out:   match_share
SELECT id, code, partnership_id, name, name_sort, attribute, category, percent,
       source
  FROM match_share WHERE code = :code;

-- query: match_share_get one
-- in:    id key
-- out:   match_share
SELECT id, code, partnership_id, name, name_sort, attribute, category, percent,
       source
  FROM match_share WHERE id = :id;

-- query: match_share_insert none
-- in:    match_share
INSERT INTO match_share (id, code, partnership_id, name, name_sort, attribute,
    category, percent, source)
VALUES (:id, :code, :partnership_id, :name, :name_sort, :attribute, :category,
    :percent, :source)
ON CONFLICT (id) DO NOTHING;

-- query: match_share_update none
-- in:    match_share
UPDATE match_share SET code = :code, partnership_id = :partnership_id,
    name = :name, name_sort = :name_sort, attribute = :attribute,
    category = :category, percent = :percent, source = :source
 WHERE id = :id;

-- query: match_share_delete none
-- in:    id key
DELETE FROM match_share WHERE id = :id;

-- query: match_share_each each
-- out:   key key, code text, partnership text?, name text, attribute text,
--        category text, percent real, source text
SELECT t.id AS key, t.code, r1.code AS partnership, t.name, t.attribute,
       t.category, t.percent, t.source
  FROM match_share t
  LEFT JOIN network_door_partnership r1 ON r1.id = t.partnership_id
 ORDER BY t.code;

-- query: match_share_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_share WHERE partnership_id = :id
 ORDER BY attribute, id LIMIT :n_rows;

-- query: match_share_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'public' AS seen
  FROM match_share WHERE id = :id;

-- query: match_share_list many
-- in:    partnership_id key?, n_rows int
-- out:   id key, attribute text, category text, name text, percent real,
--        source text
SELECT id, attribute, category, name, percent, source FROM match_share
 WHERE partnership_id = :partnership_id ORDER BY attribute, id LIMIT :n_rows;

-- Of the network as a whole.
-- query: match_share_list_whole many
-- in:    n_rows int
-- out:   id key, attribute text, category text, name text, percent real,
--        source text
SELECT id, attribute, category, name, percent, source FROM match_share
 WHERE partnership_id IS NULL ORDER BY attribute, id LIMIT :n_rows;
