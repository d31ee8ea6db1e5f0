-- expect: match_out.sql:3: 'match' stands in 'in:' only
-- query: place_find one
-- out:   name match
SELECT name FROM place WHERE id = 1;
