-- What people of an example are said to have answered: made up, as it came by
-- a file, and under which key of chance it was put to the answers.
CREATE TABLE made_answer (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    unit_id         @INT@ NOT NULL,
    answers         @TEXT@ NOT NULL,      -- 1a 2d 3p
    about           @TEXT@,               -- codes of about_group, ; between
    barriers        @TEXT@,               -- time money ..., ; between
    participant_id  @INT@
) @STRICT@;
CREATE UNIQUE INDEX made_answer_code ON made_answer (code);
CREATE INDEX made_answer_conversation ON made_answer (conversation_id, id);
CREATE INDEX made_answer_unit ON made_answer (unit_id, id);
CREATE INDEX made_answer_participant ON made_answer (participant_id, id);
