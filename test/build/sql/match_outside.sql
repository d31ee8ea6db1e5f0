-- expect: match_outside.sql:5: MATCH belongs into an '-- sqlite:' block
-- query: place_search many
-- in:    words match, n_rows int
-- out:   id key
SELECT id FROM place WHERE name MATCH :words ORDER BY id LIMIT :n_rows;
