-- expect: string_agg.sql:5: 'string_agg' may not stand here
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT string_agg(code, ',') AS id FROM place ORDER BY id LIMIT :n_rows;
