-- What the coordinator sees to.

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

-- query: audit_newest many
-- in:    before_id key, n_rows int
-- out:   id key, at time, action text, kind text, actor_name text?
SELECT a.id, a.at, a.action, a.kind,
       (SELECT p.name FROM person p WHERE p.id = a.actor_id) AS actor_name
  FROM audit a WHERE a.id < :before_id ORDER BY a.id DESC LIMIT :n_rows;
