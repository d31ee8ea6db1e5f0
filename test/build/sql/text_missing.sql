-- expect: text_missing.sql:2: query place_find has no text
-- query: place_find one
-- in:    id key
-- out:   id key

-- query: place_get one
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = :id;
