-- The chain over the audit log: the sealer gives each committed row its place
-- and the hash of everything up to it.
ALTER TABLE audit ADD COLUMN chain_n @INT@;      -- 1 2 3 ...; NULL: not yet
ALTER TABLE audit ADD COLUMN chain_hash @BLOB@;  -- BLAKE2b-256
CREATE UNIQUE INDEX audit_chain ON audit (chain_n);
CREATE INDEX audit_unsealed ON audit (id) WHERE chain_n IS NULL;
CREATE INDEX audit_actor ON audit (actor_id, id);
CREATE INDEX audit_action ON audit (action, id);

-- keep/consent: what somebody agreed to, and until when.
CREATE TABLE consent (
    id           @KEY@,
    person_id    @INT@,             -- one of the two
    slip_id      @INT@,
    kind         @TEXT@ NOT NULL,   -- what for: a door's consents
    thing_id     @INT@ NOT NULL,    -- about which; 0: the network
    wording      @INT@ NOT NULL,    -- which wording was shown
    lang         @TEXT@ NOT NULL,   -- in which language
    given_at     @INT@ NOT NULL,
    withdrawn_at @INT@
) @STRICT@;
CREATE INDEX consent_person ON consent (person_id, kind, thing_id, id);
CREATE INDEX consent_slip ON consent (slip_id, kind, thing_id, id);

-- keep/tally: how often something happened, a day; nothing about whom.
CREATE TABLE tally (
    day   @TEXT@ NOT NULL,
    name  @TEXT@ NOT NULL,
    n     @INT@ NOT NULL,
    PRIMARY KEY (day, name)
) @STRICT@;

-- keep/person_data: who was erased. The key says nothing about anybody; an
-- older backup that is restored is told by it whom to erase again.
CREATE TABLE erasure (
    id  @KEY@,                      -- the person's
    at  @INT@ NOT NULL
) @STRICT@;
CREATE INDEX erasure_at ON erasure (at, id);

-- When a backup was made, and how large it is.
CREATE TABLE backup (
    id      @KEY@,
    at      @INT@ NOT NULL,
    n_bytes @INT@ NOT NULL
) @STRICT@;

-- How large each table was on a day, and what was left of the disk ('free').
CREATE TABLE storage (
    day     @TEXT@ NOT NULL,
    name    @TEXT@ NOT NULL,
    n_bytes @INT@ NOT NULL,
    PRIMARY KEY (day, name)
) @STRICT@;
