-- expect: type_unknown.sql:3: 'integer' is no type: key int cents time
-- query: place_find one
-- in:    id integer
-- out:   id key
SELECT id FROM place WHERE id = 1;
