-- keep/version: what a thing was after each change, and who made it.
CREATE TABLE version (
    id         @KEY@,
    kind       @TEXT@ NOT NULL,     -- the thing's table
    thing_id   @INT@ NOT NULL,
    n          @INT@ NOT NULL,      -- 1, 2, 3 ... of this thing
    at         @INT@ NOT NULL,
    actor_id   @INT@,               -- NULL: it came in otherwise
    action     @TEXT@ NOT NULL,     -- create change remove restore import
    snapshot   @TEXT@,              -- JSON: row and wordings; NULL: removed
    changed    @TEXT@               -- JSON: the names of what changed
) @STRICT@;
CREATE UNIQUE INDEX version_thing ON version (thing_id, n);
