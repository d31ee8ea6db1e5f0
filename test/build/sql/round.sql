-- expect: round.sql:5: 'round' may not stand here
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT round(area) AS id FROM place ORDER BY id LIMIT :n_rows;
