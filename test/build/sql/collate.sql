-- expect: collate.sql:6: 'COLLATE' may not stand here
-- expect: collate.sql:6: 'NOCASE' may not stand here
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place WHERE name = 'a' COLLATE NOCASE ORDER BY id LIMIT :n_rows;
