-- expect: double_colon_in_block.sql:8: '::' may not stand here
-- query: place_find one
-- in:    id key
-- out:   id key
-- sqlite:
SELECT id FROM place WHERE id = :id;
-- postgresql:
SELECT id FROM place WHERE id = :id::bigint;
