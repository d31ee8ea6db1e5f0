-- expect: lower.sql:5: 'lower' may not stand here: SQLite folds ASCII only
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT lower(name) AS id FROM place ORDER BY id LIMIT :n_rows;
