-- expect: column_unknown.sql:7: no such column: nam
-- query: place_find one
-- in:    id key
-- out:   id key
SELECT id
  FROM place
 WHERE nam = :id;
