-- expect: shape_twice.sql:5: shape place_short stands in line 2 already
-- shape: place_short
--   id key

-- shape: place_short
--   id key, code text
