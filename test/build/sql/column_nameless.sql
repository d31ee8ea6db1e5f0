-- expect: column_nameless.sql:5: column 1 has no name: write AS
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT count(n_votes) FROM place ORDER BY id LIMIT :n_rows;
