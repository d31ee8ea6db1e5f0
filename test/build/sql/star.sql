-- expect: star.sql:5: '*': name the columns
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT * FROM place ORDER BY id LIMIT :n_rows;
