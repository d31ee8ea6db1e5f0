-- Journeys that people tell, step by step.

-- use: keep/thing.sql

-- shape: told
--   id key, code text, pathway_id key, person_id key?, teller text, uses text,
--   lang text, begun_on date?, sent_on date?, is_illustrative bool

-- What of it comes in a file, and goes out: nobody is in it.
-- shape: told_card
--   id key, code text, pathway_id key, teller text, uses text, lang text,
--   sent_on date?, is_illustrative bool

-- shape: told_step
--   id key, code text, told_id key, position int, name text?, words text?,
--   dated text, on_day date?, after_days int?, at_where text?,
--   waited_for text?, cost text?

-- shape: told_book
--   id key, pathway_id key, log_id key, n_changes int, n_counted int,
--   list_hash text

-- query: told_card_find one
-- in:    code text
-- out:   told_card
SELECT id, code, pathway_id, teller, uses, lang, sent_on, is_illustrative
  FROM told WHERE code = :code;

-- query: told_card_get one
-- in:    id key
-- out:   told_card
SELECT id, code, pathway_id, teller, uses, lang, sent_on, is_illustrative
  FROM told WHERE id = :id;

-- query: told_card_insert none
-- in:    told_card
INSERT INTO told (id, code, pathway_id, teller, uses, lang, sent_on,
    is_illustrative)
VALUES (:id, :code, :pathway_id, :teller, :uses, :lang, :sent_on,
    :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: told_card_update none
-- in:    told_card
UPDATE told SET code = :code, pathway_id = :pathway_id, teller = :teller,
    uses = :uses, lang = :lang, sent_on = :sent_on,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: told_get one
-- in:    id key
-- out:   told
SELECT id, code, pathway_id, person_id, teller, uses, lang, begun_on, sent_on,
       is_illustrative
  FROM told WHERE id = :id;

-- query: told_insert none
-- in:    told
INSERT INTO told (id, code, pathway_id, person_id, teller, uses, lang,
    begun_on, sent_on, is_illustrative)
VALUES (:id, :code, :pathway_id, :person_id, :teller, :uses, :lang, :begun_on,
    :sent_on, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: told_update none
-- in:    told
UPDATE told SET code = :code, pathway_id = :pathway_id,
    person_id = :person_id, teller = :teller, uses = :uses, lang = :lang,
    begun_on = :begun_on, sent_on = :sent_on,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: told_delete none
-- in:    id key
DELETE FROM told WHERE id = :id;

-- What people told goes out in no file, for rows identify: only what was made
-- up does.
-- query: told_each each
-- out:   key key, code text, pathway text, teller text, uses text, lang text,
--        sent_on date?, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT w.code FROM pathway w WHERE w.id = t.pathway_id) AS pathway,
       t.teller, t.uses, t.lang, t.sent_on, t.is_illustrative
  FROM told t WHERE t.is_illustrative = 1 ORDER BY t.code;

-- query: told_line one
-- in:    id key
-- out:   thing_line
SELECT w.name AS title, w.side_id AS within_id, s.partnership_id AS above_id,
       CASE WHEN t.uses = 'words' AND t.sent_on IS NOT NULL THEN 'side'
            ELSE 'nobody' END AS seen
  FROM told t JOIN pathway w ON w.id = t.pathway_id
  JOIN network_door_side s ON s.id = w.side_id
 WHERE t.id = :id;

-- Those that are counted, lot after lot.
-- query: told_sent many
-- in:    pathway_id key, after_lot int, after_on text, after_id key, n_rows int
-- out:   id key, lot int?, sent_on date?
SELECT id, lot, sent_on FROM told
 WHERE pathway_id = :pathway_id AND lot > 0
   AND (lot, sent_on, id) > (:after_lot, :after_on, :after_id)
 ORDER BY lot, sent_on, id LIMIT :n_rows;

-- query: told_lot_count one
-- in:    pathway_id key, n_max int
-- out:   n int
SELECT count(*) AS n FROM (SELECT t.id FROM told t
  WHERE t.pathway_id = :pathway_id AND t.lot > 0 LIMIT :n_max) x;

-- query: told_fresh many
-- in:    pathway_id key, n_rows int
-- out:   id key, person_id key?
SELECT id, person_id FROM told
 WHERE pathway_id = :pathway_id AND lot IS NULL AND sent_on > ''
 ORDER BY sent_on, id LIMIT :n_rows;

-- query: told_lot_of one
-- in:    id key
-- out:   lot int?
SELECT lot FROM told WHERE id = :id;

-- query: told_lot_put none
-- in:    id key, lot int
UPDATE told SET lot = :lot WHERE id = :id;

-- query: told_lot_change none
-- in:    pathway_id key, was int, lot int
UPDATE told SET lot = :lot WHERE pathway_id = :pathway_id AND lot = :was;

-- query: told_count one
-- in:    pathway_id key, n_max int
-- out:   n int
SELECT count(*) AS n FROM (SELECT t.id FROM told t
  WHERE t.pathway_id = :pathway_id AND t.sent_on > '' LIMIT :n_max) x;

-- query: told_open_count one
-- in:    pathway_id key, person_id key?, n_max int
-- out:   n int
SELECT count(*) AS n FROM (SELECT t.id FROM told t
  WHERE t.person_id = :person_id AND t.pathway_id = :pathway_id
  LIMIT :n_max) x;

-- query: told_mine many
-- in:    person_id key?, pathway_id key, n_rows int
-- out:   id key, teller text, uses text, begun_on date?, sent_on date?
SELECT id, teller, uses, begun_on, sent_on FROM told
 WHERE person_id = :person_id AND pathway_id = :pathway_id
 ORDER BY id DESC LIMIT :n_rows;

-- query: told_stories many
-- in:    pathway_id key, n_rows int
-- out:   id key, teller text, sent_on date?, is_illustrative bool
SELECT id, teller, sent_on, is_illustrative FROM told
 WHERE pathway_id = :pathway_id AND uses = 'words' AND sent_on > ''
 ORDER BY sent_on DESC, id DESC LIMIT :n_rows;

-- query: told_of_person many
-- in:    person_id key?, after_pathway_id key, after_id key, n_rows int
-- out:   id key, pathway_id key, teller text, uses text, begun_on date?,
--        sent_on date?, pathway_name text?
SELECT t.id, t.pathway_id, t.teller, t.uses, t.begun_on, t.sent_on,
       (SELECT w.name FROM pathway w WHERE w.id = t.pathway_id) AS pathway_name
  FROM told t
 WHERE t.person_id = :person_id
   AND (t.pathway_id, t.id) > (:after_pathway_id, :after_id)
 ORDER BY t.pathway_id, t.id LIMIT :n_rows;

-- query: told_ids many
-- in:    pathway_id key, n_rows int
-- out:   id key
SELECT id FROM told WHERE pathway_id = :pathway_id ORDER BY sent_on, id
 LIMIT :n_rows;

-- Begun long ago and never sent.
-- query: told_old many
-- in:    before text, n_rows int
-- out:   id key
SELECT id FROM told WHERE sent_on IS NULL AND begun_on < :before
 ORDER BY begun_on, id LIMIT :n_rows;

-- ---- Steps -------------------------------------------------------------------

-- query: told_step_find one
-- in:    code text
-- out:   told_step
SELECT id, code, told_id, position, name, words, dated, on_day, after_days,
       at_where, waited_for, cost
  FROM told_step WHERE code = :code;

-- query: told_step_get one
-- in:    id key
-- out:   told_step
SELECT id, code, told_id, position, name, words, dated, on_day, after_days,
       at_where, waited_for, cost
  FROM told_step WHERE id = :id;

-- query: told_step_insert none
-- in:    told_step
INSERT INTO told_step (id, code, told_id, position, name, words, dated, on_day,
    after_days, at_where, waited_for, cost)
VALUES (:id, :code, :told_id, :position, :name, :words, :dated, :on_day,
    :after_days, :at_where, :waited_for, :cost)
ON CONFLICT (id) DO NOTHING;

-- query: told_step_update none
-- in:    told_step
UPDATE told_step SET code = :code, told_id = :told_id, position = :position,
    name = :name, words = :words, dated = :dated, on_day = :on_day,
    after_days = :after_days, at_where = :at_where, waited_for = :waited_for,
    cost = :cost
 WHERE id = :id;

-- query: told_step_delete none
-- in:    id key
DELETE FROM told_step WHERE id = :id;

-- query: told_step_each each
-- out:   key key, code text, told text, position int, name text?, words text?,
--        dated text, on_day date?, after_days int?, at_where text?,
--        waited_for text?, cost text?
SELECT s.id AS key, s.code, t.code AS told, s.position, s.name, s.words,
       s.dated, s.on_day, s.after_days, s.at_where, s.waited_for, s.cost
  FROM told_step s JOIN told t ON t.id = s.told_id
 WHERE t.is_illustrative = 1 ORDER BY s.code;

-- query: told_steps many
-- in:    told_id key, n_rows int
-- out:   told_step
SELECT id, code, told_id, position, name, words, dated, on_day, after_days,
       at_where, waited_for, cost
  FROM told_step WHERE told_id = :told_id ORDER BY position LIMIT :n_rows;

-- For counts alone words are of no use: they are not kept.
-- query: told_steps_quiet none
-- in:    told_id key
UPDATE told_step SET words = CASE WHEN words IS NULL THEN NULL ELSE '' END,
    at_where = NULL, waited_for = NULL, cost = NULL
 WHERE told_id = :told_id;

-- query: told_steps_forget none
-- in:    told_id key
DELETE FROM told_step WHERE told_id = :told_id;

-- ---- The log they are counted in ---------------------------------------------

-- query: told_book_get one
-- in:    pathway_id key
-- out:   told_book
SELECT id, pathway_id, log_id, n_changes, n_counted, list_hash
  FROM told_book WHERE pathway_id = :pathway_id;

-- query: told_book_of_log one
-- in:    log_id key
-- out:   told_book
SELECT id, pathway_id, log_id, n_changes, n_counted, list_hash
  FROM told_book WHERE log_id = :log_id;

-- query: told_book_insert none
-- in:    told_book
INSERT INTO told_book (id, pathway_id, log_id, n_changes, n_counted, list_hash)
VALUES (:id, :pathway_id, :log_id, :n_changes, :n_counted, :list_hash)
ON CONFLICT DO NOTHING;

-- query: told_book_touch none
-- in:    pathway_id key
UPDATE told_book SET n_changes = n_changes + 1 WHERE pathway_id = :pathway_id;

-- query: told_book_settle none
-- in:    id key, n_counted int, list_hash text
UPDATE told_book SET n_counted = :n_counted, list_hash = :list_hash
 WHERE id = :id;

-- query: told_book_empty none
-- in:    log_id key
UPDATE told_book SET n_counted = 0, list_hash = '' WHERE log_id = :log_id;

-- query: told_book_forget none
-- in:    pathway_id key
DELETE FROM told_book WHERE pathway_id = :pathway_id;

-- Pathways of which journeys were told, a page at a time.
-- query: told_pathways many
-- in:    after_id key, n_rows int
-- out:   id key
SELECT w.id FROM pathway w
 WHERE w.id > :after_id
   AND EXISTS (SELECT 1 FROM told t WHERE t.pathway_id = w.id
                                      AND t.sent_on > '')
 ORDER BY w.id LIMIT :n_rows;
