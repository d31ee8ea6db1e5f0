-- expect: name_capital.sql:2: 'placeFind' is no name: small letters, digits, _
-- query: placeFind one
-- in:    id key
-- out:   id key
SELECT id FROM place WHERE id = :id;
