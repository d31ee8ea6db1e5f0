-- The pace of a conversation: how many began and answered within ten minutes,
-- of its communities and of all (unit_id is then the conversation's). No row
-- leads to a person: a window is there when ten people and more answered in it.
CREATE TABLE pace_window (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    unit_id         @INT@ NOT NULL,
    window_at       @INT@ NOT NULL,      -- its beginning
    n_begun         @INT@ NOT NULL,
    n_answers       @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX pace_window_of
    ON pace_window (conversation_id, unit_id, window_at);

-- By day, of all; and of all days (day is empty) by community, how many answers
-- came faster than anybody reads, of those of which that is known.
CREATE TABLE pace_sum (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    unit_id         @INT@ NOT NULL,
    day             @TEXT@ NOT NULL,
    n_begun         @INT@ NOT NULL,
    n_answers       @INT@ NOT NULL,
    n_timed         @INT@ NOT NULL,
    n_quick         @INT@ NOT NULL,
    ends_on         @TEXT@               -- the windows go, and the days
) @STRICT@;
CREATE UNIQUE INDEX pace_sum_of ON pace_sum (conversation_id, unit_id, day);
CREATE INDEX pace_sum_end ON pace_sum (ends_on, id);

-- What such a sign says beside its people.
ALTER TABLE ground_sign ADD COLUMN n_answers @INT@;
ALTER TABLE ground_sign ADD COLUMN n_windows @INT@;
ALTER TABLE ground_sign ADD COLUMN n_usual @INT@;
