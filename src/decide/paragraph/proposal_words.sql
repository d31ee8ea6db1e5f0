-- A proposal in the languages of its sides.

-- shape: paragraph_words
--   id key, proposal_id key, thing_id key, lang text, words text,
--   of_words text, version int, person_id key?, role text, made_on date,
--   is_now bool, is_back bool, back_why text, back_by key?

-- Those of now in a language.
-- query: paragraph_words_in many
-- in:    proposal_id key, lang text, n_rows int
-- out:   id key, thing_id key, words text, of_words text, version int,
--        role text, made_on date, is_back bool, back_why text, name text?
SELECT w.id, w.thing_id, w.words, w.of_words, w.version, w.role, w.made_on,
       w.is_back, w.back_why, p.name
  FROM paragraph_words w LEFT JOIN people_door_person p ON p.id = w.person_id
 WHERE w.proposal_id = :proposal_id AND w.lang = :lang AND w.is_now = 1
 ORDER BY w.id LIMIT :n_rows;

-- All of now, for the search.
-- query: paragraph_words_all many
-- in:    proposal_id key, n_rows int
-- out:   words text
SELECT words FROM paragraph_words
 WHERE proposal_id = :proposal_id AND is_now = 1
 ORDER BY lang, is_now, id LIMIT :n_rows;

-- That of one paragraph, or of the name.
-- query: paragraph_words_of_thing one
-- in:    thing_id key, lang text
-- out:   paragraph_words
SELECT id, proposal_id, thing_id, lang, words, of_words, version, person_id,
       role, made_on, is_now, is_back, back_why, back_by
  FROM paragraph_words
 WHERE thing_id = :thing_id AND lang = :lang AND is_now = 1
 ORDER BY id LIMIT 1;

-- query: paragraph_words_insert none
-- in:    paragraph_words
INSERT INTO paragraph_words (id, proposal_id, thing_id, lang, words, of_words,
    version, person_id, role, made_on, is_now, is_back, back_why, back_by)
VALUES (:id, :proposal_id, :thing_id, :lang, :words, :of_words, :version,
    :person_id, :role, :made_on, :is_now, :is_back, :back_why, :back_by)
ON CONFLICT (id) DO NOTHING;

-- query: paragraph_words_past none
-- in:    thing_id key, lang text
UPDATE paragraph_words SET is_now = 0
 WHERE thing_id = :thing_id AND lang = :lang AND is_now = 1;

-- query: paragraph_words_send_back none
-- in:    id key, back_why text, back_by key?
UPDATE paragraph_words SET is_back = 1, back_why = :back_why,
    back_by = :back_by
 WHERE id = :id AND is_now = 1;

-- query: paragraph_words_by many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, proposal_id key, lang text, words text, role text,
--        made_on date
SELECT id, proposal_id, lang, words, role, made_on FROM paragraph_words
 WHERE person_id = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- query: paragraph_words_back_by many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, proposal_id key, lang text, back_why text
SELECT id, proposal_id, lang, back_why FROM paragraph_words
 WHERE back_by = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- What others work with stays, without a name.
-- query: paragraph_words_unsign none
-- in:    person_id key?
UPDATE paragraph_words SET person_id = NULL, role = ''
 WHERE person_id = :person_id;

-- query: paragraph_words_unsign_back none
-- in:    person_id key?
UPDATE paragraph_words SET back_by = NULL, back_why = ''
 WHERE back_by = :person_id;

-- query: paragraph_words_remove_all none
-- in:    proposal_id key
DELETE FROM paragraph_words WHERE proposal_id = :proposal_id;

-- ---- Which languages -------------------------------------------------------

-- query: proposal_langs_get one
-- in:    id key
-- out:   langs text?
SELECT langs FROM proposal WHERE id = :id;

-- query: proposal_langs_set none
-- in:    id key, langs text?
UPDATE proposal SET langs = :langs WHERE id = :id;

-- Does anybody of this partnership read it?
-- query: proposal_lang_is_read one
-- in:    partnership_id key, lang text?
-- out:   is_read bool
SELECT CASE WHEN EXISTS (
           SELECT 1 FROM people_door_membership m
             JOIN people_door_language l ON l.id = m.person_id
            WHERE m.partnership_id = :partnership_id AND l.language = :lang)
       THEN 1 ELSE 0 END AS is_read;

-- ---- In easy words ---------------------------------------------------------

-- shape: proposal_easy
--   id key, proposal_id key, lang text, words text, version int,
--   person_id key?, made_on date

-- query: proposal_easy_get one
-- in:    proposal_id key, lang text
-- out:   proposal_easy
SELECT id, proposal_id, lang, words, version, person_id, made_on
  FROM proposal_easy WHERE proposal_id = :proposal_id AND lang = :lang;

-- query: proposal_easy_which many
-- in:    proposal_id key, n_rows int
-- out:   lang text, version int, made_on date, name text?
SELECT e.lang, e.version, e.made_on, p.name
  FROM proposal_easy e LEFT JOIN people_door_person p ON p.id = e.person_id
 WHERE e.proposal_id = :proposal_id ORDER BY e.lang LIMIT :n_rows;

-- query: proposal_easy_save none
-- in:    proposal_easy
INSERT INTO proposal_easy (id, proposal_id, lang, words, version, person_id,
    made_on)
VALUES (:id, :proposal_id, :lang, :words, :version, :person_id, :made_on)
ON CONFLICT (proposal_id, lang) DO UPDATE SET words = :words,
    version = :version, person_id = :person_id, made_on = :made_on;

-- query: proposal_easy_by many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, proposal_id key, lang text, words text, made_on date
SELECT id, proposal_id, lang, words, made_on FROM proposal_easy
 WHERE person_id = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- query: proposal_easy_unsign none
-- in:    person_id key?
UPDATE proposal_easy SET person_id = NULL WHERE person_id = :person_id;

-- query: proposal_easy_remove_all none
-- in:    proposal_id key
DELETE FROM proposal_easy WHERE proposal_id = :proposal_id;
