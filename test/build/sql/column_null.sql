-- expect: column_null.sql:4: 'parent_id' may be NULL in the schema: write key?
-- query: place_find one
-- in:    id key
-- out:   parent_id key
SELECT parent_id FROM place WHERE id = :id;
