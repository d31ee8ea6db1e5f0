-- Conversations: a question put to people, short statements, and what each of
-- them answered.

CREATE TABLE conversation (
    id              @KEY@,
    partnership_id  @INT@ NOT NULL,
    name            @TEXT@ NOT NULL,      -- the question
    lang            @TEXT@ NOT NULL,      -- that it is written in
    opened_to       @TEXT@ NOT NULL,      -- sides network slips
    status          @TEXT@ NOT NULL,      -- draft open closed
    closes_on       @TEXT@ NOT NULL,      -- the last day on which it is open
    seed            @INT@,                -- drawn when it opens
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE INDEX conversation_partnership ON conversation (partnership_id, id);
CREATE INDEX conversation_end ON conversation (status, closes_on, id);

-- The communities and bodies that answer, each on a side.
CREATE TABLE conversation_unit (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    side_id         @INT@ NOT NULL,
    position        @INT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    size            @INT@                 -- people in it, where it is known
) @STRICT@;
CREATE UNIQUE INDEX conversation_unit_of
    ON conversation_unit (conversation_id, position);

CREATE TABLE statement (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    number          @INT@ NOT NULL,       -- on paper and in short messages
    participant_id  @INT@,                -- whose it is; none: of who asks
    lang            @TEXT@ NOT NULL,
    words           @TEXT@ NOT NULL,
    status          @TEXT@ NOT NULL,      -- waits in out withdrawn
    reason          @TEXT@,               -- why it is out
    made_on         @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX statement_number ON statement (conversation_id, number);
CREATE INDEX statement_author ON statement (participant_id, id);

-- A question or a statement in another language, by people.
CREATE TABLE statement_words (
    id       @KEY@,
    thing_id @INT@ NOT NULL,
    lang     @TEXT@ NOT NULL,
    words    @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX statement_words_of ON statement_words (thing_id, lang);

-- Somebody who answers, under a key of chance: nothing here says who or when.
CREATE TABLE participant (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    unit_id         @INT@ NOT NULL,
    way             @TEXT@ NOT NULL,      -- self helped paper
    n_answers       @INT@ NOT NULL
) @STRICT@;
CREATE INDEX participant_conversation ON participant (conversation_id, id);

-- And who that is, apart: an account or a slip of paper, and a day.
CREATE TABLE participant_link (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    participant_id  @INT@ NOT NULL,
    person_id       @INT@,
    slip_id         @INT@,
    linked_on       @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX participant_link_person
    ON participant_link (person_id, conversation_id);
CREATE UNIQUE INDEX participant_link_slip
    ON participant_link (slip_id, conversation_id);
CREATE INDEX participant_link_of
    ON participant_link (conversation_id, id);
CREATE INDEX participant_link_to ON participant_link (participant_id, id);

CREATE TABLE answer (
    id              @KEY@,
    participant_id  @INT@ NOT NULL REFERENCES participant (id),
    statement_id    @INT@ NOT NULL,
    vote            @INT@ NOT NULL        -- 1 agrees, -1 disagrees, 0 passes
) @STRICT@;
CREATE UNIQUE INDEX answer_of ON answer (participant_id, statement_id);

-- How many of a unit answered what: counted in the step of each answer.
CREATE TABLE answer_count (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    statement_id    @INT@ NOT NULL,
    unit_id         @INT@ NOT NULL,
    agree           @INT@ NOT NULL,
    disagree        @INT@ NOT NULL,
    pass            @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX answer_count_of
    ON answer_count (conversation_id, statement_id, unit_id);

-- What was found when it had closed: a line a statement.
CREATE TABLE ground_line (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    statement_id    @INT@ NOT NULL,
    label           @INT@ NOT NULL,
    place           @INT@ NOT NULL,       -- in the list of its label
    lowest_id       @INT@,                -- units
    one_id          @INT@,
    two_id          @INT@,
    is_between      @INT@ NOT NULL CHECK (is_between IN (0, 1)),
    gap             @REAL@
) @STRICT@;
CREATE UNIQUE INDEX ground_line_of
    ON ground_line (conversation_id, label, place);

-- The groups that the answers form by themselves; none: they form none.
CREATE TABLE ground_group (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    n_groups        @INT@ NOT NULL,
    why_none        @TEXT@,
    said            @TEXT@ NOT NULL,      -- sizes, and what each is told by
    seed            @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX ground_group_of ON ground_group (conversation_id);
