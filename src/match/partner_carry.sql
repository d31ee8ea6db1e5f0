-- Letters, meetings that were found, and who may be asked for help, as files.

-- Of listings that are there; persons by their codes, those who left by none.
-- query: letters_each each
-- out:   id key, from_code text, to_code text, status text, words text?,
--        writer text?, written_at time, reason text?, answerer text?,
--        answered_at time?, proposer text?, proposed_code text?,
--        proposed_at time?, proposed_words text?, partnership text?,
--        refuser text?, refused_at time?, refused_words text?
SELECT l.id, f.code AS from_code, t.code AS to_code, l.status, l.words,
       w.code AS writer, l.written_at, l.reason, r.code AS answerer,
       l.answered_at, p.code AS proposer,
       CASE WHEN l.proposed_for = l.from_id THEN f.code
            WHEN l.proposed_for = l.to_id THEN t.code END AS proposed_code,
       l.proposed_at, l.proposed_words, n.code AS partnership,
       q.code AS refuser, l.refused_at, l.refused_words
  FROM listing_letter l JOIN listing f ON f.id = l.from_id
  JOIN listing t ON t.id = l.to_id
  LEFT JOIN people_door_person w ON w.id = l.written_by
  LEFT JOIN people_door_person r ON r.id = l.answered_by
  LEFT JOIN people_door_person p ON p.id = l.proposed_by
  LEFT JOIN people_door_person q ON q.id = l.refused_by
  LEFT JOIN network_door_partnership n ON n.id = l.partnership_id
 ORDER BY l.status, l.id;

-- query: meetings_each each
-- out:   id key, round text, status text, a text, b text, slot int, score int,
--        a_answer text?, a_reason text?, a_person text?, b_answer text?,
--        b_reason text?, b_person text?
SELECT m.id, r.code AS round, s.status, a.code AS a, b.code AS b, m.slot,
       m.score, m.a_answer, m.a_reason, p.code AS a_person, m.b_answer,
       m.b_reason, q.code AS b_person
  FROM partner_meeting m JOIN partner_round r ON r.id = m.round_id
  JOIN partner_round_state s ON s.id = m.round_id
  JOIN listing a ON a.id = m.a_id JOIN listing b ON b.id = m.b_id
  LEFT JOIN people_door_person p ON p.id = m.a_by
  LEFT JOIN people_door_person q ON q.id = m.b_by
 ORDER BY m.round_id, m.slot, m.id;

-- Only who said that they may be found.
-- query: helpers_each each
-- out:   person text, skills text, languages text?, level int?, free text?,
--        about text?
SELECT p.code AS person, h.skills, h.languages, h.level, h.free, h.about
  FROM helper h JOIN people_door_person p ON p.id = h.person_id
 WHERE h.is_found = 1
 ORDER BY p.code;

-- query: carried_person one
-- in:    code text
-- out:   id key
SELECT id FROM people_door_person WHERE code = :code;

-- query: carried_partnership one
-- in:    code text
-- out:   id key
SELECT id FROM network_door_partnership WHERE code = :code;

-- query: carried_listing one
-- in:    code text
-- out:   id key, name text
SELECT t.id, o.name FROM listing t
  JOIN network_door_organisation_card o ON o.id = t.organisation_id
 WHERE t.code = :code;

-- query: carried_meeting_insert none
-- in:    id key, round_id key, a_id key, b_id key, slot int, score int,
--        a_answer text?, a_reason text?, a_by key?, b_answer text?,
--        b_reason text?, b_by key?
INSERT INTO partner_meeting (id, round_id, a_id, b_id, slot, score, a_answer,
    a_reason, a_by, b_answer, b_reason, b_by)
VALUES (:id, :round_id, :a_id, :b_id, :slot, :score, :a_answer, :a_reason,
    :a_by, :b_answer, :b_reason, :b_by)
ON CONFLICT (id) DO NOTHING;
