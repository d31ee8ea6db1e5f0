-- What an organisation has and seeks in a partner, one row for each that says
-- so. Lists are parted by ; and weigh 1 to 3: newborn care:3; leadership
CREATE TABLE listing (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    organisation_id @INT@ NOT NULL REFERENCES organisation (id),
    offers          @TEXT@,
    needs           @TEXT@,
    challenges      @TEXT@,
    languages       @TEXT@ NOT NULL,  -- en:3;sw:2
    has_interpreter @INT@ NOT NULL CHECK (has_interpreter IN (0, 1)),
    room            @INT@,            -- partnerships at a time; NULL: no limit
    seen            @TEXT@ NOT NULL,  -- public network
    may_write       @INT@ NOT NULL CHECK (may_write IN (0, 1)),
    until_on        @TEXT@,           -- the last day on which it is shown
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX listing_code ON listing (code);
CREATE UNIQUE INDEX listing_organisation ON listing (organisation_id);
CREATE INDEX listing_seen ON listing (seen, id);

-- The same as it is compared: words of all languages as one, by weight. Made
-- from the listing whenever that is saved, and gone with it.
CREATE TABLE listing_line (
    id         @KEY@ REFERENCES listing (id) ON DELETE CASCADE,
    offers     @TEXT@ NOT NULL,
    needs      @TEXT@ NOT NULL,
    challenges @TEXT@ NOT NULL,
    languages  @TEXT@ NOT NULL
) @STRICT@;

-- By which words it is found.
CREATE TABLE listing_tag (
    id         @KEY@,
    listing_id @INT@ NOT NULL REFERENCES listing (id) ON DELETE CASCADE,
    part       @TEXT@ NOT NULL,  -- offer need challenge
    word       @TEXT@ NOT NULL,
    weight     @INT@ NOT NULL,
    all_weight @INT@ NOT NULL,   -- of all words of that part
    is_public  @INT@ NOT NULL CHECK (is_public IN (0, 1)),
    until_on   @TEXT@ NOT NULL   -- 9999-12-31: no end
) @STRICT@;
CREATE INDEX listing_tag_word ON listing_tag
    (part, word, listing_id, is_public, until_on, weight, all_weight);
CREATE INDEX listing_tag_listing ON listing_tag (listing_id, id);

-- From one listed organisation to another that may be written to.
CREATE TABLE listing_letter (
    id             @KEY@,
    from_id        @INT@ NOT NULL,   -- rows of listing
    to_id          @INT@ NOT NULL,
    from_name      @TEXT@ NOT NULL,  -- of the organisations, on that day
    to_name        @TEXT@ NOT NULL,
    status         @TEXT@ NOT NULL,  -- waiting accepted declined made
    words          @TEXT@,           -- NULL: who wrote them left
    written_by     @INT@,            -- person
    written_at     @INT@ NOT NULL,
    reason         @TEXT@,
    answered_by    @INT@,
    answered_at    @INT@,
    partnership_id @INT@             -- that came of it
) @STRICT@;
CREATE INDEX listing_letter_from ON listing_letter (from_id, id);
CREATE INDEX listing_letter_between ON listing_letter (from_id, to_id, id);
CREATE INDEX listing_letter_to ON listing_letter (to_id, id);
CREATE INDEX listing_letter_status ON listing_letter (status, id);
CREATE INDEX listing_letter_writer ON listing_letter (written_by, id);
CREATE INDEX listing_letter_answerer ON listing_letter (answered_by, id);
