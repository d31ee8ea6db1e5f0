-- expect: nothing
-- makes: SELECT id,\n
-- query: place_crlf one
-- in:    code text,
--        name text
-- out:   id key, code text
SELECT id,
       code AS code FROM place WHERE code = :code AND name = :name;
