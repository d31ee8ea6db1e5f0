-- A statement can be heard, read by a person, and seen.

-- shape: statement_media
--   id key, conversation_id key, statement_id key, kind text, lang text,
--   file_id key, alt text, added_on date

-- query: media_insert none
-- in:    statement_media
INSERT INTO statement_media (id, conversation_id, statement_id, kind, lang,
    file_id, alt, added_on)
VALUES (:id, :conversation_id, :statement_id, :kind, :lang, :file_id, :alt,
    :added_on)
ON CONFLICT (id) DO NOTHING;

-- query: media_of many
-- in:    statement_id key, n_rows int
-- out:   statement_media
SELECT id, conversation_id, statement_id, kind, lang, file_id, alt, added_on
  FROM statement_media WHERE statement_id = :statement_id
 ORDER BY kind, lang LIMIT :n_rows;

-- query: media_get one
-- in:    id key
-- out:   statement_media
SELECT id, conversation_id, statement_id, kind, lang, file_id, alt, added_on
  FROM statement_media WHERE id = :id;

-- query: media_find one
-- in:    statement_id key, kind text, lang text
-- out:   statement_media
SELECT id, conversation_id, statement_id, kind, lang, file_id, alt, added_on
  FROM statement_media
 WHERE statement_id = :statement_id AND kind = :kind AND lang = :lang;

-- query: media_delete none
-- in:    id key
DELETE FROM statement_media WHERE id = :id;

-- query: medias_of_conversation many
-- in:    conversation_id key, n_rows int
-- out:   statement_media
SELECT id, conversation_id, statement_id, kind, lang, file_id, alt, added_on
  FROM statement_media WHERE conversation_id = :conversation_id
 ORDER BY conversation_id, id LIMIT :n_rows;
