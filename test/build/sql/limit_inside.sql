-- expect: limit_inside.sql:2: query place_list of kind many has no LIMIT
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place
 WHERE id IN (SELECT id FROM place ORDER BY id LIMIT :n_rows) ORDER BY id;
