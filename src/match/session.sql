-- Sessions that several proposals are led in together.

-- use: keep/thing.sql

-- shape: match_session
--   id key, code text, call_id key, name text, name_sort text, status text,
--   is_illustrative bool

-- query: match_session_find one
-- in:    code text
-- out:   match_session
SELECT id, code, call_id, name, name_sort, status, is_illustrative
  FROM match_session WHERE code = :code;

-- query: match_session_get one
-- in:    id key
-- out:   match_session
SELECT id, code, call_id, name, name_sort, status, is_illustrative
  FROM match_session WHERE id = :id;

-- query: match_session_insert none
-- in:    match_session
INSERT INTO match_session (id, code, call_id, name, name_sort, status,
    is_illustrative)
VALUES (:id, :code, :call_id, :name, :name_sort, :status, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: match_session_update none
-- in:    match_session
UPDATE match_session SET code = :code, call_id = :call_id, name = :name,
    name_sort = :name_sort, status = :status,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: match_session_delete none
-- in:    id key
DELETE FROM match_session WHERE id = :id;

-- query: match_session_each each
-- out:   key key, code text, call text, name text, status text,
--        is_illustrative bool
SELECT t.id AS key, t.code, r1.code AS call, t.name, t.status,
       t.is_illustrative
  FROM match_session t
  LEFT JOIN match_call r1 ON r1.id = t.call_id
 ORDER BY t.code;

-- query: match_session_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM match_session t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'match_session'
 ORDER BY t.code, p.lang, p.part;

-- query: match_session_of_call many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_session WHERE call_id = :id
 ORDER BY status, id LIMIT :n_rows;

-- What was agreed on is seen by those who see its call, what is proposed by
-- its own people, what was refused by nobody else.
-- query: match_session_line one
-- in:    id key
-- out:   thing_line
SELECT t.name AS title, t.call_id AS within_id, c.partnership_id AS above_id,
       CASE WHEN t.status IN ('proposed', 'refused') OR c.status = 'draft'
                THEN 'within'
            WHEN c.is_public = 1 THEN 'public' ELSE 'network' END AS seen
  FROM match_session t JOIN match_call c ON c.id = t.call_id
 WHERE t.id = :id;

-- Of a call, by what they have come to.
-- query: match_session_list many
-- in:    call_id key, status text, n_rows int
-- out:   id key, code text, name text, status text, is_illustrative bool
SELECT id, code, name, status, is_illustrative FROM match_session
 WHERE call_id = :call_id AND status = :status ORDER BY id LIMIT :n_rows;

-- Only what is proposed yet: who comes second changes nothing.
-- query: match_session_settle none
-- in:    id key, status text
UPDATE match_session SET status = :status
 WHERE id = :id AND status = 'proposed';

-- ---- Their proposals -------------------------------------------------------

-- shape: match_session_part
--   id key, code text, session_id key, proposal_id key, answer text?,
--   reason text?

-- query: match_session_part_find one
-- in:    code text
-- out:   match_session_part
SELECT id, code, session_id, proposal_id, answer, reason
  FROM match_session_part WHERE code = :code;

-- query: match_session_part_get one
-- in:    id key
-- out:   match_session_part
SELECT id, code, session_id, proposal_id, answer, reason
  FROM match_session_part WHERE id = :id;

-- query: match_session_part_insert none
-- in:    match_session_part
INSERT INTO match_session_part (id, code, session_id, proposal_id, answer,
    reason)
VALUES (:id, :code, :session_id, :proposal_id, :answer, :reason)
ON CONFLICT (id) DO NOTHING;

-- query: match_session_part_update none
-- in:    match_session_part
UPDATE match_session_part SET code = :code, session_id = :session_id,
    proposal_id = :proposal_id, answer = :answer, reason = :reason
 WHERE id = :id;

-- query: match_session_part_delete none
-- in:    id key
DELETE FROM match_session_part WHERE id = :id;

-- query: match_session_part_each each
-- out:   key key, code text, session text, proposal text, answer text?,
--        reason text?
SELECT t.id AS key, t.code, r1.code AS session, r2.code AS proposal, t.answer,
       t.reason
  FROM match_session_part t
  LEFT JOIN match_session r1 ON r1.id = t.session_id
  LEFT JOIN match_proposal r2 ON r2.id = t.proposal_id
 ORDER BY t.code;

-- query: match_session_part_in_session many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_session_part WHERE session_id = :id
 ORDER BY proposal_id LIMIT :n_rows;

-- query: match_session_part_of_proposal many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_session_part WHERE proposal_id = :id
 ORDER BY id LIMIT :n_rows;

-- query: match_session_parts many
-- in:    session_id key, n_rows int
-- out:   id key, proposal_id key, answer text?, reason text?, name text,
--        lang text, themes text?, methods text?, organisation text?,
--        person_id key?, mail text?, proposer_name text?
SELECT s.id, s.proposal_id, s.answer, s.reason, t.name, t.lang, t.themes,
       t.methods, t.organisation, p.person_id, p.mail, p.name AS proposer_name
  FROM match_session_part s
  JOIN match_proposal t ON t.id = s.proposal_id
  LEFT JOIN match_proposer p ON p.id = s.proposal_id
 WHERE s.session_id = :session_id ORDER BY s.proposal_id LIMIT :n_rows;

-- query: match_session_part_answer none
-- in:    id key, answer text, reason text?
UPDATE match_session_part SET answer = :answer, reason = :reason
 WHERE id = :id AND answer IS NULL;

-- Is it part of a session that was not refused?
-- query: match_session_part_live one
-- in:    proposal_id key
-- out:   session_id key?
SELECT max(s.session_id) AS session_id FROM match_session_part s
  JOIN match_session x ON x.id = s.session_id
 WHERE s.proposal_id = :proposal_id AND x.status <> 'refused';

-- Which proposals of a call are, or were, led together.
-- query: match_session_part_all many
-- in:    call_id key, after_id key, n_rows int
-- out:   session_id key, proposal_id key, status text, organisation text?
SELECT s.session_id, s.proposal_id, x.status, t.organisation
  FROM match_proposal t
  JOIN match_session_part s ON s.proposal_id = t.id
  JOIN match_session x ON x.id = s.session_id
 WHERE t.call_id = :call_id AND t.status = 'sent' AND t.id > :after_id
 ORDER BY t.call_id, t.status, t.id, s.id LIMIT :n_rows;

-- ---- Not together ----------------------------------------------------------

-- query: match_apart_insert none
-- in:    id key, call_id key, a_id key, b_id key, made_at time, made_by key?
INSERT INTO match_apart (id, call_id, a_id, b_id, made_at, made_by)
VALUES (:id, :call_id, :a_id, :b_id, :made_at, :made_by)
ON CONFLICT (a_id, b_id) DO NOTHING;

-- query: match_apart_list many
-- in:    call_id key, after_id key, n_rows int
-- out:   id key, a_id key, b_id key
SELECT id, a_id, b_id FROM match_apart
 WHERE call_id = :call_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- query: match_apart_remove none
-- in:    id key, call_id key
DELETE FROM match_apart WHERE id = :id AND call_id = :call_id;

-- What those tell who lead the sessions of a call: of the proposals in them,
-- and of sessions without proposals.
-- query: match_lead_by_proposal many
-- in:    call_id key, status text, n_rows int
-- out:   told text?
SELECT l.told FROM match_session x
  JOIN match_session_part s ON s.session_id = x.id
  JOIN match_lead l ON l.proposal_id = s.proposal_id
 WHERE x.call_id = :call_id AND x.status = :status
 ORDER BY x.id, s.proposal_id, l.position, l.id LIMIT :n_rows;

-- query: match_lead_by_session many
-- in:    call_id key, status text, n_rows int
-- out:   told text?
SELECT l.told FROM match_session x JOIN match_lead l ON l.session_id = x.id
 WHERE x.call_id = :call_id AND x.status = :status
 ORDER BY x.id, l.position, l.id LIMIT :n_rows;

-- query: match_session_part_line one
-- in:    id key
-- out:   thing_line
SELECT t.name AS title, s.session_id AS within_id, x.call_id AS above_id,
       'nobody' AS seen
  FROM match_session_part s JOIN match_proposal t ON t.id = s.proposal_id
  JOIN match_session x ON x.id = s.session_id
 WHERE s.id = :id;
