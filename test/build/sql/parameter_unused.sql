-- expect: parameter_unused.sql:4: 'name' is declared, but :name is not used
-- query: place_find one
-- in:    code text,
--        name text
-- out:   id key
SELECT id FROM place WHERE code = :code;
