-- expect: comma_missing.sql:5: a comma is missing before 'name'
-- query: place_find one
-- in:    id key
-- out:   id key, code text
--        name text
SELECT id, code, name FROM place WHERE id = :id;
