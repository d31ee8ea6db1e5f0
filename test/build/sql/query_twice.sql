-- expect: query_twice.sql:7: query place_find stands in line 2 already
-- query: place_find one
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = :id;

-- query: place_find one
-- in:    code text
-- out:   id key
SELECT id FROM place WHERE code = :code;
