-- Work behind a page.

-- shape: job_row
--   id key, kind text, thing_id key, status text, progress real, said text?,
--   asked_by key?, asked_at time, due_at time, n_tries int, settled_at time?

-- query: job_insert none
-- in:    id key, kind text, thing_id key, asked_by key?, now time
INSERT INTO job (id, kind, thing_id, status, progress, asked_by, asked_at,
    due_at, n_tries)
VALUES (:id, :kind, :thing_id, 'waiting', 0.0, :asked_by, :now, :now, 0)
ON CONFLICT (id) DO NOTHING;

-- query: job_newest one
-- in:    thing_id key
-- out:   job_row
SELECT id, kind, thing_id, status, progress, said, asked_by, asked_at, due_at,
       n_tries, settled_at
  FROM job WHERE thing_id = :thing_id
 ORDER BY thing_id DESC, id DESC LIMIT 1;

-- query: job_open_find one
-- in:    thing_id key, kind text
-- out:   id key
SELECT id FROM job
 WHERE thing_id = :thing_id AND kind = :kind
   AND status IN ('waiting', 'running')
 ORDER BY thing_id, id LIMIT 1;

-- Of 'waiting', or of 'running' by somebody who has died.
-- query: job_next one
-- in:    status text, now time
-- out:   job_row
SELECT id, kind, thing_id, status, progress, said, asked_by, asked_at, due_at,
       n_tries, settled_at
  FROM job
-- sqlite:
 WHERE status = :status AND due_at <= :now
 ORDER BY due_at, id LIMIT 1;
-- postgresql:
 WHERE (status, due_at) >= (:status, 0) AND (status, due_at) <= (:status, :now)
 ORDER BY status, due_at, id LIMIT 1;

-- query: job_claim none
-- in:    id key, status text, due_at time, n_tries int, until_at time
UPDATE job SET status = 'running', due_at = :until_at, n_tries = n_tries + 1
 WHERE id = :id AND status = :status AND due_at = :due_at
   AND n_tries = :n_tries;

-- query: job_move_on none
-- in:    id key, n_tries int, progress real, until_at time
UPDATE job SET progress = :progress, due_at = :until_at
 WHERE id = :id AND status = 'running' AND n_tries = :n_tries;

-- query: job_hold none
-- in:    id key, n_tries int, until_at time
UPDATE job SET due_at = :until_at
 WHERE id = :id AND status = 'running' AND n_tries = :n_tries;

-- query: job_settle none
-- in:    id key, n_tries int, status text, said text?, now time
UPDATE job SET status = :status, said = :said, settled_at = :now
 WHERE id = :id AND status = 'running' AND n_tries = :n_tries;

-- This try did not count: the program was told to stop.
-- query: job_give_back none
-- in:    id key, n_tries int, now time
UPDATE job SET status = 'waiting', due_at = :now, n_tries = n_tries - 1
 WHERE id = :id AND status = 'running' AND n_tries = :n_tries;

-- query: job_end none
-- in:    thing_id key, now time
UPDATE job SET status = 'stopped', settled_at = :now
 WHERE thing_id = :thing_id AND status IN ('waiting', 'running');

-- query: job_of_person many
-- in:    person_id key, n_rows int
-- out:   kind text, thing_id key, asked_at time
SELECT kind, thing_id, asked_at FROM job
 WHERE asked_by = :person_id
 ORDER BY asked_by, id LIMIT :n_rows;

-- query: job_forget_person none
-- in:    person_id key
UPDATE job SET asked_by = NULL WHERE asked_by = :person_id;

-- query: job_forget_old none
-- in:    before time
DELETE FROM job WHERE settled_at < :before;
