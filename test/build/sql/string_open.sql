-- expect: string_open.sql:6: what begins here with ' never ends
-- expect: string_open.sql:3: query place_find does not end with a ';'
-- query: place_find one
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = :id AND code = 'a;
