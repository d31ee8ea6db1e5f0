-- Signing in. Of what is secret only hashes are kept: BLAKE2b-256 of tokens,
-- Argon2id of passwords.

-- A person who may sign in.
CREATE TABLE account (
    id         @KEY@ REFERENCES person (id),  -- the person's
    mail       @TEXT@,              -- in small letters; NULL: not said yet
    password   @TEXT@,              -- Argon2id; NULL: none chosen yet
    role       @TEXT@ NOT NULL,    -- coordinator member
    created_at @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX account_mail ON account (mail);
CREATE INDEX account_role ON account (role, id);

CREATE TABLE session (
    id         @KEY@,
    hash       @BLOB@ NOT NULL,     -- of the cookie's token
    person_id  @INT@ NOT NULL REFERENCES account (id),
    made_at    @INT@ NOT NULL,
    seen_at    @INT@ NOT NULL,      -- to the hour
    ends_at    @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX session_hash ON session (hash);
CREATE INDEX session_person ON session (person_id, id);
CREATE INDEX session_end ON session (ends_at);

-- A link that a person opens once.
CREATE TABLE one_time_link (
    id         @KEY@,
    hash       @BLOB@ NOT NULL,     -- of the token in its address
    person_id  @INT@ NOT NULL REFERENCES account (id),
    purpose    @TEXT@ NOT NULL,    -- welcome
    made_at    @INT@ NOT NULL,
    ends_at    @INT@ NOT NULL,
    used_at    @INT@
) @STRICT@;
CREATE UNIQUE INDEX one_time_link_hash ON one_time_link (hash);
CREATE INDEX one_time_link_person ON one_time_link (person_id, id);
CREATE INDEX one_time_link_end ON one_time_link (ends_at);
