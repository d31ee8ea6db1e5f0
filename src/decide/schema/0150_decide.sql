-- An example's panel: who is said to have volunteered, and what is said to
-- have been done, made up, as it came by a file.
CREATE TABLE made_volunteer (
    id        @KEY@,
    code      @TEXT@ NOT NULL,
    panel_id  @INT@ NOT NULL REFERENCES panel (id),
    ticket    @INT@ NOT NULL,
    said      @TEXT@,                 -- Area: North; Age: 16 to 29
    household @TEXT@,
    lang      @TEXT@ NOT NULL,
    name      @TEXT@                  -- shown, once they are on the panel
) @STRICT@;
CREATE UNIQUE INDEX made_volunteer_code ON made_volunteer (code);
CREATE UNIQUE INDEX made_volunteer_of ON made_volunteer (panel_id, ticket);

CREATE TABLE made_draw (
    id        @KEY@,
    code      @TEXT@ NOT NULL,
    panel_id  @INT@ NOT NULL REFERENCES panel (id),
    position  @INT@ NOT NULL,
    done_on   @TEXT@ NOT NULL,
    what      @TEXT@ NOT NULL,        -- source freeze draw confirm accept
                                      -- decline leave replace reserves end
    said      @TEXT@,                 -- a public number, tickets, how many
    words     @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX made_draw_code ON made_draw (code);
CREATE UNIQUE INDEX made_draw_of ON made_draw (panel_id, position);
