-- expect: advisory_lock.sql:5: 'pg_advisory_lock' may not stand here
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT pg_advisory_lock(1) AS id FROM place ORDER BY id LIMIT :n_rows;
