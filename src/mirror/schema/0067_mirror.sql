-- Pathways: how care is meant to run, as one side draws it. What is drawn is
-- prose, in the notation of the engine: so it has versions, translations, and
-- goes out and comes in as other texts do.
CREATE TABLE pathway (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    side_id         @INT@ NOT NULL REFERENCES side (id),
    series          @TEXT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX pathway_code ON pathway (code);
CREATE INDEX pathway_side ON pathway (side_id, name_sort, id);
CREATE INDEX pathway_series ON pathway (side_id, series, id);
