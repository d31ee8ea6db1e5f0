-- expect: reserved_alias.sql:5: 'order' is a word that PostgreSQL reserves
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id AS order FROM place ORDER BY id LIMIT :n_rows;
