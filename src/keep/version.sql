-- shape: version
--   id key, kind text, thing_id key, n int, at time, actor_id key?,
--   action text, snapshot json?, changed json?

-- query: version_insert none
-- in:    version
INSERT INTO version (id, kind, thing_id, n, at, actor_id, action, snapshot,
                     changed)
VALUES (:id, :kind, :thing_id, :n, :at, :actor_id, :action, :snapshot,
        :changed)
ON CONFLICT DO NOTHING;

-- query: version_find one
-- in:    thing_id key, n int
-- out:   version
SELECT id, kind, thing_id, n, at, actor_id, action, snapshot, changed
  FROM version WHERE thing_id = :thing_id AND n = :n;

-- The newest first.
-- query: version_newest one
-- in:    thing_id key
-- out:   version
SELECT id, kind, thing_id, n, at, actor_id, action, snapshot, changed
  FROM version WHERE thing_id = :thing_id
 ORDER BY thing_id DESC, n DESC LIMIT 1;

-- query: version_list many
-- in:    thing_id key, before_n int, n_rows int
-- out:   n int, at time, actor_id key?, action text, changed json?
SELECT n, at, actor_id, action, changed
  FROM version WHERE thing_id = :thing_id AND n < :before_n
 ORDER BY thing_id DESC, n DESC LIMIT :n_rows;

-- query: version_forget_thing none
-- in:    thing_id key
DELETE FROM version WHERE thing_id = :thing_id;

-- query: version_each_of_kind each
-- in:    kind text
-- out:   thing_id key, snapshot json?
SELECT thing_id, snapshot FROM version WHERE kind = :kind
 ORDER BY kind, thing_id, n;
