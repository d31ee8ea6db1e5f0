-- What came by mail about a request to join.

-- query: join_request_note_insert none
-- in:    id key, request_id key, at time, words text
INSERT INTO join_request_note (id, request_id, at, words)
SELECT :id, r.id, :at, :words FROM join_request r WHERE r.id = :request_id
ON CONFLICT (id) DO NOTHING;

-- The newest first.
-- query: join_request_note_list many
-- in:    request_id key, n_rows int
-- out:   id key, at time, words text
SELECT id, at, words FROM join_request_note WHERE request_id = :request_id
 ORDER BY request_id DESC, id DESC LIMIT :n_rows;

-- How many there are, as far as that matters.
-- query: join_request_note_count one
-- in:    request_id key, n_rows int
-- out:   n int
SELECT count(*) AS n
  FROM (SELECT id FROM join_request_note WHERE request_id = :request_id
         ORDER BY request_id, id LIMIT :n_rows) AS few;

-- query: join_request_note_remove none
-- in:    request_id key
DELETE FROM join_request_note WHERE request_id = :request_id;
