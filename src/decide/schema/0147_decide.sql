-- What an example's proposals are said to have gone through: made up, a row a
-- step, as it came by a file. Such a proposal is in files the draft it was.
CREATE TABLE made_step (
    id          @KEY@,
    code        @TEXT@ NOT NULL,
    proposal_id @INT@ NOT NULL,
    position    @INT@ NOT NULL,
    done_on     @TEXT@ NOT NULL,
    what        @TEXT@ NOT NULL,         -- open hands position outreach amend
                                         -- close
    unit_id     @INT@,
    agree       @INT@,
    live        @INT@,
    object      @INT@,
    unsure      @INT@,
    said        @TEXT@,                  -- a position, or a way of outreach
    words       @TEXT@,
    mend        @TEXT@,
    until_on    @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX made_step_code ON made_step (code);
CREATE UNIQUE INDEX made_step_of ON made_step (proposal_id, position);
CREATE INDEX made_step_unit ON made_step (unit_id, id);
ALTER TABLE proposal ADD COLUMN is_made @INT@ NOT NULL DEFAULT 0;
