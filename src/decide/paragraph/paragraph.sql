-- The text of a proposal by its paragraphs, its wordings, and what people say
-- of each paragraph.

-- use: keep/thing.sql

-- shape: paragraph
--   id key, proposal_id key, position int, words text, since int, made_in int

-- query: paragraph_get one
-- in:    id key
-- out:   paragraph
SELECT id, proposal_id, position, words, since, made_in
  FROM paragraph WHERE id = :id;

-- query: paragraph_insert none
-- in:    paragraph
INSERT INTO paragraph (id, proposal_id, position, words, since, made_in)
VALUES (:id, :proposal_id, :position, :words, :since, :made_in)
ON CONFLICT (id) DO NOTHING;

-- query: paragraph_update none
-- in:    paragraph
UPDATE paragraph SET proposal_id = :proposal_id, position = :position,
    words = :words, since = :since, made_in = :made_in
 WHERE id = :id;

-- It is seen as its proposal is.
-- query: paragraph_line one
-- in:    id key
-- out:   thing_line
SELECT substr(g.words, 1, 80) AS title, g.proposal_id AS within_id,
       p.partnership_id AS above_id,
       CASE WHEN p.status = 'draft' THEN 'within' ELSE 'public' END AS seen
  FROM paragraph g JOIN proposal p ON p.id = g.proposal_id
 WHERE g.id = :id;

-- Those of the text as it is.
-- query: paragraphs_now many
-- in:    proposal_id key, n_rows int
-- out:   paragraph
SELECT id, proposal_id, position, words, since, made_in
  FROM paragraph WHERE proposal_id = :proposal_id AND position > 0
 ORDER BY position, id LIMIT :n_rows;

-- Its name, and what is not up for change.
-- query: paragraphs_head many
-- in:    proposal_id key, n_rows int
-- out:   paragraph
SELECT id, proposal_id, position, words, since, made_in
  FROM paragraph WHERE proposal_id = :proposal_id AND position < 0
 ORDER BY position, id LIMIT :n_rows;

-- Those that are gone from it.
-- query: paragraphs_gone many
-- in:    proposal_id key, n_rows int
-- out:   paragraph
SELECT id, proposal_id, position, words, since, made_in
  FROM paragraph WHERE proposal_id = :proposal_id AND position = 0
 ORDER BY id DESC LIMIT :n_rows;

-- The same for a page, with how much was said of each and how much it rests
-- on.
-- query: paragraphs_shown many
-- in:    proposal_id key, n_rows int
-- out:   id key, position int, words text, since int, n_comments int,
--        n_offers int, n_below int
SELECT g.id, g.position, g.words, g.since,
       (SELECT count(*) FROM contribution c WHERE c.paragraph_id = g.id
           AND c.kind = 'comment' AND c.status = 'in') AS n_comments,
       (SELECT count(*) FROM contribution c WHERE c.paragraph_id = g.id
           AND c.kind = 'offer' AND c.status = 'in') AS n_offers,
       (SELECT count(*) FROM thread t WHERE t.from_id = g.id
           AND t.kind = 'comes_from' AND t.to_kind IN ('voice', 'theme',
               'statement', 'conversation')) AS n_below
  FROM paragraph g WHERE g.proposal_id = :proposal_id AND g.position > 0
 ORDER BY g.position, g.id LIMIT :n_rows;

-- What people share, as it was found when a conversation had closed: a
-- statement is seen as its conversation is.
-- query: paragraph_ground many
-- in:    partnership_id key, n_rows int
-- out:   id key, words text, lang text
SELECT s.id, s.words, s.lang
  FROM conversation c JOIN ground_row l ON l.conversation_id = c.id
  JOIN statement s ON s.id = l.statement_id
 WHERE c.partnership_id = :partnership_id AND c.status = 'closed'
   AND l.label IN (1, 2) AND s.status = 'in'
 ORDER BY c.id, l.label, l.place LIMIT :n_rows;

-- query: statement_line one
-- in:    id key
-- out:   thing_line
SELECT substr(s.words, 1, 140) AS title, s.conversation_id AS within_id,
       c.partnership_id AS above_id,
       CASE WHEN c.status = 'draft' OR s.status <> 'in' THEN 'closely'
            WHEN c.opened_to = 'network' THEN 'network' ELSE 'within' END
           AS seen
  FROM statement s JOIN conversation c ON c.id = s.conversation_id
 WHERE s.id = :id;

-- query: paragraph_remove none
-- in:    id key
DELETE FROM paragraph WHERE id = :id;

-- query: paragraph_remove_all none
-- in:    proposal_id key
DELETE FROM paragraph WHERE proposal_id = :proposal_id;

-- ---- Wordings --------------------------------------------------------------

-- query: proposal_wording_last one
-- in:    proposal_id key
-- out:   number int, version int, body text
SELECT number, version, body FROM proposal_wording
 WHERE proposal_id = :proposal_id ORDER BY number DESC LIMIT 1;

-- query: proposal_wording_get one
-- in:    proposal_id key, number int
-- out:   number int, version int, body text, made_on date
SELECT number, version, body, made_on FROM proposal_wording
 WHERE proposal_id = :proposal_id AND number = :number;

-- query: proposal_wording_add none
-- in:    id key, proposal_id key, number int, version int, body text,
--        person_id key?, made_on date
INSERT INTO proposal_wording (id, proposal_id, number, version, body,
    person_id, made_on)
VALUES (:id, :proposal_id, :number, :version, :body, :person_id, :made_on)
ON CONFLICT (id) DO NOTHING;

-- query: proposal_wording_of_person many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, proposal_id key, number int, made_on date
SELECT id, proposal_id, number, made_on FROM proposal_wording
 WHERE person_id = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- query: proposal_wording_unsign none
-- in:    person_id key?
UPDATE proposal_wording SET person_id = NULL WHERE person_id = :person_id;

-- query: proposal_wording_remove_all none
-- in:    proposal_id key
DELETE FROM proposal_wording WHERE proposal_id = :proposal_id;

-- Texts that were written before paragraphs were kept.
-- query: proposals_without_paragraphs many
-- in:    n_rows int
-- out:   id key, version int, body text, added_by key?
SELECT id, version, body, added_by FROM proposal
 WHERE has_paragraphs = 0 ORDER BY id LIMIT :n_rows;

-- query: proposal_has_paragraphs none
-- in:    id key
UPDATE proposal SET has_paragraphs = 1 WHERE id = :id AND has_paragraphs = 0;

-- query: proposal_words_get one
-- in:    id key
-- out:   lang text, status text, level text, version int, added_by key?,
--        partnership_id key, name text, body text
SELECT lang, status, level, version, added_by, partnership_id, name, body
  FROM proposal WHERE id = :id;

-- query: proposal_lang_set none
-- in:    id key, lang text
UPDATE proposal SET lang = :lang WHERE id = :id;

-- query: proposal_body_set none
-- in:    id key, body text
UPDATE proposal SET body = :body WHERE id = :id;

-- ---- What people say of a paragraph ----------------------------------------

-- shape: contribution
--   id key, proposal_id key, paragraph_id key, kind text, place text, was text,
--   words text, why text, lang text, version int, status text, outcome text,
--   reply text, taken_in int?, person_id key?, is_named bool, may_stay bool,
--   settled_by key?, made_on date, settled_on date?

-- query: contribution_get one
-- in:    id key
-- out:   contribution
SELECT id, proposal_id, paragraph_id, kind, place, was, words, why, lang,
       version, status, outcome, reply, taken_in, person_id, is_named,
       may_stay, settled_by, made_on, settled_on
  FROM contribution WHERE id = :id;

-- query: contribution_insert none
-- in:    contribution
INSERT INTO contribution (id, proposal_id, paragraph_id, kind, place, was,
    words, why, lang, version, status, outcome, reply, taken_in, person_id,
    is_named, may_stay, settled_by, made_on, settled_on)
VALUES (:id, :proposal_id, :paragraph_id, :kind, :place, :was, :words, :why,
    :lang, :version, :status, :outcome, :reply, :taken_in, :person_id,
    :is_named, :may_stay, :settled_by, :made_on, :settled_on)
ON CONFLICT (id) DO NOTHING;

-- query: contribution_update none
-- in:    contribution
UPDATE contribution SET proposal_id = :proposal_id,
    paragraph_id = :paragraph_id, kind = :kind, place = :place, was = :was,
    words = :words, why = :why, lang = :lang, version = :version,
    status = :status, outcome = :outcome, reply = :reply,
    taken_in = :taken_in, person_id = :person_id, is_named = :is_named,
    may_stay = :may_stay, settled_by = :settled_by, made_on = :made_on,
    settled_on = :settled_on
 WHERE id = :id;

-- What is said of one paragraph, in the order in which it came. The name is
-- there where who wrote it wanted so.
-- query: contributions_of many
-- in:    paragraph_id key, kind text, status text, after_id key, n_rows int
-- out:   id key, place text, was text, words text, why text, lang text,
--        version int, outcome text, reply text, taken_in int?, person_id key?,
--        made_on date, name text?
SELECT c.id, c.place, c.was, c.words, c.why, c.lang, c.version, c.outcome,
       c.reply, c.taken_in, c.person_id, c.made_on,
       CASE WHEN c.is_named = 1 THEN p.name END AS name
  FROM contribution c LEFT JOIN people_door_person p ON p.id = c.person_id
 WHERE c.paragraph_id = :paragraph_id AND c.kind = :kind
   AND c.status = :status AND c.id > :after_id
 ORDER BY c.id LIMIT :n_rows;

-- query: contributions_gone one
-- in:    paragraph_id key
-- out:   n_comments int, n_offers int
SELECT (SELECT count(*) FROM contribution c WHERE c.paragraph_id = :paragraph_id
           AND c.kind = 'comment' AND c.status = 'withdrawn') AS n_comments,
       (SELECT count(*) FROM contribution c WHERE c.paragraph_id = :paragraph_id
           AND c.kind = 'offer' AND c.status = 'withdrawn') AS n_offers;

-- How much was said of a proposal, and what of it waits for its drafters.
-- query: contributions_count one
-- in:    proposal_id key
-- out:   n_said int, n_open int
SELECT (SELECT count(*) FROM contribution c WHERE c.proposal_id = :proposal_id
           AND c.kind IN ('comment', 'offer') AND c.status = 'in') AS n_said,
       (SELECT count(*) FROM contribution c WHERE c.proposal_id = :proposal_id
           AND c.kind IN ('comment', 'offer') AND c.status = 'in'
           AND c.outcome = '') AS n_open;

-- query: contributions_of_one one
-- in:    proposal_id key, person_id key?
-- out:   n int
SELECT count(*) AS n FROM contribution
 WHERE person_id = :person_id AND proposal_id = :proposal_id;

-- query: contributions_by many
-- in:    person_id key?, after_id key, n_rows int
-- out:   contribution
SELECT id, proposal_id, paragraph_id, kind, place, was, words, why, lang,
       version, status, outcome, reply, taken_in, person_id, is_named,
       may_stay, settled_by, made_on, settled_on
  FROM contribution WHERE person_id = :person_id AND id > :after_id
 ORDER BY id LIMIT :n_rows;

-- Offers that go into the next version.
-- query: contributions_next many
-- in:    proposal_id key, n_rows int
-- out:   id key, paragraph_id key, place text, words text
SELECT id, paragraph_id, place, words FROM contribution
 WHERE proposal_id = :proposal_id AND kind = 'offer' AND status = 'in'
   AND outcome = 'next'
 ORDER BY id LIMIT :n_rows;

-- query: contributions_taken none
-- in:    proposal_id key, taken_in int?
UPDATE contribution SET outcome = 'taken', taken_in = :taken_in
 WHERE proposal_id = :proposal_id AND kind = 'offer' AND status = 'in'
   AND outcome = 'next';

-- query: contribution_unsettle_person none
-- in:    person_id key?
UPDATE contribution SET settled_by = NULL WHERE settled_by = :person_id;

-- query: contribution_remove_all none
-- in:    proposal_id key
DELETE FROM contribution WHERE proposal_id = :proposal_id;
