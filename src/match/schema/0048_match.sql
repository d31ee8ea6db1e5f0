-- Groups of people around shared ground and differing experience.

CREATE TABLE match_group_set (
    id               @KEY@,
    code             @TEXT@ NOT NULL,
    partnership_id   @INT@ NOT NULL REFERENCES partnership (id),
    name             @TEXT@ NOT NULL,
    name_sort        @TEXT@ NOT NULL,
    round_id         @INT@ REFERENCES match_round (id),
    size_min         @INT@ NOT NULL,
    size_max         @INT@ NOT NULL,
    organisation_max @INT@,           -- of one organisation in a group
    lived_min        @INT@,           -- with lived experience in each
    alone            @TEXT@,          -- nobody the only one of: side role level
    days_min         @INT@,           -- on which all of a group are free
    is_one_language  @INT@ NOT NULL CHECK (is_one_language IN (0, 1)),
    is_illustrative  @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX match_group_set_code ON match_group_set (code);
CREATE INDEX match_group_set_partnership
    ON match_group_set (partnership_id, name_sort, id);
CREATE INDEX match_group_set_round ON match_group_set (round_id, id);

-- Where a set stands, and what the machine answered. Its key is the set's.
CREATE TABLE match_group_state (
    id           @KEY@,
    status       @TEXT@ NOT NULL,     -- open proposed confirmed
    seed         @TEXT@ NOT NULL,
    engine       @TEXT@,
    is_proved    @INT@,
    lowest       @INT@,
    sum          @INT@,
    points       @INT@,
    bound        @INT@,               -- no groups have more points
    is_moved     @INT@ NOT NULL CHECK (is_moved IN (0, 1)),
    solved_at    @INT@,
    confirmed_at @INT@,
    confirmed_by @INT@                -- person
) @STRICT@;

-- A group, with what it writes for itself as prose.
CREATE TABLE match_group (
    id        @KEY@,
    code      @TEXT@ NOT NULL,
    set_id    @INT@ NOT NULL REFERENCES match_group_set (id),
    position  @INT@ NOT NULL,
    name      @TEXT@ NOT NULL,
    name_sort @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX match_group_code ON match_group (code);
CREATE INDEX match_group_set_of ON match_group (set_id, position, id);

-- Who is to be in a group. `line` is that of people.csv as `counterpart
-- groups` reads it, and for the engine's eyes: whom they said that they
-- cannot work with stands in it.
CREATE TABLE match_group_person (
    id        @KEY@,
    set_id    @INT@ NOT NULL,
    position  @INT@,                  -- the group's; none yet
    person_id @INT@,
    name      @TEXT@ NOT NULL,
    line      @TEXT@ NOT NULL,
    told      @TEXT@                  -- sex:woman;place:Kisumu
) @STRICT@;
CREATE INDEX match_group_person_set ON match_group_person (set_id, id);
CREATE INDEX match_group_person_person ON match_group_person (person_id, id);

CREATE TABLE match_group_rule (
    id      @KEY@,
    set_id  @INT@ NOT NULL,
    kind    @TEXT@ NOT NULL,          -- together apart
    a_id    @INT@ NOT NULL,           -- rows of match_group_person
    b_id    @INT@ NOT NULL,
    made_at @INT@ NOT NULL,
    made_by @INT@
) @STRICT@;
CREATE UNIQUE INDEX match_group_rule_two ON match_group_rule (set_id, a_id, b_id);
CREATE INDEX match_group_rule_a ON match_group_rule (a_id, id);
CREATE INDEX match_group_rule_b ON match_group_rule (b_id, id);
