-- Conversations in files: the question, who answers, the statements of those
-- who ask, and translations. What people answered or wrote is in no file.

-- shape: conversation_card
--   id key, code text?, partnership_id key, name text, lang text,
--   opened_to text, status text, opened_on date?, closes_on date,
--   closed_on date?, is_illustrative bool, level text?, fixed text?,
--   result_use text?, result_by date?

-- query: conversation_card_find one
-- in:    code text
-- out:   conversation_card
SELECT id, code, partnership_id, name, lang, opened_to, status, opened_on,
       closes_on, closed_on, is_illustrative, level, fixed, result_use,
       result_by
  FROM conversation WHERE code = :code;

-- query: conversation_card_get one
-- in:    id key
-- out:   conversation_card
SELECT id, code, partnership_id, name, lang, opened_to, status, opened_on,
       closes_on, closed_on, is_illustrative, level, fixed, result_use,
       result_by
  FROM conversation WHERE id = :id;

-- query: conversation_card_insert none
-- in:    conversation_card
INSERT INTO conversation (id, code, partnership_id, name, lang, opened_to,
    status, opened_on, closes_on, closed_on, is_illustrative, level, fixed,
    result_use, result_by)
VALUES (:id, :code, :partnership_id, :name, :lang, :opened_to, :status,
    :opened_on, :closes_on, :closed_on, :is_illustrative, :level, :fixed,
    :result_use, :result_by)
ON CONFLICT (id) DO NOTHING;

-- query: conversation_card_update none
-- in:    conversation_card
UPDATE conversation SET code = :code, partnership_id = :partnership_id,
    name = :name, lang = :lang, opened_to = :opened_to, status = :status,
    opened_on = :opened_on, closes_on = :closes_on, closed_on = :closed_on,
    is_illustrative = :is_illustrative, level = :level, fixed = :fixed,
    result_use = :result_use, result_by = :result_by
 WHERE id = :id;

-- query: conversation_card_seed none
-- in:    id key, seed int?
UPDATE conversation SET seed = :seed WHERE id = :id AND seed IS NULL;

-- query: conversation_each each
-- out:   key key, code text?, partnership text, name text, lang text,
--        opened_to text, status text, opened_on date?, closes_on date,
--        closed_on date?, is_illustrative bool, level text?, fixed text?,
--        result_use text?, result_by date?
SELECT t.id AS key, t.code,
       (SELECT p.code FROM network_door_partnership p
         WHERE p.id = t.partnership_id) AS partnership,
       t.name, t.lang, t.opened_to, t.status, t.opened_on, t.closes_on,
       t.closed_on, t.is_illustrative, t.level, t.fixed, t.result_use,
       t.result_by
  FROM conversation t WHERE t.code IS NOT NULL ORDER BY t.code;

-- shape: conversation_unit_card
--   id key, code text?, conversation_id key, side_id key, position int,
--   name text, size int?, is_for_all bool

-- query: conversation_unit_card_find one
-- in:    code text
-- out:   conversation_unit_card
SELECT id, code, conversation_id, side_id, position, name, size, is_for_all
  FROM conversation_unit WHERE code = :code;

-- query: conversation_unit_card_get one
-- in:    id key
-- out:   conversation_unit_card
SELECT id, code, conversation_id, side_id, position, name, size, is_for_all
  FROM conversation_unit WHERE id = :id;

-- query: conversation_unit_card_insert none
-- in:    conversation_unit_card
INSERT INTO conversation_unit (id, code, conversation_id, side_id, position,
    name, size, is_for_all)
VALUES (:id, :code, :conversation_id, :side_id, :position, :name, :size,
    :is_for_all)
ON CONFLICT DO NOTHING;

-- query: conversation_unit_card_update none
-- in:    conversation_unit_card
UPDATE conversation_unit SET code = :code,
    conversation_id = :conversation_id, side_id = :side_id,
    position = :position, name = :name, size = :size,
    is_for_all = :is_for_all
 WHERE id = :id;

-- query: conversation_unit_each each
-- out:   key key, code text?, conversation text?, side text, position int,
--        name text, size int?, is_for_all bool
SELECT t.id AS key, t.code, c.code AS conversation,
       (SELECT s.code FROM network_door_side s WHERE s.id = t.side_id) AS side,
       t.position, t.name, t.size, t.is_for_all
  FROM conversation_unit t JOIN conversation c ON c.id = t.conversation_id
 WHERE t.code IS NOT NULL AND c.code IS NOT NULL ORDER BY t.code;

-- shape: statement_card
--   id key, code text?, conversation_id key, number int, lang text,
--   words text, made_on date

-- query: statement_card_find one
-- in:    code text
-- out:   statement_card
SELECT id, code, conversation_id, number, lang, words, made_on
  FROM statement WHERE code = :code;

-- query: statement_card_get one
-- in:    id key
-- out:   statement_card
SELECT id, code, conversation_id, number, lang, words, made_on
  FROM statement WHERE id = :id;

-- query: statement_card_insert none
-- in:    statement_card
INSERT INTO statement (id, code, conversation_id, number, lang, words, status,
    made_on)
VALUES (:id, :code, :conversation_id, :number, :lang, :words, 'in', :made_on)
ON CONFLICT DO NOTHING;

-- query: statement_card_update none
-- in:    statement_card
UPDATE statement SET code = :code, conversation_id = :conversation_id,
    number = :number, lang = :lang, words = :words, made_on = :made_on
 WHERE id = :id AND participant_id IS NULL AND status <> 'withdrawn';

-- What those who answer wrote goes out in no file: they may take it back.
-- query: statement_each each
-- out:   key key, code text?, conversation text?, number int, lang text,
--        words text, made_on date
SELECT t.id AS key, t.code,
       (SELECT c.code FROM conversation c WHERE c.id = t.conversation_id)
           AS conversation,
       t.number, t.lang, t.words, t.made_on
  FROM statement t
 WHERE COALESCE(t.participant_id, 0) = 0 AND t.status = 'in'
   AND t.code IS NOT NULL
 ORDER BY t.code;

-- shape: statement_words_card
--   id key, code text?, conversation_id key?, statement_id key?, lang text,
--   words text

-- query: statement_words_card_find one
-- in:    code text
-- out:   statement_words_card
SELECT w.id, w.code,
       (SELECT c.id FROM conversation c WHERE c.id = w.thing_id)
           AS conversation_id,
       (SELECT s.id FROM statement s WHERE s.id = w.thing_id) AS statement_id,
       w.lang, w.words
  FROM statement_words w WHERE w.code = :code;

-- query: statement_words_card_get one
-- in:    id key
-- out:   statement_words_card
SELECT w.id, w.code,
       (SELECT c.id FROM conversation c WHERE c.id = w.thing_id)
           AS conversation_id,
       (SELECT s.id FROM statement s WHERE s.id = w.thing_id) AS statement_id,
       w.lang, w.words
  FROM statement_words w WHERE w.id = :id;

-- query: statement_words_card_insert none
-- in:    statement_words_card
INSERT INTO statement_words (id, code, thing_id, lang, words)
VALUES (:id, :code, COALESCE(:statement_id, :conversation_id), :lang, :words)
ON CONFLICT DO NOTHING;

-- query: statement_words_card_update none
-- in:    statement_words_card
UPDATE statement_words SET code = :code,
    thing_id = COALESCE(:statement_id, :conversation_id), lang = :lang,
    words = :words
 WHERE id = :id;

-- query: statement_words_each each
-- out:   key key, code text?, conversation text?, statement text?, lang text,
--        words text
SELECT w.id AS key, w.code, c.code AS conversation, s.code AS statement,
       w.lang, w.words
  FROM statement_words w LEFT JOIN conversation c ON c.id = w.thing_id
  LEFT JOIN statement s ON s.id = w.thing_id
 WHERE w.code IS NOT NULL AND (c.code IS NOT NULL
    OR (s.code IS NOT NULL AND s.participant_id IS NULL AND s.status = 'in'))
 ORDER BY w.code;
