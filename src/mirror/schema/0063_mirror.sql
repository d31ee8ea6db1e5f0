-- Boards: one of each side, with headings, entries under them, themes that
-- entries are brought together in, and who agrees.

-- Headings other than strengths, weaknesses, opportunities and challenges:
-- their codes, parted by ; with :has for what one side may have solved, and
-- :lacks for what another may struggle with. Their words are prose, a line
-- each.
CREATE TABLE board_template (
    id        @KEY@,
    code      @TEXT@ NOT NULL,
    name      @TEXT@ NOT NULL,
    name_sort @TEXT@ NOT NULL,
    headings  @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX board_template_code ON board_template (code);
CREATE INDEX board_template_name ON board_template (name_sort, id);

-- Boards of one partnership with the same series stand beside each other.
CREATE TABLE board (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    side_id         @INT@ NOT NULL REFERENCES side (id),
    template_id     @INT@ REFERENCES board_template (id),
    series          @TEXT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    is_shown        @INT@ NOT NULL CHECK (is_shown IN (0, 1)),
    is_open         @INT@ NOT NULL CHECK (is_open IN (0, 1)),
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX board_code ON board (code);
CREATE INDEX board_side ON board (side_id, name_sort, id);
CREATE INDEX board_series ON board (side_id, series, id);
CREATE INDEX board_of_template ON board (template_id, id);

CREATE TABLE board_theme (
    id        @KEY@,
    code      @TEXT@ NOT NULL,
    board_id  @INT@ NOT NULL REFERENCES board (id),
    name      @TEXT@ NOT NULL,
    name_sort @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX board_theme_code ON board_theme (code);
CREATE INDEX board_theme_board ON board_theme (board_id, name_sort, id);

-- What it says is prose. Without person_id it was not signed: then nothing
-- anywhere says who it was, and its key no more than the day.
CREATE TABLE board_entry (
    id        @KEY@,
    code      @TEXT@ NOT NULL,
    board_id  @INT@ NOT NULL REFERENCES board (id),
    heading   @TEXT@ NOT NULL,
    theme_id  @INT@,
    person_id @INT@,
    made_on   @TEXT@ NOT NULL,
    link      @TEXT@,
    number    @REAL@,
    number_of @TEXT@               -- what is counted, by whom, when
) @STRICT@;
CREATE UNIQUE INDEX board_entry_code ON board_entry (code);
CREATE INDEX board_entry_board ON board_entry (board_id, id);
CREATE INDEX board_entry_theme ON board_entry (theme_id, id);
CREATE INDEX board_entry_person ON board_entry (person_id, id);

-- Who agrees with an entry: one mark a person.
CREATE TABLE board_mark (
    id        @KEY@,
    entry_id  @INT@ NOT NULL,
    person_id @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX board_mark_entry ON board_mark (entry_id, person_id);
CREATE INDEX board_mark_person ON board_mark (person_id, id);
