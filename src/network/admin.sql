-- What the coordinator sees to.

-- shape: audit_line
--   id key, at time, actor_id key?, action text, kind text, thing_id key,
--   detail json?, chain_n int?, actor_name text?

-- All, between two keys: keys are in the order of time.
-- query: audit_page many
-- in:    after_id key, before_id key, n_rows int
-- out:   audit_line
SELECT a.id, a.at, a.actor_id, a.action, a.kind, a.thing_id, a.detail,
       a.chain_n,
       (SELECT p.name FROM person p WHERE p.id = a.actor_id) AS actor_name
  FROM audit a WHERE a.id > :after_id AND a.id < :before_id
 ORDER BY a.id DESC LIMIT :n_rows;

-- query: audit_page_thing many
-- in:    thing_id key, after_id key, before_id key, n_rows int
-- out:   audit_line
SELECT a.id, a.at, a.actor_id, a.action, a.kind, a.thing_id, a.detail,
       a.chain_n,
       (SELECT p.name FROM person p WHERE p.id = a.actor_id) AS actor_name
  FROM audit a
-- sqlite:
 WHERE a.thing_id = :thing_id AND a.id > :after_id AND a.id < :before_id
 ORDER BY a.id DESC LIMIT :n_rows;
-- postgresql:
 WHERE (a.thing_id, a.id) > (:thing_id, :after_id)
   AND (a.thing_id, a.id) < (:thing_id, :before_id)
 ORDER BY a.thing_id DESC, a.id DESC LIMIT :n_rows;

-- query: audit_page_person many
-- in:    actor_id key, after_id key, before_id key, n_rows int
-- out:   audit_line
SELECT a.id, a.at, a.actor_id, a.action, a.kind, a.thing_id, a.detail,
       a.chain_n,
       (SELECT p.name FROM person p WHERE p.id = a.actor_id) AS actor_name
  FROM audit a
-- sqlite:
 WHERE a.actor_id = :actor_id AND a.id > :after_id AND a.id < :before_id
 ORDER BY a.id DESC LIMIT :n_rows;
-- postgresql:
 WHERE (a.actor_id, a.id) > (:actor_id, :after_id)
   AND (a.actor_id, a.id) < (:actor_id, :before_id)
 ORDER BY a.actor_id DESC, a.id DESC LIMIT :n_rows;

-- query: audit_page_action many
-- in:    action text, after_id key, before_id key, n_rows int
-- out:   audit_line
SELECT a.id, a.at, a.actor_id, a.action, a.kind, a.thing_id, a.detail,
       a.chain_n,
       (SELECT p.name FROM person p WHERE p.id = a.actor_id) AS actor_name
  FROM audit a
-- sqlite:
 WHERE a.action = :action AND a.id > :after_id AND a.id < :before_id
 ORDER BY a.id DESC LIMIT :n_rows;
-- postgresql:
 WHERE (a.action, a.id) > (:action, :after_id)
   AND (a.action, a.id) < (:action, :before_id)
 ORDER BY a.action DESC, a.id DESC LIMIT :n_rows;

-- As many as have to be counted.
-- query: request_count_open one
-- in:    n_rows int
-- out:   n int
SELECT count(*) AS n
  FROM (SELECT id FROM join_request
-- sqlite:
         WHERE status = 'open' ORDER BY id LIMIT :n_rows) AS few;
-- postgresql:
         WHERE (status, id) >= ('open', 0)
           AND (status, id) <= ('open', 9223372036854775807)
         ORDER BY status, id LIMIT :n_rows) AS few;

-- query: coordinator_count one
-- in:    today date, n_rows int
-- out:   n int
SELECT count(*) AS n
  FROM (SELECT id FROM membership
         WHERE thing_id = 0 AND role = 'coordinator' AND starts_on <= :today
           AND (ends_on IS NULL OR ends_on > :today)
         ORDER BY id LIMIT :n_rows) AS few;
