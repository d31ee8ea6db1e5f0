-- What was found of a conversation, as it may be shown: small numbers, and
-- what would give them away, are not in these tables at all.
DROP TABLE ground_line;
DROP TABLE ground_group;

CREATE TABLE ground_result (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    is_final        @INT@ NOT NULL CHECK (is_final IN (0, 1)),
    counted_on      @TEXT@ NOT NULL,
    seed            @INT@ NOT NULL,
    votes_hash      @TEXT@ NOT NULL,     -- SHA-256 of the sealed votes
    n_people        @INT@,               -- NULL: it would tell of few
    n_people_tens   @INT@ NOT NULL,      -- so many at least
    n_units         @INT@ NOT NULL,      -- after small ones joined others
    n_groups        @INT@ NOT NULL,
    why_none        @TEXT@,              -- unstable people statements
    resamples       @INT@ NOT NULL,
    tries           @TEXT@ NOT NULL,     -- "2 0.91 0.80;": k, median, tenth
    share_one       @REAL@,              -- of what there is to explain
    share_two       @REAL@,
    is_arbitrary    @INT@ NOT NULL CHECK (is_arbitrary IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX ground_result_of ON ground_result (conversation_id);

CREATE TABLE ground_row (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    statement_id    @INT@ NOT NULL,
    label           @INT@ NOT NULL,
    place           @INT@ NOT NULL,      -- in the list of its label
    label_without   @INT@,               -- without what was flagged, if other
    score           @REAL@,
    lowest_id       @INT@,               -- units
    one_id          @INT@,
    two_id          @INT@,
    is_between      @INT@ NOT NULL CHECK (is_between IN (0, 1)),
    gap             @REAL@
) @STRICT@;
CREATE UNIQUE INDEX ground_row_of ON ground_row (conversation_id, label, place);
CREATE UNIQUE INDEX ground_row_statement
    ON ground_row (conversation_id, statement_id);

CREATE TABLE ground_cell (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    statement_id    @INT@ NOT NULL,
    unit_id         @INT@ NOT NULL,
    agree           @INT@,               -- NULL: hidden
    disagree        @INT@,
    pass            @INT@,
    n               @INT@,
    about           @INT@,               -- in their place: 0 25 75 100,
    at_least        @INT@                -- of so many, in tens
) @STRICT@;
CREATE UNIQUE INDEX ground_cell_of
    ON ground_cell (conversation_id, statement_id, unit_id);

-- What a side thinks as a side, where no number behind it is hidden.
CREATE TABLE ground_side (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    statement_id    @INT@ NOT NULL,
    side_id         @INT@ NOT NULL,
    share           @REAL@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX ground_side_of
    ON ground_side (conversation_id, statement_id, side_id);

-- A unit of fewer than three people is counted with another of its side.
CREATE TABLE ground_joined (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    unit_id         @INT@ NOT NULL,
    with_id         @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX ground_joined_of
    ON ground_joined (conversation_id, unit_id);

-- How many answers of a unit were in the last count.
CREATE TABLE ground_unit (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    unit_id         @INT@ NOT NULL,
    n_answers       @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX ground_unit_of ON ground_unit (conversation_id, unit_id);

-- The groups that the answers form by themselves.
CREATE TABLE ground_group (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    number          @INT@ NOT NULL,
    n_people        @INT@,
    told            @TEXT@ NOT NULL,     -- "+12 2;-5 0;": statement, unlike
    x               @REAL@,              -- its area; NULL: too few to draw
    y               @REAL@,
    xx              @REAL@,
    xy              @REAL@,
    yy              @REAL@
) @STRICT@;
CREATE UNIQUE INDEX ground_group_of ON ground_group (conversation_id, number);

CREATE TABLE ground_share (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    statement_id    @INT@ NOT NULL,
    number          @INT@ NOT NULL,      -- of the group
    agree           @INT@ NOT NULL,
    n               @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX ground_share_of
    ON ground_share (conversation_id, statement_id, number);

-- Signs that answers were not each somebody's own, and what was decided.
CREATE TABLE ground_sign (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    kind            @TEXT@ NOT NULL,     -- copied alike day late batch
    about           @TEXT@ NOT NULL,     -- a day, a batch's key; or empty
    n_people        @INT@,               -- NULL: fewer than five
    is_found        @INT@ NOT NULL CHECK (is_found IN (0, 1)),
    verdict         @TEXT@,              -- flagged fine
    reason          @TEXT@,
    decided_by      @INT@,
    decided_on      @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX ground_sign_of
    ON ground_sign (conversation_id, kind, about);
CREATE INDEX ground_sign_by ON ground_sign (decided_by, id);

-- The result is for anybody.
CREATE TABLE ground_open (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    opened_by       @INT@,
    opened_on       @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX ground_open_of ON ground_open (conversation_id);
CREATE INDEX ground_open_by ON ground_open (opened_by, id);
