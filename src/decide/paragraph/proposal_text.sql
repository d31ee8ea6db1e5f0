-- The text of a proposal as a whole: what was said of all of it, the hearing,
-- and how that ends.

-- Everything that was said of a text, by its paragraphs.
-- query: contributions_of_proposal many
-- in:    proposal_id key, after_id key, n_rows int
-- out:   id key, paragraph_id key, position int?, kind text, place text,
--        was text, words text, why text, lang text, version int, status text,
--        outcome text, reply text, taken_in int?, made_on date,
--        settled_on date?, name text?
SELECT c.id, c.paragraph_id, g.position, c.kind, c.place,
       CASE WHEN c.status = 'out' THEN '' ELSE c.was END AS was,
       CASE WHEN c.status = 'out' THEN '' ELSE c.words END AS words,
       CASE WHEN c.status = 'out' THEN '' ELSE c.why END AS why, c.lang, c.version, c.status, c.outcome,
       CASE WHEN c.status = 'out' THEN '' ELSE c.reply END AS reply, c.taken_in,
       c.made_on, c.settled_on,
       CASE WHEN c.is_named = 1 AND c.status <> 'out' THEN p.name END AS name
  FROM contribution c LEFT JOIN paragraph g ON g.id = c.paragraph_id
  LEFT JOIN people_door_person p ON p.id = c.person_id
 WHERE c.proposal_id = :proposal_id AND c.id > :after_id
 ORDER BY c.id LIMIT :n_rows;

-- The same, of those that wait for an answer.
-- query: contributions_open many
-- in:    proposal_id key, after_id key, n_rows int
-- out:   id key, paragraph_id key, position int?, kind text, place text,
--        was text, words text, why text, lang text, version int, status text,
--        outcome text, reply text, taken_in int?, made_on date,
--        settled_on date?, name text?
SELECT c.id, c.paragraph_id, g.position, c.kind, c.place, c.was, c.words,
       c.why, c.lang, c.version, c.status, c.outcome, c.reply, c.taken_in,
       c.made_on, c.settled_on,
       CASE WHEN c.is_named = 1 THEN p.name END AS name
  FROM contribution c LEFT JOIN paragraph g ON g.id = c.paragraph_id
  LEFT JOIN people_door_person p ON p.id = c.person_id
 WHERE c.proposal_id = :proposal_id AND c.id > :after_id
   AND c.status = 'in' AND c.outcome = ''
 ORDER BY c.id LIMIT :n_rows;

-- How many ended how.
-- query: contributions_outcomes one
-- in:    proposal_id key
-- out:   n_comments int, n_offers int, n_withdrawn int, n_out int, n_open int,
--        n_taken int, n_next int, n_answered int, n_refused int, n_scope int
SELECT CAST(coalesce(sum(CASE WHEN kind = 'comment' THEN 1 ELSE 0 END), 0)
           AS BIGINT) AS n_comments,
       CAST(coalesce(sum(CASE WHEN kind = 'offer' THEN 1 ELSE 0 END), 0)
           AS BIGINT) AS n_offers,
       CAST(coalesce(sum(CASE WHEN status = 'withdrawn' THEN 1 ELSE 0 END), 0)
           AS BIGINT) AS n_withdrawn,
       CAST(coalesce(sum(CASE WHEN status = 'out' THEN 1 ELSE 0 END), 0)
           AS BIGINT) AS n_out,
       CAST(coalesce(sum(CASE WHEN status = 'in' AND outcome = '' THEN 1
           ELSE 0 END), 0) AS BIGINT) AS n_open,
       CAST(coalesce(sum(CASE WHEN status = 'in' AND outcome = 'taken' THEN 1
           ELSE 0 END), 0) AS BIGINT) AS n_taken,
       CAST(coalesce(sum(CASE WHEN status = 'in' AND outcome = 'next' THEN 1
           ELSE 0 END), 0) AS BIGINT) AS n_next,
       CAST(coalesce(sum(CASE WHEN status = 'in' AND outcome = 'answered' THEN 1
           ELSE 0 END), 0) AS BIGINT) AS n_answered,
       CAST(coalesce(sum(CASE WHEN status = 'in' AND outcome = 'refused' THEN 1
           ELSE 0 END), 0) AS BIGINT) AS n_refused,
       CAST(coalesce(sum(CASE WHEN status = 'in' AND outcome = 'scope' THEN 1
           ELSE 0 END), 0) AS BIGINT) AS n_scope
  FROM contribution WHERE proposal_id = :proposal_id;

-- Hearings whose last day is past.
-- query: proposals_heard_out many
-- in:    today date, n_rows int
-- out:   id key
SELECT id FROM proposal
 WHERE status = 'hears' AND closes_on < :today
 ORDER BY closes_on, id LIMIT :n_rows;

-- shape: proposal_told
--   id key, proposal_id key, heard text, did text, why_not text,
--   told_by key?, told_on date

-- query: proposal_told_get one
-- in:    proposal_id key
-- out:   proposal_told
SELECT id, proposal_id, heard, did, why_not, told_by, told_on
  FROM proposal_told WHERE proposal_id = :proposal_id;

-- query: proposal_told_add none
-- in:    proposal_told
INSERT INTO proposal_told (id, proposal_id, heard, did, why_not, told_by,
    told_on)
VALUES (:id, :proposal_id, :heard, :did, :why_not, :told_by, :told_on)
ON CONFLICT (proposal_id) DO NOTHING;

-- query: proposal_told_by many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, proposal_id key, told_on date
SELECT id, proposal_id, told_on FROM proposal_told
 WHERE told_by = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- query: proposal_told_unsign none
-- in:    person_id key?
UPDATE proposal_told SET told_by = NULL WHERE told_by = :person_id;

-- query: proposal_told_remove none
-- in:    proposal_id key
DELETE FROM proposal_told WHERE proposal_id = :proposal_id;

-- Each wording that was saved; the last of a version is what was asked.
-- query: proposal_wordings_shown many
-- in:    proposal_id key, before_number int, n_rows int
-- out:   number int, version int, made_on date, name text?, is_last bool
SELECT w.number, w.version, w.made_on, p.name,
       CASE WHEN EXISTS (SELECT 1 FROM proposal_wording l
                          WHERE l.proposal_id = w.proposal_id
                            AND l.number = w.number + 1
                            AND l.version = w.version)
            THEN 0 ELSE 1 END AS is_last
  FROM proposal_wording w
  LEFT JOIN people_door_person p ON p.id = w.person_id
 WHERE w.proposal_id = :proposal_id AND w.number < :before_number
 ORDER BY w.number DESC LIMIT :n_rows;

-- ---- Hearing of it ---------------------------------------------------------

-- What was answered before today, and its author has not heard of.
-- query: contributions_untold many
-- in:    today date, n_rows int
-- out:   id key, person_id key?, partnership_name text
SELECT c.id, c.person_id, n.name AS partnership_name
  FROM contribution c JOIN proposal p ON p.id = c.proposal_id
  JOIN network_door_partnership n ON n.id = p.partnership_id
 WHERE c.is_told = 0 AND c.settled_on < :today
 ORDER BY c.settled_on, c.id LIMIT :n_rows;

-- query: contribution_set_told none
-- in:    id key
UPDATE contribution SET is_told = 1 WHERE id = :id;

-- ---- Found by words --------------------------------------------------------

-- query: proposals_found many
-- in:    words match, partnership_id key, before_id key, n_rows int
-- out:   id key, name text, status text, closes_on date?, result text?
-- sqlite:
SELECT p.id, p.name, p.status, p.closes_on, p.result
  FROM search_word w JOIN proposal p ON p.id = w.rowid
 WHERE w.search_word MATCH :words AND w.rowid < :before_id
   AND p.partnership_id = :partnership_id
 ORDER BY w.rowid DESC LIMIT :n_rows;
-- postgresql:
SELECT p.id, p.name, p.status, p.closes_on, p.result
  FROM search_word w JOIN proposal p ON p.id = w.id
 WHERE w.words @@ to_tsquery('simple', :words) AND w.id < :before_id
   AND p.partnership_id + 0 = :partnership_id
 ORDER BY w.id + 0 DESC LIMIT :n_rows;
