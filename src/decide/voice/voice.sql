-- Voices: told, read, sorted, what came of them.

-- use: keep/thing.sql

-- shape: voice
--   id key, code text, partnership_id key, side_id key, listening_id key?,
--   lang text, words text, way text, said_on date, status text, shown_to text,
--   shown int, is_child bool, is_flagged bool, file_id key?, thanks text?,
--   thanked_on date?, outcome text?, outcome_words text?, outcome_lang text?,
--   outcome_on date?, news_on date?, is_illustrative bool

-- query: voice_get one
-- in:    id key
-- out:   voice
SELECT id, code, partnership_id, side_id, listening_id, lang, words, way,
       said_on, status, shown_to, shown, is_child, is_flagged, file_id, thanks,
       thanked_on, outcome, outcome_words, outcome_lang, outcome_on, news_on,
       is_illustrative
  FROM voice WHERE id = :id;

-- query: voice_insert none
-- in:    voice
INSERT INTO voice (id, code, partnership_id, side_id, listening_id, lang,
    words, way, said_on, status, shown_to, shown, is_child, is_flagged,
    file_id, thanks, thanked_on, outcome, outcome_words, outcome_lang,
    outcome_on, news_on, is_illustrative)
VALUES (:id, :code, :partnership_id, :side_id, :listening_id, :lang, :words,
    :way, :said_on, :status, :shown_to, :shown, :is_child, :is_flagged,
    :file_id, :thanks, :thanked_on, :outcome, :outcome_words, :outcome_lang,
    :outcome_on, :news_on, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: voice_update none
-- in:    voice
UPDATE voice SET code = :code, partnership_id = :partnership_id,
    side_id = :side_id, listening_id = :listening_id, lang = :lang,
    words = :words, way = :way, said_on = :said_on, status = :status,
    shown_to = :shown_to, shown = :shown, is_child = :is_child,
    is_flagged = :is_flagged, file_id = :file_id, thanks = :thanks,
    thanked_on = :thanked_on, outcome = :outcome,
    outcome_words = :outcome_words, outcome_lang = :outcome_lang,
    outcome_on = :outcome_on, news_on = :news_on,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: voice_delete none
-- in:    id key
DELETE FROM voice WHERE id = :id;

-- Its first words are its title. Who told it has a page of their own.
-- query: voice_line one
-- in:    id key
-- out:   thing_line
SELECT CASE WHEN shown = 0 THEN '' ELSE substr(words, 1, 60) END AS title,
       partnership_id AS within_id, CAST(NULL AS BIGINT) AS above_id,
       CASE WHEN shown = 3 THEN 'public' WHEN shown = 2 THEN 'within'
            ELSE 'closely' END AS seen
  FROM voice WHERE id = :id;

-- query: voice_head one
-- in:    id key, lang text
-- out:   partnership_name text, side_name text, side_position int,
--        name text?, said text?
SELECT p.name AS partnership_name, s.name AS side_name,
       s.position AS side_position,
       (SELECT l.name FROM voice_link l WHERE l.voice_id = v.id) AS name,
       (SELECT w.words FROM voice_words w
         WHERE w.voice_id = v.id AND w.lang = :lang) AS said
  FROM voice v JOIN network_door_side s ON s.id = v.side_id
  JOIN network_door_partnership p ON p.id = v.partnership_id
 WHERE v.id = :id;

-- query: voice_sides many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, position int
SELECT id, name, position FROM network_door_side
 WHERE partnership_id = :partnership_id ORDER BY position LIMIT :n_rows;

-- shape: voice_row
--   id key, side_id key, side_name text, side_position int, lang text,
--   words text, way text, said_on date, status text, shown int, is_child bool,
--   is_flagged bool, file_id key?, thanked_on date?, outcome text?,
--   is_illustrative bool, said text?, name text?

-- Of a partnership, the newest day first, as far as :least may read them, by
-- side, language, theme, or not read yet, where that is said.
-- query: voice_list many
-- in:    partnership_id key, least int, side_id key?, voice_lang text?,
--        theme_id key?, status text?, lang text, before_on text,
--        before_id key, n_rows int
-- out:   voice_row
SELECT v.id, v.side_id, s.name AS side_name, s.position AS side_position,
       v.lang, v.words, v.way, v.said_on, v.status, v.shown, v.is_child,
       v.is_flagged, v.file_id, v.thanked_on, v.outcome, v.is_illustrative,
       (SELECT w.words FROM voice_words w
         WHERE w.voice_id = v.id AND w.lang = :lang) AS said,
       (SELECT l.name FROM voice_link l WHERE l.voice_id = v.id) AS name
  FROM voice v JOIN network_door_side s ON s.id = v.side_id
 WHERE v.partnership_id = :partnership_id
   AND (v.said_on, v.id) < (:before_on, :before_id)
   AND v.shown >= :least
   AND (:side_id IS NULL OR v.side_id = :side_id)
   AND (:voice_lang IS NULL OR v.lang = :voice_lang)
   AND (:status IS NULL OR v.status = :status)
   AND (:theme_id IS NULL OR EXISTS (SELECT 1 FROM voice_theme x
        WHERE x.voice_id = v.id AND x.theme_id = :theme_id))
 ORDER BY v.said_on DESC, v.id DESC LIMIT :n_rows;

-- The same by words, in the order of their keys. The words begin with the key
-- of the partnership, which each of its voices is found by.
-- query: voice_list_words many
-- in:    words match, partnership_id key, least int, side_id key?,
--        voice_lang text?, theme_id key?, status text?, lang text,
--        after_id key, n_rows int
-- out:   voice_row
-- sqlite:
SELECT v.id, v.side_id, s.name AS side_name, s.position AS side_position,
       v.lang, v.words, v.way, v.said_on, v.status, v.shown, v.is_child,
       v.is_flagged, v.file_id, v.thanked_on, v.outcome, v.is_illustrative,
       (SELECT w.words FROM voice_words w
         WHERE w.voice_id = v.id AND w.lang = :lang) AS said,
       (SELECT l.name FROM voice_link l WHERE l.voice_id = v.id) AS name
  FROM search_word k JOIN voice v ON v.id = k.rowid
  JOIN network_door_side s ON s.id = v.side_id
 WHERE k.search_word MATCH :words AND k.rowid > :after_id
   AND v.partnership_id = :partnership_id AND v.shown >= :least
   AND (:side_id IS NULL OR v.side_id = :side_id)
   AND (:voice_lang IS NULL OR v.lang = :voice_lang)
   AND (:status IS NULL OR v.status = :status)
   AND (:theme_id IS NULL OR EXISTS (SELECT 1 FROM voice_theme x
        WHERE x.voice_id = v.id AND x.theme_id = :theme_id))
 ORDER BY k.rowid LIMIT :n_rows;
-- postgresql:
WITH k AS MATERIALIZED (
    SELECT w.id FROM search_word w
     WHERE w.words @@ to_tsquery('simple', :words) AND w.id > :after_id
     ORDER BY w.id + 0 LIMIT 2000)
SELECT v.id, v.side_id, s.name AS side_name, s.position AS side_position,
       v.lang, v.words, v.way, v.said_on, v.status, v.shown, v.is_child,
       v.is_flagged, v.file_id, v.thanked_on, v.outcome, v.is_illustrative,
       (SELECT w.words FROM voice_words w
         WHERE w.voice_id = v.id AND w.lang = :lang) AS said,
       (SELECT l.name FROM voice_link l WHERE l.voice_id = v.id) AS name
  FROM k JOIN voice v ON v.id = k.id
  JOIN network_door_side s ON s.id = v.side_id
 WHERE v.partnership_id = :partnership_id AND v.shown >= :least
   AND (:side_id IS NULL OR v.side_id = :side_id)
   AND (:voice_lang IS NULL OR v.lang = :voice_lang)
   AND (:status IS NULL OR v.status = :status)
   AND (:theme_id IS NULL OR EXISTS (SELECT 1 FROM voice_theme x
        WHERE x.voice_id = v.id AND x.theme_id = :theme_id))
 ORDER BY k.id + 0 LIMIT :n_rows;

-- How many of each side, :n_most of each looked at: those that were taken
-- back too.
-- query: voice_counts many
-- in:    partnership_id key, n_most int, n_rows int
-- out:   id key, name text, position int, n int
SELECT s.id, s.name, s.position,
       (SELECT count(*) FROM (SELECT v.id FROM voice v
                               WHERE v.side_id = s.id LIMIT :n_most) x) AS n
  FROM network_door_side s WHERE s.partnership_id = :partnership_id
 ORDER BY s.position LIMIT :n_rows;

-- ---- Who told it -------------------------------------------------------------

-- shape: voice_link
--   id key, voice_id key, person_id key?, slip_id key?, receipt text?,
--   guardian text?, name text?, linked_on date, about_id key?

-- query: voice_link_insert none
-- in:    voice_link
INSERT INTO voice_link (id, voice_id, person_id, slip_id, receipt, guardian,
    name, linked_on, about_id)
VALUES (:id, :voice_id, :person_id, :slip_id, :receipt, :guardian, :name,
    :linked_on, :about_id)
ON CONFLICT DO NOTHING;

-- query: voice_link_of one
-- in:    voice_id key
-- out:   voice_link
SELECT id, voice_id, person_id, slip_id, receipt, guardian, name, linked_on,
       about_id
  FROM voice_link WHERE voice_id = :voice_id;

-- query: voice_link_by_slip one
-- in:    slip_id key?
-- out:   voice_link
SELECT id, voice_id, person_id, slip_id, receipt, guardian, name, linked_on,
       about_id
  FROM voice_link WHERE slip_id = :slip_id;

-- query: voice_link_by_receipt one
-- in:    receipt text?
-- out:   voice_link
SELECT id, voice_id, person_id, slip_id, receipt, guardian, name, linked_on,
       about_id
  FROM voice_link WHERE receipt = :receipt;

-- query: voice_link_by_guardian one
-- in:    guardian text?
-- out:   voice_link
SELECT id, voice_id, person_id, slip_id, receipt, guardian, name, linked_on,
       about_id
  FROM voice_link WHERE guardian = :guardian;

-- query: voice_link_set_name none
-- in:    voice_id key, name text?
UPDATE voice_link SET name = :name WHERE voice_id = :voice_id;

-- query: voice_link_set_about none
-- in:    voice_id key, about_id key?
UPDATE voice_link SET about_id = :about_id WHERE voice_id = :voice_id;

-- Under which key somebody with an account said something about themselves.
-- query: voice_about_of many
-- in:    person_id key?, partnership_id key, n_rows int
-- out:   about_id key?
SELECT l.about_id FROM voice_link l JOIN voice v ON v.id = l.voice_id
 WHERE l.person_id = :person_id AND v.partnership_id = :partnership_id
   AND l.about_id IS NOT NULL
 ORDER BY l.id LIMIT :n_rows;

-- query: voice_about_shared many
-- in:    about_id key?, n_rows int
-- out:   voice_id key
SELECT voice_id FROM voice_link WHERE about_id = :about_id
 ORDER BY id LIMIT :n_rows;

-- Nobody is it any more, but for the codes, which say "taken back".
-- query: voice_link_unname none
-- in:    voice_id key
UPDATE voice_link SET name = NULL, person_id = NULL, about_id = NULL
 WHERE voice_id = :voice_id;

-- query: voice_link_delete none
-- in:    voice_id key
DELETE FROM voice_link WHERE voice_id = :voice_id;

-- query: voices_of_person many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, voice_id key, said_on date, words text, lang text,
--        status text, shown_to text, outcome text?, outcome_words text?,
--        thanks text?, name text?, about_id key?, partnership_name text
SELECT l.id, l.voice_id, v.said_on, v.words, v.lang, v.status, v.shown_to,
       v.outcome, v.outcome_words, v.thanks, l.name, l.about_id,
       p.name AS partnership_name
  FROM voice_link l JOIN voice v ON v.id = l.voice_id
  JOIN network_door_partnership p ON p.id = v.partnership_id
 WHERE l.person_id = :person_id AND l.id > :after_id
 ORDER BY l.id LIMIT :n_rows;

-- query: voice_link_count one
-- in:    person_id key?, n_max int
-- out:   n int
SELECT count(*) AS n FROM (SELECT l.id FROM voice_link l
  WHERE l.person_id = :person_id LIMIT :n_max) x;

-- ---- Where people are asked --------------------------------------------------

-- query: listening_insert none
-- in:    id key, partnership_id key, side_id key, name text, made_on date
INSERT INTO listening (id, partnership_id, side_id, name, made_on)
VALUES (:id, :partnership_id, :side_id, :name, :made_on)
ON CONFLICT (id) DO NOTHING;

-- query: listening_get one
-- in:    id key
-- out:   id key, partnership_id key, side_id key, name text, side_name text
SELECT l.id, l.partnership_id, l.side_id, l.name, s.name AS side_name
  FROM listening l JOIN network_door_side s ON s.id = l.side_id
 WHERE l.id = :id;

-- query: listening_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'within' AS seen
  FROM listening WHERE id = :id;

-- query: listenings_of many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, side_position int, side_name text
SELECT l.id, l.name, s.position AS side_position, s.name AS side_name
  FROM listening l JOIN network_door_side s ON s.id = l.side_id
 WHERE l.partnership_id = :partnership_id ORDER BY l.id DESC LIMIT :n_rows;

-- ---- In other languages ------------------------------------------------------

-- shape: voice_words
--   id key, code text, voice_id key, lang text, words text,
--   translator_id key?, by_name text, by_role text, made_on date, is_corrected bool

-- query: voice_words_of many
-- in:    voice_id key, n_rows int
-- out:   voice_words
SELECT id, code, voice_id, lang, words, translator_id, by_name, by_role, made_on,
       is_corrected
  FROM voice_words WHERE voice_id = :voice_id ORDER BY lang LIMIT :n_rows;

-- query: voice_words_find one
-- in:    voice_id key, lang text
-- out:   voice_words
SELECT id, code, voice_id, lang, words, translator_id, by_name, by_role, made_on,
       is_corrected
  FROM voice_words WHERE voice_id = :voice_id AND lang = :lang;

-- query: voice_words_insert none
-- in:    voice_words
INSERT INTO voice_words (id, code, voice_id, lang, words, translator_id,
    by_name, by_role, made_on, is_corrected)
VALUES (:id, :code, :voice_id, :lang, :words, :translator_id, :by_name,
    :by_role, :made_on, :is_corrected)
ON CONFLICT DO NOTHING;

-- query: voice_words_update none
-- in:    voice_words
UPDATE voice_words SET code = :code, voice_id = :voice_id, lang = :lang,
    words = :words, translator_id = :translator_id, by_name = :by_name, by_role = :by_role,
    made_on = :made_on, is_corrected = :is_corrected
 WHERE id = :id;

-- query: voice_words_forget none
-- in:    voice_id key
DELETE FROM voice_words WHERE voice_id = :voice_id;

-- ---- In themes ---------------------------------------------------------------

-- shape: voice_theme
--   id key, code text, voice_id key, theme_id key

-- query: voice_theme_insert none
-- in:    voice_theme
INSERT INTO voice_theme (id, code, voice_id, theme_id)
VALUES (:id, :code, :voice_id, :theme_id)
ON CONFLICT DO NOTHING;

-- query: voice_theme_delete none
-- in:    voice_id key, theme_id key
DELETE FROM voice_theme WHERE voice_id = :voice_id AND theme_id = :theme_id;

-- query: voice_themes many
-- in:    voice_id key, n_rows int
-- out:   id key, name text, lang text
SELECT t.id, t.name, t.lang
  FROM voice_theme x JOIN theme t ON t.id = x.theme_id
 WHERE x.voice_id = :voice_id ORDER BY x.theme_id LIMIT :n_rows;

-- query: voice_theme_forget none
-- in:    voice_id key
DELETE FROM voice_theme WHERE voice_id = :voice_id;

-- ---- A partnership that is gone ----------------------------------------------

-- query: voice_ids many
-- in:    partnership_id key, n_rows int
-- out:   id key
SELECT id FROM voice WHERE partnership_id = :partnership_id
 ORDER BY said_on, id LIMIT :n_rows;

-- query: listening_forget none
-- in:    partnership_id key
DELETE FROM listening WHERE partnership_id = :partnership_id;

-- ---- Written down by another -------------------------------------------------

-- query: voice_helped_insert none
-- in:    id key, voice_id key, helper_id key?, mode text, is_own_words bool,
--        read_back text, how text?, interpreter text?, place text?
INSERT INTO voice_helped (id, voice_id, helper_id, mode, is_own_words,
    read_back, how, interpreter, place)
VALUES (:id, :voice_id, :helper_id, :mode, :is_own_words, :read_back, :how,
    :interpreter, :place)
ON CONFLICT DO NOTHING;

-- query: voice_helped_of one
-- in:    voice_id key
-- out:   helper_id key?, mode text, is_own_words bool, read_back text,
--        how text?, interpreter text?, place text?
SELECT helper_id, mode, is_own_words, read_back, how, interpreter, place
  FROM voice_helped WHERE voice_id = :voice_id;

-- query: voice_helped_forget none
-- in:    voice_id key
DELETE FROM voice_helped WHERE voice_id = :voice_id;

-- Where and with whom it was told says too much once it is taken back.
-- query: voice_helped_blank none
-- in:    voice_id key
UPDATE voice_helped SET how = NULL, interpreter = NULL, place = NULL
 WHERE voice_id = :voice_id;

-- ---- Of who helped -----------------------------------------------------------

-- query: voice_helped_by many
-- in:    helper_id key?, after_id key, n_rows int
-- out:   id key, mode text, said_on date
SELECT h.id, h.mode, v.said_on
  FROM voice_helped h JOIN voice v ON v.id = h.voice_id
 WHERE h.helper_id = :helper_id AND h.id > :after_id
 ORDER BY h.id LIMIT :n_rows;

-- query: voice_translated_by many
-- in:    translator_id key?, after_id key, n_rows int
-- out:   id key, lang text, words text, by_role text, made_on date
SELECT id, lang, words, by_role, made_on FROM voice_words
 WHERE translator_id = :translator_id AND id > :after_id
 ORDER BY id LIMIT :n_rows;

-- query: voice_helper_erase none
-- in:    helper_id key?
UPDATE voice_helped SET helper_id = NULL WHERE helper_id = :helper_id;

-- query: voice_translator_erase none
-- in:    translator_id key?
UPDATE voice_words SET translator_id = NULL, by_name = ''
 WHERE translator_id = :translator_id;

-- ---- Told the news -----------------------------------------------------------

-- query: voice_news many
-- in:    today text?, n_rows int
-- out:   id key, person_id key?, partnership_name text
SELECT v.id, l.person_id, p.name AS partnership_name
  FROM voice v JOIN network_door_partnership p ON p.id = v.partnership_id
  LEFT JOIN voice_link l ON l.voice_id = v.id
 WHERE v.news_on < :today ORDER BY v.news_on, v.id LIMIT :n_rows;

-- query: voice_news_told none
-- in:    id key
UPDATE voice SET news_on = NULL WHERE id = :id;
