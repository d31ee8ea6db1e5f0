-- Signs that answers were not each somebody's own.

-- query: sign_links many
-- in:    conversation_id key, after_id key, n_rows int
-- out:   id key, participant_id key, linked_on date, sheet_id key?
SELECT l.id, l.participant_id, l.linked_on,
       (SELECT s.sheet_id FROM people_door_slip s WHERE s.id = l.slip_id)
           AS sheet_id
  FROM participant_link l
 WHERE l.conversation_id = :conversation_id AND l.id > :after_id
 ORDER BY l.id LIMIT :n_rows;

-- query: sign_put none
-- in:    id key, conversation_id key, kind text, about text, n_people int?,
--        n_answers int?, n_windows int?, n_usual int?
INSERT INTO ground_sign (id, conversation_id, kind, about, n_people, is_found,
    n_answers, n_windows, n_usual)
VALUES (:id, :conversation_id, :kind, :about, :n_people, 1, :n_answers,
    :n_windows, :n_usual)
ON CONFLICT (conversation_id, kind, about) DO UPDATE
   SET n_people = :n_people, is_found = 1, n_answers = :n_answers,
       n_windows = :n_windows, n_usual = :n_usual;

-- query: sign_lose none
-- in:    conversation_id key
UPDATE ground_sign SET is_found = 0 WHERE conversation_id = :conversation_id;

-- Those that were not found again and of which nothing was decided.
-- query: sign_tidy none
-- in:    conversation_id key
DELETE FROM ground_sign
 WHERE conversation_id = :conversation_id AND is_found = 0
   AND verdict IS NULL;

-- query: signs_of many
-- in:    conversation_id key, n_rows int
-- out:   id key, kind text, about text, n_people int?, is_found bool,
--        verdict text?, reason text?, decided_on date?, n_answers int?,
--        n_windows int?, n_usual int?, name text?, seen text?
SELECT g.id, g.kind, g.about, g.n_people, g.is_found, g.verdict, g.reason,
       g.decided_on, g.n_answers, g.n_windows, g.n_usual,
       (SELECT p.name FROM people_door_person p WHERE p.id = g.decided_by)
           AS name,
       (SELECT p.seen FROM people_door_person p WHERE p.id = g.decided_by)
           AS seen
  FROM ground_sign g WHERE g.conversation_id = :conversation_id
 ORDER BY g.kind, g.about LIMIT :n_rows;

-- query: sign_sheet one
-- in:    id key
-- out:   title text?, n_slips int
SELECT title, n_slips FROM people_door_slip_sheet WHERE id = :id;

-- query: sign_unit one
-- in:    id key
-- out:   name text
SELECT name FROM conversation_unit WHERE id = :id;

-- query: sign_decide none
-- in:    id key, conversation_id key, verdict text, reason text,
--        decided_by key?, decided_on date
UPDATE ground_sign SET verdict = :verdict, reason = :reason,
    decided_by = :decided_by, decided_on = :decided_on
 WHERE id = :id AND conversation_id = :conversation_id;

-- query: look_put none
-- in:    id key, conversation_id key, looked_on date
INSERT INTO ground_look (id, conversation_id, looked_on)
VALUES (:id, :conversation_id, :looked_on)
ON CONFLICT (conversation_id) DO UPDATE SET looked_on = :looked_on;

-- query: look_delete none
-- in:    conversation_id key
DELETE FROM ground_look WHERE conversation_id = :conversation_id;

-- Open ones in which nobody looked for signs today.
-- query: looks_due many
-- in:    today text, n_rows int
-- out:   id key
SELECT c.id FROM conversation c
 WHERE c.status = 'open' AND c.closes_on >= :today
   AND NOT EXISTS (SELECT 1 FROM ground_look l
                    WHERE l.conversation_id = c.id AND l.looked_on = :today)
 ORDER BY c.closes_on, c.id LIMIT :n_rows;
