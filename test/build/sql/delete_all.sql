-- expect: delete_all.sql:3: DELETE of all rows
-- query: place_clear none
DELETE FROM place;
