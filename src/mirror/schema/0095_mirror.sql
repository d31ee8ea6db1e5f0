-- Journeys that people tell: what happened to them, step by step. No name is
-- kept, and no time finer than the day. Who told is there until they leave, so
-- that they can take it back; it is shown to nobody. Without sent_on it is
-- still being told.
CREATE TABLE told (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    pathway_id      @INT@ NOT NULL,
    person_id       @INT@,
    teller          @TEXT@ NOT NULL,      -- self other
    uses            @TEXT@ NOT NULL,      -- words counts
    lang            @TEXT@ NOT NULL,
    begun_on        @TEXT@,
    sent_on         @TEXT@,
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX told_code ON told (code);
CREATE INDEX told_pathway ON told (pathway_id, sent_on, id);
CREATE INDEX told_words ON told (pathway_id, uses, sent_on, id);
CREATE INDEX told_person ON told (person_id, pathway_id, id);
CREATE INDEX told_begun ON told (sent_on, begun_on, id);

-- One step of it: one of the pathway's by its name, or in own words.
CREATE TABLE told_step (
    id         @KEY@,
    code       @TEXT@ NOT NULL,
    told_id    @INT@ NOT NULL REFERENCES told (id),
    position   @INT@ NOT NULL,
    name       @TEXT@,
    words      @TEXT@,
    dated      @TEXT@ NOT NULL,           -- day month after unknown
    on_day     @TEXT@,                    -- of a month its first day
    after_days @INT@,                     -- since the step before
    at_where   @TEXT@,
    waited_for @TEXT@,
    cost       @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX told_step_code ON told_step (code);
CREATE UNIQUE INDEX told_step_told ON told_step (told_id, position);

-- The log that they are counted in, one of a pathway.
CREATE TABLE told_book (
    id         @KEY@,
    pathway_id @INT@ NOT NULL,
    log_id     @INT@ NOT NULL,
    n_changes  @INT@ NOT NULL,            -- of journeys or the list, so far
    n_counted  @INT@ NOT NULL,            -- journeys in what is shown
    list_hash  @TEXT@ NOT NULL            -- of the list they were held against
) @STRICT@;
CREATE UNIQUE INDEX told_book_pathway ON told_book (pathway_id);
CREATE INDEX told_book_log ON told_book (log_id);
