-- expect: truth_column.sql:5: '>' as a column: write CASE WHEN
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT n_votes > 5 AS id FROM place ORDER BY id LIMIT :n_rows;
