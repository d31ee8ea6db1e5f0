-- expect: dialect_missing.sql:2: query place_find has no text for PostgreSQL
-- query: place_find one
-- out:   id key
-- sqlite:
SELECT id FROM place WHERE id = 1;
