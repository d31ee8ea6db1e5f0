-- expect: parameter_unknown.sql:6: :cod is not declared in 'in:'
-- expect: parameter_unknown.sql:4: 'code' is declared, but :code is not used
-- query: place_find one
-- in:    code text
-- out:   id key
SELECT id FROM place WHERE code = :cod;
