-- expect: ifnull.sql:5: 'ifnull' may not stand here: write coalesce
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT ifnull(parent_id, 0) AS id FROM place ORDER BY id LIMIT :n_rows;
