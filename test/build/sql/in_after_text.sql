-- expect: in_after_text.sql:6: 'in:' stands before the SQL
-- query: place_find one
-- out:   id key

SELECT id FROM place WHERE id = :id
-- in:    id key
;
