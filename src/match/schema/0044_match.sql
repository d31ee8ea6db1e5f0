-- Pairs that people said yes to, and what they do together.

-- Who stands by the pair: a person, never the machine. And how it ended.
ALTER TABLE match_pair ADD COLUMN offered_at @INT@;
ALTER TABLE match_pair ADD COLUMN offered_by @INT@;
ALTER TABLE match_pair ADD COLUMN ended_on @TEXT@;
ALTER TABLE match_pair ADD COLUMN reason @TEXT@; -- why it was taken back
CREATE INDEX match_pair_offered_by ON match_pair (offered_by, id);

-- When a pair meets, or met. Times are said in the note: sides live by
-- different clocks.
CREATE TABLE match_meeting (
    id      @KEY@,
    pair_id @INT@ NOT NULL,
    held_on @TEXT@ NOT NULL,
    how     @TEXT@ NOT NULL, -- in_person video phone messages
    note    @TEXT@,
    made_at @INT@ NOT NULL,
    made_by @INT@            -- person
) @STRICT@;
CREATE INDEX match_meeting_pair ON match_meeting (pair_id, held_on, id);
CREATE INDEX match_meeting_by ON match_meeting (made_by, id);

-- What somebody of a pair thinks of it. seen: pair, or facilitators as well.
CREATE TABLE match_reflection (
    id        @KEY@,
    pair_id   @INT@ NOT NULL,
    person_id @INT@ NOT NULL,
    seen      @TEXT@ NOT NULL,
    words     @TEXT@ NOT NULL,
    at        @INT@ NOT NULL
) @STRICT@;
CREATE INDEX match_reflection_pair ON match_reflection (pair_id, id);
CREATE INDEX match_reflection_by ON match_reflection (person_id, id);

-- Who dropped out of a round after it closed. Its key is that of match_person.
CREATE TABLE match_gone (
    id       @KEY@,
    round_id @INT@ NOT NULL,
    at       @INT@ NOT NULL,
    by_id    @INT@             -- person: who noted it
) @STRICT@;
CREATE INDEX match_gone_round ON match_gone (round_id, id);
CREATE INDEX match_gone_by ON match_gone (by_id, id);
CREATE INDEX match_answer_person ON match_answer (match_person_id, id);
CREATE INDEX match_rule_round ON match_rule (round_id, id);
CREATE INDEX match_state_previous ON match_state (previous_id, id);
CREATE INDEX match_pair_all ON match_pair (round_id, id);
