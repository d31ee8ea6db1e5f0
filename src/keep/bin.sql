-- use: keep/prose.sql

-- shape: removed
--   id key, kind text, thing_id key, within_id key, title text, actor_id key,
--   at time, bundle json

-- query: removed_insert none
-- in:    removed
INSERT INTO removed (id, kind, thing_id, within_id, title, actor_id, at, bundle)
VALUES (:id, :kind, :thing_id, :within_id, :title, :actor_id, :at, :bundle)
ON CONFLICT DO NOTHING;

-- query: removed_get one
-- in:    id key
-- out:   removed
SELECT id, kind, thing_id, within_id, title, actor_id, at, bundle
  FROM removed WHERE id = :id;

-- query: removed_delete none
-- in:    id key
DELETE FROM removed WHERE id = :id;

-- The newest first.
-- query: removed_list many
-- in:    before_id key, n_rows int
-- out:   id key, kind text, within_id key, title text, actor_id key, at time
SELECT id, kind, within_id, title, actor_id, at FROM removed
 WHERE id < :before_id ORDER BY id DESC LIMIT :n_rows;

-- query: removed_list_by many
-- in:    actor_id key, before_id key, n_rows int
-- out:   id key, kind text, within_id key, title text, actor_id key, at time
SELECT id, kind, within_id, title, actor_id, at FROM removed
 WHERE actor_id = :actor_id AND id < :before_id
 ORDER BY actor_id DESC, id DESC LIMIT :n_rows;

-- query: removed_old many
-- in:    before time, n_rows int
-- out:   removed
SELECT id, kind, thing_id, within_id, title, actor_id, at, bundle
  FROM removed WHERE at < :before ORDER BY at, id LIMIT :n_rows;

-- query: removed_each each
-- out:   removed
SELECT id, kind, thing_id, within_id, title, actor_id, at, bundle
  FROM removed ORDER BY at, id;

-- All columns: they come back as they were.
-- query: prose_whole many
-- in:    thing_id key, n_rows int
-- out:   prose
SELECT id, kind, thing_id, part, lang, is_original, source, printed, printer,
       updated_at, hash, translator_id, of_hash
  FROM prose WHERE thing_id = :thing_id
 ORDER BY part, lang LIMIT :n_rows;
