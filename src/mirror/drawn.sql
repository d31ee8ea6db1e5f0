-- Pathways as they are drawn.

-- use: keep/thing.sql

-- shape: pathway
--   id key, code text, side_id key, series text, name text, name_sort text,
--   is_illustrative bool

-- query: pathway_find one
-- in:    code text
-- out:   pathway
SELECT id, code, side_id, series, name, name_sort, is_illustrative
  FROM pathway WHERE code = :code;

-- query: pathway_get one
-- in:    id key
-- out:   pathway
SELECT id, code, side_id, series, name, name_sort, is_illustrative
  FROM pathway WHERE id = :id;

-- query: pathway_insert none
-- in:    pathway
INSERT INTO pathway (id, code, side_id, series, name, name_sort,
    is_illustrative)
VALUES (:id, :code, :side_id, :series, :name, :name_sort, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: pathway_update none
-- in:    pathway
UPDATE pathway SET code = :code, side_id = :side_id, series = :series,
    name = :name, name_sort = :name_sort, is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: pathway_delete none
-- in:    id key
DELETE FROM pathway WHERE id = :id;

-- query: pathway_each each
-- out:   key key, code text, side text, series text, name text,
--        is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT s.code FROM network_door_side s WHERE s.id = t.side_id) AS side,
       t.series, t.name, t.is_illustrative
  FROM pathway t ORDER BY t.code;

-- query: pathway_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM pathway t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'pathway'
 ORDER BY t.code, p.lang, p.part;

-- query: pathway_line one
-- in:    id key
-- out:   thing_line
SELECT w.name AS title, w.side_id AS within_id, s.partnership_id AS above_id,
       'within' AS seen
  FROM pathway w JOIN network_door_side s ON s.id = w.side_id
 WHERE w.id = :id;

-- query: pathway_of_side many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM pathway WHERE side_id = :id ORDER BY name_sort, id
 LIMIT :n_rows;

-- query: pathway_of_partnership many
-- in:    partnership_id key, n_rows int
-- out:   id key, series text, name text, is_illustrative bool, side_id key,
--        side_name text, position int
SELECT w.id, w.series, w.name, w.is_illustrative, w.side_id,
       s.name AS side_name, s.position
  FROM network_door_side s JOIN pathway w ON w.side_id = s.id
 WHERE s.partnership_id = :partnership_id
 ORDER BY s.position, w.name_sort, w.id LIMIT :n_rows;

-- query: pathway_sides many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, position int
SELECT id, name, position FROM network_door_side
 WHERE partnership_id = :partnership_id ORDER BY position LIMIT :n_rows;

-- query: pathway_head one
-- in:    id key
-- out:   id key, code text, side_id key, side_name text, position int,
--        partnership_id key, partnership_name text, series text, name text,
--        is_illustrative bool
SELECT w.id, w.code, w.side_id, s.name AS side_name, s.position,
       s.partnership_id, p.name AS partnership_name, w.series, w.name,
       w.is_illustrative
  FROM pathway w JOIN network_door_side s ON s.id = w.side_id
  JOIN network_door_partnership p ON p.id = s.partnership_id
 WHERE w.id = :id;
