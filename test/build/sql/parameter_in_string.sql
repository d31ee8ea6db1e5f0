-- expect: parameter_in_string.sql:3: 'code' is declared, but :code is not used
-- query: place_find one
-- in:    code text
-- out:   id key
SELECT id /* :code */ FROM place -- :code
 WHERE code = ':code' AND "name" = 'it''s :code';
