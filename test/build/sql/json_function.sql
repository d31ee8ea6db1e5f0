-- expect: json_function.sql:5: 'json_extract' may not stand here: JSON is text here
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT json_extract(name, '$.a') AS id FROM place ORDER BY id LIMIT :n_rows;
