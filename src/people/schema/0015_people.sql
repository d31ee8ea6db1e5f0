-- What somebody is here, of the network or of one thing, from one day until
-- another. Rows stay: an ended one is history.
CREATE TABLE membership (
    id             @KEY@,
    person_id      @INT@ NOT NULL REFERENCES person (id),
    role           @TEXT@ NOT NULL,  -- coordinator facilitator member guest
    kind           @TEXT@ NOT NULL,  -- the thing's table, or network
    thing_id       @INT@ NOT NULL,   -- 0: the network
    partnership_id @INT@,            -- that the thing is, or lies in
    starts_on      @TEXT@ NOT NULL,  -- the first day with it
    ends_on        @TEXT@,           -- the first day without it
    made_at        @INT@ NOT NULL,
    made_by        @INT@,            -- a person's key; NULL: a command
    ended_at       @INT@,            -- when it was said that it ends
    ended_by       @INT@,
    reason         @TEXT@            -- why it ended
) @STRICT@;
CREATE INDEX membership_person ON membership (person_id, thing_id, id);
CREATE INDEX membership_thing ON membership (thing_id, role, id);
CREATE INDEX membership_partnership ON membership (partnership_id, id);

-- Until now an account said it by itself; before that day there was none.
INSERT INTO membership (id, person_id, role, kind, thing_id, starts_on,
    made_at)
SELECT id, id, role, 'network', 0, '2026-01-01', created_at FROM account;
DROP INDEX account_role;
ALTER TABLE account DROP COLUMN role;
