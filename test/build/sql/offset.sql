-- expect: offset.sql:5: 'OFFSET' may not stand here: page by key
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place ORDER BY id LIMIT 5 OFFSET :n_rows;
