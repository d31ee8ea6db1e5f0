-- keep/job: work behind a page. Who changes a row has it until due_at; n_tries
-- tells one try from the next, so that a result is written by who has it.
CREATE TABLE job (
    id         @KEY@,
    kind       @TEXT@ NOT NULL,
    thing_id   @INT@ NOT NULL,
    status     @TEXT@ NOT NULL,   -- waiting running done failed stopped
    progress   @REAL@ NOT NULL,   -- 0 to 1
    said       @TEXT@,            -- why it failed
    asked_by   @INT@,             -- person
    asked_at   @INT@ NOT NULL,
    due_at     @INT@ NOT NULL,    -- running: after that who has it has died
    n_tries    @INT@ NOT NULL,
    settled_at @INT@
) @STRICT@;
CREATE INDEX job_due ON job (status, due_at, id);
CREATE INDEX job_thing ON job (thing_id, id);
CREATE INDEX job_asked ON job (asked_by, id);
CREATE INDEX job_settled ON job (settled_at, id);
