-- expect: parameter_of_shape.sql:7: 'name' is declared, but :name is not used
-- shape: place_short
--   id key, name text

-- query: place_touch none
-- The whole shape is handed in, so all of it is used.
-- in:    place_short
UPDATE place SET code = 'x' WHERE id = :id;
