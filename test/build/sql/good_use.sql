-- expect: nothing
-- makes: #include "sql/good.sql.h"
-- makes: struct place_full *row)
-- use: sql/good.sql

-- query: place_again one
-- in:    id key
-- out:   place_full
SELECT id, code, name, parent_id, area, n_votes, is_open, picture
  FROM place WHERE id = :id;
