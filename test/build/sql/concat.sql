-- expect: concat.sql:5: 'concat' may not stand here: write a || b
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT concat(code, name) AS id FROM place ORDER BY id LIMIT :n_rows;
