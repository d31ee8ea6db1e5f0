-- Answers that another brings in: written down for one person, from sheets of
-- paper, from short messages, and hands that were counted in a meeting.

-- Who may write down for others, besides whoever looks after the conversation.
CREATE TABLE conversation_helper (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    person_id       @INT@ NOT NULL,
    given_on        @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX conversation_helper_of
    ON conversation_helper (conversation_id, person_id);
CREATE INDEX conversation_helper_person ON conversation_helper (person_id, id);

-- How somebody was helped.
CREATE TABLE participant_help (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    participant_id  @INT@ NOT NULL,
    helper_id       @INT@,                -- none: they are erased
    mode            @TEXT@ NOT NULL,      -- paper telephone sms person sign group
    is_summary      @INT@ NOT NULL CHECK (is_summary IN (0, 1)),
    read_back       @TEXT@ NOT NULL,      -- yes no
    how             @TEXT@,
    may_use_words   @INT@ NOT NULL CHECK (may_use_words IN (0, 1)),
    interpreter     @TEXT@,
    place           @TEXT@,
    helped_on       @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX participant_help_of ON participant_help (participant_id);
CREATE INDEX participant_help_helper ON participant_help (helper_id, id);
CREATE INDEX participant_help_conversation
    ON participant_help (conversation_id, id);

-- Sheets of paper, typed twice. What was typed goes when it is counted; the
-- sheet's number stays, so that none counts twice.
CREATE TABLE paper_sheet (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    label           @TEXT@ NOT NULL,
    turn            @INT@ NOT NULL,       -- 1 or 2
    unit_id         @INT@ NOT NULL,
    votes           @TEXT@ NOT NULL,      -- "1a 2d 3p"
    is_counted      @INT@ NOT NULL CHECK (is_counted IN (0, 1)),
    typed_by        @INT@,
    typed_on        @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX paper_sheet_of
    ON paper_sheet (conversation_id, label, turn);
CREATE INDEX paper_sheet_person ON paper_sheet (typed_by, id);

-- Codes of four signs, for answers by short messages.
CREATE TABLE message_code (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    unit_id         @INT@ NOT NULL,
    code            @TEXT@ NOT NULL,
    participant_id  @INT@,                -- none: no answer came yet
    made_on         @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX message_code_of ON message_code (conversation_id, code);
CREATE INDEX message_code_participant ON message_code (participant_id, id);

-- Hands, counted in a meeting: numbers, and nobody's answers.
CREATE TABLE hand_count (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    unit_id         @INT@ NOT NULL,
    held_on         @TEXT@ NOT NULL,
    place           @TEXT@ NOT NULL,
    statement_id    @INT@ NOT NULL,
    n_present       @INT@ NOT NULL,
    agree           @INT@ NOT NULL,
    disagree        @INT@ NOT NULL,
    pass            @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX hand_count_of
    ON hand_count (conversation_id, unit_id, held_on, statement_id);

ALTER TABLE conversation_tally ADD COLUMN n_message @INT@ NOT NULL DEFAULT 0;
