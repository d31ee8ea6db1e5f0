-- What was decided of statements, for anybody to read: no words of theirs.
CREATE TABLE moderation (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    statement_id    @INT@ NOT NULL,
    action          @TEXT@ NOT NULL,      -- in out appeal kept back
    reason          @TEXT@,               -- of the short list
    actor_id        @INT@,
    done_on         @TEXT@ NOT NULL
) @STRICT@;
CREATE INDEX moderation_of ON moderation (conversation_id, id);
CREATE INDEX moderation_statement ON moderation (statement_id, id);
CREATE INDEX moderation_actor ON moderation (actor_id, id);

-- Whoever wrote it asks somebody else to look again: once.
CREATE TABLE statement_appeal (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    statement_id    @INT@ NOT NULL,
    words           @TEXT@ NOT NULL,      -- why; gone with the statement
    made_on         @TEXT@ NOT NULL,
    taken_out_by    @INT@,
    verdict         @TEXT@,               -- in kept
    answer          @TEXT@,               -- to whoever wrote it
    settled_by      @INT@,
    settled_on      @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX statement_appeal_of ON statement_appeal (statement_id);
CREATE INDEX statement_appeal_conversation
    ON statement_appeal (conversation_id, id);
CREATE INDEX statement_appeal_out ON statement_appeal (taken_out_by, id);
CREATE INDEX statement_appeal_settled ON statement_appeal (settled_by, id);

-- A translation of which somebody said that it changes the meaning: it is
-- shown to nobody until somebody wrote another, or the same again.
CREATE TABLE statement_back (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    statement_id    @INT@ NOT NULL,
    lang            @TEXT@ NOT NULL,
    words           @TEXT@ NOT NULL,
    sent_on         @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX statement_back_of ON statement_back (statement_id, lang);
CREATE INDEX statement_back_conversation
    ON statement_back (conversation_id, id);

-- What came of a statement.
CREATE TABLE statement_outcome (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    statement_id    @INT@ NOT NULL,
    kind            @TEXT@ NOT NULL,      -- taken answered scope
    words           @TEXT@ NOT NULL,
    lang            @TEXT@ NOT NULL,
    thing_kind      @TEXT@,               -- where it was taken up
    thing_id        @INT@,
    said_by         @INT@,
    said_on         @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX statement_outcome_of ON statement_outcome (statement_id);
CREATE INDEX statement_outcome_conversation
    ON statement_outcome (conversation_id, statement_id);
CREATE INDEX statement_outcome_thing ON statement_outcome (thing_id, id);
CREATE INDEX statement_outcome_by ON statement_outcome (said_by, id);
