-- A person: somebody known here, with or without an account.
CREATE TABLE person (
    id              @KEY@,
    code            @TEXT@ NOT NULL,  -- the user's own name for the row
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,  -- root collation key of the name
    language        @TEXT@,           -- BCP 47
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX person_code ON person (code);
CREATE INDEX person_name ON person (name_sort, id);
