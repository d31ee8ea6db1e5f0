-- expect: placeholder.sql:6: @INT@ is for migrations
-- expect: placeholder.sql:6: CAST: AS BIGINT
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT CAST(id AS @INT@) AS id FROM place ORDER BY id LIMIT :n_rows;
