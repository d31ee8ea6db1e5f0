-- expect: shape_empty.sql:2: shape place_short has no fields
-- shape: place_short

-- query: place_find one
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = :id;
