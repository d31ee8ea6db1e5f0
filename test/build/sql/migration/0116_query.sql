-- expect: 0116_query.sql:2: not in a migration
-- query: place_find one
DELETE FROM place WHERE id = 5;
