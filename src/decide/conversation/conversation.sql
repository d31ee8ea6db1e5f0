-- Conversations, their units, and who may see them.

-- use: keep/thing.sql

-- shape: conversation
--   id key, partnership_id key, name text, lang text, opened_to text,
--   status text, closes_on date, seed int?, is_illustrative bool,
--   opened_on date?, closed_on date?, reopened_on date?, reason text?,
--   code text?

-- query: conversation_get one
-- in:    id key
-- out:   conversation
SELECT id, partnership_id, name, lang, opened_to, status, closes_on, seed,
       is_illustrative, opened_on, closed_on, reopened_on, reason, code
  FROM conversation WHERE id = :id;

-- query: conversation_insert none
-- in:    conversation
INSERT INTO conversation (id, partnership_id, name, lang, opened_to, status,
    closes_on, seed, is_illustrative, opened_on, closed_on, reopened_on,
    reason, code)
VALUES (:id, :partnership_id, :name, :lang, :opened_to, :status, :closes_on,
    :seed, :is_illustrative, :opened_on, :closed_on, :reopened_on, :reason,
    :code)
ON CONFLICT (id) DO NOTHING;

-- query: conversation_update none
-- in:    conversation
UPDATE conversation SET partnership_id = :partnership_id, name = :name,
    lang = :lang, opened_to = :opened_to, status = :status,
    closes_on = :closes_on, seed = :seed, is_illustrative = :is_illustrative,
    opened_on = :opened_on, closed_on = :closed_on,
    reopened_on = :reopened_on, reason = :reason,
    code = :code
 WHERE id = :id;

-- query: conversation_say_power none
-- in:    id key, level text?, fixed text?, result_use text?, result_by date?
UPDATE conversation SET level = :level, fixed = :fixed,
    result_use = :result_use, result_by = :result_by
 WHERE id = :id;

-- query: conversation_delete none
-- in:    id key
DELETE FROM conversation WHERE id = :id;

-- A draft is for those who make it; what is open to the network, for it.
-- query: conversation_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id,
       CASE WHEN status = 'draft' THEN 'closely'
            WHEN opened_to = 'network' THEN 'network' ELSE 'within' END AS seen
  FROM conversation WHERE id = :id;

-- query: conversation_unit_line one
-- in:    id key
-- out:   thing_line
SELECT u.name AS title, u.conversation_id AS within_id,
       c.partnership_id AS above_id, 'within' AS seen
  FROM conversation_unit u JOIN conversation c ON c.id = u.conversation_id
 WHERE u.id = :id;

-- query: conversations_of many
-- in:    partnership_id key, lang text, n_rows int
-- out:   id key, name text, lang text, opened_to text, status text,
--        closes_on date, is_illustrative bool, shown_on date?, said text?
SELECT c.id, c.name, c.lang, c.opened_to, c.status, c.closes_on,
       c.is_illustrative,
       (SELECT o.opened_on FROM ground_open o
         WHERE o.conversation_id = c.id) AS shown_on,
       (SELECT w.words FROM statement_words w
         WHERE w.thing_id = c.id AND w.lang = :lang) AS said
  FROM conversation c WHERE c.partnership_id = :partnership_id
 ORDER BY c.id DESC LIMIT :n_rows;

-- query: conversation_head one
-- in:    id key, lang text
-- out:   id key, partnership_id key, partnership_name text, name text,
--        lang text, opened_to text, status text, closes_on date, seed int?,
--        is_illustrative bool, opened_on date?, closed_on date?,
--        reopened_on date?, reason text?, level text?, fixed text?,
--        result_use text?, result_by date?, said text?
SELECT c.id, c.partnership_id, p.name AS partnership_name, c.name, c.lang,
       c.opened_to, c.status, c.closes_on, c.seed, c.is_illustrative,
       c.opened_on, c.closed_on, c.reopened_on, c.reason, c.level, c.fixed,
       c.result_use, c.result_by,
       (SELECT w.words FROM statement_words w
         WHERE w.thing_id = c.id AND w.lang = :lang) AS said
  FROM conversation c JOIN network_door_partnership p
    ON p.id = c.partnership_id
 WHERE c.id = :id;

-- query: conversation_sides many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, position int
SELECT id, name, position FROM network_door_side
 WHERE partnership_id = :partnership_id ORDER BY position LIMIT :n_rows;

-- query: conversation_unit_insert none
-- in:    id key, conversation_id key, side_id key, position int, name text,
--        size int?, is_for_all bool, code text?
INSERT INTO conversation_unit (id, conversation_id, side_id, position, name,
    size, is_for_all, code)
VALUES (:id, :conversation_id, :side_id, :position, :name, :size,
    :is_for_all, :code)
ON CONFLICT (id) DO NOTHING;

-- query: conversation_units many
-- in:    conversation_id key, n_rows int
-- out:   id key, side_id key, position int, name text, size int?,
--        is_for_all bool, side_name text, side_position int
SELECT u.id, u.side_id, u.position, u.name, u.size, u.is_for_all, s.name AS side_name,
       s.position AS side_position
  FROM conversation_unit u JOIN network_door_side s ON s.id = u.side_id
 WHERE u.conversation_id = :conversation_id
 ORDER BY u.position LIMIT :n_rows;

-- query: conversation_ids many
-- in:    partnership_id key, n_rows int
-- out:   id key
SELECT id FROM conversation WHERE partnership_id = :partnership_id
 ORDER BY id LIMIT :n_rows;

-- Open ones whose last day is past.
-- query: conversation_over many
-- in:    today text, n_rows int
-- out:   id key
SELECT id FROM conversation WHERE status = 'open' AND closes_on < :today
 ORDER BY closes_on, id LIMIT :n_rows;

-- ---- Of which nothing stays ----------------------------------------------------

-- query: conversation_forget_answers none
-- in:    conversation_id key
DELETE FROM answer WHERE participant_id IN (SELECT p.id FROM participant p
    WHERE p.conversation_id = :conversation_id);

-- query: conversation_forget_links none
-- in:    conversation_id key
DELETE FROM participant_link WHERE conversation_id = :conversation_id;

-- query: conversation_forget_participants none
-- in:    conversation_id key
DELETE FROM participant WHERE conversation_id = :conversation_id;

-- query: conversation_forget_counts none
-- in:    conversation_id key
DELETE FROM answer_count WHERE conversation_id = :conversation_id;

-- query: conversation_forget_words none
-- in:    conversation_id key
DELETE FROM statement_words WHERE thing_id IN (SELECT s.id FROM statement s
    WHERE s.conversation_id = :conversation_id);

-- query: conversation_forget_question none
-- in:    conversation_id key
DELETE FROM statement_words WHERE thing_id = :conversation_id;

-- query: conversation_forget_statements none
-- in:    conversation_id key
DELETE FROM statement WHERE conversation_id = :conversation_id;

-- query: conversation_forget_units none
-- in:    conversation_id key
DELETE FROM conversation_unit WHERE conversation_id = :conversation_id;
