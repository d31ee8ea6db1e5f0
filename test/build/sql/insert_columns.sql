-- expect: insert_columns.sql:4: INSERT names no columns
-- query: place_add none
-- in:    id key
INSERT INTO place VALUES (:id, 'a', 'b', NULL, NULL, 0, 1, NULL);
