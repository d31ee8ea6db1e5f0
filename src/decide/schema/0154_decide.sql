-- A picture beside a line of a proposal in easy words, in one language.
CREATE TABLE easy_picture (
    id          @KEY@,
    proposal_id @INT@ NOT NULL REFERENCES proposal (id),
    lang        @TEXT@ NOT NULL,
    line        @INT@ NOT NULL,           -- of those with words, from 1
    file_id     @INT@ NOT NULL,
    alt         @TEXT@ NOT NULL,
    added_on    @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX easy_picture_of ON easy_picture (proposal_id, lang, line);
CREATE INDEX easy_picture_file ON easy_picture (file_id, id);
