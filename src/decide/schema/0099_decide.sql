-- Proposals between sides: a text, the list of those who must consent, which is
-- frozen when asking opens, and the log of what was said, from which every
-- state is rebuilt.
CREATE TABLE proposal (
    id             @KEY@,
    partnership_id @INT@ NOT NULL,
    name           @TEXT@ NOT NULL,
    level          @TEXT@ NOT NULL,      -- collaborate empower
    body           @TEXT@ NOT NULL,
    fixed          @TEXT@ NOT NULL,      -- what is not up for change
    status         @TEXT@ NOT NULL,      -- draft open closed ended
    version        @INT@ NOT NULL,
    round          @INT@ NOT NULL,
    opened_on      @TEXT@,
    closes_on      @TEXT@,
    result         @TEXT@,               -- of the last close
    added_by       @INT@,
    added_at       @INT@ NOT NULL
) @STRICT@;
CREATE INDEX proposal_partnership ON proposal (partnership_id, id);
CREATE INDEX proposal_status ON proposal (status, id);
CREATE INDEX proposal_person ON proposal (added_by, id);

-- Who consents: a community, whose people answer, or an organisation, for
-- which one named person does.
CREATE TABLE proposal_unit (
    id             @KEY@,
    proposal_id    @INT@ NOT NULL,
    number         @INT@ NOT NULL,       -- in the frozen list, from 0
    side_id        @INT@ NOT NULL,
    name           @TEXT@ NOT NULL,
    is_role        @INT@ NOT NULL,
    n_members      @INT@,                -- NULL: not known, or a role
    role_person_id @INT@,
    n_heard        @INT@ NOT NULL,
    state          @TEXT@,               -- of the last close, and why
    why            @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX proposal_unit_number ON proposal_unit (proposal_id, number);
CREATE INDEX proposal_unit_person ON proposal_unit (role_person_id, id);

CREATE TABLE proposal_side (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    number      @INT@ NOT NULL,
    side_id     @INT@ NOT NULL,
    state       @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX proposal_side_number ON proposal_side (proposal_id, number);

-- Who answers under which number, and nothing of what they say.
CREATE TABLE proposal_voice (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    person_id   @INT@ NOT NULL,
    number      @INT@ NOT NULL           -- drawn by lot
) @STRICT@;
CREATE UNIQUE INDEX proposal_voice_person
    ON proposal_voice (person_id, proposal_id);

-- What a number says now, so that it can be changed until the close.
CREATE TABLE proposal_answer (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    voice       @INT@ NOT NULL,
    unit        @INT@ NOT NULL,
    version     @INT@ NOT NULL,
    value       @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX proposal_answer_voice
    ON proposal_answer (proposal_id, voice, unit);

-- Numbers and no words; each link is the hash of the link before and the line.
CREATE TABLE proposal_event (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    number      @INT@ NOT NULL,
    line        @TEXT@ NOT NULL,
    link        @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX proposal_event_number
    ON proposal_event (proposal_id, number);

CREATE TABLE proposal_objection (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    voice       @INT@ NOT NULL,
    unit        @INT@ NOT NULL,
    version     @INT@ NOT NULL,
    reason      @TEXT@ NOT NULL,
    mend        @TEXT@ NOT NULL,
    is_safety   @INT@ NOT NULL,
    is_shown    @INT@ NOT NULL,          -- the person allows it, nameless
    is_closed   @INT@ NOT NULL
) @STRICT@;
CREATE INDEX proposal_objection_voice ON proposal_objection (proposal_id, voice);
