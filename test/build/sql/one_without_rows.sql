-- expect: one_without_rows.sql:2: query place_drop gives no rows: RETURNING, or kind none
-- query: place_drop one
-- in:    id key
-- out:   id key
DELETE FROM place WHERE id = :id;
