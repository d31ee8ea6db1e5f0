-- Calls for workshops and what is proposed.

-- use: keep/thing.sql

-- ---- Calls ----------------------------------------------------------------

-- shape: match_call
--   id key, code text, partnership_id key?, name text, name_sort text,
--   status text, opens_on date?, closes_on date?, is_public bool,
--   themes text?, methods text?, n_sessions int?, is_illustrative bool

-- query: match_call_find one
-- in:    code text
-- out:   match_call
SELECT id, code, partnership_id, name, name_sort, status, opens_on, closes_on,
       is_public, themes, methods, n_sessions, is_illustrative
  FROM match_call WHERE code = :code;

-- query: match_call_get one
-- in:    id key
-- out:   match_call
SELECT id, code, partnership_id, name, name_sort, status, opens_on, closes_on,
       is_public, themes, methods, n_sessions, is_illustrative
  FROM match_call WHERE id = :id;

-- query: match_call_insert none
-- in:    match_call
INSERT INTO match_call (id, code, partnership_id, name, name_sort, status,
    opens_on, closes_on, is_public, themes, methods, n_sessions,
    is_illustrative)
VALUES (:id, :code, :partnership_id, :name, :name_sort, :status, :opens_on,
    :closes_on, :is_public, :themes, :methods, :n_sessions, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: match_call_update none
-- in:    match_call
UPDATE match_call SET code = :code, partnership_id = :partnership_id,
    name = :name, name_sort = :name_sort, status = :status,
    opens_on = :opens_on, closes_on = :closes_on, is_public = :is_public,
    themes = :themes, methods = :methods, n_sessions = :n_sessions,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: match_call_delete none
-- in:    id key
DELETE FROM match_call WHERE id = :id;

-- query: match_call_each each
-- out:   key key, code text, partnership text?, name text, status text,
--        opens_on date?, closes_on date?, is_public bool, themes text?,
--        methods text?, n_sessions int?, is_illustrative bool
SELECT t.id AS key, t.code, r1.code AS partnership, t.name, t.status,
       t.opens_on, t.closes_on, t.is_public, t.themes, t.methods,
       t.n_sessions, t.is_illustrative
  FROM match_call t
  LEFT JOIN network_door_partnership r1 ON r1.id = t.partnership_id
 ORDER BY t.code;

-- query: match_call_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM match_call t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'match_call'
 ORDER BY t.code, p.lang, p.part;

-- query: match_call_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_call WHERE partnership_id = :id
 ORDER BY name_sort, id LIMIT :n_rows;

-- query: match_call_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id,
       CASE WHEN status = 'draft' THEN 'within'
            WHEN is_public = 1 THEN 'public' ELSE 'network' END AS seen
  FROM match_call WHERE id = :id;

-- shape: match_call_listed
--   id key, name text, status text, opens_on date?, closes_on date?,
--   partnership_name text?, is_public bool, is_illustrative bool

-- The newest first, for who signed in.
-- query: match_call_list many
-- in:    status text, before_id key, n_rows int
-- out:   match_call_listed
SELECT t.id, t.name, t.status, t.opens_on, t.closes_on,
       (SELECT p.name FROM network_door_partnership p
         WHERE p.id = t.partnership_id) AS partnership_name, t.is_public,
       t.is_illustrative
  FROM match_call t
-- sqlite:
 WHERE t.status = :status AND t.id < :before_id
 ORDER BY t.id DESC LIMIT :n_rows;
-- postgresql:
 WHERE (t.status, t.id) >= (:status, 0)
   AND (t.status, t.id) < (:status, :before_id)
 ORDER BY t.status DESC, t.id DESC LIMIT :n_rows;

-- The same for a visitor: those for everybody.
-- query: match_call_list_public many
-- in:    status text, before_id key, n_rows int
-- out:   match_call_listed
SELECT t.id, t.name, t.status, t.opens_on, t.closes_on,
       (SELECT p.name FROM network_door_partnership p
         WHERE p.id = t.partnership_id) AS partnership_name, t.is_public,
       t.is_illustrative
  FROM match_call t
-- sqlite:
 WHERE t.is_public = 1 AND t.status = :status AND t.id < :before_id
 ORDER BY t.id DESC LIMIT :n_rows;
-- postgresql:
 WHERE (t.is_public, t.status, t.id) >= (1, :status, 0)
   AND (t.is_public, t.status, t.id) < (1, :status, :before_id)
 ORDER BY t.is_public DESC, t.status DESC, t.id DESC LIMIT :n_rows;

-- Of one partnership, drafts too: for its own people.
-- query: match_call_within many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, status text, opens_on date?, closes_on date?
SELECT id, name, status, opens_on, closes_on FROM match_call
 WHERE partnership_id = :partnership_id ORDER BY name_sort, id LIMIT :n_rows;

-- ---- Proposals -------------------------------------------------------------

-- shape: match_proposal
--   id key, code text, call_id key, name text, name_sort text, status text,
--   lang text, themes text?, methods text?, organisation text?,
--   is_illustrative bool

-- query: match_proposal_find one
-- in:    code text
-- out:   match_proposal
SELECT id, code, call_id, name, name_sort, status, lang, themes, methods,
       organisation, is_illustrative
  FROM match_proposal WHERE code = :code;

-- query: match_proposal_get one
-- in:    id key
-- out:   match_proposal
SELECT id, code, call_id, name, name_sort, status, lang, themes, methods,
       organisation, is_illustrative
  FROM match_proposal WHERE id = :id;

-- query: match_proposal_insert none
-- in:    match_proposal
INSERT INTO match_proposal (id, code, call_id, name, name_sort, status, lang,
    themes, methods, organisation, is_illustrative)
VALUES (:id, :code, :call_id, :name, :name_sort, :status, :lang, :themes,
    :methods, :organisation, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: match_proposal_update none
-- in:    match_proposal
UPDATE match_proposal SET code = :code, call_id = :call_id, name = :name,
    name_sort = :name_sort, status = :status, lang = :lang, themes = :themes,
    methods = :methods, organisation = :organisation,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: match_proposal_delete none
-- in:    id key
DELETE FROM match_proposal WHERE id = :id;

-- query: match_proposal_each each
-- out:   key key, code text, call text, name text, status text,
--        lang text, themes text?, methods text?, organisation text?,
--        is_illustrative bool
SELECT t.id AS key, t.code, r1.code AS call, t.name, t.status, t.lang,
       t.themes, t.methods, t.organisation, t.is_illustrative
  FROM match_proposal t
  LEFT JOIN match_call r1 ON r1.id = t.call_id
 ORDER BY t.code;

-- query: match_proposal_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM match_proposal t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'match_proposal'
 ORDER BY t.code, p.lang, p.part;

-- query: match_proposal_of_call many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_proposal WHERE call_id = :id
 ORDER BY status, id LIMIT :n_rows;

-- What was not sent is its proposer's alone.
-- query: match_proposal_line one
-- in:    id key
-- out:   thing_line
SELECT t.name AS title, t.call_id AS within_id, c.partnership_id AS above_id,
       CASE WHEN t.status = 'sent' THEN 'within' ELSE 'nobody' END AS seen
  FROM match_proposal t JOIN match_call c ON c.id = t.call_id
 WHERE t.id = :id;

-- What was sent in, in the order in which it was begun, with how many
-- reviews it has; the session that it is part of, if there is one.
-- query: match_proposal_sent many
-- in:    call_id key, after_id key, n_rows int
-- out:   id key, code text, name text, lang text, themes text?, methods text?,
--        organisation text?, n_reviews int, score_sum int?,
--        session_id key?, is_illustrative bool
SELECT t.id, t.code, t.name, t.lang, t.themes, t.methods, t.organisation,
       (SELECT count(*) FROM match_review r WHERE r.proposal_id = t.id)
           AS n_reviews,
       (SELECT CAST(sum(r.score) AS BIGINT) FROM match_review r
         WHERE r.proposal_id = t.id) AS score_sum,
       (SELECT max(s.session_id) FROM match_session_part s
          JOIN match_session x ON x.id = s.session_id
         WHERE s.proposal_id = t.id AND x.status <> 'refused') AS session_id,
       t.is_illustrative
  FROM match_proposal t
 WHERE t.call_id = :call_id AND t.status = 'sent' AND t.id > :after_id
 ORDER BY t.call_id, t.status, t.id LIMIT :n_rows;

-- ---- Whose it is -----------------------------------------------------------

-- query: match_proposer_insert none
-- in:    id key, person_id key?, name text?, mail text?, lang text, hash text?,
--        made_at time
INSERT INTO match_proposer (id, person_id, name, mail, lang, hash, made_at)
VALUES (:id, :person_id, :name, :mail, :lang, :hash, :made_at)
ON CONFLICT (id) DO NOTHING;

-- query: match_proposer_update none
-- in:    id key, name text?, mail text?
UPDATE match_proposer SET name = :name, mail = :mail WHERE id = :id;

-- A proposal by its own link.
-- query: match_proposer_find one
-- in:    hash text
-- out:   id key, name text?, mail text?, lang text
SELECT id, name, mail, lang FROM match_proposer WHERE hash = :hash;

-- query: match_proposer_get one
-- in:    id key
-- out:   id key, person_id key?, name text?, mail text?, lang text
SELECT id, person_id, name, mail, lang FROM match_proposer WHERE id = :id;

-- Is it hers? The row is there for nobody else.
-- query: match_proposer_own one
-- in:    id key, viewer key
-- out:   id key, name text?
SELECT id, name FROM match_proposer
 WHERE id = :id AND person_id = :viewer;

-- query: match_proposal_own many
-- in:    viewer key, before_id key, n_rows int
-- out:   id key, name text, status text, call_id key, call_name text,
--        closes_on date?, session_id key?, session_status text?
SELECT p.id, t.name, t.status, t.call_id, c.name AS call_name, c.closes_on,
       (SELECT max(s.session_id) FROM match_session_part s
         WHERE s.proposal_id = p.id) AS session_id,
       (SELECT x.status FROM match_session x WHERE x.id =
         (SELECT max(s.session_id) FROM match_session_part s
           WHERE s.proposal_id = p.id)) AS session_status
  FROM match_proposer p
  JOIN match_proposal t ON t.id = p.id
  JOIN match_call c ON c.id = t.call_id
 WHERE p.person_id = :viewer AND p.id < :before_id
 ORDER BY p.id DESC LIMIT :n_rows;

-- What they began for this call and did not send.
-- query: match_proposal_begun one
-- in:    viewer key, call_id key
-- out:   id key?
SELECT max(p.id) AS id FROM match_proposer p
  JOIN match_proposal t ON t.id = p.id
 WHERE p.person_id = :viewer AND t.call_id = :call_id AND t.status = 'draft';

-- ---- Who leads -------------------------------------------------------------

-- shape: match_lead
--   id key, code text, proposal_id key?, session_id key?, position int,
--   name text, told text?

-- query: match_lead_find one
-- in:    code text
-- out:   match_lead
SELECT id, code, proposal_id, session_id, position, name, told
  FROM match_lead WHERE code = :code;

-- query: match_lead_get one
-- in:    id key
-- out:   match_lead
SELECT id, code, proposal_id, session_id, position, name, told
  FROM match_lead WHERE id = :id;

-- query: match_lead_insert none
-- in:    match_lead
INSERT INTO match_lead (id, code, proposal_id, session_id, position, name,
    told)
VALUES (:id, :code, :proposal_id, :session_id, :position, :name, :told)
ON CONFLICT (id) DO NOTHING;

-- query: match_lead_update none
-- in:    match_lead
UPDATE match_lead SET code = :code, proposal_id = :proposal_id,
    session_id = :session_id, position = :position, name = :name, told = :told
 WHERE id = :id;

-- query: match_lead_each each
-- out:   key key, code text, proposal text?, session text?, position int,
--        name text, told text?
SELECT t.id AS key, t.code, r1.code AS proposal, r2.code AS session,
       t.position, t.name, t.told
  FROM match_lead t
  LEFT JOIN match_proposal r1 ON r1.id = t.proposal_id
  LEFT JOIN match_session r2 ON r2.id = t.session_id
 ORDER BY t.code;

-- query: match_lead_delete none
-- in:    id key
DELETE FROM match_lead WHERE id = :id;

-- query: match_lead_of_proposal many
-- in:    proposal_id key, n_rows int
-- out:   id key, name text, told text?
SELECT id, name, told FROM match_lead WHERE proposal_id = :proposal_id
 ORDER BY position, id LIMIT :n_rows;

-- query: match_lead_of_session many
-- in:    session_id key, n_rows int
-- out:   id key, name text, told text?
SELECT id, name, told FROM match_lead WHERE session_id = :session_id
 ORDER BY position, id LIMIT :n_rows;

-- query: match_lead_clear none
-- in:    proposal_id key
DELETE FROM match_lead WHERE proposal_id = :proposal_id;

-- query: match_lead_in_proposal many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_lead WHERE proposal_id = :id
 ORDER BY position, id LIMIT :n_rows;

-- query: match_lead_in_session many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_lead WHERE session_id = :id
 ORDER BY position, id LIMIT :n_rows;

-- ---- Reviews ---------------------------------------------------------------

-- query: match_review_save none
-- in:    id key, proposal_id key, person_id key, score int, comment text?,
--        at time
INSERT INTO match_review (id, proposal_id, person_id, score, comment, at)
VALUES (:id, :proposal_id, :person_id, :score, :comment, :at)
ON CONFLICT (proposal_id, person_id) DO UPDATE SET
    score = excluded.score, comment = excluded.comment, at = excluded.at;

-- Theirs first asked for alone: others' are shown to who gave one.
-- query: match_review_own one
-- in:    proposal_id key, person_id key
-- out:   id key, score int, comment text?
SELECT id, score, comment FROM match_review
 WHERE proposal_id = :proposal_id AND person_id = :person_id;

-- query: match_review_list many
-- in:    proposal_id key, n_rows int
-- out:   id key, person_id key, score int, comment text?, name text?
SELECT r.id, r.person_id, r.score, r.comment,
       (SELECT p.name FROM people_door_person p WHERE p.id = r.person_id)
           AS name
  FROM match_review r WHERE r.proposal_id = :proposal_id
 ORDER BY r.person_id LIMIT :n_rows;

-- Whoever came by a link has an account now.
-- query: match_proposer_is none
-- in:    id key, person_id key
UPDATE match_proposer SET person_id = :person_id
 WHERE id = :id AND person_id IS NULL;

-- What nobody confirmed or sent, of those without an account.
-- query: match_proposal_stale many
-- in:    status text, before_id key, n_rows int
-- out:   id key
SELECT t.id FROM match_proposal t JOIN match_proposer p ON p.id = t.id
 WHERE t.status = :status AND t.id < :before_id AND p.person_id IS NULL
 ORDER BY t.status, t.id LIMIT :n_rows;

-- What was told of somebody who leads is no page's: counts alone.
-- query: match_lead_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, proposal_id AS within_id, session_id AS above_id,
       'nobody' AS seen
  FROM match_lead WHERE id = :id;

-- ---- Everything kept about one person ---------------------------------------

-- query: match_proposer_by_person many
-- in:    person_id key?, n_rows int
-- out:   id key
SELECT id FROM match_proposer WHERE person_id = :person_id
 ORDER BY id LIMIT :n_rows;

-- query: match_proposer_by_mail many
-- in:    mail text, n_rows int
-- out:   id key
SELECT id FROM match_proposer WHERE mail = :mail ORDER BY id LIMIT :n_rows;

-- query: match_proposer_clear none
-- in:    id key
UPDATE match_proposer SET name = NULL, mail = NULL, hash = NULL
 WHERE id = :id;

-- query: match_proposer_remove none
-- in:    id key
DELETE FROM match_proposer WHERE id = :id;

-- query: match_lead_forget none
-- in:    id key
UPDATE match_lead SET name = '-', told = NULL WHERE id = :id;

-- query: match_review_of_person many
-- in:    person_id key, n_rows int
-- out:   proposal_id key, score int, comment text?, at time
SELECT proposal_id, score, comment, at FROM match_review
 WHERE person_id = :person_id ORDER BY id LIMIT :n_rows;

-- query: match_review_erase none
-- in:    person_id key
DELETE FROM match_review WHERE person_id = :person_id;

-- query: match_person_name one
-- in:    id key
-- out:   name text
SELECT name FROM people_door_person WHERE id = :id;
