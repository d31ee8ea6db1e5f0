-- expect: two_statements.sql:4: query place_drop ended before this: one statement a query
-- query: place_drop none
DELETE FROM place WHERE 1 = 1;
DELETE FROM place_word WHERE 1 = 1;
