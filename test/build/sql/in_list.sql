-- expect: in_list.sql:5: IN (:n_rows): a parameter is one value; a list is a table: join
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place WHERE id IN (:n_rows) ORDER BY id LIMIT :n_rows;
