-- expect: string_in_quotes.sql:5: no such column:
-- query: place_find one
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = :id AND name = "open";
