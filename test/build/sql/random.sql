-- expect: random.sql:5: 'random' may not stand here: hand it in as a parameter
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT random() AS id FROM place ORDER BY id LIMIT :n_rows;
