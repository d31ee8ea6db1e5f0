-- expect: hexadecimal.sql:5: '0x10': write a decimal number
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place WHERE id = 0x10 ORDER BY id LIMIT :n_rows;
