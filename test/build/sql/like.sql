-- expect: like.sql:5: 'LIKE' may not stand here: one ignores ASCII case
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place WHERE name LIKE 'a%' ORDER BY id LIMIT :n_rows;
