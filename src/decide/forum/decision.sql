-- The register: what was decided, how, by whom, and what stood against it.

-- use: keep/thing.sql

-- shape: decision
--   id key, code text, partnership_id key, name text, name_sort text,
--   decided_on date, how text, result text, version int?, round int?,
--   item_id key?, body_name text?, review_on date?, reviewed_on date?,
--   why_private text?, n_corrections int, is_illustrative bool,
--   proposal_id key?, reopened_on date?

-- query: decision_find one
-- in:    code text
-- out:   decision
SELECT id, code, partnership_id, name, name_sort, decided_on, how, result,
       version, round, item_id, body_name, review_on, reviewed_on,
       why_private, n_corrections, is_illustrative,
       (SELECT p.id FROM proposal p
         WHERE p.id = decision.proposal_id AND p.status = 'ended'
           AND p.result IS NOT NULL) AS proposal_id,
       reopened_on
  FROM decision WHERE code = :code;

-- query: decision_get one
-- in:    id key
-- out:   decision
SELECT id, code, partnership_id, name, name_sort, decided_on, how, result,
       version, round, item_id, body_name, review_on, reviewed_on,
       why_private, n_corrections, is_illustrative,
       (SELECT p.id FROM proposal p
         WHERE p.id = decision.proposal_id AND p.status = 'ended'
           AND p.result IS NOT NULL) AS proposal_id,
       reopened_on
  FROM decision WHERE id = :id;

-- query: decision_insert none
-- in:    decision
INSERT INTO decision (id, code, partnership_id, name, name_sort, decided_on,
    how, result, version, round, item_id, body_name, review_on, reviewed_on,
    why_private, n_corrections, is_illustrative, proposal_id, reopened_on)
VALUES (:id, :code, :partnership_id, :name, :name_sort, :decided_on, :how,
    :result, :version, :round, :item_id, :body_name, :review_on,
    :reviewed_on, :why_private, :n_corrections, :is_illustrative,
    :proposal_id, :reopened_on)
ON CONFLICT (id) DO NOTHING;

-- query: decision_update none
-- in:    decision
UPDATE decision SET code = :code, partnership_id = :partnership_id,
    name = :name, name_sort = :name_sort, decided_on = :decided_on,
    how = :how, result = :result, version = :version, round = :round,
    item_id = :item_id, body_name = :body_name, review_on = :review_on,
    reviewed_on = :reviewed_on, why_private = :why_private,
    n_corrections = :n_corrections, is_illustrative = :is_illustrative,
    proposal_id = COALESCE(:proposal_id, proposal_id),
    reopened_on = :reopened_on
 WHERE id = :id;

-- query: decision_delete none
-- in:    id key
DELETE FROM decision WHERE id = :id;

-- query: decision_each each
-- out:   key key, code text, partnership text, name text, decided_on date,
--        how text, result text, version int?, round int?, item text?,
--        body_name text?, review_on date?, reviewed_on date?,
--        why_private text?, n_corrections int, is_illustrative bool,
--        proposal text?, reopened_on date?
SELECT t.id AS key, t.code,
       (SELECT x.code FROM network_door_partnership x
         WHERE x.id = t.partnership_id) AS partnership,
       t.name, t.decided_on, t.how, t.result, t.version, t.round,
       (SELECT x.code FROM sitting_item x
         WHERE x.id = t.item_id) AS item,
       t.body_name, t.review_on, t.reviewed_on, t.why_private,
       t.n_corrections, t.is_illustrative,
       (SELECT x.code FROM proposal x
         WHERE x.id = t.proposal_id AND x.status = 'ended'
           AND x.result IS NOT NULL) AS proposal,
       t.reopened_on
  FROM decision t
 WHERE CASE WHEN EXISTS (SELECT 1 FROM proposal m
                          WHERE m.id = COALESCE(t.proposal_id,
                                           t.was_proposal_id)
                            AND m.is_made = 1)
            THEN 0 ELSE 1 END = 1
 ORDER BY t.code;

-- query: decision_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM decision t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'decision'
   AND CASE WHEN EXISTS (SELECT 1 FROM proposal m
                          WHERE m.id = COALESCE(t.proposal_id,
                                           t.was_proposal_id)
                            AND m.is_made = 1)
            THEN 0 ELSE 1 END = 1
 ORDER BY t.code, p.lang, p.part;

-- ---- What stood at the close --------------------------------------------------

-- shape: decision_line
--   id key, code text, decision_id key, position int, kind text, name text,
--   side_name text?, is_role bool, state text?, why text?, words text?,
--   mend text?

-- query: decision_line_find one
-- in:    code text
-- out:   decision_line
SELECT id, code, decision_id, position, kind, name, side_name, is_role,
       state, why, words, mend
  FROM decision_line WHERE code = :code;

-- query: decision_line_get one
-- in:    id key
-- out:   decision_line
SELECT id, code, decision_id, position, kind, name, side_name, is_role,
       state, why, words, mend
  FROM decision_line WHERE id = :id;

-- query: decision_line_insert none
-- in:    decision_line
INSERT INTO decision_line (id, code, decision_id, position, kind, name,
    side_name, is_role, state, why, words, mend)
VALUES (:id, :code, :decision_id, :position, :kind, :name, :side_name,
    :is_role, :state, :why, :words, :mend)
ON CONFLICT (id) DO NOTHING;

-- query: decision_line_update none
-- in:    decision_line
UPDATE decision_line SET code = :code, decision_id = :decision_id,
    position = :position, kind = :kind, name = :name, side_name = :side_name,
    is_role = :is_role, state = :state, why = :why, words = :words,
    mend = :mend
 WHERE id = :id;

-- query: decision_line_delete none
-- in:    id key
DELETE FROM decision_line WHERE id = :id;

-- query: decision_line_each each
-- out:   key key, code text, decision text, position int, kind text,
--        name text, side_name text?, is_role bool, state text?, why text?,
--        words text?, mend text?
SELECT t.id AS key, t.code,
       (SELECT x.code FROM decision x
         WHERE x.id = t.decision_id) AS decision,
       t.position, t.kind, t.name, t.side_name, t.is_role, t.state, t.why,
       t.words, t.mend
  FROM decision_line t CROSS JOIN decision d
 WHERE d.id = t.decision_id
   AND CASE WHEN EXISTS (SELECT 1 FROM proposal m
                          WHERE m.id = COALESCE(d.proposal_id,
                                           d.was_proposal_id)
                            AND m.is_made = 1)
            THEN 0 ELSE 1 END = 1
 ORDER BY t.code;

-- ---- Beside it: what bodies of their own decided --------------------------------

-- shape: decision_body
--   id key, code text, decision_id key, name text, outcome text,
--   decided_on date?, words text, link text?

-- query: decision_body_find one
-- in:    code text
-- out:   decision_body
SELECT id, code, decision_id, name, outcome, decided_on, words, link
  FROM decision_body WHERE code = :code;

-- query: decision_body_get one
-- in:    id key
-- out:   decision_body
SELECT id, code, decision_id, name, outcome, decided_on, words, link
  FROM decision_body WHERE id = :id;

-- query: decision_body_insert none
-- in:    decision_body
INSERT INTO decision_body (id, code, decision_id, name, outcome, decided_on,
    words, link)
VALUES (:id, :code, :decision_id, :name, :outcome, :decided_on, :words,
    :link)
ON CONFLICT (id) DO NOTHING;

-- query: decision_body_update none
-- in:    decision_body
UPDATE decision_body SET code = :code, decision_id = :decision_id,
    name = :name, outcome = :outcome, decided_on = :decided_on,
    words = :words, link = :link
 WHERE id = :id;

-- query: decision_body_delete none
-- in:    id key
DELETE FROM decision_body WHERE id = :id;

-- query: decision_body_each each
-- out:   key key, code text, decision text, name text, outcome text,
--        decided_on date?, words text, link text?
SELECT t.id AS key, t.code,
       (SELECT x.code FROM decision x
         WHERE x.id = t.decision_id) AS decision,
       t.name, t.outcome, t.decided_on, t.words, t.link
  FROM decision_body t CROSS JOIN decision d
 WHERE d.id = t.decision_id
   AND CASE WHEN EXISTS (SELECT 1 FROM proposal m
                          WHERE m.id = COALESCE(d.proposal_id,
                                           d.was_proposal_id)
                            AND m.is_made = 1)
            THEN 0 ELSE 1 END = 1
 ORDER BY t.code;

-- ---- Asked by pages ----------------------------------------------------------

-- A decision that is not public is its partnership's.
-- query: decision_thing_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id,
       CASE WHEN why_private IS NULL THEN 'public' ELSE 'within' END AS seen
  FROM decision WHERE id = :id;

-- query: decision_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM decision WHERE partnership_id = :id
 ORDER BY decided_on, id LIMIT :n_rows;

-- query: decision_of_proposal one
-- in:    proposal_id key?
-- out:   id key
SELECT id FROM decision WHERE proposal_id = :proposal_id;

-- query: decision_set_proposal none
-- in:    id key, proposal_id key?
UPDATE decision SET proposal_id = :proposal_id WHERE id = :id;

-- It was agreed for now, and is asked about again: what it was stays.
-- query: decision_reopen none
-- in:    proposal_id key?, today date?
UPDATE decision SET reopened_on = :today, reviewed_on = :today,
    was_proposal_id = proposal_id, proposal_id = NULL
 WHERE proposal_id = :proposal_id;

-- query: decision_follow none
-- in:    was_proposal_id key?, later_id key?
UPDATE decision SET later_id = :later_id
 WHERE was_proposal_id = :was_proposal_id AND later_id IS NULL;

-- What came of it later, and the proposal that is asked about again.
-- query: decision_after one
-- in:    id key
-- out:   was_proposal_id key?, later_id key?
SELECT was_proposal_id, later_id FROM decision WHERE id = :id;

-- query: decision_earlier many
-- in:    later_id key?, n_rows int
-- out:   id key, name text, decided_on date, result text
SELECT id, name, decided_on, result FROM decision
 WHERE later_id = :later_id ORDER BY id LIMIT :n_rows;

-- query: decision_proposal one
-- in:    id key
-- out:   proposal_id key?
SELECT proposal_id FROM decision WHERE id = :id;

-- query: decision_of_item many
-- in:    item_id key?, n_rows int
-- out:   id key, name text
SELECT id, name FROM decision WHERE item_id = :item_id
 ORDER BY id LIMIT :n_rows;

-- shape: decision_listed
--   id key, name text, decided_on date, how text, result text,
--   partnership_id key, partnership_name text?, why_private text?,
--   review_on date?, reopened_on date?, is_illustrative bool

-- query: decision_list many
-- in:    from_on date, before_on date, before_id key, n_rows int
-- out:   decision_listed
SELECT t.id, t.name, t.decided_on, t.how, t.result, t.partnership_id,
       p.name AS partnership_name, t.why_private, t.review_on,
       t.reopened_on, t.is_illustrative
  FROM decision t
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.decided_on >= :from_on
   AND (t.decided_on, t.id) < (:before_on, :before_id)
 ORDER BY t.decided_on DESC, t.id DESC LIMIT :n_rows;

-- What a feed needs of the newest; those that are not public are left out.
-- query: decision_feed many
-- in:    from_on date, n_rows int
-- out:   id key, name text, decided_on date, how text, result text,
--        partnership_name text?, why_private text?, is_illustrative bool,
--        corrected_on date?
SELECT t.id, t.name, t.decided_on, t.how, t.result,
       p.name AS partnership_name, t.why_private, t.is_illustrative,
       (SELECT max(c.made_on) FROM decision_correction c
         WHERE c.decision_id = t.id) AS corrected_on
  FROM decision t
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.decided_on >= :from_on
 ORDER BY t.decided_on DESC, t.id DESC LIMIT :n_rows;

-- query: decision_feed_within many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, decided_on date, how text, result text,
--        partnership_name text?, why_private text?, is_illustrative bool,
--        corrected_on date?
SELECT t.id, t.name, t.decided_on, t.how, t.result,
       p.name AS partnership_name, t.why_private, t.is_illustrative,
       (SELECT max(c.made_on) FROM decision_correction c
         WHERE c.decision_id = t.id) AS corrected_on
  FROM decision t
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.partnership_id = :partnership_id
 ORDER BY t.decided_on DESC, t.id DESC LIMIT :n_rows;

-- query: decision_list_partnership many
-- in:    partnership_id key, from_on date, before_on date, before_id key,
--        n_rows int
-- out:   decision_listed
SELECT t.id, t.name, t.decided_on, t.how, t.result, t.partnership_id,
       p.name AS partnership_name, t.why_private, t.review_on,
       t.reopened_on, t.is_illustrative
  FROM decision t
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.partnership_id = :partnership_id AND t.decided_on >= :from_on
   AND (t.decided_on, t.id) < (:before_on, :before_id)
 ORDER BY t.decided_on DESC, t.id DESC LIMIT :n_rows;

-- query: decision_list_how many
-- in:    how text, from_on date, before_on date, before_id key, n_rows int
-- out:   decision_listed
SELECT t.id, t.name, t.decided_on, t.how, t.result, t.partnership_id,
       p.name AS partnership_name, t.why_private, t.review_on,
       t.reopened_on, t.is_illustrative
  FROM decision t
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.how = :how AND t.decided_on >= :from_on
   AND (t.decided_on, t.id) < (:before_on, :before_id)
 ORDER BY t.decided_on DESC, t.id DESC LIMIT :n_rows;

-- query: decision_list_result many
-- in:    result text, from_on date, before_on date, before_id key, n_rows int
-- out:   decision_listed
SELECT t.id, t.name, t.decided_on, t.how, t.result, t.partnership_id,
       p.name AS partnership_name, t.why_private, t.review_on,
       t.reopened_on, t.is_illustrative
  FROM decision t
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.result = :result AND t.decided_on >= :from_on
   AND (t.decided_on, t.id) < (:before_on, :before_id)
 ORDER BY t.decided_on DESC, t.id DESC LIMIT :n_rows;

-- query: decision_list_both many
-- in:    how text, result text, from_on date, before_on date, before_id key,
--        n_rows int
-- out:   decision_listed
SELECT t.id, t.name, t.decided_on, t.how, t.result, t.partnership_id,
       p.name AS partnership_name, t.why_private, t.review_on,
       t.reopened_on, t.is_illustrative
  FROM decision t
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.how = :how AND t.result = :result AND t.decided_on >= :from_on
   AND (t.decided_on, t.id) < (:before_on, :before_id)
 ORDER BY t.decided_on DESC, t.id DESC LIMIT :n_rows;

-- query: decision_lines many
-- in:    decision_id key, n_rows int
-- out:   decision_line
SELECT id, code, decision_id, position, kind, name, side_name, is_role, state,
       why, words, mend
  FROM decision_line WHERE decision_id = :decision_id
 ORDER BY position, id LIMIT :n_rows;

-- query: decision_lines_remove none
-- in:    decision_id key
DELETE FROM decision_line WHERE decision_id = :decision_id;

-- query: decision_bodies many
-- in:    decision_id key, n_rows int
-- out:   decision_body
SELECT id, code, decision_id, name, outcome, decided_on, words, link
  FROM decision_body WHERE decision_id = :decision_id
 ORDER BY id LIMIT :n_rows;

-- query: decision_bodies_remove none
-- in:    decision_id key
DELETE FROM decision_body WHERE decision_id = :decision_id;

-- query: decision_corrections many
-- in:    decision_id key, n_rows int
-- out:   number int, made_on date, reason text, before text
SELECT number, made_on, reason, before FROM decision_correction
 WHERE decision_id = :decision_id ORDER BY number LIMIT :n_rows;

-- query: decision_correction_add none
-- in:    id key, decision_id key, number int, made_on date, reason text,
--        before text
INSERT INTO decision_correction (id, decision_id, number, made_on, reason,
    before)
VALUES (:id, :decision_id, :number, :made_on, :reason, :before)
ON CONFLICT (decision_id, number) DO NOTHING;

-- query: decision_corrections_remove none
-- in:    decision_id key
DELETE FROM decision_correction WHERE decision_id = :decision_id;

-- Of ended proposals, those that the register does not have yet.
-- query: decision_wanted many
-- in:    after_id key, n_rows int
-- out:   id key, decision_id key?
SELECT p.id, d.id AS decision_id
  FROM proposal p LEFT JOIN decision d ON d.proposal_id = p.id
 WHERE p.status = 'ended' AND p.id > :after_id ORDER BY p.id LIMIT :n_rows;

-- query: decision_list_words many
-- in:    words match, before_id key, n_rows int
-- out:   decision_listed
-- sqlite:
SELECT t.id, t.name, t.decided_on, t.how, t.result, t.partnership_id,
       p.name AS partnership_name, t.why_private, t.review_on,
       t.reopened_on, t.is_illustrative
  FROM search_word w JOIN decision t ON t.id = w.rowid
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE w.search_word MATCH :words AND w.rowid < :before_id
 ORDER BY w.rowid DESC LIMIT :n_rows;
-- postgresql:
SELECT t.id, t.name, t.decided_on, t.how, t.result, t.partnership_id,
       p.name AS partnership_name, t.why_private, t.review_on,
       t.reopened_on, t.is_illustrative
  FROM search_word w JOIN decision t ON t.id = w.id
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE w.words @@ to_tsquery('simple', :words) AND w.id < :before_id
 ORDER BY w.id + 0 DESC LIMIT :n_rows;

-- To be looked at again, the soonest first.
-- query: decision_list_review many
-- in:    n_rows int
-- out:   decision_listed
SELECT t.id, t.name, t.decided_on, t.how, t.result, t.partnership_id,
       p.name AS partnership_name, t.why_private, t.review_on,
       t.reopened_on, t.is_illustrative
  FROM decision t
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.reviewed_on IS NULL AND t.review_on > '0000'
 ORDER BY t.review_on, t.id LIMIT :n_rows;

-- When it is to be looked at again, as was said when it was agreed.
-- query: decision_review_of_proposal one
-- in:    proposal_id key
-- out:   review_on date?
SELECT review_on FROM proposal_asking WHERE id = :proposal_id;

-- ---- A correction, until a second person says so -------------------------------

-- shape: decision_mending
--   id key, decision_id key, name text, words text, why_private text?,
--   reason text, written_by key?, written_on date

-- query: decision_mending_insert none
-- in:    decision_mending
INSERT INTO decision_mending (id, decision_id, name, words, why_private,
    reason, written_by, written_on)
VALUES (:id, :decision_id, :name, :words, :why_private, :reason, :written_by,
    :written_on)
ON CONFLICT DO NOTHING;

-- query: decision_mending_get one
-- in:    decision_id key
-- out:   decision_mending
SELECT id, decision_id, name, words, why_private, reason, written_by, written_on
  FROM decision_mending WHERE decision_id = :decision_id;

-- query: decision_mending_remove none
-- in:    decision_id key
DELETE FROM decision_mending WHERE decision_id = :decision_id;

-- query: decision_mending_unsign none
-- in:    person_id key?
UPDATE decision_mending SET written_by = NULL WHERE written_by = :person_id;

-- query: decision_mending_by many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, reason text, written_on date
SELECT id, reason, written_on FROM decision_mending
 WHERE written_by = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;
