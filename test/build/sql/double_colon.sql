-- expect: double_colon.sql:5: '::' may not stand here: write CAST(x AS BIGINT)
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id::bigint AS id FROM place ORDER BY id LIMIT :n_rows;
