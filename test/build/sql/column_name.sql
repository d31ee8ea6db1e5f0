-- expect: column_name.sql:6: column 2 of the text is 'code', 'out:' says 'name'
-- query: place_find one
-- in:    id key
-- out:   id key, name text
SELECT id,
       code FROM place WHERE id = :id;
