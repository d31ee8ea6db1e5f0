-- What made it hard to take part, ticked by whoever did, under the same key of
-- chance as what they say about themselves; what was done about it; what is
-- offered to people so that they can come, and how much of it was used.
CREATE TABLE barrier_mark (
    id         @KEY@,                    -- of chance
    subject_id @INT@ NOT NULL,
    thing_id   @INT@ NOT NULL,
    barrier    @TEXT@ NOT NULL,          -- language money time trust access
                                         -- unasked other
    words      @TEXT@                    -- of the other: their own
) @STRICT@;
CREATE UNIQUE INDEX barrier_mark_of ON barrier_mark (subject_id, barrier);
CREATE INDEX barrier_mark_thing ON barrier_mark (thing_id, barrier, id);

-- How often each was named, as it was published with who was heard.
CREATE TABLE heard_barrier (
    id         @KEY@,
    release_id @INT@ NOT NULL,
    barrier    @TEXT@ NOT NULL,
    n          @INT@                     -- NULL: 1 to 4
) @STRICT@;
CREATE UNIQUE INDEX heard_barrier_of ON heard_barrier (release_id, barrier);

CREATE TABLE barrier_step (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    partnership_id  @INT@ NOT NULL,
    barrier         @TEXT@ NOT NULL,
    name            @TEXT@ NOT NULL,     -- what was done
    done_on         @TEXT@,
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX barrier_step_code ON barrier_step (code);
CREATE INDEX barrier_step_partnership ON barrier_step (partnership_id, id);

CREATE TABLE support_offer (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    partnership_id  @INT@ NOT NULL,
    what            @TEXT@ NOT NULL,     -- travel childcare interpreter paper
                                         -- payment data food other
    name            @TEXT@ NOT NULL,     -- what exactly, and how to have it
    is_on           @INT@ NOT NULL CHECK (is_on IN (0, 1)),
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX support_offer_code ON support_offer (code);
CREATE INDEX support_offer_partnership ON support_offer (partnership_id, id);

-- By how many people, of whom nothing is kept.
CREATE TABLE support_use (
    id       @KEY@,
    offer_id @INT@ NOT NULL,
    used_on  @TEXT@ NOT NULL,
    n        @INT@ NOT NULL
) @STRICT@;
CREATE INDEX support_use_offer ON support_use (offer_id, id);
