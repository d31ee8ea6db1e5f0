-- Logs of how a pathway was walked: what came, how it is read, and what was
-- found, as summaries. Rows of people are not kept: the file goes when it was
-- read.
CREATE TABLE pathway_log (
    id              @KEY@,
    pathway_id      @INT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    status          @TEXT@ NOT NULL,      -- sent read
    file_id         @INT@,                -- until it was read
    file_name       @TEXT@ NOT NULL,
    case_column     @TEXT@,
    activity_column @TEXT@,
    time_column     @TEXT@,
    zone            @TEXT@,
    day_order       @TEXT@ NOT NULL,      -- day month, or empty: by the column
    attributes      @TEXT@,               -- columns with ; between them
    added_by        @INT@,
    added_at        @INT@ NOT NULL,
    n_events        @INT@ NOT NULL,
    n_cases         @INT@ NOT NULL,
    n_refused       @INT@ NOT NULL,
    first_day       @TEXT@,
    last_day        @TEXT@
) @STRICT@;
CREATE INDEX pathway_log_pathway ON pathway_log (pathway_id, id);
CREATE INDEX pathway_log_person ON pathway_log (added_by, id);

-- What was found in it, a part each: JSON.
CREATE TABLE pathway_view (
    id      @KEY@,
    log_id  @INT@ NOT NULL,
    kind    @TEXT@ NOT NULL,
    content @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX pathway_view_kind ON pathway_view (log_id, kind);
