-- A proposal is amended: the text of each version that was asked is kept, and
-- answers from `base` on count.
ALTER TABLE proposal ADD COLUMN base @INT@ NOT NULL DEFAULT 1;
CREATE TABLE proposal_version (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    number      @INT@ NOT NULL,
    body        @TEXT@ NOT NULL,
    ended_on    @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX proposal_version_number
    ON proposal_version (proposal_id, number);
