-- The schema of the cases in the folder above.
CREATE TABLE place (
    id        @KEY@,
    code      @TEXT@ NOT NULL,
    name      @TEXT@ NOT NULL,
    parent_id @INT@ REFERENCES place (id),
    area      @REAL@,
    n_votes   @INT@ NOT NULL,
    is_open   @INT@ NOT NULL CHECK (is_open IN (0, 1)),
    picture   @BLOB@
) @STRICT@;
CREATE UNIQUE INDEX place_code ON place (code);
-- sqlite:
CREATE VIRTUAL TABLE place_word USING fts5 (words);
-- postgresql:
CREATE TABLE place_word (
    id    BIGINT PRIMARY KEY,
    words tsvector NOT NULL
);
-- both:
CREATE VIEW place_door_open AS
SELECT id, code, name FROM place WHERE is_open = 1;
