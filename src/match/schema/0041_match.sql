-- Rounds of pairs: who takes part, what must and must not be, what came out.

-- A round, as its facilitator sets it up. Nothing of it may change any more
-- once it is closed: the weights and rules are part of the result.
CREATE TABLE match_round (
    id                     @KEY@,
    code                   @TEXT@ NOT NULL,
    name                   @TEXT@ NOT NULL,
    name_sort              @TEXT@ NOT NULL,
    partnership_id         @INT@ NOT NULL REFERENCES partnership (id),
    questionnaire_id       @INT@ REFERENCES questionnaire (id),
    mode                   @TEXT@,           -- fair (or not known) total leximin
    closes_on              @TEXT@,           -- the last day to join
    -- of 0 to 100; not known: the usual one
    weight_role            @INT@ CHECK (weight_role BETWEEN 0 AND 100),
    weight_level           @INT@ CHECK (weight_level BETWEEN 0 AND 100),
    weight_interests       @INT@
        CHECK (weight_interests BETWEEN 0 AND 100),
    weight_language        @INT@
        CHECK (weight_language BETWEEN 0 AND 100),
    weight_give            @INT@ CHECK (weight_give BETWEEN 0 AND 100),
    weight_goals           @INT@ CHECK (weight_goals BETWEEN 0 AND 100),
    weight_time            @INT@ CHECK (weight_time BETWEEN 0 AND 100),
    days_needed            @INT@,
    related                @TEXT@,           -- roles that are near: a~b; c~d
    has_interpreter        @INT@ NOT NULL CHECK (has_interpreter IN (0, 1)),
    may_share_organisation @INT@ NOT NULL
        CHECK (may_share_organisation IN (0, 1)),
    has_wishes             @INT@ NOT NULL CHECK (has_wishes IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX match_round_code ON match_round (code);
CREATE INDEX match_round_partnership
    ON match_round (partnership_id, name_sort, id);
CREATE INDEX match_round_questionnaire ON match_round (questionnaire_id, id);

-- Where a round stands, and its last result. Its key is the round's; it stays
-- when the round is removed, and comes back with it.
CREATE TABLE match_state (
    id           @KEY@,
    status       @TEXT@ NOT NULL, -- draft open closed proposed offered running ended
    seed         @TEXT@ NOT NULL, -- drawn and published when it opens
    previous_id  @INT@,           -- the round whose waiting people it took over
    engine       @TEXT@,          -- version of the program that solved it
    input_hash   @TEXT@,          -- BLAKE2b-256 of the sorted input, hex
    opened_at    @INT@,
    closed_at    @INT@,
    solved_at    @INT@,
    proposed_by  @INT@,           -- person: asked the machine
    offered_at   @INT@,
    offered_by   @INT@,           -- person: stands by what the machine proposed
    n_pairs      @INT@,
    n_possible   @INT@,           -- pairs that no rule forbids
    worst        @INT@,
    total        @INT@,
    best_total   @INT@,           -- had only the total counted
    best_worst   @INT@,           -- and its lowest score then
    n_blocking   @INT@,
    n_envious    @INT@
) @STRICT@;

-- Who takes part, for which side, with what they said of themselves. What they
-- answer in the round's questionnaire counts before what stands here.
CREATE TABLE match_person (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    round_id        @INT@ NOT NULL REFERENCES match_round (id),
    person_id       @INT@ NOT NULL REFERENCES person (id),
    side_id         @INT@ NOT NULL REFERENCES side (id),
    organisation_id @INT@ REFERENCES organisation (id),
    role_family     @TEXT@,
    level           @INT@,
    sectors         @TEXT@,       -- lists are parted by ;
    interests       @TEXT@,
    languages       @TEXT@,       -- en:3;sw:2
    offers          @TEXT@,       -- tag:weight
    wants           @TEXT@,
    goals           @TEXT@,
    free            @TEXT@,       -- 2024-05-06/2024-05-17
    wishes          @TEXT@,       -- codes of this table, the dearest first
    safeguard       @TEXT@,       -- protected: only with somebody cleared; cleared
    capacity        @INT@ CHECK (capacity BETWEEN 1 AND 3), -- not known: 1
    may_trio        @INT@ NOT NULL CHECK (may_trio IN (0, 1)),
    has_lived       @INT@ NOT NULL CHECK (has_lived IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX match_person_code ON match_person (code);
CREATE UNIQUE INDEX match_person_person ON match_person (round_id, person_id);
CREATE INDEX match_person_round ON match_person (round_id, side_id, id);
CREATE INDEX match_person_side ON match_person (side_id, round_id, id);
CREATE INDEX match_person_organisation ON match_person (organisation_id, id);
CREATE INDEX match_person_of ON match_person (person_id, id);

-- What must and must not be. a_id and b_id are rows of match_person.
CREATE TABLE match_rule (
    id       @KEY@,
    round_id @INT@ NOT NULL,
    kind     @TEXT@ NOT NULL,     -- pin veto conflict not_with
    a_id     @INT@ NOT NULL,      -- not_with: who said it; engine's eyes only
    b_id     @INT@ NOT NULL,
    reason   @TEXT@,
    made_at  @INT@ NOT NULL,
    made_by  @INT@                -- person
) @STRICT@;
CREATE UNIQUE INDEX match_rule_pair ON match_rule (round_id, kind, a_id, b_id);
CREATE INDEX match_rule_a ON match_rule (a_id, id);
CREATE INDEX match_rule_b ON match_rule (b_id, id);

-- What the solver reads, frozen when the round closes: a line as people.csv of
-- `counterpart match` has it. Its key is that of match_person.
CREATE TABLE match_input (
    id       @KEY@,
    round_id @INT@ NOT NULL,
    line     @TEXT@ NOT NULL
) @STRICT@;
CREATE INDEX match_input_round ON match_input (round_id, id);

-- Two, or three, people of a round. The values and points of the score are
-- lists in the order of enum cp_item, parted by ;
CREATE TABLE match_pair (
    id          @KEY@,
    round_id    @INT@ NOT NULL,
    a_id        @INT@ NOT NULL,   -- rows of match_person
    b_id        @INT@ NOT NULL,
    third_id    @INT@,            -- joins them: a trio
    status      @TEXT@ NOT NULL,  -- proposed offered agreed declined running ended withdrawn
    origin      @TEXT@ NOT NULL,  -- solve pin repair
    score       @INT@ NOT NULL,
    wished      @INT@ NOT NULL,
    points      @TEXT@ NOT NULL,
    fits        @TEXT@ NOT NULL,  -- 0 to 100 each; empty: one did not answer
    third_score @INT@,
    made_at     @INT@ NOT NULL,
    settled_at  @INT@             -- when the status became what it is
) @STRICT@;
CREATE INDEX match_pair_round ON match_pair (round_id, status, id);
-- the lowest first
CREATE INDEX match_pair_score ON match_pair (round_id, status, score, id);
CREATE INDEX match_pair_a ON match_pair (a_id, id);
CREATE INDEX match_pair_b ON match_pair (b_id, id);
CREATE INDEX match_pair_third ON match_pair (third_id, id);

-- Yes or no of each of them, and why not.
CREATE TABLE match_answer (
    id              @KEY@,
    pair_id         @INT@ NOT NULL,
    match_person_id @INT@ NOT NULL,
    answer          @TEXT@ NOT NULL,  -- yes no
    reason          @TEXT@,
    at              @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX match_answer_pair ON match_answer (pair_id, match_person_id);

-- Who waits after the last solving, and why: for facilitators. Its key is that
-- of match_person.
CREATE TABLE match_waiting (
    id         @KEY@,
    round_id   @INT@ NOT NULL,
    reason     @TEXT@ NOT NULL,  -- language time organisation rule cover side none
    n_these    @INT@ NOT NULL,   -- cover: so many have only n_possible between
    n_possible @INT@ NOT NULL    -- them; side: so many here, so many there
) @STRICT@;
CREATE INDEX match_waiting_round ON match_waiting (round_id, id);
