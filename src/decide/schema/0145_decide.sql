-- Who was at a meeting, by the questions that people are asked about themselves:
-- counted from slips of paper, and typed; gone when the copy that is published
-- was made of it.
CREATE TABLE about_tally (
    id          @KEY@,
    thing_id    @INT@ NOT NULL,
    question_id @INT@ NOT NULL,
    group_id    @INT@,                   -- NULL: would rather not say
    n           @INT@ NOT NULL
) @STRICT@;
CREATE INDEX about_tally_of ON about_tally (thing_id, question_id, group_id);

-- How many took part by themselves, with a helper, on paper: as it was
-- published with who was heard.
CREATE TABLE heard_way (
    id         @KEY@,
    release_id @INT@ NOT NULL,
    way        @TEXT@ NOT NULL,          -- self helped paper message
    n          @INT@                     -- NULL: not shown
) @STRICT@;
CREATE UNIQUE INDEX heard_way_of ON heard_way (release_id, way);

-- Under which key of chance somebody who told a voice says what they like
-- about themselves; NULL: nothing was said.
ALTER TABLE voice_link ADD COLUMN about_id @INT@;
CREATE INDEX voice_link_about ON voice_link (about_id, id);
