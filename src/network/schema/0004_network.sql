-- The network: places, organisations, who works where, what pays, and the
-- partnerships with their sides. `code` is the user's own name for a row,
-- by which other rows of an import refer to it.

CREATE TABLE place (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    kind            @TEXT@ NOT NULL,
    parent_id       @INT@ REFERENCES place (id),
    latitude        @REAL@,             -- degrees, north positive
    longitude       @REAL@,             -- degrees, east positive
    population      @INT@,
    population_year @INT@,
    source          @TEXT@              -- where the population is from
) @STRICT@;
CREATE UNIQUE INDEX place_code ON place (code);
CREATE INDEX place_name ON place (name_sort, id);
CREATE INDEX place_kind ON place (kind, name_sort, id);
CREATE INDEX place_parent ON place (parent_id, name_sort, id);

CREATE TABLE organisation (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    kind            @TEXT@ NOT NULL,
    place_id        @INT@ REFERENCES place (id),
    website         @TEXT@,
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX organisation_code ON organisation (code);
CREATE INDEX organisation_name ON organisation (name_sort, id);
CREATE INDEX organisation_kind ON organisation (kind, name_sort, id);
CREATE INDEX organisation_place ON organisation (place_id, name_sort, id);

CREATE TABLE affiliation (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    person_id       @INT@ NOT NULL REFERENCES person (id),
    organisation_id @INT@ NOT NULL REFERENCES organisation (id),
    role            @TEXT@,
    starts_on       @TEXT@,
    ends_on         @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX affiliation_code ON affiliation (code);
CREATE INDEX affiliation_organisation ON affiliation (organisation_id, id);
CREATE INDEX affiliation_person ON affiliation (person_id, id);

CREATE TABLE programme (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    funder_id       @INT@ REFERENCES organisation (id),
    currency        @TEXT@,
    amount_cents    @INT@,
    starts_on       @TEXT@,
    ends_on         @TEXT@,
    website         @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX programme_code ON programme (code);
CREATE INDEX programme_name ON programme (name_sort, id);
CREATE INDEX programme_funder ON programme (funder_id, name_sort, id);

CREATE TABLE partnership (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    kind            @TEXT@ NOT NULL,
    status          @TEXT@ NOT NULL,
    programme_id    @INT@ REFERENCES programme (id),
    starts_on       @TEXT@,
    ends_on         @TEXT@,
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX partnership_code ON partnership (code);
CREATE INDEX partnership_name ON partnership (name_sort, id);
CREATE INDEX partnership_status ON partnership (status, name_sort, id);
CREATE INDEX partnership_newest ON partnership (status, id);
CREATE INDEX partnership_kind ON partnership (kind, name_sort, id);
CREATE INDEX partnership_programme
    ON partnership (programme_id, name_sort, id);

-- A partnership has two or more sides; the position never changes, for the
-- side's colour and texture hang on it.
CREATE TABLE side (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    partnership_id  @INT@ NOT NULL REFERENCES partnership (id),
    position        @INT@ NOT NULL CHECK (position BETWEEN 1 AND 6),
    name            @TEXT@ NOT NULL,
    place_id        @INT@ REFERENCES place (id)
) @STRICT@;
CREATE UNIQUE INDEX side_code ON side (code);
CREATE UNIQUE INDEX side_position ON side (partnership_id, position);
CREATE INDEX side_place ON side (place_id, partnership_id);

CREATE TABLE side_organisation (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    side_id         @INT@ NOT NULL REFERENCES side (id),
    organisation_id @INT@ NOT NULL REFERENCES organisation (id),
    role            @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX side_organisation_code ON side_organisation (code);
CREATE INDEX side_organisation_side ON side_organisation (side_id, id);
CREATE INDEX side_organisation_organisation
    ON side_organisation (organisation_id, side_id);

CREATE TABLE project (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    partnership_id  @INT@ NOT NULL REFERENCES partnership (id),
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    status          @TEXT@ NOT NULL,
    starts_on       @TEXT@,
    ends_on         @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX project_code ON project (code);
CREATE INDEX project_partnership ON project (partnership_id, name_sort, id);

-- "Is your region interested?": a request for the coordinator.
CREATE TABLE join_request (
    id              @KEY@,
    at              @INT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    mail            @TEXT@ NOT NULL,
    place_name      @TEXT@ NOT NULL,
    organisation    @TEXT@,
    message         @TEXT@,
    lang            @TEXT@ NOT NULL,
    status          @TEXT@ NOT NULL    -- open answered declined
) @STRICT@;
CREATE INDEX join_request_status ON join_request (status, id);
