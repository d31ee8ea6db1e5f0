-- expect: cast_integer.sql:5: CAST: AS BIGINT, DOUBLE PRECISION or TEXT
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT CAST(n_votes AS INTEGER) AS id FROM place ORDER BY id LIMIT :n_rows;
