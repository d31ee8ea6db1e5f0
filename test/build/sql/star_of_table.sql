-- expect: star_of_table.sql:5: '*': name the columns
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT p.* FROM place p ORDER BY id LIMIT :n_rows;
