-- expect: syntax.sql:5: near "FORM": syntax error
-- query: place_find one
-- in:    id key
-- out:   id key
SELECT id AS id FORM place WHERE id = :id;
