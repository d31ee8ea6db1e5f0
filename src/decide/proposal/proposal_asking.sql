-- The days of a proposal's list and asking; minutes, and who has no account.

-- shape: proposal_asking
--   id key, listed_on date?, challenge_until date?, is_extended bool,
--   asked_on date?, n_reminded int, amend int, amended_on date?,
--   trial_until date?, trial_stop text?, review_on date?, tell_on date?,
--   follows_id key?, withdrawn_on date?, withdrawn_why text?,
--   result_round int?

-- query: proposal_asking_get one
-- in:    id key
-- out:   proposal_asking
SELECT id, listed_on, challenge_until, is_extended, asked_on, n_reminded,
       amend, amended_on, trial_until, trial_stop, review_on, tell_on,
       follows_id, withdrawn_on, withdrawn_why, result_round
  FROM proposal_asking WHERE id = :id;

-- query: proposal_asking_insert none
-- in:    proposal_asking
INSERT INTO proposal_asking (id, listed_on, challenge_until, is_extended,
    asked_on, n_reminded, amend, amended_on, trial_until, trial_stop,
    review_on, tell_on, follows_id, withdrawn_on, withdrawn_why,
    result_round)
VALUES (:id, :listed_on, :challenge_until, :is_extended, :asked_on,
    :n_reminded, :amend, :amended_on, :trial_until, :trial_stop, :review_on,
    :tell_on, :follows_id, :withdrawn_on, :withdrawn_why,
    :result_round)
ON CONFLICT (id) DO NOTHING;

-- query: proposal_asking_update none
-- in:    proposal_asking
UPDATE proposal_asking SET listed_on = :listed_on,
    challenge_until = :challenge_until, is_extended = :is_extended,
    asked_on = :asked_on, n_reminded = :n_reminded, amend = :amend,
    amended_on = :amended_on, trial_until = :trial_until,
    trial_stop = :trial_stop, review_on = :review_on,
    tell_on = :tell_on, follows_id = :follows_id,
    withdrawn_on = :withdrawn_on, withdrawn_why = :withdrawn_why,
    result_round = :result_round
 WHERE id = :id;

-- ---- By the clock -------------------------------------------------------------

-- query: proposals_over many
-- in:    today date, n_rows int
-- out:   id key
SELECT id FROM proposal WHERE status = 'open' AND closes_on < :today
 ORDER BY status, closes_on, id LIMIT :n_rows;

-- query: proposals_asked many
-- in:    after_id key, n_rows int
-- out:   id key
SELECT id FROM proposal WHERE status = 'open' AND id > :after_id
 ORDER BY status, id LIMIT :n_rows;

-- query: proposals_to_tell many
-- in:    today date, n_rows int
-- out:   id key
SELECT id FROM proposal_asking WHERE tell_on <= :today
 ORDER BY tell_on, id LIMIT :n_rows;

-- ---- Minutes ----------------------------------------------------------------

-- query: proposal_minute_add none
-- in:    id key, proposal_id key, unit int, version int, kind text, words text,
--        meeting_id key?, said_on date
INSERT INTO proposal_minute (id, proposal_id, unit, version, kind, words,
    meeting_id, said_on, is_over)
VALUES (:id, :proposal_id, :unit, :version, :kind, :words, :meeting_id,
    :said_on, 0)
ON CONFLICT (id) DO NOTHING;

-- query: proposal_minutes many
-- in:    proposal_id key, n_rows int
-- out:   id key, unit int, version int, kind text, words text,
--        meeting_id key?, said_on date, is_over bool
SELECT id, unit, version, kind, words, meeting_id, said_on, is_over
  FROM proposal_minute WHERE proposal_id = :proposal_id
 ORDER BY id DESC LIMIT :n_rows;

-- query: proposal_minute_end none
-- in:    id key
UPDATE proposal_minute SET is_over = 1 WHERE id = :id;

-- ---- Who has no account -----------------------------------------------------

-- query: proposal_holder_add none
-- in:    id key, proposal_id key, unit int, number int, slip_id key?,
--        minute_id key?, way text, read_back text?
INSERT INTO proposal_holder (id, proposal_id, unit, number, slip_id, minute_id,
    way, read_back)
VALUES (:id, :proposal_id, :unit, :number, :slip_id, :minute_id, :way,
    :read_back)
ON CONFLICT (id) DO NOTHING;

-- query: proposal_holder_of_slip one
-- in:    proposal_id key, slip_id key?
-- out:   id key, unit int, number int, way text
SELECT id, unit, number, way FROM proposal_holder
 WHERE slip_id = :slip_id AND proposal_id = :proposal_id;

-- query: proposal_holder_way none
-- in:    id key, way text, read_back text?
UPDATE proposal_holder SET way = :way, read_back = :read_back WHERE id = :id;

-- query: proposal_hands many
-- in:    minute_id key?, after_id key, n_rows int
-- out:   id key, number int
SELECT id, number FROM proposal_holder
 WHERE minute_id = :minute_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- ---- Gone for good ------------------------------------------------------------

-- query: proposal_remove_asking none
-- in:    proposal_id key
DELETE FROM proposal_asking WHERE id = :proposal_id;

-- query: proposal_remove_minutes none
-- in:    proposal_id key
DELETE FROM proposal_minute WHERE proposal_id = :proposal_id;

-- query: proposal_remove_holders none
-- in:    proposal_id key
DELETE FROM proposal_holder WHERE proposal_id = :proposal_id;

-- query: proposal_remove_backers none
-- in:    proposal_id key
DELETE FROM proposal_backer WHERE proposal_id = :proposal_id;

-- query: proposal_remove_outreach none
-- in:    proposal_id key
DELETE FROM proposal_outreach WHERE proposal_id = :proposal_id;

-- query: proposal_remove_challenges none
-- in:    proposal_id key
DELETE FROM proposal_challenge WHERE proposal_id = :proposal_id;

-- query: proposal_remove_acts none
-- in:    proposal_id key
DELETE FROM proposal_act WHERE proposal_id = :proposal_id;
