-- expect: pragma.sql:3: a query is a SELECT, INSERT, UPDATE or DELETE
-- query: place_tidy none
PRAGMA optimize;
