-- Signing in without a mail address, in two steps, from a browser that is
-- known; and getting back in. Of what is secret only hashes are kept, but for
-- the secret of two-step codes, which is enciphered.

ALTER TABLE account ADD COLUMN sign_name @TEXT@;  -- "achieng47"; NULL: none
ALTER TABLE account ADD COLUMN is_pin @INT@ NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX account_sign_name ON account (sign_name);

ALTER TABLE session ADD COLUMN device @TEXT@;     -- "Firefox/Android"
ALTER TABLE session ADD COLUMN waits_for @TEXT@;  -- code; NULL: it is whole

-- A browser in which somebody signed in. It gives no right: who has it is
-- counted apart from those who guess from elsewhere.
CREATE TABLE device (
    id         @KEY@,
    hash       @BLOB@ NOT NULL,     -- of the cookie's token
    person_id  @INT@ NOT NULL REFERENCES account (id),
    seen_at    @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX device_hash ON device (hash);
CREATE INDEX device_person ON device (person_id, id);
CREATE INDEX device_seen ON device (seen_at);

-- How often in a row somebody was wrong with what is short: a PIN, a code.
-- Also for names that nobody has, so that they look the same.
CREATE TABLE sign_in_lock (
    hash       @BLOB@ NOT NULL PRIMARY KEY,  -- of what was tried
    n_wrong    @INT@ NOT NULL,
    until      @INT@ NOT NULL
) @STRICT@;
CREATE INDEX sign_in_lock_until ON sign_in_lock (until);

-- A sheet of join slips, and each of its slips. The codes are on paper alone.
CREATE TABLE slip_sheet (
    id            @KEY@,
    kind          @TEXT@ NOT NULL,  -- the thing's; network
    thing_id      @INT@ NOT NULL,   -- 0: the network
    role          @TEXT@ NOT NULL,  -- that a slip gives
    title         @TEXT@,           -- said by who made it
    made_by       @INT@ REFERENCES person (id),
    made_at       @INT@ NOT NULL,
    ends_at       @INT@ NOT NULL,
    n_slips       @INT@ NOT NULL,
    taken_back_at @INT@
) @STRICT@;
CREATE INDEX slip_sheet_thing ON slip_sheet (thing_id, id);
CREATE INDEX slip_sheet_maker ON slip_sheet (made_by, id);
CREATE INDEX slip_sheet_end ON slip_sheet (ends_at);

CREATE TABLE slip (
    id         @KEY@,
    sheet_id   @INT@ NOT NULL REFERENCES slip_sheet (id),
    hash       @BLOB@ NOT NULL,
    used_at    @INT@,
    person_id  @INT@ REFERENCES person (id)
) @STRICT@;
CREATE UNIQUE INDEX slip_hash ON slip (hash);
CREATE INDEX slip_of_sheet ON slip (sheet_id, id);
CREATE INDEX slip_person ON slip (person_id, id);

-- Two steps: the secret of the codes, and codes for when it is lost.
CREATE TABLE two_step (
    id           @KEY@ REFERENCES account (id),  -- the account's
    secret       @BLOB@ NOT NULL,   -- enciphered
    made_at      @INT@ NOT NULL,
    confirmed_at @INT@,             -- NULL: not yet
    last_step    @INT@ NOT NULL     -- the newest of which a code was taken
) @STRICT@;

CREATE TABLE recovery_code (
    id         @KEY@,
    person_id  @INT@ NOT NULL REFERENCES account (id),
    hash       @BLOB@ NOT NULL,
    used_at    @INT@
) @STRICT@;
CREATE UNIQUE INDEX recovery_code_hash ON recovery_code (person_id, hash);

-- A coordinator who lost the way in: another asks, a third agrees.
CREATE TABLE recovery (
    id         @KEY@,
    person_id  @INT@ NOT NULL REFERENCES person (id),
    asked_by   @INT@ REFERENCES person (id),
    asked_at   @INT@ NOT NULL,
    settled_by @INT@ REFERENCES person (id),
    settled_at @INT@,
    outcome    @TEXT@ NOT NULL DEFAULT 'open'  -- open agreed refused
) @STRICT@;
CREATE INDEX recovery_open ON recovery (outcome, asked_at);
CREATE INDEX recovery_person ON recovery (person_id, id);
CREATE INDEX recovery_asker ON recovery (asked_by, id);
CREATE INDEX recovery_settler ON recovery (settled_by, id);
