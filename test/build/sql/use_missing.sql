-- expect: sql/not_there.sql:1: cannot be read
-- use: sql/not_there.sql
-- query: place_find one
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = :id;
