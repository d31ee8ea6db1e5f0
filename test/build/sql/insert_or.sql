-- expect: insert_or.sql:4: 'INSERT OR' may not stand here: write ON CONFLICT
-- query: place_add none
-- in:    id key
INSERT OR IGNORE INTO place (id) VALUES (:id);
