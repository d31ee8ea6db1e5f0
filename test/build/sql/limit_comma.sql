-- expect: limit_comma.sql:5: LIMIT a, b is SQLite's: page by key
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place ORDER BY id LIMIT :n_rows, 5;
