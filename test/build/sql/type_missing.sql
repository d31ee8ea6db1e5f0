-- expect: type_missing.sql:3: 'code' has no type
-- query: place_find one
-- in:    id key, code
-- out:   id key
SELECT id FROM place WHERE id = :id AND code = :code;
