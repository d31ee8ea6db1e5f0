-- What somebody shows of themselves, and to whom: public, network,
-- partnership, nobody.

-- Who sees the name. NULL: nobody chose; then everybody sees it of a person
-- that is made up for an example, and the network of a real one.
ALTER TABLE person ADD COLUMN seen @TEXT@;

-- A part of the profile: about does contact languages. What about says is
-- prose, languages are rows of their own; of both this row has who sees it.
CREATE TABLE profile (
    id        @KEY@,
    person_id @INT@ NOT NULL REFERENCES person (id),
    part      @TEXT@ NOT NULL,
    seen      @TEXT@ NOT NULL,
    value     @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX profile_person ON profile (person_id, part);

CREATE TABLE person_language (
    id        @KEY@,
    person_id @INT@ NOT NULL REFERENCES person (id),
    lang      @TEXT@ NOT NULL,  -- BCP 47
    level     @TEXT@ NOT NULL   -- mother well some
) @STRICT@;
CREATE UNIQUE INDEX person_language_person ON person_language (person_id, lang);

-- For other rooms: a person with who sees the name; who has a partnership in
-- common with whom, since when, until when.
CREATE VIEW people_door_person AS
SELECT id, code, name, name_sort, is_illustrative,
       COALESCE(seen, CASE WHEN is_illustrative = 1 THEN 'public'
                           ELSE 'network' END) AS seen
  FROM person;
CREATE VIEW people_door_together AS
SELECT a.person_id AS viewer_id, a.starts_on AS viewer_starts_on,
       a.ends_on AS viewer_ends_on, b.person_id, b.starts_on, b.ends_on
  FROM membership a JOIN membership b ON b.partnership_id = a.partnership_id;
