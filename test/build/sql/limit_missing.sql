-- expect: limit_missing.sql:2: query place_list of kind many has no LIMIT
-- query: place_list many
-- out:   id key
SELECT id FROM place ORDER BY id;
