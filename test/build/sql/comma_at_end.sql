-- expect: comma_at_end.sql:3: the list ends with a comma
-- query: place_find one
-- in:    id key,
-- out:   id key
SELECT id FROM place WHERE id = :id;
