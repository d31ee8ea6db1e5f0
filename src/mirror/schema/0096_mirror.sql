-- Assessments: a side looks at itself by a questionnaire with levels, for one
-- year. What was answered, apart and together, is keep's (reply), about the
-- row here.
CREATE TABLE assessment (
    id               @KEY@,
    code             @TEXT@ NOT NULL,
    side_id          @INT@ NOT NULL REFERENCES side (id),
    questionnaire_id @INT@ NOT NULL REFERENCES questionnaire (id),
    series           @TEXT@ NOT NULL,
    name             @TEXT@ NOT NULL,
    name_sort        @TEXT@ NOT NULL,
    year             @INT@ NOT NULL,
    is_shown         @INT@ NOT NULL CHECK (is_shown IN (0, 1)),
    is_illustrative  @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX assessment_code ON assessment (code);
CREATE INDEX assessment_side ON assessment (side_id, series, year, id);
CREATE INDEX assessment_questionnaire ON assessment (questionnaire_id, id);

-- The meeting has begun: its key is the assessment's. Never undone, also by no
-- earlier version of the assessment: who answered after the others had been
-- shown would be known by the difference.
CREATE TABLE assessment_met (
    id     @KEY@,
    met_on @TEXT@ NOT NULL
) @STRICT@;

-- A weak point that somebody took up: a thing, so that what came of it hangs
-- on it.
CREATE TABLE assessment_point (
    id            @KEY@,
    code          @TEXT@ NOT NULL,
    assessment_id @INT@ NOT NULL REFERENCES assessment (id),
    question      @TEXT@ NOT NULL,
    name          @TEXT@ NOT NULL,
    name_sort     @TEXT@ NOT NULL,
    made_on       @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX assessment_point_code ON assessment_point (code);
CREATE UNIQUE INDEX assessment_point_question
    ON assessment_point (assessment_id, question);

-- What is counted about a side and its place: in which unit, for how many
-- inhabitants, and what exactly, which is prose.
CREATE TABLE fact_kind (
    id            @KEY@,
    code          @TEXT@ NOT NULL,
    name          @TEXT@ NOT NULL,
    name_sort     @TEXT@ NOT NULL,
    topic         @TEXT@ NOT NULL,  -- population staff facilities burden money
    unit          @TEXT@,
    per           @INT@ NOT NULL,   -- inhabitants; 0: as it is
    position      @INT@ NOT NULL,
    is_population @INT@ NOT NULL CHECK (is_population IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX fact_kind_code ON fact_kind (code);
CREATE INDEX fact_kind_position ON fact_kind (position, id);

CREATE TABLE fact (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    side_id         @INT@ NOT NULL REFERENCES side (id),
    kind_id         @INT@ NOT NULL REFERENCES fact_kind (id),
    year            @INT@ NOT NULL,
    value           @REAL@ NOT NULL,
    defined_as      @TEXT@,          -- NULL: as the kind says
    source          @TEXT@ NOT NULL,
    link            @TEXT@,
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX fact_code ON fact (code);
CREATE INDEX fact_side ON fact (side_id, kind_id, year, id);
CREATE INDEX fact_of_kind ON fact (kind_id, id);

-- Answers about a thing that is gone for good go with it: by this they are
-- found.
CREATE INDEX reply_about ON reply (about_id, id);
