-- expect: truth_literal.sql:5: 'TRUE' may not stand here: write 1 or 0
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT CASE WHEN TRUE THEN 1 ELSE 0 END AS id FROM place ORDER BY id LIMIT :n_rows;
