-- query: once_find one
-- in:    token text
-- out:   result text
SELECT result FROM once WHERE token = :token;

-- query: once_insert none
-- in:    token text, at time, result text
INSERT INTO once (token, at, result) VALUES (:token, :at, :result)
ON CONFLICT (token) DO NOTHING;

-- query: once_forget none
-- in:    before time
DELETE FROM once WHERE at < :before;
