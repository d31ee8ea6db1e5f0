-- Answers that another brings in.

-- ---- Helpers -------------------------------------------------------------------

-- query: helper_put none
-- in:    id key, conversation_id key, person_id key, given_on date
INSERT INTO conversation_helper (id, conversation_id, person_id, given_on)
VALUES (:id, :conversation_id, :person_id, :given_on)
ON CONFLICT (conversation_id, person_id) DO NOTHING;

-- query: helper_find one
-- in:    conversation_id key, person_id key
-- out:   id key
SELECT id FROM conversation_helper
 WHERE conversation_id = :conversation_id AND person_id = :person_id;

-- query: helpers_of many
-- in:    conversation_id key, n_rows int
-- out:   person_id key, given_on date
SELECT person_id, given_on FROM conversation_helper
 WHERE conversation_id = :conversation_id
 ORDER BY conversation_id, person_id LIMIT :n_rows;

-- query: helper_delete none
-- in:    conversation_id key, person_id key
DELETE FROM conversation_helper
 WHERE conversation_id = :conversation_id AND person_id = :person_id;

-- query: helper_of_person many
-- in:    person_id key, n_rows int
-- out:   conversation_id key, given_on date, name text?
SELECT h.conversation_id, h.given_on,
       (SELECT c.name FROM conversation c WHERE c.id = h.conversation_id)
           AS name
  FROM conversation_helper h WHERE h.person_id = :person_id
 ORDER BY h.person_id, h.id LIMIT :n_rows;

-- query: helper_erase none
-- in:    person_id key
DELETE FROM conversation_helper WHERE person_id = :person_id;

-- query: helpers_forget none
-- in:    conversation_id key
DELETE FROM conversation_helper WHERE conversation_id = :conversation_id;

-- ---- How somebody was helped ---------------------------------------------------

-- shape: participant_help
--   id key, conversation_id key, participant_id key, helper_id key?, mode text,
--   is_summary bool, read_back text, how text?, may_use_words bool,
--   interpreter text?, place text?, helped_on date

-- query: help_insert none
-- in:    participant_help
INSERT INTO participant_help (id, conversation_id, participant_id, helper_id,
    mode, is_summary, read_back, how, may_use_words, interpreter, place,
    helped_on)
VALUES (:id, :conversation_id, :participant_id, :helper_id, :mode,
    :is_summary, :read_back, :how, :may_use_words, :interpreter, :place,
    :helped_on)
ON CONFLICT DO NOTHING;

-- query: help_of one
-- in:    participant_id key
-- out:   participant_help
SELECT id, conversation_id, participant_id, helper_id, mode, is_summary,
       read_back, how, may_use_words, interpreter, place, helped_on
  FROM participant_help WHERE participant_id = :participant_id;

-- query: help_delete none
-- in:    participant_id key
DELETE FROM participant_help WHERE participant_id = :participant_id;

-- query: help_count_of_helper one
-- in:    helper_id key?
-- out:   n int
SELECT count(*) AS n FROM participant_help WHERE helper_id = :helper_id;

-- query: help_erase_helper none
-- in:    helper_id key?
UPDATE participant_help SET helper_id = NULL, interpreter = NULL
 WHERE helper_id = :helper_id;

-- query: helps_forget none
-- in:    conversation_id key
DELETE FROM participant_help WHERE conversation_id = :conversation_id;

-- ---- Paper ---------------------------------------------------------------------

-- shape: paper_sheet
--   id key, conversation_id key, label text, turn int, unit_id key,
--   votes text, is_counted bool, typed_by key?, typed_on date

-- query: paper_put none
-- in:    paper_sheet
INSERT INTO paper_sheet (id, conversation_id, label, turn, unit_id, votes,
    is_counted, typed_by, typed_on)
VALUES (:id, :conversation_id, :label, :turn, :unit_id, :votes, :is_counted,
    :typed_by, :typed_on)
ON CONFLICT (conversation_id, label, turn) DO UPDATE
    SET unit_id = excluded.unit_id, votes = excluded.votes,
        typed_by = excluded.typed_by, typed_on = excluded.typed_on;

-- query: paper_find one
-- in:    conversation_id key, label text, turn int
-- out:   paper_sheet
SELECT id, conversation_id, label, turn, unit_id, votes, is_counted, typed_by,
       typed_on
  FROM paper_sheet
 WHERE conversation_id = :conversation_id AND label = :label AND turn = :turn;

-- By label, the first turn before the second.
-- query: papers_of many
-- in:    conversation_id key, n_rows int
-- out:   paper_sheet
SELECT id, conversation_id, label, turn, unit_id, votes, is_counted, typed_by,
       typed_on
  FROM paper_sheet WHERE conversation_id = :conversation_id
 ORDER BY label, turn LIMIT :n_rows;

-- query: paper_counted none
-- in:    conversation_id key, label text
UPDATE paper_sheet SET is_counted = 1, votes = ''
 WHERE conversation_id = :conversation_id AND label = :label
   AND is_counted = 0;

-- query: paper_sheet_drop none
-- in:    conversation_id key, label text
DELETE FROM paper_sheet
 WHERE conversation_id = :conversation_id AND label = :label
   AND is_counted = 0;

-- query: paper_erase_typed none
-- in:    typed_by key?
UPDATE paper_sheet SET typed_by = NULL WHERE typed_by = :typed_by;

-- query: papers_forget none
-- in:    conversation_id key
DELETE FROM paper_sheet WHERE conversation_id = :conversation_id;

-- ---- Short messages ------------------------------------------------------------

-- query: message_insert none
-- in:    id key, conversation_id key, unit_id key, code text, made_on date
INSERT INTO message_code (id, conversation_id, unit_id, code, made_on)
VALUES (:id, :conversation_id, :unit_id, :code, :made_on)
ON CONFLICT DO NOTHING;

-- query: message_find one
-- in:    conversation_id key, code text
-- out:   id key, unit_id key, participant_id key?
SELECT id, unit_id, participant_id FROM message_code
 WHERE conversation_id = :conversation_id AND code = :code;

-- query: message_answered none
-- in:    id key, participant_id key?
UPDATE message_code SET participant_id = :participant_id
 WHERE id = :id AND participant_id IS NULL;

-- query: messages_of many
-- in:    conversation_id key, n_rows int
-- out:   unit_id key, code text, participant_id key?
SELECT unit_id, code, participant_id FROM message_code
 WHERE conversation_id = :conversation_id
 ORDER BY conversation_id, code LIMIT :n_rows;

-- query: message_release none
-- in:    participant_id key?
UPDATE message_code SET participant_id = NULL
 WHERE participant_id = :participant_id;

-- query: messages_forget none
-- in:    conversation_id key
DELETE FROM message_code WHERE conversation_id = :conversation_id;

-- ---- Hands ---------------------------------------------------------------------

-- shape: hand_count
--   id key, conversation_id key, unit_id key, held_on date, place text,
--   statement_id key, n_present int, agree int, disagree int, pass int

-- query: hands_put none
-- in:    hand_count
INSERT INTO hand_count (id, conversation_id, unit_id, held_on, place,
    statement_id, n_present, agree, disagree, pass)
VALUES (:id, :conversation_id, :unit_id, :held_on, :place, :statement_id,
    :n_present, :agree, :disagree, :pass)
ON CONFLICT (conversation_id, unit_id, held_on, statement_id) DO UPDATE
    SET place = excluded.place, n_present = excluded.n_present,
        agree = excluded.agree, disagree = excluded.disagree,
        pass = excluded.pass;

-- query: hands_of many
-- in:    conversation_id key, n_rows int
-- out:   hand_count
SELECT id, conversation_id, unit_id, held_on, place, statement_id, n_present,
       agree, disagree, pass
  FROM hand_count WHERE conversation_id = :conversation_id
 ORDER BY unit_id, held_on, statement_id LIMIT :n_rows;

-- query: hands_drop none
-- in:    conversation_id key, unit_id key, held_on date
DELETE FROM hand_count
 WHERE conversation_id = :conversation_id AND unit_id = :unit_id
   AND held_on = :held_on;

-- query: hands_forget none
-- in:    conversation_id key
DELETE FROM hand_count WHERE conversation_id = :conversation_id;
