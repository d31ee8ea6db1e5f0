-- shape: prose
--   id key, kind text, thing_id key, part text, lang text, is_original bool,
--   source text, printed text, printer int, updated_at time, hash text?,
--   translator_id key?, of_hash text?

-- query: prose_find one
-- in:    thing_id key, part text, lang text
-- out:   prose
SELECT id, kind, thing_id, part, lang, is_original, source, printed, printer,
       updated_at, hash, translator_id, of_hash
  FROM prose WHERE thing_id = :thing_id AND part = :part AND lang = :lang;

-- query: prose_insert none
-- in:    prose
INSERT INTO prose (id, kind, thing_id, part, lang, is_original, source, printed,
                   printer, updated_at, hash, translator_id, of_hash)
VALUES (:id, :kind, :thing_id, :part, :lang, :is_original, :source, :printed,
        :printer, :updated_at, :hash, :translator_id, :of_hash)
ON CONFLICT (id) DO NOTHING;

-- query: prose_update none
-- in:    prose
UPDATE prose
   SET kind = :kind, thing_id = :thing_id, part = :part, lang = :lang,
       is_original = :is_original, source = :source, printed = :printed,
       printer = :printer, updated_at = :updated_at, hash = :hash,
       translator_id = :translator_id, of_hash = :of_hash
 WHERE id = :id;

-- query: prose_delete none
-- in:    id key
DELETE FROM prose WHERE id = :id;

-- All wordings of a thing: parts times languages, a handful.
-- query: prose_of_thing many
-- in:    thing_id key, n_rows int
-- out:   part text, lang text, is_original bool, source text, printed text,
--        kind text, updated_at time, hash text?, translator_id key?,
--        of_hash text?
SELECT part, lang, is_original, source, printed, kind, updated_at, hash,
       translator_id, of_hash
  FROM prose WHERE thing_id = :thing_id
 ORDER BY part, lang LIMIT :n_rows;

-- Originals, the newest changed first, each with its wording in one language: what has
-- none, or one of an older wording, wants translating.
-- query: prose_wanting many
-- in:    lang text, before_at time, before_id key, n_rows int
-- out:   id key, kind text, thing_id key, part text, lang text, hash text?,
--        n_bytes int, updated_at time, is_translated bool, of_hash text?,
--        translated_at time?
SELECT p.id, p.kind, p.thing_id, p.part, p.lang, p.hash,
       length(p.source) AS n_bytes, p.updated_at,
       CASE WHEN t.id IS NULL THEN 0 ELSE 1 END AS is_translated, t.of_hash,
       t.updated_at AS translated_at
  FROM prose p
  LEFT JOIN prose t ON t.thing_id = p.thing_id AND t.part = p.part
                   AND t.lang = :lang
 WHERE p.is_original = 1 AND (p.updated_at, p.id) < (:before_at, :before_id)
 ORDER BY p.updated_at DESC, p.id DESC LIMIT :n_rows;

-- query: prose_of_translator many
-- in:    translator_id key, after_id key, n_rows int
-- out:   id key, kind text, thing_id key, part text, lang text, source text,
--        updated_at time
SELECT id, kind, thing_id, part, lang, source, updated_at
  FROM prose WHERE translator_id = :translator_id AND id > :after_id
 ORDER BY id LIMIT :n_rows;

-- query: prose_forget_translator none
-- in:    translator_id key
UPDATE prose SET translator_id = NULL WHERE translator_id = :translator_id;

-- query: prose_all_of_thing many
-- in:    thing_id key, n_rows int
-- out:   id key
SELECT id FROM prose WHERE thing_id = :thing_id
 ORDER BY part, lang LIMIT :n_rows;

-- All texts, page by page, to be printed again.
-- query: prose_printed many
-- in:    after_id key, n_rows int
-- out:   id key, source text, printed text
SELECT id, source, printed FROM prose WHERE id > :after_id
 ORDER BY id LIMIT :n_rows;

-- query: prose_print none
-- in:    id key, printed text
UPDATE prose SET printed = :printed WHERE id = :id;
