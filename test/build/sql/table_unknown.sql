-- expect: table_unknown.sql:5: no such table: plaice
-- query: place_find one
-- in:    id key
-- out:   id key
SELECT id FROM plaice WHERE id = :id;
