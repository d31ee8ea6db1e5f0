-- expect: double_equals.sql:5: '==' may not stand here: write =
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place WHERE id == 5 ORDER BY id LIMIT :n_rows;
