-- Answers that were made up for an example, in files; never what people said.

-- shape: made_answer
--   id key, code text, conversation_id key, unit_id key, answers text,
--   about text?, barriers text?

-- query: made_answer_find one
-- in:    code text
-- out:   made_answer
SELECT id, code, conversation_id, unit_id, answers, about, barriers
  FROM made_answer WHERE code = :code;

-- query: made_answer_get one
-- in:    id key
-- out:   made_answer
SELECT id, code, conversation_id, unit_id, answers, about, barriers
  FROM made_answer WHERE id = :id;

-- query: made_answer_insert none
-- in:    made_answer
INSERT INTO made_answer (id, code, conversation_id, unit_id, answers, about,
    barriers)
VALUES (:id, :code, :conversation_id, :unit_id, :answers, :about, :barriers)
ON CONFLICT DO NOTHING;

-- query: made_answer_update none
-- in:    made_answer
UPDATE made_answer SET code = :code, conversation_id = :conversation_id,
    unit_id = :unit_id, answers = :answers, about = :about,
    barriers = :barriers
 WHERE id = :id;

-- query: made_answer_each each
-- out:   key key, code text, conversation text?, unit text?, answers text,
--        about text?, barriers text?
SELECT t.id AS key, t.code,
       (SELECT c.code FROM conversation c WHERE c.id = t.conversation_id)
           AS conversation,
       (SELECT u.code FROM conversation_unit u WHERE u.id = t.unit_id) AS unit,
       t.answers, t.about, t.barriers
  FROM made_answer t ORDER BY t.code;

-- Whoever answered that no file made up.
-- query: made_strangers one
-- in:    conversation_id key
-- out:   n int
SELECT (SELECT count(*) FROM (SELECT p.id FROM participant p
         WHERE p.conversation_id = :conversation_id
           AND NOT EXISTS (SELECT 1 FROM made_answer m
                            WHERE m.participant_id = p.id) LIMIT 1) x)
     + (SELECT count(*) FROM (SELECT l.id FROM participant_link l
         WHERE l.conversation_id = :conversation_id LIMIT 1) x)
     + (SELECT count(*) FROM (SELECT h.id FROM hand_count h
         WHERE h.conversation_id = :conversation_id LIMIT 1) x)
     + (SELECT count(*) FROM (SELECT s.id FROM paper_sheet s
         WHERE s.conversation_id = :conversation_id LIMIT 1) x)
     + (SELECT count(*) FROM (SELECT c.id FROM message_code c
         WHERE c.conversation_id = :conversation_id LIMIT 1) x)
     + (SELECT count(*) FROM (SELECT s.id FROM statement s
         WHERE s.conversation_id = :conversation_id
           AND s.participant_id IS NOT NULL LIMIT 1) x) AS n;

-- query: made_any many
-- in:    conversation_id key, n_rows int
-- out:   id key
SELECT id FROM made_answer WHERE conversation_id = :conversation_id
 ORDER BY id LIMIT :n_rows;

-- query: made_of one
-- in:    id key
-- out:   participant_id key?
SELECT participant_id FROM made_answer WHERE id = :id;

-- query: made_put none
-- in:    id key, participant_id key
UPDATE made_answer SET participant_id = :participant_id WHERE id = :id;

-- query: made_forget none
-- in:    conversation_id key
DELETE FROM made_answer WHERE conversation_id = :conversation_id;
