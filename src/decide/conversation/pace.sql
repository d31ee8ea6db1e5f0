-- How many began and answered when: of communities and conversations, never of
-- a person.

-- query: pace_window_put none
-- in:    id key, conversation_id key, unit_id key, window_at int, n_begun int,
--        n_answers int
INSERT INTO pace_window (id, conversation_id, unit_id, window_at, n_begun,
    n_answers)
VALUES (:id, :conversation_id, :unit_id, :window_at, :n_begun, :n_answers)
ON CONFLICT (conversation_id, unit_id, window_at) DO UPDATE
   SET n_begun = pace_window.n_begun + excluded.n_begun,
       n_answers = pace_window.n_answers + excluded.n_answers;

-- query: pace_sum_put none
-- in:    id key, conversation_id key, unit_id key, day text, n_begun int,
--        n_answers int, n_timed int, n_quick int
INSERT INTO pace_sum (id, conversation_id, unit_id, day, n_begun, n_answers,
    n_timed, n_quick)
VALUES (:id, :conversation_id, :unit_id, :day, :n_begun, :n_answers, :n_timed,
    :n_quick)
ON CONFLICT (conversation_id, unit_id, day) DO UPDATE
   SET n_begun = pace_sum.n_begun + excluded.n_begun,
       n_answers = pace_sum.n_answers + excluded.n_answers,
       n_timed = pace_sum.n_timed + excluded.n_timed,
       n_quick = pace_sum.n_quick + excluded.n_quick;

-- query: pace_windows many
-- in:    conversation_id key, unit_id key, after_at int, n_rows int
-- out:   window_at int, n_begun int, n_answers int
SELECT window_at, n_begun, n_answers FROM pace_window
 WHERE conversation_id = :conversation_id AND unit_id = :unit_id
   AND window_at > :after_at
 ORDER BY window_at LIMIT :n_rows;

-- query: pace_days many
-- in:    conversation_id key, unit_id key, n_rows int
-- out:   day text, n_begun int, n_answers int, n_timed int, n_quick int
SELECT day, n_begun, n_answers, n_timed, n_quick FROM pace_sum
 WHERE conversation_id = :conversation_id AND unit_id = :unit_id
 ORDER BY day LIMIT :n_rows;

-- query: pace_end none
-- in:    conversation_id key, unit_id key, ends_on date?
UPDATE pace_sum SET ends_on = :ends_on
 WHERE conversation_id = :conversation_id AND unit_id = :unit_id AND day = ''
   AND ends_on IS NULL;

-- query: pace_ended none
-- in:    conversation_id key, unit_id key
UPDATE pace_sum SET ends_on = NULL
 WHERE conversation_id = :conversation_id AND unit_id = :unit_id AND day = '';

-- query: pace_over many
-- in:    today text, n_rows int
-- out:   conversation_id key
SELECT conversation_id FROM pace_sum WHERE ends_on < :today
 ORDER BY ends_on, id LIMIT :n_rows;

-- query: pace_windows_delete none
-- in:    conversation_id key
DELETE FROM pace_window WHERE conversation_id = :conversation_id;

-- query: pace_days_delete none
-- in:    conversation_id key
DELETE FROM pace_sum WHERE conversation_id = :conversation_id AND day <> '';

-- query: pace_sums_delete none
-- in:    conversation_id key
DELETE FROM pace_sum WHERE conversation_id = :conversation_id;
