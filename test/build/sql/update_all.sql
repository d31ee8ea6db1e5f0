-- expect: update_all.sql:4: UPDATE of all rows: write WHERE 1 = 1
-- query: place_count none
-- in:    n int
UPDATE place SET n_votes = :n;
