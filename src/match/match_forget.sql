-- What hangs on a thing of this room that is gone for good. Keys are of one
-- thing alone, so each is asked of every table that may name it.

-- query: forget_pairs many
-- in:    round_id key, n_rows int
-- out:   id key
SELECT id FROM match_pair WHERE round_id = :round_id
 ORDER BY id LIMIT :n_rows;

-- query: forget_pair none
-- in:    id key
DELETE FROM match_pair WHERE id = :id;

-- query: forget_answers none
-- in:    id key
DELETE FROM match_answer WHERE pair_id = :id;

-- query: forget_meetings none
-- in:    id key
DELETE FROM match_meeting WHERE pair_id = :id;

-- query: forget_reflections none
-- in:    id key
DELETE FROM match_reflection WHERE pair_id = :id;

-- query: forget_state none
-- in:    id key
DELETE FROM match_state WHERE id = :id;

-- query: forget_rules none
-- in:    id key
DELETE FROM match_rule WHERE round_id = :id OR a_id = :id OR b_id = :id;

-- query: forget_inputs none
-- in:    id key
DELETE FROM match_input WHERE id = :id OR round_id = :id;

-- query: forget_waiting none
-- in:    id key
DELETE FROM match_waiting WHERE id = :id OR round_id = :id;

-- query: forget_gone none
-- in:    id key
DELETE FROM match_gone WHERE id = :id OR round_id = :id;

-- query: forget_proposer none
-- in:    id key
DELETE FROM match_proposer WHERE id = :id;

-- query: forget_reviews none
-- in:    id key
DELETE FROM match_review WHERE proposal_id = :id;

-- query: forget_apart none
-- in:    id key
DELETE FROM match_apart WHERE call_id = :id;

-- query: forget_group_state none
-- in:    id key
DELETE FROM match_group_state WHERE id = :id;

-- query: forget_group_people none
-- in:    id key
DELETE FROM match_group_person WHERE set_id = :id;

-- query: forget_group_rules none
-- in:    id key
DELETE FROM match_group_rule WHERE set_id = :id;

-- query: forget_meeting_state none
-- in:    id key
DELETE FROM partner_round_state WHERE id = :id;

-- query: forget_seats none
-- in:    id key
DELETE FROM partner_seat WHERE round_id = :id;

-- query: forget_first_meetings none
-- in:    id key
DELETE FROM partner_meeting WHERE round_id = :id;

-- query: forget_helper_asks none
-- in:    id key
DELETE FROM helper_ask WHERE for_id = :id;
