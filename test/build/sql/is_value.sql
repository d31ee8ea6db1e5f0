-- expect: is_value.sql:5: 'IS' takes NULL only: write IS NOT DISTINCT FROM
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place WHERE parent_id IS :n_rows ORDER BY id LIMIT :n_rows;
