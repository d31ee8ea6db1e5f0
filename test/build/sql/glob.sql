-- expect: glob.sql:5: 'GLOB' may not stand here: only SQLite has it
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place WHERE name GLOB 'a*' ORDER BY id LIMIT :n_rows;
