-- The list of those who must say yes: who can speak for an organisation, who
-- is missing, who was reached out to.

-- use: keep/thing.sql

-- Who has a role of one side or of the partnership today.
-- query: proposal_members many
-- in:    thing_id key, today date, n_rows int
-- out:   person_id key, name text
SELECT m.person_id, p.name
  FROM people_door_membership m JOIN people_door_person p ON p.id = m.person_id
 WHERE m.thing_id = :thing_id AND m.starts_on <= :today
   AND (m.ends_on IS NULL OR m.ends_on > :today)
 ORDER BY m.thing_id, m.role, m.id LIMIT :n_rows;

-- The members of a side, some at a time.
-- query: proposal_side_members many
-- in:    thing_id key, today date, after_id key, n_rows int
-- out:   id key, person_id key
SELECT id, person_id FROM people_door_membership
 WHERE thing_id = :thing_id AND role = 'member' AND id > :after_id
   AND starts_on <= :today AND (ends_on IS NULL OR ends_on > :today)
 ORDER BY thing_id, role, id LIMIT :n_rows;

-- query: proposal_facilitators many
-- in:    thing_id key, today date, n_rows int
-- out:   person_id key
SELECT person_id FROM people_door_membership
 WHERE thing_id = :thing_id AND role = 'facilitator'
   AND starts_on <= :today AND (ends_on IS NULL OR ends_on > :today)
 ORDER BY thing_id, id LIMIT :n_rows;

-- Sides of a partnership on which somebody's organisation is.
-- query: proposal_works_for many
-- in:    person_id key?, partnership_id key, today date, n_rows int
-- out:   side_id key
SELECT i.side_id
  FROM network_door_affiliation f
  JOIN network_door_organisation_in i ON i.organisation_id = f.organisation_id
 WHERE f.person_id = :person_id AND i.partnership_id = :partnership_id
   AND (f.ends_on IS NULL OR f.ends_on > :today)
 ORDER BY f.id LIMIT :n_rows;

-- ---- Who is missing? ----------------------------------------------------------

-- query: proposal_challenge_add none
-- in:    id key, proposal_id key, person_id key?, kind text, words text,
--        made_on date
INSERT INTO proposal_challenge (id, proposal_id, person_id, kind, words,
    made_on)
VALUES (:id, :proposal_id, :person_id, :kind, :words, :made_on)
ON CONFLICT (id) DO NOTHING;

-- query: proposal_challenges many
-- in:    proposal_id key, n_rows int
-- out:   id key, kind text, words text, made_on date, answer text?,
--        answered_on date?
SELECT id, kind, words, made_on, answer, answered_on
  FROM proposal_challenge WHERE proposal_id = :proposal_id
 ORDER BY id LIMIT :n_rows;

-- query: proposal_challenge_answer none
-- in:    id key, proposal_id key, answer text?, answered_on date?
UPDATE proposal_challenge SET answer = :answer, answered_on = :answered_on
 WHERE id = :id AND proposal_id = :proposal_id AND answer IS NULL;

-- query: proposal_challenges_by many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, proposal_id key, words text
SELECT id, proposal_id, words FROM proposal_challenge
 WHERE person_id = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- query: proposal_challenge_forget none
-- in:    person_id key?
UPDATE proposal_challenge SET words = '', person_id = NULL
 WHERE person_id = :person_id;

-- ---- Outreach -------------------------------------------------------------------

-- query: proposal_outreach_add none
-- in:    id key, proposal_id key, unit int, round int, route text, note text,
--        done_on date
INSERT INTO proposal_outreach (id, proposal_id, unit, round, route, note,
    done_on)
VALUES (:id, :proposal_id, :unit, :round, :route, :note, :done_on)
ON CONFLICT (proposal_id, unit, round, route) DO NOTHING;

-- query: proposal_outreach_of many
-- in:    proposal_id key, n_rows int
-- out:   unit int, round int, route text, note text, done_on date
SELECT unit, round, route, note, done_on FROM proposal_outreach
 WHERE proposal_id = :proposal_id ORDER BY unit, round, route LIMIT :n_rows;

-- ---- A unit's slips ---------------------------------------------------------------

-- query: proposal_unit_line one
-- in:    id key
-- out:   thing_line
SELECT u.name AS title, u.proposal_id AS within_id,
       p.partnership_id AS above_id, 'within' AS seen
  FROM proposal_unit u JOIN proposal p ON p.id = u.proposal_id
 WHERE u.id = :id;
