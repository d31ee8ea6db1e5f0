-- What people say about themselves, where they wish: questions of a
-- partnership, their groups with how many live there, and the answers, kept
-- under a key of chance of whoever answered, never of a person.

CREATE TABLE about_question (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    partnership_id  @INT@ NOT NULL,
    side_id         @INT@,               -- NULL: asked on all sides
    topic           @TEXT@ NOT NULL,     -- age area sex language disability
                                         -- ethnicity own
    name            @TEXT@ NOT NULL,     -- the question
    why             @TEXT@ NOT NULL,     -- what it is asked for
    source          @TEXT@,              -- of how many live there
    year            @INT@,
    position        @INT@ NOT NULL,
    is_on           @INT@ NOT NULL CHECK (is_on IN (0, 1)),
    is_crossed      @INT@ NOT NULL CHECK (is_crossed IN (0, 1)),
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX about_question_code ON about_question (code);
CREATE INDEX about_question_partnership
    ON about_question (partnership_id, position, id);
CREATE INDEX about_question_side ON about_question (side_id, id);

CREATE TABLE about_group (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    question_id     @INT@ NOT NULL,
    position        @INT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    population      @REAL@,              -- people, or a share of them
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX about_group_code ON about_group (code);
CREATE INDEX about_group_question ON about_group (question_id, position, id);

CREATE TABLE about_answer (
    id          @KEY@,                   -- of chance, and no time beside it
    kind        @TEXT@ NOT NULL,         -- of subject: participant voice ...
    subject_id  @INT@ NOT NULL,          -- a key of chance
    thing_id    @INT@ NOT NULL,          -- that they took part in
    question_id @INT@ NOT NULL,
    group_id    @INT@                    -- NULL: rather not say
) @STRICT@;
CREATE UNIQUE INDEX about_answer_of ON about_answer (subject_id, question_id);
CREATE INDEX about_answer_thing
    ON about_answer (thing_id, question_id, group_id, id);
CREATE INDEX about_answer_question ON about_answer (question_id, group_id, id);
