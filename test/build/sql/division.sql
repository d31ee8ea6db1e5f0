-- expect: division.sql:5: '/' of whole numbers: write CAST
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT n_votes / 2 AS id FROM place ORDER BY id LIMIT :n_rows;
