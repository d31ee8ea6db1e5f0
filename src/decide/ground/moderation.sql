-- What was decided of statements, appeals, translations sent back, outcomes.

-- query: moderation_insert none
-- in:    id key, conversation_id key, statement_id key, action text,
--        reason text?, actor_id key?, done_on date
INSERT INTO moderation (id, conversation_id, statement_id, action, reason,
    actor_id, done_on)
VALUES (:id, :conversation_id, :statement_id, :action, :reason, :actor_id,
    :done_on)
ON CONFLICT (id) DO NOTHING;

-- The newest first, with the name of who decided.
-- query: moderation_list many
-- in:    conversation_id key, before_id key, n_rows int
-- out:   id key, action text, reason text?, done_on date, number int?,
--        name text?, seen text?
SELECT m.id, m.action, m.reason, m.done_on,
       (SELECT s.number FROM statement s WHERE s.id = m.statement_id)
           AS number,
       (SELECT p.name FROM people_door_person p WHERE p.id = m.actor_id)
           AS name,
       (SELECT p.seen FROM people_door_person p WHERE p.id = m.actor_id)
           AS seen
  FROM moderation m
 WHERE m.conversation_id = :conversation_id AND m.id < :before_id
 ORDER BY m.id DESC LIMIT :n_rows;

-- Who took it out last.
-- query: moderation_last many
-- in:    statement_id key, action text, n_rows int
-- out:   actor_id key?
SELECT actor_id FROM moderation
 WHERE statement_id = :statement_id AND action = :action
 ORDER BY id DESC LIMIT :n_rows;

-- How each statement stands.
-- query: statement_states many
-- in:    conversation_id key, n_rows int
-- out:   status text, reason text?, made_on date, kind text?
SELECT s.status, s.reason, s.made_on,
       (SELECT o.kind FROM statement_outcome o WHERE o.statement_id = s.id)
           AS kind
  FROM statement s WHERE s.conversation_id = :conversation_id
 ORDER BY s.number LIMIT :n_rows;

-- query: appeal_insert none
-- in:    id key, conversation_id key, statement_id key, words text,
--        made_on date, taken_out_by key?
INSERT INTO statement_appeal (id, conversation_id, statement_id, words,
    made_on, taken_out_by)
VALUES (:id, :conversation_id, :statement_id, :words, :made_on, :taken_out_by)
ON CONFLICT (statement_id) DO NOTHING;

-- query: appeal_get one
-- in:    statement_id key
-- out:   id key, conversation_id key, words text, made_on date,
--        taken_out_by key?, verdict text?, answer text?, settled_on date?
SELECT id, conversation_id, words, made_on, taken_out_by, verdict, answer,
       settled_on
  FROM statement_appeal WHERE statement_id = :statement_id;

-- query: appeals_of many
-- in:    conversation_id key, n_rows int
-- out:   id key, statement_id key, words text, made_on date,
--        taken_out_by key?, verdict text?, number int, lang text,
--        said text
SELECT a.id, a.statement_id, a.words, a.made_on, a.taken_out_by, a.verdict,
       s.number, s.lang, s.words AS said
  FROM statement_appeal a JOIN statement s ON s.id = a.statement_id
 WHERE a.conversation_id = :conversation_id
 ORDER BY a.id LIMIT :n_rows;

-- query: appeal_settle none
-- in:    statement_id key, verdict text, answer text, settled_by key?,
--        settled_on date
UPDATE statement_appeal SET verdict = :verdict, answer = :answer,
    settled_by = :settled_by, settled_on = :settled_on
 WHERE statement_id = :statement_id AND verdict IS NULL;

-- query: words_back_insert none
-- in:    id key, conversation_id key, statement_id key, lang text, words text,
--        sent_on date
INSERT INTO statement_back (id, conversation_id, statement_id, lang, words,
    sent_on)
VALUES (:id, :conversation_id, :statement_id, :lang, :words, :sent_on)
ON CONFLICT (statement_id, lang) DO UPDATE SET words = :words,
    sent_on = :sent_on;

-- Who answers says that a translation changes the meaning: one of them is a
-- mark, the second takes it out of sight.
-- query: back_mark_put none
-- in:    id key, conversation_id key, statement_id key, lang text,
--        participant_id key
INSERT INTO statement_back_mark (id, conversation_id, statement_id, lang,
    participant_id)
VALUES (:id, :conversation_id, :statement_id, :lang, :participant_id)
ON CONFLICT (statement_id, lang, participant_id) DO NOTHING;

-- query: back_marks_count one
-- in:    statement_id key, lang text
-- out:   n int
SELECT count(*) AS n FROM statement_back_mark
 WHERE statement_id = :statement_id AND lang = :lang;

-- query: back_mark_own one
-- in:    statement_id key, lang text, participant_id key
-- out:   id key
SELECT id FROM statement_back_mark
 WHERE statement_id = :statement_id AND lang = :lang
   AND participant_id = :participant_id;

-- query: back_marks_of many
-- in:    conversation_id key, n_rows int
-- out:   statement_id key, lang text, number int, said text, words text?
SELECT m.statement_id, m.lang, s.number, s.words AS said,
       (SELECT w.words FROM statement_words w
         WHERE w.thing_id = m.statement_id AND w.lang = m.lang) AS words
  FROM statement_back_mark m JOIN statement s ON s.id = m.statement_id
 WHERE m.conversation_id = :conversation_id
 ORDER BY m.id LIMIT :n_rows;

-- query: back_marks_take none
-- in:    statement_id key, lang text
DELETE FROM statement_back_mark
 WHERE statement_id = :statement_id AND lang = :lang;

-- query: back_marks_withdraw none
-- in:    participant_id key
DELETE FROM statement_back_mark WHERE participant_id = :participant_id;

-- query: back_marks_delete none
-- in:    conversation_id key
DELETE FROM statement_back_mark WHERE conversation_id = :conversation_id;

-- query: words_back_get one
-- in:    thing_id key, lang text
-- out:   words text
SELECT words FROM statement_words WHERE thing_id = :thing_id AND lang = :lang;

-- query: words_back_take none
-- in:    thing_id key, lang text
DELETE FROM statement_words WHERE thing_id = :thing_id AND lang = :lang;

-- query: words_back_of many
-- in:    conversation_id key, n_rows int
-- out:   statement_id key, lang text, words text, sent_on date, number int,
--        said text, is_written bool
SELECT b.statement_id, b.lang, b.words, b.sent_on, s.number, s.words AS said,
       CASE WHEN EXISTS (SELECT 1 FROM statement_words w
                          WHERE w.thing_id = b.statement_id AND
                                w.lang = b.lang)
            THEN 1 ELSE 0 END AS is_written
  FROM statement_back b JOIN statement s ON s.id = b.statement_id
 WHERE b.conversation_id = :conversation_id
 ORDER BY b.id LIMIT :n_rows;

-- ---- What came of them ---------------------------------------------------------

-- query: outcome_put none
-- in:    id key, conversation_id key, statement_id key, kind text, words text,
--        lang text, thing_kind text?, thing_id key?, said_by key?, said_on date
INSERT INTO statement_outcome (id, conversation_id, statement_id, kind, words,
    lang, thing_kind, thing_id, said_by, said_on)
VALUES (:id, :conversation_id, :statement_id, :kind, :words, :lang,
    :thing_kind, :thing_id, :said_by, :said_on)
ON CONFLICT (statement_id) DO UPDATE SET kind = :kind, words = :words,
    lang = :lang, thing_kind = :thing_kind, thing_id = :thing_id,
    said_by = :said_by, said_on = :said_on;

-- query: outcomes_of many
-- in:    conversation_id key, after_number int, lang text, n_rows int
-- out:   statement_id key, number int, status text, reason text?,
--        lang text, words text, said text?, kind text?, outcome text?,
--        outcome_lang text?, thing_kind text?, thing_id key?, said_on date?
SELECT s.id AS statement_id, s.number, s.status, s.reason, s.lang, s.words,
       (SELECT w.words FROM statement_words w
         WHERE w.thing_id = s.id AND w.lang = :lang) AS said,
       o.kind, o.words AS outcome, o.lang AS outcome_lang, o.thing_kind,
       o.thing_id, o.said_on
  FROM statement s LEFT JOIN statement_outcome o ON o.statement_id = s.id
 WHERE s.conversation_id = :conversation_id AND s.number > :after_number
 ORDER BY s.number LIMIT :n_rows;

-- query: outcome_get one
-- in:    statement_id key
-- out:   kind text, words text, lang text, thing_kind text?, thing_id key?
SELECT kind, words, lang, thing_kind, thing_id FROM statement_outcome
 WHERE statement_id = :statement_id;

-- ---- Words that were taken back, people who are gone ---------------------------

-- query: appeal_forget_words none
-- in:    participant_id key?
DELETE FROM statement_appeal WHERE statement_id IN (SELECT s.id
    FROM statement s WHERE s.participant_id = :participant_id);

-- query: words_back_forget none
-- in:    participant_id key?
DELETE FROM statement_back WHERE statement_id IN (SELECT s.id
    FROM statement s WHERE s.participant_id = :participant_id);

-- query: outcome_forget_words none
-- in:    participant_id key?
DELETE FROM statement_outcome WHERE statement_id IN (SELECT s.id
    FROM statement s WHERE s.participant_id = :participant_id);

-- query: moderation_erase none
-- in:    person_id key?
UPDATE moderation SET actor_id = NULL WHERE actor_id = :person_id;

-- query: appeal_erase_out none
-- in:    person_id key?
UPDATE statement_appeal SET taken_out_by = NULL
 WHERE taken_out_by = :person_id;

-- query: appeal_erase_settled none
-- in:    person_id key?
UPDATE statement_appeal SET settled_by = NULL WHERE settled_by = :person_id;

-- query: outcome_erase none
-- in:    person_id key?
UPDATE statement_outcome SET said_by = NULL WHERE said_by = :person_id;

-- What somebody decided here.
-- query: moderation_by many
-- in:    person_id key?, n_rows int
-- out:   action text, reason text?, done_on date
SELECT action, reason, done_on FROM moderation
 WHERE actor_id = :person_id ORDER BY id LIMIT :n_rows;

-- query: outcomes_by many
-- in:    person_id key?, n_rows int
-- out:   kind text, words text, said_on date
SELECT kind, words, said_on FROM statement_outcome
 WHERE said_by = :person_id ORDER BY id LIMIT :n_rows;

-- query: moderation_delete none
-- in:    conversation_id key
DELETE FROM moderation WHERE conversation_id = :conversation_id;

-- query: appeal_delete none
-- in:    conversation_id key
DELETE FROM statement_appeal WHERE conversation_id = :conversation_id;

-- query: words_back_delete none
-- in:    conversation_id key
DELETE FROM statement_back WHERE conversation_id = :conversation_id;

-- query: outcome_delete none
-- in:    conversation_id key
DELETE FROM statement_outcome WHERE conversation_id = :conversation_id;

-- query: outcome_forget_thing none
-- in:    thing_id key?
UPDATE statement_outcome SET thing_kind = NULL, thing_id = NULL
 WHERE thing_id = :thing_id;
