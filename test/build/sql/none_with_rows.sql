-- expect: none_with_rows.sql:2: query place_find gives rows: one, many or each, with 'out:'
-- query: place_find none
-- in:    id key
SELECT id FROM place WHERE id = :id;
