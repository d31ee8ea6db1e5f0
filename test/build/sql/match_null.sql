-- expect: match_null.sql:3: 'match' has no '?'
-- query: place_find one
-- in:    words match?
-- out:   id key
SELECT id FROM place WHERE name = :words;
