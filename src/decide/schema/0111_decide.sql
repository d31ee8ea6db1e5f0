-- Who was heard, as it was published: what may be shown and nothing else. Of
-- what is open there is one a week, of which only gaps are said; of what has
-- closed the last one, which stays.
CREATE TABLE heard_release (
    id             @KEY@,
    partnership_id @INT@ NOT NULL,
    kind           @TEXT@ NOT NULL,      -- conversation proposal panel meeting
    thing_id       @INT@ NOT NULL,
    made_on        @TEXT@,               -- NULL: not counted yet
    next_on        @TEXT@,               -- NULL: it has closed
    n_people       @INT@                 -- NULL: so few that it is not told
) @STRICT@;
CREATE UNIQUE INDEX heard_release_thing ON heard_release (thing_id);
CREATE INDEX heard_release_partnership ON heard_release (partnership_id, id);
CREATE INDEX heard_release_due ON heard_release (next_on, id);

CREATE TABLE heard_line (
    id          @KEY@,
    release_id  @INT@ NOT NULL,
    question_id @INT@ NOT NULL,
    place       @INT@ NOT NULL,          -- 0 and on: groups; then who would
                                         -- rather not say; not asked
    group_id    @INT@,
    n           @INT@,                   -- NULL: not shown
    n_of        @INT@,
    share       @REAL@,                  -- of those who live there
    ratio       @REAL@,
    low         @REAL@,
    high        @REAL@,
    verdict     @INT@
) @STRICT@;
CREATE UNIQUE INDEX heard_line_of
    ON heard_line (release_id, question_id, place);

-- Two questions together.
CREATE TABLE heard_cell (
    id         @KEY@,
    release_id @INT@ NOT NULL,
    one_id     @INT@ NOT NULL,           -- questions
    two_id     @INT@ NOT NULL,
    place      @INT@ NOT NULL,           -- row by row, all lines of both
    n          @INT@
) @STRICT@;
CREATE UNIQUE INDEX heard_cell_of ON heard_cell (release_id, place);

-- Who is missing, what is done about it, and until when.
CREATE TABLE heard_gap (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    partnership_id  @INT@ NOT NULL,
    name            @TEXT@ NOT NULL,     -- "Nobody under 18 from Bellingham"
    doing           @TEXT@ NOT NULL,     -- "we ask at two schools"
    until           @TEXT@,
    came            @TEXT@,              -- what came of it; NULL: not yet
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX heard_gap_code ON heard_gap (code);
CREATE INDEX heard_gap_partnership ON heard_gap (partnership_id, until, id);
