-- Objections: their words, who stands behind them by number, their keys, and
-- what was answered to them.

-- query: proposal_objection_add none
-- in:    id key, proposal_id key, voice int, unit int, version int,
--        reason text, mend text, is_safety bool, is_shown bool, ground int
INSERT INTO proposal_objection (id, proposal_id, voice, unit, version, reason,
    mend, is_safety, is_shown, is_closed, ground)
VALUES (:id, :proposal_id, :voice, :unit, :version, :reason, :mend,
    :is_safety, :is_shown, 0, :ground)
ON CONFLICT (id) DO NOTHING;

-- query: proposal_objections_of many
-- in:    proposal_id key, voice int, n_rows int
-- out:   id key, unit int, version int, reason text, mend text,
--        is_safety bool, is_closed bool, own_key bool, lead_key bool
SELECT id, unit, version, reason, mend, is_safety, is_closed, own_key,
       lead_key
  FROM proposal_objection
 WHERE proposal_id = :proposal_id AND voice = :voice
 ORDER BY id LIMIT :n_rows;

-- What asking has closed over: until then nobody sees that somebody objects.
-- In the order of the numbers that were drawn by lot, which is chance.
-- query: proposal_objections_shown many
-- in:    proposal_id key, base int, n_rows int
-- out:   id key, unit int, reason text, mend text, is_safety bool
SELECT id, unit, reason, mend, is_safety FROM proposal_objection
 WHERE proposal_id = :proposal_id AND is_shown = 2 AND is_closed = 0
   AND reason <> '' AND (version >= :base OR is_safety = 1)
 ORDER BY voice LIMIT :n_rows;

-- For the lead alone, between two askings: all of safety that are open.
-- query: proposal_objections_safety many
-- in:    proposal_id key, n_rows int
-- out:   id key, voice int, unit int, reason text, mend text, own_key bool,
--        lead_key bool
SELECT id, voice, unit, reason, mend, own_key, lead_key
  FROM proposal_objection
 WHERE proposal_id = :proposal_id AND is_safety = 1 AND is_closed = 0
 ORDER BY voice LIMIT :n_rows;

-- query: proposal_objection_turn none
-- in:    id key, own_key bool, lead_key bool, is_closed bool
UPDATE proposal_objection SET own_key = :own_key, lead_key = :lead_key,
    is_closed = :is_closed
 WHERE id = :id;

-- What was taken back while people were asked is shown to nobody else.
-- query: proposal_objections_publish none
-- in:    proposal_id key
UPDATE proposal_objection SET is_shown = 2
 WHERE proposal_id = :proposal_id AND is_shown = 1 AND is_closed = 0;

-- query: proposal_objection_forget none
-- in:    proposal_id key, voice int
UPDATE proposal_objection SET reason = '', mend = '', is_shown = 0
 WHERE proposal_id = :proposal_id AND voice = :voice;


-- ---- The life of one ----------------------------------------------------------

-- All of a proposal, for its page to choose from. In the order of the numbers
-- that were drawn by lot.
-- query: proposal_objections_all many
-- in:    proposal_id key, n_rows int
-- out:   id key, voice int, unit int, version int, reason text, mend text,
--        is_safety bool, is_shown int, is_closed bool, own_key bool,
--        lead_key bool, ground int, is_adopted bool?, answered_by_way text?,
--        answered_words text?, answered_on date?
SELECT id, voice, unit, version, reason, mend, is_safety, is_shown, is_closed,
       own_key, lead_key, ground, is_adopted, answered_by_way, answered_words,
       answered_on
  FROM proposal_objection WHERE proposal_id = :proposal_id
 ORDER BY voice LIMIT :n_rows;

-- query: proposal_objection_reword none
-- in:    id key, reason text, mend text, is_shown int, ground int
UPDATE proposal_objection SET reason = :reason, mend = :mend,
    is_shown = :is_shown, ground = :ground
 WHERE id = :id;

-- query: proposal_objection_adopt none
-- in:    id key, is_adopted bool?
UPDATE proposal_objection SET is_adopted = :is_adopted WHERE id = :id;

-- query: proposal_objection_respond none
-- in:    id key, answered_by_way text?, answered_words text?,
--        answered_on date?
UPDATE proposal_objection SET answered_by_way = :answered_by_way,
    answered_words = :answered_words, answered_on = :answered_on
 WHERE id = :id;

-- query: proposal_back none
-- in:    id key, proposal_id key, objection_id key, voice int, is_key bool
INSERT INTO proposal_backer (id, proposal_id, objection_id, voice, is_key)
VALUES (:id, :proposal_id, :objection_id, :voice, :is_key)
ON CONFLICT (objection_id, voice, is_key) DO NOTHING;

-- Does anybody stand behind it by themselves, not by a hand of its meeting?
-- query: proposal_backer_any one
-- in:    objection_id key
-- out:   voice int
SELECT voice FROM proposal_backer WHERE objection_id = :objection_id
 ORDER BY objection_id, voice LIMIT 1;

-- query: proposal_keys many
-- in:    objection_id key, n_rows int
-- out:   voice int
SELECT voice FROM proposal_backer
 WHERE objection_id = :objection_id AND is_key = 1
 ORDER BY objection_id, voice LIMIT :n_rows;

-- query: proposal_backed_by many
-- in:    proposal_id key, voice int, n_rows int
-- out:   id key, objection_id key, is_key bool
SELECT id, objection_id, is_key FROM proposal_backer
 WHERE proposal_id = :proposal_id AND voice = :voice
 ORDER BY id LIMIT :n_rows;

-- ---- What each organisation does now -------------------------------------------

-- query: proposal_act_put none
-- in:    id key, proposal_id key, unit int, words text, why text, said_on date
INSERT INTO proposal_act (id, proposal_id, unit, words, why, said_on)
VALUES (:id, :proposal_id, :unit, :words, :why, :said_on)
ON CONFLICT (proposal_id, unit) DO UPDATE SET words = excluded.words,
    why = excluded.why, said_on = excluded.said_on;

-- query: proposal_acts many
-- in:    proposal_id key, n_rows int
-- out:   unit int, words text, why text, said_on date
SELECT unit, words, why, said_on FROM proposal_act
 WHERE proposal_id = :proposal_id ORDER BY unit LIMIT :n_rows;
