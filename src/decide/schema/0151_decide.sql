-- A child who takes part: that a parent or guardian said yes and on which day,
-- that the child did, and the hash of the code with which the yes is taken back.
-- Nothing in it says who either of them is.
CREATE TABLE child_yes (
    id          @KEY@,
    kind        @TEXT@ NOT NULL,         -- participant voice volunteer said
    subject_id  @INT@ NOT NULL,          -- the key of chance of what was said
    thing_id    @INT@ NOT NULL,          -- a conversation, proposal, panel,
                                         -- partnership
    guardian_on @TEXT@ NOT NULL,
    child_on    @TEXT@ NOT NULL,
    guardian    @TEXT@ NOT NULL,
    ended_on    @TEXT@                   -- one of both took it back
) @STRICT@;
CREATE UNIQUE INDEX child_yes_of ON child_yes (kind, subject_id);
CREATE UNIQUE INDEX child_yes_guardian ON child_yes (guardian);
CREATE INDEX child_yes_thing ON child_yes (thing_id, id);
-- Who chooses it says that they are under age.
ALTER TABLE about_group ADD COLUMN is_child @INT@ NOT NULL DEFAULT 0;
UPDATE about_group SET is_child = 1 WHERE name = 'Under 18';
