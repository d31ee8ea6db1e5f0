-- What the coordinator sees to.

-- query: audit_newest many
-- in:    before_id key, n_rows int
-- out:   id key, at time, action text, kind text, actor_name text?
SELECT a.id, a.at, a.action, a.kind,
       (SELECT p.name FROM person p WHERE p.id = a.actor_id) AS actor_name
  FROM audit a WHERE a.id < :before_id ORDER BY a.id DESC LIMIT :n_rows;
