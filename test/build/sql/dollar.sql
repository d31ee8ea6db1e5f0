-- expect: dollar.sql:6: '$' may not stand here: a parameter is written :name
-- expect: dollar.sql:4: 'id' is declared, but :id is not used
-- query: place_find one
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = $1;
