-- expect: shape_unknown.sql:4: 'plaice' is no shape here, and a field has a type
-- query: place_find one
-- in:    id key
-- out:   plaice
SELECT id FROM place WHERE id = :id;
