-- Proposals between sides: who consents, what was said, what came of it.

-- use: keep/thing.sql

-- shape: proposal
--   id key, partnership_id key, name text, level text, body text, fixed text,
--   status text, version int, round int, opened_on date?, closes_on date?,
--   result text?, added_by key?, added_at int, base int,
--   result_version int?, lead_person_id key?, is_illustrative bool,
--   is_made bool

-- query: proposal_get one
-- in:    id key
-- out:   proposal
SELECT id, partnership_id, name, level, body, fixed, status, version, round,
       opened_on, closes_on, result, added_by, added_at, base, result_version,
       lead_person_id, is_illustrative, is_made
  FROM proposal WHERE id = :id;

-- query: proposal_insert none
-- in:    proposal
INSERT INTO proposal (id, partnership_id, name, level, body, fixed, status,
    version, round, opened_on, closes_on, result, added_by, added_at, base,
    result_version, lead_person_id, is_illustrative, is_made, code)
VALUES (:id, :partnership_id, :name, :level, :body, :fixed, :status, :version,
    :round, :opened_on, :closes_on, :result, :added_by, :added_at, :base,
    :result_version, :lead_person_id, :is_illustrative, :is_made,
    'proposal-' || CAST(CAST(:id AS BIGINT) AS TEXT))
ON CONFLICT (id) DO NOTHING;

-- query: proposal_update none
-- in:    proposal
UPDATE proposal SET partnership_id = :partnership_id, name = :name,
    level = :level, body = :body, fixed = :fixed, status = :status,
    version = :version, round = :round, opened_on = :opened_on,
    closes_on = :closes_on, result = :result, added_by = :added_by,
    added_at = :added_at, base = :base, result_version = :result_version,
    lead_person_id = :lead_person_id, is_illustrative = :is_illustrative,
    is_made = :is_made
 WHERE id = :id;

-- Before asking opens it is its partnership's; then everybody may read it.
-- query: proposal_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id,
       CASE WHEN status = 'draft' THEN 'within' ELSE 'public' END AS seen
  FROM proposal WHERE id = :id;

-- query: proposal_of_partnership many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, status text, closes_on date?, result text?
SELECT id, name, status, closes_on, result FROM proposal
 WHERE partnership_id = :partnership_id ORDER BY id DESC LIMIT :n_rows;

-- query: proposal_of_person many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, name text
SELECT id, name FROM proposal
 WHERE added_by = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- query: proposal_unsign none
-- in:    person_id key?
UPDATE proposal SET added_by = NULL WHERE added_by = :person_id;

-- query: proposal_led_by many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, name text
SELECT id, name FROM proposal
 WHERE lead_person_id = :person_id AND id > :after_id
 ORDER BY id LIMIT :n_rows;

-- query: proposal_unlead none
-- in:    person_id key?
UPDATE proposal SET lead_person_id = NULL WHERE lead_person_id = :person_id;

-- query: proposal_sides_there many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, position int
SELECT id, name, position FROM network_door_side
 WHERE partnership_id = :partnership_id ORDER BY position LIMIT :n_rows;

-- ---- Units ----------------------------------------------------------------

-- shape: proposal_unit
--   id key, proposal_id key, number int, side_id key, name text, is_role bool,
--   n_members int?, role_person_id key?, n_heard int, state text?, why text?,
--   own_quorum int, share int, share_of int, takes_staff bool, aside int,
--   n_agree int?, n_live int?, n_object int?, n_unsure int?

-- query: proposal_unit_insert none
-- in:    proposal_unit
INSERT INTO proposal_unit (id, proposal_id, number, side_id, name, is_role,
    n_members, role_person_id, n_heard, state, why, own_quorum, share,
    share_of, takes_staff, aside, n_agree, n_live, n_object, n_unsure,
    code)
VALUES (:id, :proposal_id, :number, :side_id, :name, :is_role, :n_members,
    :role_person_id, :n_heard, :state, :why, :own_quorum, :share, :share_of,
    :takes_staff, :aside, :n_agree, :n_live, :n_object, :n_unsure,
    'unit-' || CAST(CAST(:id AS BIGINT) AS TEXT))
ON CONFLICT (id) DO NOTHING;

-- query: proposal_unit_update none
-- in:    proposal_unit
UPDATE proposal_unit SET proposal_id = :proposal_id, number = :number,
    side_id = :side_id, name = :name, is_role = :is_role,
    n_members = :n_members, role_person_id = :role_person_id,
    n_heard = :n_heard, state = :state, why = :why, own_quorum = :own_quorum,
    share = :share, share_of = :share_of, takes_staff = :takes_staff,
    aside = :aside, n_agree = :n_agree, n_live = :n_live,
    n_object = :n_object, n_unsure = :n_unsure
 WHERE id = :id;

-- query: proposal_unit_remove none
-- in:    proposal_id key, id key
DELETE FROM proposal_unit WHERE proposal_id = :proposal_id AND id = :id;

-- query: proposal_units many
-- in:    proposal_id key, n_rows int
-- out:   proposal_unit
SELECT id, proposal_id, number, side_id, name, is_role, n_members,
       role_person_id, n_heard, state, why, own_quorum, share, share_of,
       takes_staff, aside, n_agree, n_live, n_object, n_unsure
  FROM proposal_unit WHERE proposal_id = :proposal_id
 ORDER BY number LIMIT :n_rows;

-- query: proposal_unit_unsign none
-- in:    person_id key?
UPDATE proposal_unit SET role_person_id = NULL
 WHERE role_person_id = :person_id;

-- shape: proposal_side
--   id key, proposal_id key, number int, side_id key, state text?

-- query: proposal_side_insert none
-- in:    proposal_side
INSERT INTO proposal_side (id, proposal_id, number, side_id, state,
    code)
VALUES (:id, :proposal_id, :number, :side_id, :state,
    'side-' || CAST(CAST(:id AS BIGINT) AS TEXT))
ON CONFLICT (id) DO NOTHING;

-- query: proposal_side_say none
-- in:    proposal_id key, number int, state text?
UPDATE proposal_side SET state = :state
 WHERE proposal_id = :proposal_id AND number = :number;

-- query: proposal_sides many
-- in:    proposal_id key, n_rows int
-- out:   number int, side_id key, state text?, name text?, position int?
SELECT t.number, t.side_id, t.state, s.name, s.position
  FROM proposal_side t LEFT JOIN network_door_side s ON s.id = t.side_id
 WHERE t.proposal_id = :proposal_id ORDER BY t.number LIMIT :n_rows;

-- query: proposal_version_add none
-- in:    id key, proposal_id key, number int, body text, ended_on date
INSERT INTO proposal_version (id, proposal_id, number, body, ended_on,
    code)
VALUES (:id, :proposal_id, :number, :body, :ended_on,
    'version-' || CAST(CAST(:id AS BIGINT) AS TEXT))
ON CONFLICT (id) DO NOTHING;

-- query: proposal_versions many
-- in:    proposal_id key, n_rows int
-- out:   number int, body text, ended_on date
SELECT number, body, ended_on FROM proposal_version
 WHERE proposal_id = :proposal_id ORDER BY number DESC LIMIT :n_rows;

-- ---- Answers --------------------------------------------------------------

-- query: proposal_voice_of one
-- in:    proposal_id key, person_id key
-- out:   number int
SELECT number FROM proposal_voice
 WHERE person_id = :person_id AND proposal_id = :proposal_id;

-- query: proposal_voice_add none
-- in:    id key, proposal_id key, person_id key, number int
INSERT INTO proposal_voice (id, proposal_id, person_id, number)
VALUES (:id, :proposal_id, :person_id, :number)
ON CONFLICT (id) DO NOTHING;

-- query: proposal_voices many
-- in:    person_id key, after_id key, n_rows int
-- out:   id key, proposal_id key, number int
SELECT id, proposal_id, number FROM proposal_voice
 WHERE person_id = :person_id AND proposal_id > :after_id
 ORDER BY proposal_id LIMIT :n_rows;

-- query: proposal_voice_forget none
-- in:    person_id key
DELETE FROM proposal_voice WHERE person_id = :person_id;

-- query: proposal_answers many
-- in:    proposal_id key, voice int, n_rows int
-- out:   id key, unit int, version int, value int
SELECT id, unit, version, value FROM proposal_answer
 WHERE proposal_id = :proposal_id AND voice = :voice
 ORDER BY unit LIMIT :n_rows;

-- query: proposal_answer_add none
-- in:    id key, proposal_id key, voice int, unit int, version int, value int
INSERT INTO proposal_answer (id, proposal_id, voice, unit, version, value)
VALUES (:id, :proposal_id, :voice, :unit, :version, :value)
ON CONFLICT (id) DO NOTHING;

-- query: proposal_answer_remove none
-- in:    id key
DELETE FROM proposal_answer WHERE id = :id;

-- query: proposal_answer_change none
-- in:    id key, version int, value int
UPDATE proposal_answer SET version = :version, value = :value WHERE id = :id;

-- ---- The log --------------------------------------------------------------

-- query: proposal_event_last one
-- in:    proposal_id key
-- out:   number int, link text
SELECT number, link FROM proposal_event
 WHERE proposal_id = :proposal_id ORDER BY number DESC LIMIT 1;

-- query: proposal_event_add none
-- in:    id key, proposal_id key, number int, line text, link text
INSERT INTO proposal_event (id, proposal_id, number, line, link)
VALUES (:id, :proposal_id, :number, :line, :link)
ON CONFLICT (id) DO NOTHING;

-- query: proposal_events many
-- in:    proposal_id key, after_number int, n_rows int
-- out:   number int, line text, link text
SELECT number, line, link FROM proposal_event
 WHERE proposal_id = :proposal_id AND number > :after_number
 ORDER BY number LIMIT :n_rows;

-- ---- Gone for good, with the partnership they were of -----------------------

-- query: proposal_remove none
-- in:    id key
DELETE FROM proposal WHERE id = :id;

-- query: proposal_remove_units none
-- in:    proposal_id key
DELETE FROM proposal_unit WHERE proposal_id = :proposal_id;

-- query: proposal_remove_sides none
-- in:    proposal_id key
DELETE FROM proposal_side WHERE proposal_id = :proposal_id;

-- query: proposal_remove_versions none
-- in:    proposal_id key
DELETE FROM proposal_version WHERE proposal_id = :proposal_id;

-- query: proposal_remove_voices none
-- in:    proposal_id key
DELETE FROM proposal_voice WHERE proposal_id = :proposal_id;

-- query: proposal_remove_answers none
-- in:    proposal_id key
DELETE FROM proposal_answer WHERE proposal_id = :proposal_id;

-- query: proposal_remove_events none
-- in:    proposal_id key
DELETE FROM proposal_event WHERE proposal_id = :proposal_id;

-- query: proposal_remove_objections none
-- in:    proposal_id key
DELETE FROM proposal_objection WHERE proposal_id = :proposal_id;
