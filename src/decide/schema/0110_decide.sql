-- Groups with a standing, who sits in them, when they meet; their meetings;
-- and the register of what was decided.

CREATE TABLE forum (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    partnership_id  @INT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    quorum          @INT@,               -- seats taken up at the table
    zone            @TEXT@ NOT NULL,     -- Europe/London: of all its times
    is_public       @INT@ NOT NULL CHECK (is_public IN (0, 1)),
    paper_days      @INT@,               -- papers sent later are late; or 7
    every           @TEXT@ NOT NULL,     -- none week first .. fourth last
    weekday         @TEXT@,              -- mon .. sun
    months          @INT@,               -- each so many months, or weeks; or 1
    since           @TEXT@,              -- a date: from where it is counted
    starts_at       @TEXT@,              -- 18:30
    ends_at         @TEXT@,
    except_on       @TEXT@,              -- dates with ; on which it is not
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX forum_code ON forum (code);
CREATE INDEX forum_partnership ON forum (partnership_id, name_sort, id);
CREATE INDEX forum_public ON forum (is_public, name_sort, id);

CREATE TABLE forum_seat (
    id          @KEY@,
    code        @TEXT@ NOT NULL,
    forum_id @INT@ NOT NULL,
    position    @INT@ NOT NULL,
    name        @TEXT@ NOT NULL,         -- for whom
    side_id     @INT@,
    n_seats     @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX forum_seat_code ON forum_seat (code);
CREATE INDEX forum_seat_of ON forum_seat (forum_id, position, id);
CREATE INDEX forum_seat_side ON forum_seat (side_id, id);

-- Who sits there. A name is shown to the public when its owner agreed.
CREATE TABLE forum_holder (
    id         @KEY@,
    code       @TEXT@ NOT NULL,
    seat_id    @INT@ NOT NULL,
    person_id  @INT@,
    name       @TEXT@,                   -- of who has no account
    since      @TEXT@ NOT NULL,
    until      @TEXT@,                   -- the first day without
    is_named   @INT@ NOT NULL CHECK (is_named IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX forum_holder_code ON forum_holder (code);
CREATE INDEX forum_holder_seat ON forum_holder (seat_id, id);
CREATE INDEX forum_holder_person ON forum_holder (person_id, id);

-- What was proposed as its terms: in force is the last that was agreed.
CREATE TABLE forum_terms (
    id          @KEY@,
    forum_id @INT@ NOT NULL,
    proposal_id @INT@ NOT NULL
) @STRICT@;
CREATE INDEX forum_terms_of ON forum_terms (forum_id, id);
CREATE INDEX forum_terms_proposal ON forum_terms (proposal_id, id);

CREATE TABLE sitting (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    forum_id     @INT@ NOT NULL,
    held_on         @TEXT@ NOT NULL,
    starts_at       @TEXT@,              -- 18:30, in the zone of the group
    ends_at         @TEXT@,
    place           @TEXT@,
    link            @TEXT@,              -- to join from elsewhere
    status          @TEXT@ NOT NULL,     -- planned held off
    n_others        @INT@,               -- who were there without a seat
    chair_id        @INT@,
    keeper_id       @INT@,               -- of the minute
    called_on       @TEXT@,              -- people were invited
    reminded_on     @TEXT@,
    approved_on     @TEXT@,              -- the minutes were
    approved_hash   @TEXT@,              -- of what was approved
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX sitting_code ON sitting (code);
CREATE INDEX sitting_forum ON sitting (forum_id, held_on, id);
CREATE INDEX sitting_due ON sitting (status, held_on, id);
CREATE INDEX sitting_chair ON sitting (chair_id, id);
CREATE INDEX sitting_keeper ON sitting (keeper_id, id);

CREATE TABLE sitting_item (
    id         @KEY@,
    code       @TEXT@ NOT NULL,
    sitting_id @INT@ NOT NULL,
    position   @INT@ NOT NULL,
    name       @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX sitting_item_code ON sitting_item (code);
CREATE INDEX sitting_item_of ON sitting_item (sitting_id, position, id);

-- How many of a seat were there.
CREATE TABLE sitting_seat (
    id          @KEY@,
    code        @TEXT@ NOT NULL,
    sitting_id  @INT@ NOT NULL,
    seat_id     @INT@ NOT NULL,
    n_there     @INT@ NOT NULL,
    n_apologies @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX sitting_seat_code ON sitting_seat (code);
CREATE UNIQUE INDEX sitting_seat_of ON sitting_seat (sitting_id, seat_id);
CREATE INDEX sitting_seat_seat ON sitting_seat (seat_id, id);

-- And who of them, of those who agreed to be named.
CREATE TABLE sitting_there (
    id         @KEY@,
    sitting_id @INT@ NOT NULL,
    holder_id  @INT@ NOT NULL,
    how        @TEXT@ NOT NULL           -- there apology
) @STRICT@;
CREATE UNIQUE INDEX sitting_there_of ON sitting_there (sitting_id, holder_id);
CREATE INDEX sitting_there_holder ON sitting_there (holder_id, id);

CREATE TABLE decision (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    partnership_id  @INT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    decided_on      @TEXT@ NOT NULL,
    how             @TEXT@ NOT NULL,     -- consent meeting body
    result          @TEXT@ NOT NULL,     -- as a proposal's; or settled
    proposal_id     @INT@,
    version         @INT@,               -- of the proposal
    round           @INT@,
    item_id         @INT@,               -- of a meeting's agenda
    body_name       @TEXT@,              -- which body of its own
    review_on       @TEXT@,
    reviewed_on     @TEXT@,
    why_private     @TEXT@,              -- said to everybody; or public
    n_corrections   @INT@ NOT NULL,
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX decision_code ON decision (code);
CREATE UNIQUE INDEX decision_proposal ON decision (proposal_id);
CREATE INDEX decision_item ON decision (item_id, id);
CREATE INDEX decision_day ON decision (decided_on, id);
CREATE INDEX decision_partnership ON decision (partnership_id, decided_on, id);
CREATE INDEX decision_how ON decision (how, decided_on, id);
CREATE INDEX decision_result ON decision (result, decided_on, id);
CREATE INDEX decision_both ON decision (how, result, decided_on, id);
CREATE INDEX decision_review ON decision (reviewed_on, review_on, id);

-- What stood at the close: sides, units, reasons against.
CREATE TABLE decision_line (
    id          @KEY@,
    code        @TEXT@ NOT NULL,
    decision_id @INT@ NOT NULL,
    position    @INT@ NOT NULL,
    kind        @TEXT@ NOT NULL,         -- side unit dissent
    name        @TEXT@ NOT NULL,         -- of the side or unit
    side_name   @TEXT@,                  -- of a unit
    is_role     @INT@ NOT NULL CHECK (is_role IN (0, 1)),
    state       @TEXT@,
    why         @TEXT@,
    words       @TEXT@,                  -- a reason against
    mend        @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX decision_line_code ON decision_line (code);
CREATE INDEX decision_line_of ON decision_line (decision_id, position, id);

-- Beside it, never as it: what an organisation's own body formally decided.
CREATE TABLE decision_body (
    id          @KEY@,
    code        @TEXT@ NOT NULL,
    decision_id @INT@ NOT NULL,
    name        @TEXT@ NOT NULL,
    outcome     @TEXT@ NOT NULL,         -- same part other none waits
    decided_on  @TEXT@,
    words       @TEXT@ NOT NULL,
    link        @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX decision_body_code ON decision_body (code);
CREATE INDEX decision_body_of ON decision_body (decision_id, id);

-- Why the record was corrected; what it was stands among its versions.
CREATE TABLE decision_correction (
    id          @KEY@,
    decision_id @INT@ NOT NULL,
    number      @INT@ NOT NULL,
    made_on     @TEXT@ NOT NULL,
    reason      @TEXT@ NOT NULL,
    before      @TEXT@ NOT NULL          -- the text as it was
) @STRICT@;
CREATE UNIQUE INDEX decision_correction_of
    ON decision_correction (decision_id, number);
