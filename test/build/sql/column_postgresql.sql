-- expect: column_postgresql.sql:8: column 1 of the text is 'code', 'out:' says 'id'
-- query: place_find one
-- in:    id key
-- out:   id key
-- sqlite:
SELECT id FROM place WHERE id = :id;
-- postgresql:
SELECT code FROM place WHERE id = :id;
