-- expect: group_concat.sql:5: 'group_concat' may not stand here
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT group_concat(code) AS id FROM place ORDER BY id LIMIT :n_rows;
