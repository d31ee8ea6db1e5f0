-- shape: prose
--   id key, kind text, thing_id key, part text, lang text, is_original bool,
--   source text, printed text, printer int, updated_at time

-- query: prose_find one
-- in:    thing_id key, part text, lang text
-- out:   prose
SELECT id, kind, thing_id, part, lang, is_original, source, printed, printer,
       updated_at
  FROM prose WHERE thing_id = :thing_id AND part = :part AND lang = :lang;

-- query: prose_insert none
-- in:    prose
INSERT INTO prose (id, kind, thing_id, part, lang, is_original, source, printed,
                   printer, updated_at)
VALUES (:id, :kind, :thing_id, :part, :lang, :is_original, :source, :printed,
        :printer, :updated_at)
ON CONFLICT (id) DO NOTHING;

-- query: prose_update none
-- in:    prose
UPDATE prose
   SET kind = :kind, thing_id = :thing_id, part = :part, lang = :lang,
       is_original = :is_original, source = :source, printed = :printed,
       printer = :printer, updated_at = :updated_at
 WHERE id = :id;

-- query: prose_delete none
-- in:    id key
DELETE FROM prose WHERE id = :id;

-- All wordings of a thing: parts times languages, a handful.
-- query: prose_of_thing many
-- in:    thing_id key, n_rows int
-- out:   part text, lang text, is_original bool, source text, printed text
SELECT part, lang, is_original, source, printed
  FROM prose WHERE thing_id = :thing_id
 ORDER BY part, lang LIMIT :n_rows;

-- query: prose_all_of_thing many
-- in:    thing_id key, n_rows int
-- out:   id key
SELECT id FROM prose WHERE thing_id = :thing_id
 ORDER BY part, lang LIMIT :n_rows;
