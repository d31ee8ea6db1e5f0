-- shape: kept_file
--   id key, document_id key, name text, type text, size int, hash text,
--   uploader_id key?, uploaded_at time, is_whole bool

-- query: kept_file_insert none
-- in:    kept_file
INSERT INTO file (id, document_id, name, type, size, hash, uploader_id,
                  uploaded_at, is_whole)
VALUES (:id, :document_id, :name, :type, :size, :hash, :uploader_id,
        :uploaded_at, :is_whole)
ON CONFLICT (id) DO NOTHING;

-- query: kept_file_get one
-- in:    id key
-- out:   kept_file
SELECT id, document_id, name, type, size, hash, uploader_id, uploaded_at,
       is_whole
  FROM file WHERE id = :id;

-- Now it is all there: whoever may, sees it.
-- query: kept_file_finish none
-- in:    id key, size int, hash text
UPDATE file SET size = :size, hash = :hash, is_whole = 1
 WHERE id = :id AND is_whole = 0;

-- It is none any more, unless a document shows it: then its bytes go.
-- query: kept_file_withdraw none
-- in:    id key, document_id key
UPDATE file SET is_whole = 0
 WHERE id = :id AND document_id = :document_id AND is_whole = 1
   AND NOT EXISTS (SELECT 1 FROM document d
                    WHERE d.id = file.document_id AND d.file_id = file.id);

-- query: kept_chunk_insert none
-- in:    id key, file_id key, position int, bytes blob
INSERT INTO file_chunk (id, file_id, position, bytes)
VALUES (:id, :file_id, :position, :bytes)
ON CONFLICT (id) DO NOTHING;

-- query: kept_chunk_get one
-- in:    file_id key, position int
-- out:   bytes blob
SELECT bytes FROM file_chunk WHERE file_id = :file_id AND position = :position;

-- The contents of a document, newest first.
-- query: kept_file_versions many
-- in:    document_id key, before_id key, n_rows int
-- out:   kept_file
SELECT id, document_id, name, type, size, hash, uploader_id, uploaded_at,
       is_whole
  FROM file
 WHERE document_id = :document_id AND is_whole = 1 AND id < :before_id
 ORDER BY id DESC LIMIT :n_rows;

-- Begun, and never finished.
-- query: kept_file_pending many
-- in:    before time, n_rows int
-- out:   id key
SELECT id FROM file WHERE is_whole = 0 AND uploaded_at < :before
 ORDER BY uploaded_at LIMIT :n_rows;

-- A few of its pieces at a time, the last ones first.
-- query: kept_chunk_delete none
-- in:    file_id key, n_rows int
DELETE FROM file_chunk WHERE id IN (
    SELECT id FROM file_chunk WHERE file_id = :file_id
     ORDER BY position DESC LIMIT :n_rows);

-- query: kept_file_delete none
-- in:    id key
DELETE FROM file WHERE id = :id;

-- query: kept_file_next many
-- in:    after_id key, n_rows int
-- out:   kept_file
SELECT id, document_id, name, type, size, hash, uploader_id, uploaded_at,
       is_whole
  FROM file WHERE id > :after_id ORDER BY id LIMIT :n_rows;

-- What a person sent.
-- query: kept_file_of_person many
-- in:    uploader_id key, after_id key, n_rows int
-- out:   kept_file
SELECT id, document_id, name, type, size, hash, uploader_id, uploaded_at,
       is_whole
  FROM file WHERE uploader_id = :uploader_id AND id > :after_id
 ORDER BY id LIMIT :n_rows;

