-- keep/draft: a form left half done, for the person who began it.
CREATE TABLE draft (
    id         @KEY@,
    person_id  @INT@ NOT NULL,
    kind       @TEXT@ NOT NULL,
    thing_id   @INT@ NOT NULL,      -- 0: a new one
    within_id  @INT@ NOT NULL,      -- of a new one: what it will be in, or 0
    fields     @TEXT@ NOT NULL,     -- JSON: as typed, by the input's name
    at         @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX draft_person ON draft (person_id, kind, thing_id, within_id);
CREATE INDEX draft_at ON draft (at);

-- One that came after its session had ended: kept for the browser that holds
-- the token, and for that person alone.
CREATE TABLE lost_draft (
    id         @KEY@,
    hash       @BLOB@ NOT NULL,     -- of the token in the browser's cookie
    person_id  @INT@ NOT NULL,      -- who the form said it was made for
    kind       @TEXT@ NOT NULL,
    thing_id   @INT@ NOT NULL,
    within_id  @INT@ NOT NULL,
    fields     @TEXT@ NOT NULL,
    at         @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX lost_draft_hash ON lost_draft (hash);
CREATE INDEX lost_draft_at ON lost_draft (at);
