-- expect: for_update.sql:5: 'FOR UPDATE' may not stand here
-- query: place_find one
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = :id FOR UPDATE;
