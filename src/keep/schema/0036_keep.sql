-- keep/questionnaire: questions as data, in versions. What a version asks is
-- kept as the text that came in; once it is published it never changes.
CREATE TABLE questionnaire (
    id          @KEY@,
    code        @TEXT@ NOT NULL,
    name        @TEXT@ NOT NULL,
    name_sort   @TEXT@ NOT NULL,
    kind        @TEXT@ NOT NULL,   -- profile assessment reflection check other
    language    @TEXT@ NOT NULL,   -- of the original
    answered_by @TEXT@ NOT NULL,   -- person side
    is_repeated @INT@ NOT NULL CHECK (is_repeated IN (0, 1)),
    is_open     @INT@ NOT NULL CHECK (is_open IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX questionnaire_code ON questionnaire (code);
CREATE INDEX questionnaire_name ON questionnaire (name_sort, id);
CREATE INDEX questionnaire_open ON questionnaire (is_open, name_sort, id);

CREATE TABLE questionnaire_version (
    id               @KEY@,
    questionnaire_id @INT@ NOT NULL,
    number           @INT@ NOT NULL,
    status           @TEXT@ NOT NULL,  -- draft published
    questions        @TEXT@ NOT NULL,  -- CSV: keep/question.h
    revision         @INT@ NOT NULL,   -- of a draft: who saves second is told
    published_at     @INT@
) @STRICT@;
CREATE UNIQUE INDEX questionnaire_version_number
    ON questionnaire_version (questionnaire_id, number);

-- Its words, one row a language.
CREATE TABLE questionnaire_words (
    id          @KEY@,
    version_id  @INT@ NOT NULL,
    lang        @TEXT@ NOT NULL,
    words       @TEXT@ NOT NULL,       -- CSV: keep/question.h
    updated_at  @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX questionnaire_words_lang
    ON questionnaire_words (version_id, lang);

-- keep/reply: one going through a questionnaire, by a person, of themselves
-- or of a thing (a side, a visit). person_id 0: the answer on which those of
-- a side agreed; below 0: somebody who was erased, of whom nothing is left.
CREATE TABLE reply (
    id               @KEY@,
    questionnaire_id @INT@ NOT NULL,
    version_id       @INT@ NOT NULL,
    person_id        @INT@ NOT NULL,
    about_kind       @TEXT@,
    about_id         @INT@ NOT NULL,   -- 0: of themselves
    turn             @INT@ NOT NULL,   -- 1, 2 ... where it is repeated
    status           @TEXT@ NOT NULL,  -- open done
    lang             @TEXT@ NOT NULL,
    started_at       @INT@ NOT NULL,
    saved_at         @INT@ NOT NULL,
    done_at          @INT@
) @STRICT@;
CREATE UNIQUE INDEX reply_turn
    ON reply (questionnaire_id, about_id, person_id, turn);
CREATE INDEX reply_person ON reply (person_id, id);
CREATE INDEX reply_questionnaire ON reply (questionnaire_id, status, id);

CREATE TABLE reply_value (
    id          @KEY@,
    reply_id   @INT@ NOT NULL,
    question    @TEXT@ NOT NULL,       -- its code
    value       @TEXT@,                -- NULL: rather not say
    saved_at    @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX reply_value_question
    ON reply_value (reply_id, question);
