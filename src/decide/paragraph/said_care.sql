-- Comments and offers that are taken out of sight, and let in again.

-- query: said_out_set none
-- in:    id key, status text, reason text?
UPDATE contribution SET status = :status, out_reason = :reason
 WHERE id = :id AND status IN ('in', 'out');

-- query: said_reason one
-- in:    id key
-- out:   out_reason text?
SELECT out_reason FROM contribution WHERE id = :id;

-- query: said_care_insert none
-- in:    id key, proposal_id key, paragraph_id key, contribution_id key,
--        action text, reason text?, actor_id key?, done_on date
INSERT INTO said_care (id, proposal_id, paragraph_id, contribution_id, action,
    reason, actor_id, done_on)
VALUES (:id, :proposal_id, :paragraph_id, :contribution_id, :action, :reason,
    :actor_id, :done_on)
ON CONFLICT (id) DO NOTHING;

-- query: said_care_list many
-- in:    proposal_id key, before_id key, n_rows int
-- out:   id key, paragraph_id key, action text, reason text?, done_on date,
--        position int?, name text?, seen text?
SELECT m.id, m.paragraph_id, m.action, m.reason, m.done_on,
       (SELECT g.position FROM paragraph g WHERE g.id = m.paragraph_id)
           AS position,
       (SELECT p.name FROM people_door_person p WHERE p.id = m.actor_id)
           AS name,
       (SELECT p.seen FROM people_door_person p WHERE p.id = m.actor_id)
           AS seen
  FROM said_care m
 WHERE m.proposal_id = :proposal_id AND m.id < :before_id
 ORDER BY m.id DESC LIMIT :n_rows;

-- Who took it out last.
-- query: said_care_last many
-- in:    contribution_id key, action text, n_rows int
-- out:   actor_id key?
SELECT actor_id FROM said_care
 WHERE contribution_id = :contribution_id AND action = :action
 ORDER BY id DESC LIMIT :n_rows;

-- query: said_out_count many
-- in:    proposal_id key, n_rows int
-- out:   id key, paragraph_id key, words text, why text, lang text, made_on date,
--        out_reason text?, position int?
SELECT c.id, c.paragraph_id, c.words, c.why, c.lang, c.made_on, c.out_reason,
       (SELECT g.position FROM paragraph g WHERE g.id = c.paragraph_id)
           AS position
  FROM contribution c
 WHERE c.proposal_id = :proposal_id AND c.status = 'out'
 ORDER BY c.id LIMIT :n_rows;

-- One's own that are out, of one paragraph.
-- query: said_out_own many
-- in:    paragraph_id key, person_id key?, n_rows int
-- out:   id key, words text, why text, lang text, out_reason text?,
--        asked_on date?, verdict text?, answer text?
SELECT c.id, c.words, c.why, c.lang, c.out_reason,
       (SELECT a.made_on FROM said_appeal a WHERE a.contribution_id = c.id)
           AS asked_on,
       (SELECT a.verdict FROM said_appeal a WHERE a.contribution_id = c.id)
           AS verdict,
       (SELECT a.answer FROM said_appeal a WHERE a.contribution_id = c.id)
           AS answer
  FROM contribution c
 WHERE c.paragraph_id = :paragraph_id AND c.kind IN ('comment', 'offer')
   AND c.status = 'out' AND c.person_id = :person_id
 ORDER BY c.id LIMIT :n_rows;

-- query: said_appeal_insert none
-- in:    id key, proposal_id key, contribution_id key, words text,
--        made_on date, taken_out_by key?
INSERT INTO said_appeal (id, proposal_id, contribution_id, words, made_on,
    taken_out_by)
VALUES (:id, :proposal_id, :contribution_id, :words, :made_on, :taken_out_by)
ON CONFLICT (contribution_id) DO NOTHING;

-- query: said_appeal_get one
-- in:    contribution_id key
-- out:   id key, proposal_id key, taken_out_by key?, verdict text?
SELECT id, proposal_id, taken_out_by, verdict FROM said_appeal
 WHERE contribution_id = :contribution_id;

-- query: said_appeals_of many
-- in:    proposal_id key, n_rows int
-- out:   contribution_id key, words text, taken_out_by key?, verdict text?,
--        said text, lang text
SELECT a.contribution_id, a.words, a.taken_out_by, a.verdict, c.words AS said,
       c.lang
  FROM said_appeal a JOIN contribution c ON c.id = a.contribution_id
 WHERE a.proposal_id = :proposal_id ORDER BY a.id LIMIT :n_rows;

-- query: said_appeal_settle none
-- in:    contribution_id key, verdict text, answer text, settled_by key?,
--        settled_on date
UPDATE said_appeal SET verdict = :verdict, answer = :answer,
    settled_by = :settled_by, settled_on = :settled_on
 WHERE contribution_id = :contribution_id AND verdict IS NULL;

-- ---- What goes -------------------------------------------------------------

-- query: said_appeal_forget none
-- in:    contribution_id key
DELETE FROM said_appeal WHERE contribution_id = :contribution_id;

-- query: said_care_remove_all none
-- in:    proposal_id key
DELETE FROM said_care WHERE proposal_id = :proposal_id;

-- query: said_appeal_remove_all none
-- in:    proposal_id key
DELETE FROM said_appeal WHERE proposal_id = :proposal_id;

-- query: said_care_erase none
-- in:    person_id key?
UPDATE said_care SET actor_id = NULL WHERE actor_id = :person_id;

-- query: said_appeal_erase_out none
-- in:    person_id key?
UPDATE said_appeal SET taken_out_by = NULL WHERE taken_out_by = :person_id;

-- query: said_appeal_erase_settled none
-- in:    person_id key?
UPDATE said_appeal SET settled_by = NULL WHERE settled_by = :person_id;

-- query: said_care_by many
-- in:    person_id key?, n_rows int
-- out:   action text, reason text?, done_on date
SELECT action, reason, done_on FROM said_care WHERE actor_id = :person_id
 ORDER BY id LIMIT :n_rows;
