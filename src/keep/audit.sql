-- query: audit_insert none
-- in:    id key, at time, actor_id key?, action text, kind text,
--        thing_id key, detail json?
INSERT INTO audit (id, at, actor_id, action, kind, thing_id, detail)
VALUES (:id, :at, :actor_id, :action, :kind, :thing_id, :detail)
ON CONFLICT (id) DO NOTHING;

-- query: audit_of_thing many
-- in:    thing_id key, n_rows int
-- out:   id key, at time, actor_id key?, action text, kind text, detail json?
SELECT id, at, actor_id, action, kind, detail
  FROM audit WHERE thing_id = :thing_id ORDER BY id DESC LIMIT :n_rows;

-- What somebody did, for themselves to read.
-- query: audit_of_actor many
-- in:    actor_id key, before_id key, n_rows int
-- out:   id key, at time, action text, kind text, thing_id key
SELECT id, at, action, kind, thing_id
  FROM audit
-- sqlite:
 WHERE actor_id = :actor_id AND id < :before_id
 ORDER BY id DESC LIMIT :n_rows;
-- postgresql:
 WHERE (actor_id, id) >= (:actor_id, 0) AND (actor_id, id) < (:actor_id, :before_id)
 ORDER BY actor_id DESC, id DESC LIMIT :n_rows;
