-- expect: semicolon_missing.sql:2: query place_find does not end with a ';'
-- query: place_find one
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = :id

-- query: place_get one
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = :id;
