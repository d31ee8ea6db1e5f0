-- Pictures beside the lines of a proposal in easy words.

-- shape: easy_picture
--   id key, proposal_id key, lang text, line int, file_id key, alt text,
--   added_on date

-- query: easy_picture_insert none
-- in:    easy_picture
INSERT INTO easy_picture (id, proposal_id, lang, line, file_id, alt, added_on)
VALUES (:id, :proposal_id, :lang, :line, :file_id, :alt, :added_on)
ON CONFLICT DO NOTHING;

-- query: easy_picture_get one
-- in:    id key
-- out:   easy_picture
SELECT id, proposal_id, lang, line, file_id, alt, added_on
  FROM easy_picture WHERE id = :id;

-- query: easy_picture_at one
-- in:    proposal_id key, lang text, line int
-- out:   easy_picture
SELECT id, proposal_id, lang, line, file_id, alt, added_on
  FROM easy_picture
 WHERE proposal_id = :proposal_id AND lang = :lang AND line = :line;

-- query: easy_pictures many
-- in:    proposal_id key, lang text, n_rows int
-- out:   easy_picture
SELECT id, proposal_id, lang, line, file_id, alt, added_on
  FROM easy_picture WHERE proposal_id = :proposal_id AND lang = :lang
 ORDER BY line LIMIT :n_rows;

-- query: easy_pictures_all many
-- in:    proposal_id key, n_rows int
-- out:   easy_picture
SELECT id, proposal_id, lang, line, file_id, alt, added_on
  FROM easy_picture WHERE proposal_id = :proposal_id
 ORDER BY lang, line LIMIT :n_rows;

-- query: easy_picture_delete none
-- in:    id key
DELETE FROM easy_picture WHERE id = :id;
