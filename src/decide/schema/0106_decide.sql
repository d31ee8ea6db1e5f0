-- The rule of proposals, whole: the days of its list and its asking, what was
-- said in meetings, who stands aside, backing, outreach, keys of a community.
CREATE TABLE proposal_asking (
    id              @KEY@,               -- the proposal's
    listed_on       @TEXT@,              -- the list was laid open
    challenge_until @TEXT@,              -- the last day for: who is missing?
    is_extended     @INT@ NOT NULL CHECK (is_extended IN (0, 1)),
    asked_on        @TEXT@,              -- this asking opened
    n_reminded      @INT@ NOT NULL,      -- of this asking's three
    amend           @INT@ NOT NULL,      -- how this version was made
    amended_on      @TEXT@,
    trial_until     @TEXT@,
    trial_stop      @TEXT@,              -- what ends the trial earlier
    review_on       @TEXT@,              -- of what is agreed for now
    tell_on         @TEXT@,              -- when who looks after it is told
    follows_id      @INT@                -- the one that was not agreed
) @STRICT@;
CREATE INDEX proposal_asking_tell ON proposal_asking (tell_on, id);
CREATE INDEX proposal_closes ON proposal (status, closes_on, id);

-- Stricter than the rule, never looser; who may answer in it; and, once asking
-- has closed, how many said what.
ALTER TABLE proposal_unit ADD COLUMN own_quorum @INT@ NOT NULL DEFAULT 0;
ALTER TABLE proposal_unit ADD COLUMN share @INT@ NOT NULL DEFAULT 0;
ALTER TABLE proposal_unit ADD COLUMN share_of @INT@ NOT NULL DEFAULT 0;
ALTER TABLE proposal_unit ADD COLUMN takes_staff @INT@ NOT NULL DEFAULT 0;
ALTER TABLE proposal_unit ADD COLUMN aside @INT@ NOT NULL DEFAULT 0;
ALTER TABLE proposal_unit ADD COLUMN n_agree @INT@;
ALTER TABLE proposal_unit ADD COLUMN n_live @INT@;
ALTER TABLE proposal_unit ADD COLUMN n_object @INT@;
ALTER TABLE proposal_unit ADD COLUMN n_unsure @INT@;

-- What a unit said in its own way, with the words of its minute.
CREATE TABLE proposal_minute (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    unit        @INT@ NOT NULL,
    version     @INT@ NOT NULL,
    kind        @TEXT@ NOT NULL,         -- hands position aside
    words       @TEXT@ NOT NULL,
    meeting_id  @INT@,
    said_on     @TEXT@ NOT NULL,
    is_over     @INT@ NOT NULL CHECK (is_over IN (0, 1)) -- said anew since
) @STRICT@;
CREATE INDEX proposal_minute_of ON proposal_minute (proposal_id, id);
CREATE INDEX proposal_minute_meeting ON proposal_minute (meeting_id, id);

-- Who answers without an account: a slip of paper, or a hand in a meeting.
CREATE TABLE proposal_holder (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    unit        @INT@ NOT NULL,
    number      @INT@ NOT NULL,          -- drawn by lot
    slip_id     @INT@,
    minute_id   @INT@,
    way         @TEXT@ NOT NULL,         -- self hand, or how it was helped
    read_back   @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX proposal_holder_slip
    ON proposal_holder (slip_id, proposal_id);
CREATE INDEX proposal_holder_of ON proposal_holder (proposal_id, number);
CREATE INDEX proposal_holder_minute ON proposal_holder (minute_id, id);

-- Who stands behind an objection, and who of the community turned its key in
-- the place of whoever raised it: by numbers drawn by lot.
CREATE TABLE proposal_backer (
    id           @KEY@,
    proposal_id  @INT@ NOT NULL,
    objection_id @INT@ NOT NULL,
    voice        @INT@ NOT NULL,
    is_key       @INT@ NOT NULL CHECK (is_key IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX proposal_backer_of
    ON proposal_backer (objection_id, voice, is_key);
CREATE INDEX proposal_backer_voice ON proposal_backer (proposal_id, voice);

ALTER TABLE proposal_objection ADD COLUMN ground @INT@ NOT NULL DEFAULT 0;
ALTER TABLE proposal_objection ADD COLUMN is_adopted @INT@;
ALTER TABLE proposal_objection ADD COLUMN answered_by_way @TEXT@;
ALTER TABLE proposal_objection ADD COLUMN answered_words @TEXT@;
ALTER TABLE proposal_objection ADD COLUMN answered_on @TEXT@;

-- How those were reached out to who were not heard.
CREATE TABLE proposal_outreach (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    unit        @INT@ NOT NULL,
    round       @INT@ NOT NULL,
    route       @TEXT@ NOT NULL,
    note        @TEXT@ NOT NULL,
    done_on     @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX proposal_outreach_of
    ON proposal_outreach (proposal_id, unit, round, route);

-- Who is missing from the list, who is split in two: asked before it is
-- frozen, and answered where everybody reads it.
CREATE TABLE proposal_challenge (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    person_id   @INT@,
    kind        @TEXT@ NOT NULL,         -- missing split other
    words       @TEXT@ NOT NULL,
    made_on     @TEXT@ NOT NULL,
    answer      @TEXT@,
    answered_on @TEXT@
) @STRICT@;
CREATE INDEX proposal_challenge_of ON proposal_challenge (proposal_id, id);
CREATE INDEX proposal_challenge_person ON proposal_challenge (person_id, id);

-- What each organisation that must act does now that it was not agreed.
CREATE TABLE proposal_act (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    unit        @INT@ NOT NULL,
    words       @TEXT@ NOT NULL,
    why         @TEXT@ NOT NULL,
    said_on     @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX proposal_act_of ON proposal_act (proposal_id, unit);
