-- expect: date_function.sql:5: 'strftime' may not stand here: a time is UTC seconds
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT strftime('%s', 'now') AS id FROM place ORDER BY id LIMIT :n_rows;
