-- expect: sum_uncast.sql:5: sum(...) as a column: write CAST(sum(...) AS BIGINT)
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT sum(n_votes) AS id FROM place ORDER BY id LIMIT :n_rows;
