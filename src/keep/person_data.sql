-- Who was erased, and what is left to be done about it.

-- query: erasure_insert none
-- in:    id key, at time
INSERT INTO erasure (id, at) VALUES (:id, :at) ON CONFLICT (id) DO NOTHING;

-- query: erasure_each each
-- out:   id key, at time
SELECT id, at FROM erasure ORDER BY id;

-- query: erasure_find one
-- in:    id key
-- out:   at time
SELECT at FROM erasure WHERE id = :id;

-- Where somebody was sent after a post may hold their name: an erasure looks
-- at the tokens of a week.
-- query: once_each each
-- out:   token text, result text
SELECT token, result FROM once ORDER BY token;

-- query: once_remove none
-- in:    token text
DELETE FROM once WHERE token = :token;
