-- expect: none_returning.sql:2: query place_drop gives rows: one, many or each, with 'out:'
-- query: place_drop none
-- in:    id key
DELETE FROM place WHERE id = :id RETURNING id;
