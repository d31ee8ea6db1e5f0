-- expect: order_missing.sql:2: query place_list of kind many has no ORDER BY
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place LIMIT :n_rows;
