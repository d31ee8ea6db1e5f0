-- Comments and offers taken out of sight with a reason, the public log of it,
-- and who asked somebody else to look again.
CREATE TABLE said_care (
    id              @KEY@,
    proposal_id     @INT@ NOT NULL,
    paragraph_id    @INT@ NOT NULL,
    contribution_id @INT@ NOT NULL,
    action          @TEXT@ NOT NULL,     -- out in appeal kept reversed
    reason          @TEXT@,
    actor_id        @INT@,
    done_on         @TEXT@ NOT NULL
) @STRICT@;
CREATE INDEX said_care_proposal ON said_care (proposal_id, id);
CREATE INDEX said_care_of ON said_care (contribution_id, action, id);
CREATE INDEX said_care_actor ON said_care (actor_id, id);

CREATE TABLE said_appeal (
    id              @KEY@,
    proposal_id     @INT@ NOT NULL,
    contribution_id @INT@ NOT NULL,
    words           @TEXT@ NOT NULL,
    made_on         @TEXT@ NOT NULL,
    taken_out_by    @INT@,
    verdict         @TEXT@,              -- in kept
    answer          @TEXT@,
    settled_by      @INT@,
    settled_on      @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX said_appeal_of ON said_appeal (contribution_id);
CREATE INDEX said_appeal_proposal ON said_appeal (proposal_id, id);
CREATE INDEX said_appeal_out ON said_appeal (taken_out_by, id);
CREATE INDEX said_appeal_settled ON said_appeal (settled_by, id);

-- Why one is out; and a translation of a statement that one who answers says
-- changes the meaning: it goes with the second, or when a facilitator says so.
ALTER TABLE contribution ADD COLUMN out_reason @TEXT@;
CREATE TABLE statement_back_mark (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    statement_id    @INT@ NOT NULL,
    lang            @TEXT@ NOT NULL,
    participant_id  @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX statement_back_mark_of
    ON statement_back_mark (statement_id, lang, participant_id);
CREATE INDEX statement_back_mark_conversation
    ON statement_back_mark (conversation_id, id);
CREATE INDEX statement_back_mark_participant
    ON statement_back_mark (participant_id, id);

-- How the people of a community came to answer, in tens; fewer than ten of one
-- way is no row.
CREATE TABLE ground_way (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    unit_id         @INT@ NOT NULL,
    way             @TEXT@ NOT NULL,     -- self helped paper message hands
    n_tens          @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX ground_way_of
    ON ground_way (conversation_id, unit_id, way);
