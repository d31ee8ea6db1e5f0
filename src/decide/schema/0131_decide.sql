-- A statement can be heard, read by a person in a language, and have a
-- picture.
CREATE TABLE statement_media (
    id              @KEY@,
    conversation_id @INT@ NOT NULL REFERENCES conversation (id),
    statement_id    @INT@ NOT NULL,
    kind            @TEXT@ NOT NULL,      -- sound picture
    lang            @TEXT@ NOT NULL,      -- of a sound; of a picture empty
    file_id         @INT@ NOT NULL,
    alt             @TEXT@ NOT NULL,      -- of a picture, in words
    added_on        @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX statement_media_of
    ON statement_media (statement_id, kind, lang);
CREATE INDEX statement_media_conversation
    ON statement_media (conversation_id, id);
