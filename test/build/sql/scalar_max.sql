-- expect: scalar_max.sql:5: 'max' of several values is SQLite's
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT max(id, n_votes) AS id FROM place ORDER BY id LIMIT :n_rows;
