-- On which day signs were last looked for while it is open.
CREATE TABLE ground_look (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    looked_on       @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX ground_look_of ON ground_look (conversation_id);

-- What makes the number on the result one that nobody can try out votes
-- against: it is handed over with the sealed votes.
ALTER TABLE ground_result ADD COLUMN salt @TEXT@ NOT NULL DEFAULT '';
