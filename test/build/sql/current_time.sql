-- expect: current_time.sql:5: 'CURRENT_TIMESTAMP' may not stand here
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT CURRENT_TIMESTAMP AS id FROM place ORDER BY id LIMIT :n_rows;
