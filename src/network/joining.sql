-- "Is your region interested?": requests for the coordinator.

-- shape: join_request
--   id key, at time, name text, mail text, place_name text,
--   organisation text?, message text?, lang text, status text

-- query: join_request_insert none
-- in:    join_request
INSERT INTO join_request (id, at, name, mail, place_name, organisation,
    message, lang, status)
VALUES (:id, :at, :name, :mail, :place_name, :organisation, :message, :lang,
    :status)
ON CONFLICT (id) DO NOTHING;

-- A range of the index, as partnership_newest says it.
-- query: join_request_list many
-- in:    status text, before_id key, n_rows int
-- out:   join_request
SELECT id, at, name, mail, place_name, organisation, message, lang, status
  FROM join_request
-- sqlite:
 WHERE status = :status AND id < :before_id
 ORDER BY id DESC LIMIT :n_rows;
-- postgresql:
 WHERE (status, id) >= (:status, 0) AND (status, id) < (:status, :before_id)
 ORDER BY status DESC, id DESC LIMIT :n_rows;

-- query: join_request_get one
-- in:    id key
-- out:   id key, at time, name text, mail text, place_name text,
--        organisation text?, message text?, lang text, status text,
--        reason text?, settled_at time?, settled_by_name text?
SELECT r.id, r.at, r.name, r.mail, r.place_name, r.organisation, r.message,
       r.lang, r.status, r.reason, r.settled_at,
       (SELECT p.name FROM person p WHERE p.id = r.settled_by)
           AS settled_by_name
  FROM join_request r WHERE r.id = :id;

-- Only what is open: the second of two coordinators changes nothing.
-- query: join_request_settle none
-- in:    id key, status text, reason text, settled_at time, settled_by key
UPDATE join_request
   SET status = :status, reason = :reason, settled_at = :settled_at,
       settled_by = :settled_by
 WHERE id = :id AND status = 'open';
