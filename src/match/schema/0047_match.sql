-- Open calls for workshops: what is proposed, what reviewers say of it, and
-- the sessions that several proposals are led in together.

CREATE TABLE match_call (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    partnership_id  @INT@ REFERENCES partnership (id), -- none: of the network
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    status          @TEXT@ NOT NULL,  -- draft published ended
    opens_on        @TEXT@,
    closes_on       @TEXT@,           -- the last day to propose
    is_public       @INT@ NOT NULL CHECK (is_public IN (0, 1)),
    themes          @TEXT@,           -- lists are parted by ;
    methods         @TEXT@,
    n_sessions      @INT@,            -- there is room for so many
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX match_call_code ON match_call (code);
CREATE INDEX match_call_partnership
    ON match_call (partnership_id, name_sort, id);
CREATE INDEX match_call_status ON match_call (status, id);
CREATE INDEX match_call_public ON match_call (is_public, status, id);

-- What it is about, what lived experience is in it and what it needs are
-- prose, in the one language `lang`.
CREATE TABLE match_proposal (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    call_id         @INT@ NOT NULL REFERENCES match_call (id),
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    status          @TEXT@ NOT NULL,  -- draft waiting sent withdrawn
    lang            @TEXT@ NOT NULL,
    themes          @TEXT@,
    methods         @TEXT@,
    organisation    @TEXT@,
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX match_proposal_code ON match_proposal (code);
CREATE INDEX match_proposal_call ON match_proposal (call_id, status, id);
CREATE INDEX match_proposal_status ON match_proposal (status, id);

-- Whose proposal it is: somebody with an account, or with the link that was
-- sent to an address. Its key is the proposal's. Of a link only the hash is
-- here.
CREATE TABLE match_proposer (
    id        @KEY@,
    person_id @INT@,
    name      @TEXT@,
    mail      @TEXT@,
    lang      @TEXT@ NOT NULL,
    hash      @TEXT@,
    made_at   @INT@ NOT NULL
) @STRICT@;
CREATE INDEX match_proposer_person ON match_proposer (person_id, id);
CREATE INDEX match_proposer_mail ON match_proposer (mail, id);
CREATE UNIQUE INDEX match_proposer_hash ON match_proposer (hash);

-- Who leads or speaks: a name, and, for counts alone, what they told of
-- themselves, as sex:woman;lived:yes
CREATE TABLE match_lead (
    id          @KEY@,
    code        @TEXT@ NOT NULL,
    proposal_id @INT@ REFERENCES match_proposal (id),
    session_id  @INT@,               -- of a session without proposals
    position    @INT@ NOT NULL,
    name        @TEXT@ NOT NULL,
    told        @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX match_lead_code ON match_lead (code);
CREATE INDEX match_lead_proposal ON match_lead (proposal_id, position, id);
CREATE INDEX match_lead_session ON match_lead (session_id, position, id);

CREATE TABLE match_review (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    person_id   @INT@ NOT NULL,
    score       @INT@ NOT NULL,      -- 1 to 5
    comment     @TEXT@,
    at          @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX match_review_proposal
    ON match_review (proposal_id, person_id);
CREATE INDEX match_review_person ON match_review (person_id, id);

-- Two proposals that are not led together: said by a facilitator, or by one
-- of the two, who refused. a_id is the lower key.
CREATE TABLE match_apart (
    id      @KEY@,
    call_id @INT@ NOT NULL,
    a_id    @INT@ NOT NULL,
    b_id    @INT@ NOT NULL,
    made_at @INT@ NOT NULL,
    made_by @INT@
) @STRICT@;
CREATE UNIQUE INDEX match_apart_two ON match_apart (a_id, b_id);
CREATE INDEX match_apart_call ON match_apart (call_id, id);

-- A session that one or more proposals are led in. What they present
-- together, their common ground, where they disagree, who leads what, how
-- they knew each other and what they agreed are prose.
CREATE TABLE match_session (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    call_id         @INT@ NOT NULL REFERENCES match_call (id),
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    status          @TEXT@ NOT NULL,  -- proposed agreed held refused
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX match_session_code ON match_session (code);
CREATE INDEX match_session_call ON match_session (call_id, status, id);

CREATE TABLE match_session_part (
    id          @KEY@,
    code        @TEXT@ NOT NULL,
    session_id  @INT@ NOT NULL REFERENCES match_session (id),
    proposal_id @INT@ NOT NULL REFERENCES match_proposal (id),
    answer      @TEXT@,              -- yes no
    reason      @TEXT@               -- why not
) @STRICT@;
CREATE UNIQUE INDEX match_session_part_code ON match_session_part (code);
CREATE UNIQUE INDEX match_session_part_two
    ON match_session_part (session_id, proposal_id);
CREATE INDEX match_session_part_proposal
    ON match_session_part (proposal_id, id);
