-- expect: replace_into.sql:4: a query is a SELECT, INSERT, UPDATE or DELETE
-- query: place_add none
-- in:    id key
REPLACE INTO place (id) VALUES (:id);
