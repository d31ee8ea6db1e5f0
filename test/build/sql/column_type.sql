-- expect: column_type.sql:5: 'code' is TEXT in the schema, declared int
-- query: place_find one
-- in:    id key
-- out:   id key,
--        code int
SELECT id, code FROM place WHERE id = :id;
