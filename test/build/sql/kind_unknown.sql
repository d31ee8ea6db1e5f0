-- expect: kind_unknown.sql:2: query place_find: one, many, each or none?
-- query: place_find single
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = :id;
