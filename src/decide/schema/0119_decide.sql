-- A proposal in other languages, by people: paragraph by paragraph, its name
-- under its own key. Each wording stays; one of a language is that of now.
CREATE TABLE paragraph_words (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    thing_id    @INT@ NOT NULL,
    lang        @TEXT@ NOT NULL,
    words       @TEXT@ NOT NULL,
    of_words    @TEXT@ NOT NULL,      -- what was translated
    version     @INT@ NOT NULL,
    person_id   @INT@,
    role        @TEXT@ NOT NULL,      -- as what they translate
    made_on     @TEXT@ NOT NULL,
    is_now      @INT@ NOT NULL CHECK (is_now IN (0, 1)),
    is_back     @INT@ NOT NULL CHECK (is_back IN (0, 1)),
    back_why    @TEXT@ NOT NULL,      -- how it changes the meaning
    back_by     @INT@
) @STRICT@;
CREATE INDEX paragraph_words_of
    ON paragraph_words (proposal_id, lang, is_now, id);
CREATE INDEX paragraph_words_thing
    ON paragraph_words (thing_id, lang, is_now, id);
CREATE INDEX paragraph_words_person ON paragraph_words (person_id, id);
CREATE INDEX paragraph_words_back ON paragraph_words (back_by, id);

-- In which languages it must be there before people are asked; not said: the
-- languages that those of its sides read.
ALTER TABLE proposal ADD COLUMN langs @TEXT@;

-- The same in easy words, beside it.
CREATE TABLE proposal_easy (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    lang        @TEXT@ NOT NULL,
    words       @TEXT@ NOT NULL,
    version     @INT@ NOT NULL,       -- of the text that it says
    person_id   @INT@,
    made_on     @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX proposal_easy_of ON proposal_easy (proposal_id, lang);
CREATE INDEX proposal_easy_person ON proposal_easy (person_id, id);
