-- expect: json_arrow.sql:5: '->>' may not stand here: JSON is text here
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT name ->> 'a' AS id FROM place ORDER BY id LIMIT :n_rows;
