-- Voices in files: what was made up, and nothing else.

-- use: decide/voice/voice.sql

-- shape: voice_card
--   id key, code text, partnership_id key, side_id key, lang text, words text,
--   said_on date, status text, shown_to text, is_child bool, thanks text?,
--   outcome text?, outcome_words text?, outcome_lang text?, outcome_on date?,
--   is_illustrative bool

-- query: voice_card_find one
-- in:    code text
-- out:   voice_card
SELECT id, code, partnership_id, side_id, lang, words, said_on, status,
       shown_to, is_child, thanks, outcome, outcome_words, outcome_lang,
       outcome_on, is_illustrative
  FROM voice WHERE code = :code;

-- query: voice_card_get one
-- in:    id key
-- out:   voice_card
SELECT id, code, partnership_id, side_id, lang, words, said_on, status,
       shown_to, is_child, thanks, outcome, outcome_words, outcome_lang,
       outcome_on, is_illustrative
  FROM voice WHERE id = :id;

-- query: voice_card_insert none
-- in:    voice_card
INSERT INTO voice (id, code, partnership_id, side_id, lang, words, way,
    said_on, status, shown_to, shown, is_child, is_flagged, thanks, outcome,
    outcome_words, outcome_lang, outcome_on, is_illustrative)
VALUES (:id, :code, :partnership_id, :side_id, :lang, :words, 'sheet',
    :said_on, :status, :shown_to,
    CASE WHEN :status = 'new' THEN 1 WHEN :shown_to = 'public' THEN 3
         WHEN :shown_to = 'sides' THEN 2 ELSE 1 END,
    :is_child, 0, :thanks, :outcome, :outcome_words, :outcome_lang,
    :outcome_on, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: voice_card_update none
-- in:    voice_card
UPDATE voice SET code = :code, partnership_id = :partnership_id,
    side_id = :side_id, lang = :lang, words = :words, said_on = :said_on,
    status = :status, shown_to = :shown_to,
    shown = CASE WHEN :status = 'new' THEN 1 WHEN :shown_to = 'public' THEN 3
                 WHEN :shown_to = 'sides' THEN 2 ELSE 1 END,
    is_child = :is_child, thanks = :thanks, outcome = :outcome,
    outcome_words = :outcome_words, outcome_lang = :outcome_lang,
    outcome_on = :outcome_on, is_illustrative = :is_illustrative
 WHERE id = :id;

-- What people told goes out in no file: its rows identify.
-- query: voice_each each
-- out:   key key, code text, partnership text, side text, lang text,
--        words text, said_on date, status text, shown_to text, is_child bool,
--        thanks text?, outcome text?, outcome_words text?, outcome_lang text?,
--        outcome_on date?, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT p.code FROM network_door_partnership p
         WHERE p.id = t.partnership_id) AS partnership,
       (SELECT s.code FROM network_door_side s WHERE s.id = t.side_id) AS side,
       t.lang, t.words, t.said_on, t.status, t.shown_to, t.is_child, t.thanks,
       t.outcome, t.outcome_words, t.outcome_lang, t.outcome_on,
       t.is_illustrative
  FROM voice t WHERE t.is_illustrative = 1 AND t.status <> 'withdrawn'
 ORDER BY t.code;

-- shape: voice_words_card
--   id key, code text, voice_id key, lang text, words text, by_name text,
--   by_role text, made_on date

-- query: voice_words_card_find one
-- in:    code text
-- out:   voice_words_card
SELECT id, code, voice_id, lang, words, by_name, by_role, made_on
  FROM voice_words WHERE code = :code;

-- query: voice_words_card_get one
-- in:    id key
-- out:   voice_words_card
SELECT id, code, voice_id, lang, words, by_name, by_role, made_on
  FROM voice_words WHERE id = :id;

-- query: voice_words_card_insert none
-- in:    voice_words_card
INSERT INTO voice_words (id, code, voice_id, lang, words, by_name, by_role,
    made_on, is_corrected)
VALUES (:id, :code, :voice_id, :lang, :words, :by_name, :by_role, :made_on, 0)
ON CONFLICT DO NOTHING;

-- query: voice_words_card_update none
-- in:    voice_words_card
UPDATE voice_words SET code = :code, voice_id = :voice_id, lang = :lang,
    words = :words, by_name = :by_name, by_role = :by_role,
    made_on = :made_on
 WHERE id = :id;

-- query: voice_words_each each
-- out:   key key, code text, voice text, lang text, words text, by_name text,
--        by_role text, made_on date
SELECT t.id AS key, t.code, v.code AS voice, t.lang, t.words, t.by_name,
       t.by_role, t.made_on
  FROM voice_words t JOIN voice v ON v.id = t.voice_id
 WHERE v.is_illustrative = 1 AND v.status <> 'withdrawn'
 ORDER BY t.code;

-- query: voice_theme_find one
-- in:    code text
-- out:   voice_theme
SELECT id, code, voice_id, theme_id FROM voice_theme WHERE code = :code;

-- query: voice_theme_get one
-- in:    id key
-- out:   voice_theme
SELECT id, code, voice_id, theme_id FROM voice_theme WHERE id = :id;

-- query: voice_theme_update none
-- in:    voice_theme
UPDATE voice_theme SET code = :code, voice_id = :voice_id,
    theme_id = :theme_id
 WHERE id = :id;

-- query: voice_theme_each each
-- out:   key key, code text, voice text, theme text
SELECT t.id AS key, t.code, v.code AS voice, h.code AS theme
  FROM voice_theme t JOIN voice v ON v.id = t.voice_id
  JOIN theme h ON h.id = t.theme_id
 WHERE v.is_illustrative = 1 AND v.status <> 'withdrawn'
 ORDER BY t.code;
