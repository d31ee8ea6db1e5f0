-- The text of a proposal, paragraph by paragraph: each keeps its key while its
-- words are the same or mostly the same, and so what people said of it.
ALTER TABLE proposal ADD COLUMN lang @TEXT@ NOT NULL DEFAULT 'en';
-- Those of before have none yet: made in the background.
ALTER TABLE proposal ADD COLUMN has_paragraphs @INT@ NOT NULL DEFAULT 0;
CREATE INDEX proposal_paragraphs ON proposal (has_paragraphs, id);
CREATE TABLE paragraph (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    position    @INT@ NOT NULL,       -- from 1; 0: not in the text any more
    words       @TEXT@ NOT NULL,      -- as they are, or were last
    since       @INT@ NOT NULL,       -- the version that first had these words
    made_in     @INT@ NOT NULL        -- the version that first had it at all
) @STRICT@;
CREATE INDEX paragraph_of ON paragraph (proposal_id, position, id);

-- Each wording that was saved, of a draft as well: nothing is lost when two
-- write at once, and any two can be compared.
CREATE TABLE proposal_wording (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    number      @INT@ NOT NULL,       -- from 1
    version     @INT@ NOT NULL,
    body        @TEXT@ NOT NULL,
    person_id   @INT@,
    made_on     @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX proposal_wording_number
    ON proposal_wording (proposal_id, number);
CREATE INDEX proposal_wording_person ON proposal_wording (person_id, id);

-- What people say of a paragraph: a comment, or other words for it.
CREATE TABLE contribution (
    id           @KEY@,
    proposal_id  @INT@ NOT NULL,
    paragraph_id @INT@ NOT NULL,
    kind         @TEXT@ NOT NULL,     -- comment offer
    place        @TEXT@ NOT NULL,     -- of an offer: instead after away
    was          @TEXT@ NOT NULL,     -- the paragraph that they had before them
    words        @TEXT@ NOT NULL,
    why          @TEXT@ NOT NULL,
    lang         @TEXT@ NOT NULL,
    version      @INT@ NOT NULL,
    status       @TEXT@ NOT NULL,     -- in withdrawn out
    outcome      @TEXT@ NOT NULL,     -- of the drafters: (none yet) next taken
                                      -- answered refused scope
    reply        @TEXT@ NOT NULL,
    taken_in     @INT@,               -- the version that has it
    person_id    @INT@,
    is_named     @INT@ NOT NULL CHECK (is_named IN (0, 1)),
    may_stay     @INT@ NOT NULL CHECK (may_stay IN (0, 1)),
    settled_by   @INT@,
    made_on      @TEXT@ NOT NULL,
    settled_on   @TEXT@
) @STRICT@;
CREATE INDEX contribution_paragraph
    ON contribution (paragraph_id, kind, status, id);
CREATE INDEX contribution_proposal
    ON contribution (proposal_id, kind, status, outcome, id);
CREATE INDEX contribution_person ON contribution (person_id, id);
CREATE INDEX contribution_person_of ON contribution (person_id, proposal_id);
CREATE INDEX contribution_settled ON contribution (settled_by, id);
