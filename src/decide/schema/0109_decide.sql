-- Panels drawn by lot: who volunteers, what they said of themselves, the lists
-- of panels that were published, and what was drawn from them.
CREATE TABLE panel (
    id              @KEY@,
    partnership_id  @INT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    purpose         @TEXT@ NOT NULL,
    asked           @TEXT@ NOT NULL,      -- what is asked of people, and why
    lang            @TEXT@ NOT NULL,      -- that all this is written in
    opened_to       @TEXT@ NOT NULL,      -- sides network slips
    status          @TEXT@ NOT NULL,      -- draft open frozen running ended
    size            @INT@ NOT NULL,
    ceiling         @INT@,                -- on a chance, in hundredths
    has_households  @INT@ NOT NULL CHECK (has_households IN (0, 1)),
    closes_on       @TEXT@ NOT NULL,      -- the last day of volunteering
    held            @TEXT@,               -- when and where it meets
    pay             @TEXT@,
    travel          @TEXT@,
    childcare       @TEXT@,
    interpreter     @TEXT@,
    contact         @TEXT@,
    seed_source     @TEXT@,               -- where the public number comes from
    seed_on         @TEXT@,
    ended_on        @TEXT@,
    erased_on       @TEXT@,               -- when what they said was forgotten
    is_shown        @INT@ NOT NULL DEFAULT 0 CHECK (is_shown IN (0, 1)),
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE INDEX panel_partnership ON panel (partnership_id, id);
CREATE INDEX panel_status ON panel (status, id);
CREATE INDEX panel_shown ON panel (is_shown, id);
CREATE INDEX panel_due ON panel (status, erased_on, ended_on, id);

-- Quotas: at least so many, at most so many, of one value.
CREATE TABLE panel_line (
    id       @KEY@,
    panel_id @INT@ NOT NULL REFERENCES panel (id),
    position @INT@ NOT NULL,
    feature  @TEXT@ NOT NULL,
    value    @TEXT@ NOT NULL,
    low      @INT@ NOT NULL,
    high     @INT@ NOT NULL,
    share    @REAL@                       -- of the people of the place
) @STRICT@;
CREATE UNIQUE INDEX panel_line_of ON panel_line (panel_id, position);

-- Somebody who volunteered, under a ticket of chance: nothing here says who.
CREATE TABLE panel_volunteer (
    id        @KEY@,
    panel_id  @INT@ NOT NULL REFERENCES panel (id),
    ticket    @INT@ NOT NULL,
    way       @TEXT@ NOT NULL,            -- self helped file
    lang      @TEXT@ NOT NULL,            -- that they are written to in
    household @TEXT@,
    standing  @TEXT@ NOT NULL,            -- in gone asked accepted declined left
                                          -- reserve
    name      @TEXT@,                     -- shown, with their consent
    told      @TEXT@                      -- what they were last told
) @STRICT@;
CREATE UNIQUE INDEX panel_volunteer_ticket ON panel_volunteer (panel_id, ticket);
CREATE INDEX panel_volunteer_standing ON panel_volunteer (panel_id, standing, ticket);

-- And who that is, apart: an account, a slip of paper, or a mark in a file.
CREATE TABLE panel_link (
    id           @KEY@,
    panel_id     @INT@ NOT NULL REFERENCES panel (id),
    volunteer_id @INT@ NOT NULL,
    person_id    @INT@,
    slip_id      @INT@,
    label        @TEXT@,
    linked_on    @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX panel_link_person ON panel_link (person_id, panel_id);
CREATE UNIQUE INDEX panel_link_slip ON panel_link (slip_id, panel_id);
CREATE UNIQUE INDEX panel_link_label ON panel_link (panel_id, label);
CREATE UNIQUE INDEX panel_link_of ON panel_link (volunteer_id);

-- What they said of themselves, until the panel has ended and its time for
-- appeals is over. Empty: rather not said.
CREATE TABLE panel_answer (
    id           @KEY@,
    panel_id     @INT@ NOT NULL REFERENCES panel (id),
    volunteer_id @INT@ NOT NULL,
    feature      @TEXT@ NOT NULL,
    value        @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX panel_answer_of ON panel_answer (volunteer_id, feature);
CREATE INDEX panel_answer_panel
    ON panel_answer (panel_id, volunteer_id, feature);

-- A list of panels that are equally likely, and what was drawn from it.
CREATE TABLE panel_list (
    id           @KEY@,
    panel_id     @INT@ NOT NULL REFERENCES panel (id),
    number       @INT@ NOT NULL,
    kind         @TEXT@ NOT NULL,         -- first after wide reserves
    status       @TEXT@ NOT NULL,         -- asked listed clash gave_up drawn
                                          -- confirmed dropped
    size         @INT@ NOT NULL,
    reason       @TEXT@,                  -- why there is another one
    n_pool       @INT@ NOT NULL,
    reached      @INT@ NOT NULL,          -- the stage, of the engine
    said         @TEXT@,                  -- of a clash: what would do
    n_panels     @INT@ NOT NULL,
    hash         @TEXT@,
    list_seed    @TEXT@,
    solver       @TEXT@,
    lowest       @REAL@,
    highest      @REAL@,
    gini         @REAL@,
    made_at      @INT@,
    seed         @TEXT@,
    seed_source  @TEXT@,
    drawn        @INT@,                   -- which of its panels
    drawn_at     @INT@,
    tickets      @TEXT@,
    confirmed_by @INT@,
    confirmed_at @INT@,
    told_from    @TEXT@                   -- where the house is, for mails
) @STRICT@;
CREATE UNIQUE INDEX panel_list_number ON panel_list (panel_id, number);
CREATE INDEX panel_list_hash ON panel_list (panel_id, hash);
CREATE INDEX panel_list_confirmed ON panel_list (confirmed_by, id);

-- Its files, each as it was published or kept: list quotas certificate people.
CREATE TABLE panel_file (
    id       @KEY@,
    panel_id @INT@ NOT NULL REFERENCES panel (id),
    list_id  @INT@ NOT NULL,
    name     @TEXT@ NOT NULL,
    content  @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX panel_file_of ON panel_file (list_id, name);
CREATE INDEX panel_file_panel ON panel_file (panel_id, id);

-- How many volunteered and are in, of each value, as everybody may see it:
-- small counts are not here.
CREATE TABLE panel_count (
    id           @KEY@,
    panel_id     @INT@ NOT NULL REFERENCES panel (id),
    position     @INT@ NOT NULL,
    feature      @TEXT@ NOT NULL,
    value        @TEXT@ NOT NULL,
    n_volunteers @INT@,
    n_panel      @INT@
) @STRICT@;
CREATE UNIQUE INDEX panel_count_of ON panel_count (panel_id, position);

-- What was done, by whom and why: everybody may read it.
CREATE TABLE panel_event (
    id        @KEY@,
    panel_id  @INT@ NOT NULL REFERENCES panel (id),
    at        @INT@ NOT NULL,
    person_id @INT@,
    what      @TEXT@ NOT NULL,
    reason    @TEXT@,
    detail    @TEXT@
) @STRICT@;
CREATE INDEX panel_event_panel ON panel_event (panel_id, id);
CREATE INDEX panel_event_person ON panel_event (person_id, id);

CREATE TABLE panel_attendance (
    id           @KEY@,
    panel_id     @INT@ NOT NULL REFERENCES panel (id),
    volunteer_id @INT@ NOT NULL,
    day          @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX panel_attendance_of
    ON panel_attendance (panel_id, day, volunteer_id);
CREATE INDEX panel_attendance_who ON panel_attendance (volunteer_id, id);
