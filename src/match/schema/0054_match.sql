-- Rounds of first meetings between organisations that look for a partner.
CREATE TABLE partner_round (
    id        @KEY@,
    code      @TEXT@ NOT NULL,
    name      @TEXT@ NOT NULL,
    name_sort @TEXT@ NOT NULL,
    one_side  @TEXT@ NOT NULL,   -- what its two sides are called
    other_side @TEXT@ NOT NULL,
    closes_on @TEXT@,            -- the last day to join
    meets_on  @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX partner_round_code ON partner_round (code);

-- Where it stands, and its last result; none: it is open and nothing was
-- found yet. Its key is the round's.
CREATE TABLE partner_round_state (
    id         @KEY@,
    status     @TEXT@ NOT NULL,  -- open proposed offered ended
    solved_at  @INT@,
    n_meetings @INT@,
    n_possible @INT@,
    n_without  @INT@,
    n_slots    @INT@,
    worst      @INT@,
    total      @INT@
) @STRICT@;

CREATE TABLE partner_seat (
    id         @KEY@,
    code       @TEXT@ NOT NULL,
    round_id   @INT@ NOT NULL,
    listing_id @INT@ NOT NULL,
    side       @INT@ NOT NULL,   -- 1 2
    capacity   @INT@ NOT NULL    -- meetings at most, 1 to 3
) @STRICT@;
CREATE UNIQUE INDEX partner_seat_code ON partner_seat (code);
CREATE UNIQUE INDEX partner_seat_listing ON partner_seat (listing_id, round_id);
CREATE INDEX partner_seat_round ON partner_seat (round_id, id);

CREATE TABLE partner_meeting (
    id          @KEY@,
    round_id    @INT@ NOT NULL,
    a_id        @INT@ NOT NULL,  -- rows of listing: of the one side, the other
    b_id        @INT@ NOT NULL,
    slot        @INT@ NOT NULL,
    score       @INT@ NOT NULL,
    a_answer    @TEXT@,          -- yes no
    b_answer    @TEXT@,
    a_reason    @TEXT@,
    b_reason    @TEXT@,
    a_by        @INT@,           -- person: said it
    b_by        @INT@
) @STRICT@;
CREATE INDEX partner_meeting_round ON partner_meeting (round_id, slot, id);
CREATE INDEX partner_meeting_a ON partner_meeting (a_id, round_id, id);
CREATE INDEX partner_meeting_b ON partner_meeting (b_id, round_id, id);
CREATE INDEX partner_meeting_a_by ON partner_meeting (a_by, id);
CREATE INDEX partner_meeting_b_by ON partner_meeting (b_by, id);

-- What somebody can help with, when they said that they may be found.
CREATE TABLE helper (
    id        @KEY@,
    person_id @INT@ NOT NULL,
    skills    @TEXT@ NOT NULL,
    languages @TEXT@,
    level     @INT@,             -- 0 policy to 4 front line
    free      @TEXT@,            -- 2024-05-06/2024-05-17
    about     @TEXT@,
    is_found  @INT@ NOT NULL CHECK (is_found IN (0, 1)),
    at        @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX helper_person ON helper (person_id);

CREATE TABLE helper_tag (
    id        @KEY@,
    helper_id @INT@ NOT NULL REFERENCES helper (id) ON DELETE CASCADE,
    word      @TEXT@ NOT NULL,
    weight    @INT@ NOT NULL
) @STRICT@;
CREATE INDEX helper_tag_word ON helper_tag (word, helper_id);
CREATE INDEX helper_tag_helper ON helper_tag (helper_id, id);

-- What a partnership needs somebody for.
CREATE TABLE need (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    partnership_id  @INT@ NOT NULL REFERENCES partnership (id),
    skills          @TEXT@ NOT NULL,
    languages       @TEXT@,
    has_interpreter @INT@ NOT NULL CHECK (has_interpreter IN (0, 1)),
    level           @INT@,
    free            @TEXT@,
    days_needed     @INT@,
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX need_code ON need (code);
CREATE INDEX need_partnership ON need (partnership_id, name_sort, id);

-- Somebody is asked to help, and their answer.
CREATE TABLE helper_ask (
    id          @KEY@,
    person_id   @INT@ NOT NULL,  -- who is asked
    asked_by    @INT@,           -- person
    asked_for   @TEXT@ NOT NULL, -- the need, or the organisation
    for_id      @INT@ NOT NULL,  -- row of need or listing
    words       @TEXT@,
    asked_at    @INT@ NOT NULL,
    answer      @TEXT@,          -- yes no
    reason      @TEXT@,
    answered_at @INT@
) @STRICT@;
CREATE INDEX helper_ask_person ON helper_ask (person_id, id);
CREATE INDEX helper_ask_asker ON helper_ask (asked_by, id);
CREATE INDEX helper_ask_for ON helper_ask (for_id, id);
