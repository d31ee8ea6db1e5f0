-- expect: field_twice.sql:4: 'id' is declared twice
-- query: place_find one
-- in:    id key
-- out:   id key, id key
SELECT id, id FROM place WHERE id = :id;
