-- What somebody needs so that they can take part, said once by themselves and
-- kept for who looks after their partnerships; and whether it was met, each
-- time.
CREATE TABLE access_need (
    id         @KEY@,                    -- the person
    needs      @TEXT@ NOT NULL,          -- codes with a blank between
    words      @TEXT@,
    updated_on @TEXT@ NOT NULL
) @STRICT@;

CREATE TABLE access_met (
    id             @KEY@,
    person_id      @INT@ NOT NULL,
    partnership_id @INT@ NOT NULL,
    met_on         @TEXT@ NOT NULL,
    occasion       @TEXT@ NOT NULL,
    met            @TEXT@ NOT NULL,      -- yes partly no
    noted_by       @INT@
) @STRICT@;
CREATE INDEX access_met_person ON access_met (person_id, id);
CREATE INDEX access_met_partnership ON access_met (partnership_id, id);
CREATE INDEX access_met_noted ON access_met (noted_by, id);
