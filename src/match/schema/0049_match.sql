-- Whom the work is about: declared shares, each with its source, beside which
-- it is shown who leads, pairs and speaks.
CREATE TABLE match_share (
    id             @KEY@,
    code           @TEXT@ NOT NULL,
    partnership_id @INT@ REFERENCES partnership (id), -- none: of the network
    name           @TEXT@ NOT NULL,  -- "Women, Homa Bay County"
    name_sort      @TEXT@ NOT NULL,
    attribute      @TEXT@ NOT NULL,  -- sex
    category       @TEXT@ NOT NULL,  -- woman
    percent        @REAL@ NOT NULL,
    source         @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX match_share_code ON match_share (code);
CREATE INDEX match_share_partnership
    ON match_share (partnership_id, attribute, id);
