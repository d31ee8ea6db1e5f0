-- What came by mail as an answer to the answer of a request.
CREATE TABLE join_request_note (
    id         @KEY@,
    request_id @INT@ NOT NULL,      -- REFERENCES join_request, and goes with it
    at         @INT@ NOT NULL,
    words      @TEXT@ NOT NULL
) @STRICT@;
CREATE INDEX join_request_note_request ON join_request_note (request_id, id);
