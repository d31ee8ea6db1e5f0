-- What the chair or the keeper of the minute wrote down of a meeting, until the
-- other of the two says the same: it counts for nothing before. It is gone then.
CREATE TABLE sitting_said (
    id          @KEY@,
    sitting_id  @INT@ NOT NULL,
    proposal_id @INT@ NOT NULL,
    unit_id     @INT@ NOT NULL,
    position    @TEXT@ NOT NULL,
    ground      @TEXT@ NOT NULL,
    n_agree     @INT@ NOT NULL,
    n_live      @INT@ NOT NULL,
    n_object    @INT@ NOT NULL,
    n_unsure    @INT@ NOT NULL,
    words       @TEXT@ NOT NULL,
    reason      @TEXT@ NOT NULL,
    mend        @TEXT@ NOT NULL,
    is_safety   @INT@ NOT NULL CHECK (is_safety IN (0, 1)),
    is_shown    @INT@ NOT NULL CHECK (is_shown IN (0, 1)),
    written_by  @INT@,
    written_on  @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX sitting_said_of ON sitting_said (sitting_id, unit_id);
CREATE INDEX sitting_said_proposal ON sitting_said (proposal_id, id);
CREATE INDEX sitting_said_by ON sitting_said (written_by, id);
-- How the record of a decision is to read, until a second person says so.
CREATE TABLE decision_mending (
    id          @KEY@,
    decision_id @INT@ NOT NULL,
    name        @TEXT@ NOT NULL,
    words       @TEXT@ NOT NULL,
    why_private @TEXT@,
    reason      @TEXT@ NOT NULL,
    written_by  @INT@,
    written_on  @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX decision_mending_of ON decision_mending (decision_id);
CREATE INDEX decision_mending_by ON decision_mending (written_by, id);
