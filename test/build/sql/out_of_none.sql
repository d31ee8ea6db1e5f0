-- expect: out_of_none.sql:4: 'out:' of a query of kind none
-- query: place_drop none
-- in:    id key
-- out:   id key
DELETE FROM place WHERE id = :id;
