-- Rounds of first meetings: kept, joined, solved, answered.

-- use: keep/thing.sql

-- shape: partner_round
--   id key, code text, name text, name_sort text, one_side text,
--   other_side text, closes_on date?, meets_on date?

-- query: partner_round_find one
-- in:    code text
-- out:   partner_round
SELECT id, code, name, name_sort, one_side, other_side, closes_on, meets_on
  FROM partner_round WHERE code = :code;

-- query: partner_round_get one
-- in:    id key
-- out:   partner_round
SELECT id, code, name, name_sort, one_side, other_side, closes_on, meets_on
  FROM partner_round WHERE id = :id;

-- query: partner_round_insert none
-- in:    partner_round
INSERT INTO partner_round (id, code, name, name_sort, one_side, other_side,
    closes_on, meets_on)
VALUES (:id, :code, :name, :name_sort, :one_side, :other_side, :closes_on,
    :meets_on)
ON CONFLICT (id) DO NOTHING;

-- query: partner_round_update none
-- in:    partner_round
UPDATE partner_round SET code = :code, name = :name, name_sort = :name_sort,
    one_side = :one_side, other_side = :other_side, closes_on = :closes_on,
    meets_on = :meets_on
 WHERE id = :id;

-- query: partner_round_delete none
-- in:    id key
DELETE FROM partner_round WHERE id = :id;

-- query: partner_round_each each
-- out:   key key, code text, name text, one_side text, other_side text,
--        closes_on date?, meets_on date?
SELECT id AS key, code, name, one_side, other_side, closes_on, meets_on
  FROM partner_round ORDER BY code;

-- query: partner_round_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, CAST(NULL AS BIGINT) AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'network' AS seen
  FROM partner_round WHERE id = :id;

-- query: partner_round_list many
-- in:    before_id key, n_rows int
-- out:   id key, name text, closes_on date?, meets_on date?, status text?
SELECT r.id, r.name, r.closes_on, r.meets_on, s.status
  FROM partner_round r LEFT JOIN partner_round_state s ON s.id = r.id
 WHERE r.id < :before_id ORDER BY r.id DESC LIMIT :n_rows;

-- shape: partner_round_state
--   id key, status text, solved_at time?, n_meetings int?, n_possible int?,
--   n_without int?, n_slots int?, worst int?, total int?

-- query: partner_state_get one
-- in:    id key
-- out:   partner_round_state
SELECT id, status, solved_at, n_meetings, n_possible, n_without, n_slots,
       worst, total
  FROM partner_round_state WHERE id = :id;

-- query: partner_state_save none
-- in:    partner_round_state
INSERT INTO partner_round_state (id, status, solved_at, n_meetings, n_possible,
    n_without, n_slots, worst, total)
VALUES (:id, :status, :solved_at, :n_meetings, :n_possible, :n_without,
    :n_slots, :worst, :total)
ON CONFLICT (id) DO UPDATE SET status = excluded.status,
    solved_at = excluded.solved_at, n_meetings = excluded.n_meetings,
    n_possible = excluded.n_possible, n_without = excluded.n_without,
    n_slots = excluded.n_slots, worst = excluded.worst,
    total = excluded.total;

-- query: partner_state_move none
-- in:    id key, from_status text, status text
UPDATE partner_round_state SET status = :status
 WHERE id = :id AND status = :from_status;

-- shape: partner_seat
--   id key, code text, round_id key, listing_id key, side int, capacity int

-- query: partner_seat_find one
-- in:    code text
-- out:   partner_seat
SELECT id, code, round_id, listing_id, side, capacity
  FROM partner_seat WHERE code = :code;

-- query: partner_seat_get one
-- in:    id key
-- out:   partner_seat
SELECT id, code, round_id, listing_id, side, capacity
  FROM partner_seat WHERE id = :id;

-- query: partner_seat_insert none
-- in:    partner_seat
INSERT INTO partner_seat (id, code, round_id, listing_id, side, capacity)
VALUES (:id, :code, :round_id, :listing_id, :side, :capacity)
ON CONFLICT (id) DO NOTHING;

-- query: partner_seat_update none
-- in:    partner_seat
UPDATE partner_seat SET code = :code, round_id = :round_id,
    listing_id = :listing_id, side = :side, capacity = :capacity
 WHERE id = :id;

-- Whose round or listing is gone is left out.
-- query: partner_seat_each each
-- out:   key key, code text, round text, listing text, side int, capacity int
SELECT s.id AS key, s.code, r.code AS round, t.code AS listing, s.side,
       s.capacity
  FROM partner_seat s CROSS JOIN partner_round r CROSS JOIN listing t
 WHERE r.id = s.round_id AND t.id = s.listing_id ORDER BY s.code;

-- query: partner_seat_save none
-- in:    partner_seat
INSERT INTO partner_seat (id, code, round_id, listing_id, side, capacity)
VALUES (:id, :code, :round_id, :listing_id, :side, :capacity)
ON CONFLICT (listing_id, round_id) DO UPDATE SET side = excluded.side,
    capacity = excluded.capacity;

-- query: partner_seat_leave none
-- in:    round_id key, listing_id key
DELETE FROM partner_seat
 WHERE round_id = :round_id AND listing_id = :listing_id;

-- query: partner_seat_of one
-- in:    round_id key, listing_id key
-- out:   side int, capacity int
SELECT side, capacity FROM partner_seat
 WHERE round_id = :round_id AND listing_id = :listing_id;

-- Who takes part, in the order in which they joined; whose listing is gone
-- does not any more.
-- query: partner_seats many
-- in:    round_id key, n_rows int
-- out:   listing_id key, side int, capacity int, name text
SELECT s.listing_id, s.side, s.capacity, o.name
  FROM partner_seat s JOIN listing t ON t.id = s.listing_id
  JOIN network_door_organisation_card o ON o.id = t.organisation_id
 WHERE s.round_id = :round_id ORDER BY s.id LIMIT :n_rows;

-- shape: partner_meeting_row
--   id key, round_id key, a_id key, b_id key, slot int, score int,
--   a_answer text?, b_answer text?, a_reason text?, b_reason text?

-- query: partner_meeting_insert none
-- in:    id key, round_id key, a_id key, b_id key, slot int, score int
INSERT INTO partner_meeting (id, round_id, a_id, b_id, slot, score)
VALUES (:id, :round_id, :a_id, :b_id, :slot, :score)
ON CONFLICT (id) DO NOTHING;

-- query: partner_meeting_forget none
-- in:    round_id key
DELETE FROM partner_meeting WHERE round_id = :round_id;

-- query: partner_meetings many
-- in:    round_id key, n_rows int
-- out:   partner_meeting_row
SELECT id, round_id, a_id, b_id, slot, score, a_answer, b_answer, a_reason,
       b_reason
  FROM partner_meeting WHERE round_id = :round_id
 ORDER BY slot, id LIMIT :n_rows;

-- query: partner_meeting_get one
-- in:    id key
-- out:   partner_meeting_row
SELECT id, round_id, a_id, b_id, slot, score, a_answer, b_answer, a_reason,
       b_reason
  FROM partner_meeting WHERE id = :id;

-- The answer of the one side or of the other: who answers twice changes it.
-- query: partner_meeting_answer_a none
-- in:    id key, a_id key, answer text, reason text?, by key
UPDATE partner_meeting SET a_answer = :answer, a_reason = :reason, a_by = :by
 WHERE id = :id AND a_id = :a_id;

-- query: partner_meeting_answer_b none
-- in:    id key, b_id key, answer text, reason text?, by key
UPDATE partner_meeting SET b_answer = :answer, b_reason = :reason, b_by = :by
 WHERE id = :id AND b_id = :b_id;

-- query: partner_meetings_said_a many
-- in:    person_id key, n_rows int
-- out:   id key, answer text?, reason text?
SELECT id, a_answer AS answer, a_reason AS reason FROM partner_meeting
 WHERE a_by = :person_id ORDER BY a_by, id LIMIT :n_rows;

-- query: partner_meetings_said_b many
-- in:    person_id key, n_rows int
-- out:   id key, answer text?, reason text?
SELECT id, b_answer AS answer, b_reason AS reason FROM partner_meeting
 WHERE b_by = :person_id ORDER BY b_by, id LIMIT :n_rows;

-- query: partner_meetings_forget_a none
-- in:    person_id key
UPDATE partner_meeting SET a_reason = NULL, a_by = NULL
 WHERE a_by = :person_id;

-- query: partner_meetings_forget_b none
-- in:    person_id key
UPDATE partner_meeting SET b_reason = NULL, b_by = NULL
 WHERE b_by = :person_id;
