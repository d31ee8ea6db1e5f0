-- expect: truth_exists.sql:5: 'EXISTS' as a column: write CASE WHEN
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT EXISTS (SELECT 1 FROM place) AS id FROM place ORDER BY id LIMIT :n_rows;
