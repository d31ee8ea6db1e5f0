-- expect: column_count_postgresql.sql:4: the text gives 2 columns, 'out:' has 1
-- query: place_find one
-- in:    id key
-- out:   id key
-- sqlite:
SELECT id FROM place WHERE id = :id;
-- postgresql:
SELECT id, code FROM place WHERE id = :id;
