-- keep/thread: what came of what. A link is between any two things, has a
-- kind, and is there once. Rows of a thing that was taken away stay, and are
-- not shown until it comes back or is forgotten.
CREATE TABLE thread (
    id        @KEY@,
    from_kind @TEXT@ NOT NULL,      -- the things' tables
    from_id   @INT@ NOT NULL,
    kind      @TEXT@ NOT NULL,      -- comes_from answers supports changed ...
    to_kind   @TEXT@ NOT NULL,
    to_id     @INT@ NOT NULL,
    at        @INT@ NOT NULL,
    CHECK (from_id <> to_id)
) @STRICT@;
CREATE UNIQUE INDEX thread_link ON thread (from_id, kind, to_id);
CREATE INDEX thread_from ON thread (from_id, id);
CREATE INDEX thread_to ON thread (to_id, id);
