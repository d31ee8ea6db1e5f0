-- Going through a questionnaire, and what was answered.

-- shape: reply
--   id key, questionnaire_id key, version_id key, person_id int,
--   about_kind text?, about_id int, turn int, status text, lang text,
--   started_at time, saved_at time, done_at time?

-- query: reply_get one
-- in:    id key
-- out:   reply
SELECT id, questionnaire_id, version_id, person_id, about_kind, about_id, turn,
       status, lang, started_at, saved_at, done_at
  FROM reply WHERE id = :id;

-- The newest turn of somebody about something.
-- query: reply_newest many
-- in:    questionnaire_id key, about_id int, person_id int, n_rows int
-- out:   reply
SELECT id, questionnaire_id, version_id, person_id, about_kind, about_id, turn,
       status, lang, started_at, saved_at, done_at
  FROM reply
 WHERE questionnaire_id = :questionnaire_id AND about_id = :about_id
   AND person_id = :person_id
 ORDER BY turn DESC LIMIT :n_rows;

-- query: reply_of_turn one
-- in:    questionnaire_id key, about_id int, person_id int, turn int
-- out:   reply
SELECT id, questionnaire_id, version_id, person_id, about_kind, about_id, turn,
       status, lang, started_at, saved_at, done_at
  FROM reply
 WHERE questionnaire_id = :questionnaire_id AND about_id = :about_id
   AND person_id = :person_id AND turn = :turn;

-- query: reply_insert none
-- in:    reply
INSERT INTO reply (id, questionnaire_id, version_id, person_id, about_kind,
    about_id, turn, status, lang, started_at, saved_at, done_at)
VALUES (:id, :questionnaire_id, :version_id, :person_id, :about_kind,
    :about_id, :turn, :status, :lang, :started_at, :saved_at, :done_at)
ON CONFLICT (id) DO NOTHING;

-- query: reply_touch none
-- in:    id key, saved_at time
UPDATE reply SET saved_at = :saved_at WHERE id = :id;

-- query: reply_set_status none
-- in:    id key, status text, done_at time?
UPDATE reply SET status = :status, done_at = :done_at WHERE id = :id;

-- query: reply_set_version none
-- in:    id key, version_id key
UPDATE reply SET version_id = :version_id WHERE id = :id;

-- query: reply_of_person many
-- in:    person_id int, after_id key, n_rows int
-- out:   reply
SELECT id, questionnaire_id, version_id, person_id, about_kind, about_id, turn,
       status, lang, started_at, saved_at, done_at
  FROM reply WHERE person_id = :person_id AND id > :after_id
 ORDER BY id LIMIT :n_rows;

-- Those of one questionnaire, a page at a time.
-- query: reply_of_questionnaire many
-- in:    questionnaire_id key, status text, after_id key, n_rows int
-- out:   reply
SELECT id, questionnaire_id, version_id, person_id, about_kind, about_id, turn,
       status, lang, started_at, saved_at, done_at
  FROM reply
 WHERE questionnaire_id = :questionnaire_id AND status = :status
   AND id > :after_id
 ORDER BY id LIMIT :n_rows;

-- Those about one thing: of its people, and the one they agreed on.
-- query: reply_about many
-- in:    questionnaire_id key, about_id int, n_rows int
-- out:   reply
SELECT id, questionnaire_id, version_id, person_id, about_kind, about_id, turn,
       status, lang, started_at, saved_at, done_at
  FROM reply
 WHERE questionnaire_id = :questionnaire_id AND about_id = :about_id
 ORDER BY person_id, turn LIMIT :n_rows;

-- Those about one thing, whatever was asked.
-- query: reply_of_thing many
-- in:    about_id int, n_rows int
-- out:   id key
SELECT id FROM reply WHERE about_id = :about_id ORDER BY id LIMIT :n_rows;

-- query: reply_delete none
-- in:    id key
DELETE FROM reply WHERE id = :id;

-- Nothing is left of who it was, but that somebody answered.
-- query: reply_forget none
-- in:    id key, nobody int, at time
UPDATE reply SET person_id = :nobody, status = 'erased', lang = 'en',
    started_at = :at, saved_at = :at, done_at = NULL
 WHERE id = :id;

-- shape: reply_value
--   id key, reply_id key, question text, value text?, saved_at time

-- query: reply_values many
-- in:    reply_id key, n_rows int
-- out:   reply_value
SELECT id, reply_id, question, value, saved_at
  FROM reply_value WHERE reply_id = :reply_id
 ORDER BY question LIMIT :n_rows;

-- query: reply_value_find one
-- in:    reply_id key, question text
-- out:   reply_value
SELECT id, reply_id, question, value, saved_at
  FROM reply_value WHERE reply_id = :reply_id AND question = :question;

-- query: reply_value_insert none
-- in:    reply_value
INSERT INTO reply_value (id, reply_id, question, value, saved_at)
VALUES (:id, :reply_id, :question, :value, :saved_at)
ON CONFLICT (id) DO NOTHING;

-- query: reply_value_update none
-- in:    id key, value text?, saved_at time
UPDATE reply_value SET value = :value, saved_at = :saved_at WHERE id = :id;

-- query: reply_value_delete none
-- in:    id key
DELETE FROM reply_value WHERE id = :id;

-- query: reply_values_delete none
-- in:    reply_id key
DELETE FROM reply_value WHERE reply_id = :reply_id;
