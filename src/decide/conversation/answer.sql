-- Statements, and what people answered.

-- shape: statement
--   id key, conversation_id key, number int, participant_id key?, lang text,
--   words text, status text, reason text?, made_on date, code text?

-- query: statement_get one
-- in:    id key
-- out:   statement
SELECT id, conversation_id, number, participant_id, lang, words, status,
       reason, made_on, code
  FROM statement WHERE id = :id;

-- query: statement_insert none
-- in:    statement
INSERT INTO statement (id, conversation_id, number, participant_id, lang,
    words, status, reason, made_on, code)
VALUES (:id, :conversation_id, :number, :participant_id, :lang, :words,
    :status, :reason, :made_on, :code)
ON CONFLICT (id) DO NOTHING;

-- query: statement_settle none
-- in:    id key, conversation_id key, status text, reason text?
UPDATE statement SET status = :status, reason = :reason
 WHERE id = :id AND conversation_id = :conversation_id
   AND status <> 'withdrawn';

-- query: statement_last one
-- in:    conversation_id key
-- out:   number int
SELECT COALESCE(max(number), 0) AS number FROM statement
 WHERE conversation_id = :conversation_id;

-- query: statement_find one
-- in:    conversation_id key, number int
-- out:   id key, status text
SELECT id, status FROM statement
 WHERE conversation_id = :conversation_id AND number = :number;

-- All of a conversation, in the reader's language where there is a wording.
-- query: statements_of many
-- in:    conversation_id key, lang text, n_rows int
-- out:   id key, number int, participant_id key?, lang text, words text,
--        status text, reason text?, said text?
SELECT s.id, s.number, s.participant_id, s.lang, s.words, s.status, s.reason,
       (SELECT w.words FROM statement_words w
         WHERE w.thing_id = s.id AND w.lang = :lang) AS said
  FROM statement s WHERE s.conversation_id = :conversation_id
 ORDER BY s.number LIMIT :n_rows;

-- What one who answers is shown next is chosen of these.
-- query: statements_to_ask many
-- in:    conversation_id key, n_rows int
-- out:   id key, number int, status text
SELECT s.id, s.number, s.status
  FROM statement s WHERE s.conversation_id = :conversation_id
 ORDER BY s.number LIMIT :n_rows;

-- query: statement_said one
-- in:    id key, lang text
-- out:   id key, number int, conversation_id key, lang text, words text,
--        status text, said text?, has_author bool
SELECT s.id, s.number, s.conversation_id, s.lang, s.words, s.status,
       (SELECT w.words FROM statement_words w
         WHERE w.thing_id = s.id AND w.lang = :lang) AS said,
       CASE WHEN s.participant_id IS NULL THEN 0 ELSE 1 END AS has_author
  FROM statement s WHERE s.id = :id;

-- query: statement_words_find one
-- in:    thing_id key, lang text
-- out:   id key
SELECT id FROM statement_words WHERE thing_id = :thing_id AND lang = :lang;

-- query: statement_words_insert none
-- in:    id key, thing_id key, lang text, words text, code text?
INSERT INTO statement_words (id, thing_id, lang, words, code)
VALUES (:id, :thing_id, :lang, :words, :code) ON CONFLICT (id) DO NOTHING;

-- query: statement_words_update none
-- in:    id key, words text
UPDATE statement_words SET words = :words WHERE id = :id;

-- ---- Who answers ---------------------------------------------------------------

-- query: participant_insert none
-- in:    id key, conversation_id key, unit_id key, way text
INSERT INTO participant (id, conversation_id, unit_id, way)
VALUES (:id, :conversation_id, :unit_id, :way)
ON CONFLICT (id) DO NOTHING;

-- query: participant_get one
-- in:    id key
-- out:   id key, conversation_id key, unit_id key, way text
SELECT id, conversation_id, unit_id, way FROM participant
 WHERE id = :id;

-- query: participant_delete none
-- in:    id key
DELETE FROM participant WHERE id = :id;

-- query: participant_count one
-- in:    conversation_id key, n_max int
-- out:   n int
SELECT count(*) AS n FROM (SELECT p.id FROM participant p
  WHERE p.conversation_id = :conversation_id LIMIT :n_max) x;

-- shape: participant_link
--   id key, conversation_id key, participant_id key, person_id key?,
--   slip_id key?, receipt blob?, unit_id key?, n_added int, linked_on date

-- query: participant_link_insert none
-- in:    participant_link
INSERT INTO participant_link (id, conversation_id, participant_id, person_id,
    slip_id, receipt, unit_id, n_added, linked_on)
VALUES (:id, :conversation_id, :participant_id, :person_id, :slip_id,
    :receipt, :unit_id, :n_added, :linked_on)
ON CONFLICT DO NOTHING;

-- query: participant_by_person one
-- in:    conversation_id key, person_id key?
-- out:   participant_link
SELECT id, conversation_id, participant_id, person_id, slip_id, receipt,
       unit_id, n_added, linked_on
  FROM participant_link
 WHERE conversation_id = :conversation_id AND person_id = :person_id;

-- query: participant_by_receipt one
-- in:    receipt blob?
-- out:   participant_link
SELECT id, conversation_id, participant_id, person_id, slip_id, receipt,
       unit_id, n_added, linked_on
  FROM participant_link WHERE receipt = :receipt;

-- query: participant_by_slip one
-- in:    conversation_id key, slip_id key?
-- out:   participant_link
SELECT id, conversation_id, participant_id, person_id, slip_id, receipt,
       unit_id, n_added, linked_on
  FROM participant_link
 WHERE conversation_id = :conversation_id AND slip_id = :slip_id;

-- They begin anew, after they took all of it back.
-- query: participant_link_again none
-- in:    id key, participant_id key, unit_id key?
UPDATE participant_link SET participant_id = :participant_id,
    unit_id = :unit_id
 WHERE id = :id AND participant_id = 0;

-- query: participant_link_added none
-- in:    participant_id key
UPDATE participant_link SET n_added = n_added + 1
 WHERE participant_id = :participant_id;

-- query: participant_link_to one
-- in:    participant_id key
-- out:   participant_link
SELECT id, conversation_id, participant_id, person_id, slip_id, receipt,
       unit_id, n_added, linked_on
  FROM participant_link WHERE participant_id = :participant_id
 ORDER BY id LIMIT 1;

-- All was taken back: the link stays, and nothing hangs on it.
-- query: participant_link_empty none
-- in:    participant_id key, unit_id key?
UPDATE participant_link SET participant_id = 0, unit_id = :unit_id
 WHERE participant_id = :participant_id;

-- query: participant_link_delete none
-- in:    conversation_id key, person_id key?
DELETE FROM participant_link
 WHERE conversation_id = :conversation_id AND person_id = :person_id;

-- query: participants_of_person many
-- in:    person_id key?, after_id key, n_rows int
-- out:   conversation_id key, participant_id key, linked_on date, name text?,
--        status text?
SELECT l.conversation_id, l.participant_id, l.linked_on,
       (SELECT c.name FROM conversation c WHERE c.id = l.conversation_id)
           AS name,
       (SELECT c.status FROM conversation c WHERE c.id = l.conversation_id)
           AS status
  FROM participant_link l
 WHERE l.person_id = :person_id AND l.conversation_id > :after_id
 ORDER BY l.conversation_id LIMIT :n_rows;

-- query: statements_by many
-- in:    participant_id key?, n_rows int
-- out:   id key, words text, status text, reason text?
SELECT id, words, status, reason FROM statement
 WHERE participant_id = :participant_id ORDER BY id LIMIT :n_rows;

-- query: statement_withdraw none
-- in:    participant_id key?
UPDATE statement SET words = '', status = 'withdrawn', reason = NULL,
    participant_id = NULL
 WHERE participant_id = :participant_id;

-- query: statement_words_withdraw none
-- in:    participant_id key?
DELETE FROM statement_words WHERE thing_id IN (SELECT s.id FROM statement s
    WHERE s.participant_id = :participant_id);

-- ---- What they answered --------------------------------------------------------

-- Their first one to that statement, or another. Nothing is read: of many who
-- answer at once none waits for another. Another has the key of the first, and
-- both databases look at the conflict that is named before that of keys.
-- query: answer_put none
-- in:    id key, participant_id key, statement_id key, vote int
INSERT INTO answer (id, participant_id, statement_id, vote)
VALUES (:id, :participant_id, :statement_id, :vote)
ON CONFLICT (participant_id, statement_id) DO UPDATE SET vote = excluded.vote;

-- query: answers_own many
-- in:    participant_id key, n_rows int
-- out:   statement_id key, vote int
SELECT statement_id, vote FROM answer
 WHERE participant_id = :participant_id
 ORDER BY participant_id, statement_id LIMIT :n_rows;

-- query: answers_of many
-- in:    participant_id key, n_rows int
-- out:   statement_id key, vote int, number int?, words text?
SELECT a.statement_id, a.vote,
       (SELECT s.number FROM statement s WHERE s.id = a.statement_id)
           AS number,
       (SELECT s.words FROM statement s WHERE s.id = a.statement_id) AS words
  FROM answer a WHERE a.participant_id = :participant_id
 ORDER BY a.statement_id LIMIT :n_rows;

-- query: answers_delete none
-- in:    participant_id key
DELETE FROM answer WHERE participant_id = :participant_id;

-- query: answer_count_insert none
-- in:    id key, conversation_id key, statement_id key, unit_id key, agree int,
--        disagree int, pass int
INSERT INTO answer_count (id, conversation_id, statement_id, unit_id, agree,
    disagree, pass)
VALUES (:id, :conversation_id, :statement_id, :unit_id, :agree, :disagree,
    :pass);

-- query: tally_get one
-- in:    id key
-- out:   n_people int, n_helped int, n_paper int, n_message int,
--        n_answers int,
--        counted_at time, took_ms int, is_final bool
SELECT n_people, n_helped, n_paper, n_message, n_answers, counted_at,
       took_ms, is_final
  FROM conversation_tally WHERE id = :id;

-- query: tally_put none
-- in:    id key, n_people int, n_helped int, n_paper int, n_message int,
--        n_answers int,
--        counted_at time, took_ms int, is_final bool
INSERT INTO conversation_tally (id, n_people, n_helped, n_paper, n_message,
    n_answers, counted_at, took_ms, is_final)
VALUES (:id, :n_people, :n_helped, :n_paper, :n_message, :n_answers,
    :counted_at, :took_ms, :is_final)
ON CONFLICT (id) DO UPDATE SET n_people = excluded.n_people,
    n_helped = excluded.n_helped, n_paper = excluded.n_paper,
    n_message = excluded.n_message,
    n_answers = excluded.n_answers, counted_at = excluded.counted_at,
    took_ms = excluded.took_ms, is_final = excluded.is_final;

-- query: tally_delete none
-- in:    id key
DELETE FROM conversation_tally WHERE id = :id;

-- query: ask_get one
-- in:    conversation_id key, unit_id key
-- out:   counts text
SELECT counts FROM conversation_ask
 WHERE conversation_id = :conversation_id AND unit_id = :unit_id;

-- query: ask_put none
-- in:    id key, conversation_id key, unit_id key, counts text
INSERT INTO conversation_ask (id, conversation_id, unit_id, counts)
VALUES (:id, :conversation_id, :unit_id, :counts)
ON CONFLICT (conversation_id, unit_id) DO UPDATE SET counts = excluded.counts;

-- query: asks_delete none
-- in:    conversation_id key
DELETE FROM conversation_ask WHERE conversation_id = :conversation_id;

-- query: answer_counts many
-- in:    conversation_id key, n_rows int
-- out:   statement_id key, unit_id key, agree int, disagree int, pass int
SELECT statement_id, unit_id, agree, disagree, pass FROM answer_count
 WHERE conversation_id = :conversation_id
 ORDER BY statement_id, unit_id LIMIT :n_rows;

-- For those who count all answers, some people at a time.
-- query: answer_people many
-- in:    conversation_id key, after_id key, n_rows int
-- out:   id key, unit_id key, way text
SELECT id, unit_id, way FROM participant
 WHERE conversation_id = :conversation_id AND id > :after_id
 ORDER BY id LIMIT :n_rows;

-- Theirs, when their keys leave :n_keys free, which their answers' have: the
-- table is read as it lies, and not by an index (+).
-- query: answers_beside each
-- in:    conversation_id key, after_id key, until_id key, n_keys int
-- out:   participant_id key, statement_id key, vote int
-- sqlite:
SELECT a.participant_id, a.statement_id, a.vote
  FROM participant p JOIN answer a
    ON a.id > p.id AND a.id < p.id + :n_keys AND +a.participant_id = p.id
 WHERE p.conversation_id = :conversation_id AND p.id > :after_id
   AND p.id <= :until_id
 ORDER BY p.id;
-- postgresql:
SELECT a.participant_id, a.statement_id, a.vote
  FROM participant p JOIN answer a
    ON a.id > p.id AND a.id < p.id + :n_keys AND a.participant_id = p.id
 WHERE p.conversation_id = :conversation_id AND p.id > :after_id
   AND p.id <= :until_id
 ORDER BY p.id;

-- Of any keys.
-- query: answers_apart each
-- in:    conversation_id key, after_id key, until_id key
-- out:   participant_id key, statement_id key, vote int
SELECT a.participant_id, a.statement_id, a.vote
  FROM participant p JOIN answer a ON a.participant_id = p.id
 WHERE p.conversation_id = :conversation_id AND p.id > :after_id
   AND p.id <= :until_id
 ORDER BY p.id;
