-- A proposal whose level is to inform, consult or involve ends in this: what
-- was heard, what was done, and why not.
CREATE TABLE proposal_told (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    heard       @TEXT@ NOT NULL,
    did         @TEXT@ NOT NULL,
    why_not     @TEXT@ NOT NULL,
    told_by     @INT@,
    told_on     @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX proposal_told_of ON proposal_told (proposal_id);
CREATE INDEX proposal_told_person ON proposal_told (told_by, id);

CREATE INDEX contribution_all ON contribution (proposal_id, id);
CREATE INDEX contribution_open
    ON contribution (proposal_id, status, outcome, id);
