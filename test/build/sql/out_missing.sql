-- expect: out_missing.sql:2: query place_find has no 'out:'
-- query: place_find one
-- in:    id key
SELECT id FROM place WHERE id = :id;
