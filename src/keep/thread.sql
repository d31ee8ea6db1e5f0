-- What came of what: links between any two things.

-- shape: thread_row
--   id key, from_kind text, from_id key, kind text, to_kind text, to_id key,
--   at time

-- query: thread_find one
-- in:    from_id key, kind text, to_id key
-- out:   thread_row
SELECT id, from_kind, from_id, kind, to_kind, to_id, at
  FROM thread WHERE from_id = :from_id AND kind = :kind AND to_id = :to_id;

-- query: thread_get one
-- in:    id key
-- out:   thread_row
SELECT id, from_kind, from_id, kind, to_kind, to_id, at
  FROM thread WHERE id = :id;

-- query: thread_insert none
-- in:    thread_row
INSERT INTO thread (id, from_kind, from_id, kind, to_kind, to_id, at)
VALUES (:id, :from_kind, :from_id, :kind, :to_kind, :to_id, :at)
ON CONFLICT (id) DO NOTHING;

-- query: thread_delete none
-- in:    id key
DELETE FROM thread WHERE id = :id;

-- query: thread_delete_from none
-- in:    thing_id key
DELETE FROM thread WHERE from_id = :thing_id;

-- query: thread_delete_to none
-- in:    thing_id key
DELETE FROM thread WHERE to_id = :thing_id;

-- Links that begin at a thing, in the order in which they were made.
-- query: thread_from many
-- in:    thing_id key, after_id key, n_rows int
-- out:   thread_row
SELECT id, from_kind, from_id, kind, to_kind, to_id, at
  FROM thread WHERE from_id = :thing_id AND id > :after_id
 ORDER BY id LIMIT :n_rows;

-- Links that end at it.
-- query: thread_to many
-- in:    thing_id key, after_id key, n_rows int
-- out:   thread_row
SELECT id, from_kind, from_id, kind, to_kind, to_id, at
  FROM thread WHERE to_id = :thing_id AND id > :after_id
 ORDER BY id LIMIT :n_rows;

-- How many, up to a number that nobody counts further than.
-- query: thread_count one
-- in:    thing_id key, n_max int
-- out:   n_from int, n_to int
SELECT (SELECT count(*) FROM (SELECT f.id FROM thread f
          WHERE f.from_id = :thing_id LIMIT :n_max) x) AS n_from,
       (SELECT count(*) FROM (SELECT t.id FROM thread t
          WHERE t.to_id = :thing_id LIMIT :n_max) y) AS n_to;

-- All of them, a page at a time: for the check and the export.
-- query: thread_page many
-- in:    after_id key, n_rows int
-- out:   thread_row
SELECT id, from_kind, from_id, kind, to_kind, to_id, at
  FROM thread WHERE id > :after_id ORDER BY id LIMIT :n_rows;

-- Things of any kind that have these words.
-- query: thread_search many
-- in:    words match, n_rows int
-- out:   id key, kind text
-- sqlite:
SELECT s.id, s.kind
  FROM search_word w JOIN search s ON s.id = w.rowid
 WHERE w.search_word MATCH :words
 ORDER BY w.rowid LIMIT :n_rows;
-- postgresql:
SELECT s.id, s.kind
  FROM search_word w JOIN search s ON s.id = w.id
 WHERE w.words @@ to_tsquery('simple', :words)
 ORDER BY w.id + 0 LIMIT :n_rows;
