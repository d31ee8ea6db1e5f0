-- expect: column_count.sql:4: the text gives 1 columns, 'out:' has 2
-- query: place_find one
-- in:    id key
-- out:   id key, name text
SELECT id FROM place WHERE id = :id;
