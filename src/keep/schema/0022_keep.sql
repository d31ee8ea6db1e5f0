-- keep/bin: what was removed, with all that went along, for 30 days.
CREATE TABLE removed (
    id         @KEY@,
    kind       @TEXT@ NOT NULL,
    thing_id   @INT@ NOT NULL,
    within_id  @INT@ NOT NULL,      -- what it was in, or 0
    title      @TEXT@ NOT NULL,
    actor_id   @INT@ NOT NULL,
    at         @INT@ NOT NULL,
    bundle     @TEXT@ NOT NULL      -- JSON: rows and wordings, whole
) @STRICT@;
CREATE INDEX removed_at ON removed (at, id);
CREATE INDEX removed_actor ON removed (actor_id, id);

-- Whose versions hold a person's key: found by kind, when one is erased.
CREATE INDEX version_kind ON version (kind, thing_id, n);
CREATE INDEX lost_draft_person ON lost_draft (person_id, id);
