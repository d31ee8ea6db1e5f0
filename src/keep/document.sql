-- use: keep/thing.sql
-- use: keep/file.sql

-- shape: document
--   id key, code text, name text, name_sort text, lang text?, seen text,
--   within_kind text, within_id key, above_id key?, file_id key,
--   created_at time, deleted_at time?

-- query: document_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, within_id, above_id,
       CASE WHEN deleted_at IS NOT NULL THEN 'nobody'
            WHEN within_kind = 'match_pair' THEN 'closely' ELSE seen END AS seen
  FROM document WHERE id = :id;

-- query: document_get one
-- in:    id key
-- out:   document
SELECT id, code, name, name_sort, lang, seen, within_kind, within_id, above_id,
       file_id, created_at, deleted_at
  FROM document WHERE id = :id;

-- query: document_find one
-- in:    code text
-- out:   document
SELECT id, code, name, name_sort, lang, seen, within_kind, within_id, above_id,
       file_id, created_at, deleted_at
  FROM document WHERE code = :code;

-- query: document_insert none
-- in:    document
INSERT INTO document (id, code, name, name_sort, lang, seen, within_kind,
    within_id, above_id, file_id, created_at, deleted_at)
VALUES (:id, :code, :name, :name_sort, :lang, :seen, :within_kind,
    :within_id, :above_id, :file_id, :created_at, :deleted_at)
ON CONFLICT (id) DO NOTHING;

-- query: document_update none
-- in:    document
UPDATE document SET code = :code, name = :name, name_sort = :name_sort,
    lang = :lang, seen = :seen, within_kind = :within_kind,
    within_id = :within_id, above_id = :above_id, file_id = :file_id,
    created_at = :created_at, deleted_at = :deleted_at
 WHERE id = :id;

-- query: document_set_file none
-- in:    id key, file_id key
UPDATE document SET file_id = :file_id WHERE id = :id;

-- query: document_delete none
-- in:    id key, deleted_at time?
UPDATE document SET deleted_at = :deleted_at WHERE id = :id;

-- shape: document_line_of
--   id key, name text, lang text?, seen text, within_kind text, within_id key,
--   type text, size int, uploaded_at time

-- Those of one thing that a reader may see, newest first. `network` and
-- `within` say whether the reader may see what is seen by these.
-- query: document_of_thing many
-- in:    within_id key, is_person bool, is_within bool, is_all bool,
--        before_id key, n_rows int
-- out:   document_line_of
SELECT d.id, d.name, d.lang, d.seen, d.within_kind, d.within_id, f.type, f.size,
       f.uploaded_at
  FROM document d JOIN file f ON f.id = d.file_id
 WHERE d.within_id = :within_id AND d.deleted_at IS NULL AND d.id < :before_id
   AND ((d.within_kind <> 'match_pair' AND (d.seen = 'public'
             OR (d.seen = 'network' AND :is_person = 1)))
        OR (:is_within = 1
            AND (d.seen = 'within' OR d.within_kind = 'match_pair'))
        OR :is_all = 1)
 ORDER BY d.id DESC LIMIT :n_rows;

-- Those of what is within a thing: of the sides and projects of a
-- partnership; what a pair has is the pair's.
-- query: document_above_thing many
-- in:    above_id key, is_person bool, is_within bool, is_all bool,
--        before_id key, n_rows int
-- out:   document_line_of
SELECT d.id, d.name, d.lang, d.seen, d.within_kind, d.within_id, f.type, f.size,
       f.uploaded_at
  FROM document d JOIN file f ON f.id = d.file_id
 WHERE d.above_id = :above_id AND d.within_kind <> 'match_pair' AND d.deleted_at IS NULL AND d.id < :before_id
   AND (d.seen = 'public' OR (d.seen = 'network' AND :is_person = 1)
        OR (d.seen = 'within' AND :is_within = 1) OR :is_all = 1)
 ORDER BY d.id DESC LIMIT :n_rows;

-- query: document_delete_within none
-- in:    within_id key, deleted_at time
UPDATE document SET deleted_at = :deleted_at WHERE within_id = :within_id;

-- Deleted, and past their way back.
-- query: document_gone many
-- in:    before time, n_rows int
-- out:   id key
SELECT id FROM document WHERE deleted_at < :before
 ORDER BY deleted_at LIMIT :n_rows;

-- query: document_erase none
-- in:    id key
DELETE FROM document WHERE id = :id;

-- query: document_each each
-- out:   id key, code text, name text, lang text?, seen text, within_kind text,
--        within_id key, file_id key, created_at time
SELECT id, code, name, lang, seen, within_kind, within_id, file_id, created_at
  FROM document WHERE +deleted_at IS NULL ORDER BY code;

-- query: document_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT d.code, p.lang, p.part, p.is_original, p.source
  FROM document d CROSS JOIN prose p
 WHERE p.thing_id = d.id AND p.kind = 'document'
   AND d.within_kind <> 'match_pair'
 ORDER BY d.code, p.lang, p.part;

-- query: document_forget_prose none
-- in:    id key
DELETE FROM prose WHERE thing_id = :id;

-- query: document_next many
-- in:    after_id key, n_rows int
-- out:   document
SELECT id, code, name, name_sort, lang, seen, within_kind, within_id, above_id,
       file_id, created_at, deleted_at
  FROM document WHERE id > :after_id ORDER BY id LIMIT :n_rows;
