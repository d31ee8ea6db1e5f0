-- expect: rowid.sql:5: 'rowid' may not stand here: it belongs into an '-- sqlite:' block
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT rowid AS id FROM place ORDER BY id LIMIT :n_rows;
