-- use: keep/thing.sql

-- shape: page_row
--   id key, code text, seen text, is_in_foot bool

-- query: page_line one
-- in:    id key
-- out:   thing_line
SELECT COALESCE((SELECT t.source FROM prose t
                  WHERE t.thing_id = p.id AND t.part = 'title'
                    AND t.is_original = 1 LIMIT 1), p.code)
           AS title,
       CAST(NULL AS BIGINT) AS within_id, CAST(NULL AS BIGINT) AS above_id,
       p.seen
  FROM page p WHERE p.id = :id;

-- query: page_get one
-- in:    id key
-- out:   page_row
SELECT id, code, seen, is_in_foot FROM page WHERE id = :id;

-- query: page_find one
-- in:    code text
-- out:   page_row
SELECT id, code, seen, is_in_foot FROM page WHERE code = :code;

-- query: page_insert none
-- in:    page_row
INSERT INTO page (id, code, seen, is_in_foot)
VALUES (:id, :code, :seen, :is_in_foot)
ON CONFLICT (id) DO NOTHING;

-- query: page_update none
-- in:    page_row
UPDATE page SET code = :code, seen = :seen, is_in_foot = :is_in_foot
 WHERE id = :id;

-- query: page_remove none
-- in:    id key
DELETE FROM page WHERE id = :id;

-- query: page_each each
-- out:   key key, code text, seen text, is_in_foot bool
SELECT id AS key, code, seen, is_in_foot FROM page ORDER BY code;

-- query: page_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM page t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'page' ORDER BY t.code, p.lang, p.part;

-- Those in the foot of every page, each with its titles in all languages.
-- query: page_in_foot many
-- in:    n_rows int
-- out:   id key, code text, lang text, is_original bool, title text
SELECT p.id, p.code, t.lang, t.is_original, t.source AS title
  FROM page p JOIN prose t ON t.thing_id = p.id AND t.part = 'title'
 WHERE p.is_in_foot = 1 AND p.seen = 'public'
 ORDER BY p.id, t.lang LIMIT :n_rows;

-- query: page_list many
-- in:    after_id key, n_rows int
-- out:   page_row
SELECT id, code, seen, is_in_foot FROM page WHERE id > :after_id
 ORDER BY id LIMIT :n_rows;
