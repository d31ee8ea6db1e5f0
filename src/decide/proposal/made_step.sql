-- What an example's proposals are said to have gone through: steps in files.

-- shape: made_step
--   id key, code text, proposal_id key, position int, done_on date, what text,
--   unit_id key?, agree int?, live int?, object int?, unsure int?, said text?,
--   words text?, mend text?, until_on date?

-- query: made_step_find one
-- in:    code text
-- out:   made_step
SELECT id, code, proposal_id, position, done_on, what, unit_id, agree, live,
       object, unsure, said, words, mend, until_on
  FROM made_step WHERE code = :code;

-- query: made_step_get one
-- in:    id key
-- out:   made_step
SELECT id, code, proposal_id, position, done_on, what, unit_id, agree, live,
       object, unsure, said, words, mend, until_on
  FROM made_step WHERE id = :id;

-- query: made_step_insert none
-- in:    made_step
INSERT INTO made_step (id, code, proposal_id, position, done_on, what, unit_id,
    agree, live, object, unsure, said, words, mend, until_on)
VALUES (:id, :code, :proposal_id, :position, :done_on, :what, :unit_id, :agree,
    :live, :object, :unsure, :said, :words, :mend, :until_on)
ON CONFLICT DO NOTHING;

-- query: made_step_update none
-- in:    made_step
UPDATE made_step SET code = :code, proposal_id = :proposal_id,
    position = :position, done_on = :done_on, what = :what,
    unit_id = :unit_id, agree = :agree, live = :live, object = :object,
    unsure = :unsure, said = :said, words = :words, mend = :mend,
    until_on = :until_on
 WHERE id = :id;

-- query: made_step_each each
-- out:   key key, code text, proposal text?, position int, done_on date,
--        what text, unit text?, agree int?, live int?, object int?,
--        unsure int?, said text?, words text?, mend text?, until_on date?
SELECT t.id AS key, t.code,
       (SELECT p.code FROM proposal p WHERE p.id = t.proposal_id) AS proposal,
       t.position, t.done_on, t.what,
       (SELECT u.code FROM proposal_unit u WHERE u.id = t.unit_id) AS unit,
       t.agree, t.live, t.object, t.unsure, t.said, t.words, t.mend, t.until_on
  FROM made_step t ORDER BY t.proposal_id, t.position;

-- query: made_step_last one
-- in:    proposal_id key
-- out:   position int, done_on date, n_closed int
SELECT t.position, t.done_on,
       (SELECT count(*) FROM made_step c WHERE c.proposal_id = t.proposal_id
           AND c.what = 'close') AS n_closed
  FROM made_step t WHERE t.proposal_id = :proposal_id
 ORDER BY t.position DESC LIMIT 1;

-- An answer of a person stays, counted, when who gave it is forgotten.
-- query: made_step_of_proposal one
-- in:    id key
-- out:   is_made bool, has_people bool
SELECT p.is_made,
       CASE WHEN EXISTS (SELECT 1 FROM proposal_voice v
                          WHERE v.proposal_id = p.id)
              OR EXISTS (SELECT 1 FROM proposal_answer w
                          WHERE w.proposal_id = p.id)
              OR EXISTS (SELECT 1 FROM proposal_holder h
                          WHERE h.proposal_id = p.id AND h.slip_id IS NOT NULL)
            THEN 1 ELSE 0 END AS has_people
  FROM proposal p WHERE p.id = :id;

-- query: made_steps_remove none
-- in:    proposal_id key
DELETE FROM made_step WHERE proposal_id = :proposal_id;
