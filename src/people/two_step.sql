-- The second step: its secret, and the codes for when it is lost.

-- query: two_step_get one
-- in:    person_id key
-- out:   secret blob, made_at time, confirmed_at time?, last_step int
SELECT secret, made_at, confirmed_at, last_step FROM two_step
 WHERE id = :person_id;

-- One that is not confirmed yet gives way.
-- query: two_step_put none
-- in:    person_id key, secret blob, made_at time
INSERT INTO two_step (id, secret, made_at, last_step)
VALUES (:person_id, :secret, :made_at, 0)
ON CONFLICT (id) DO UPDATE
   SET secret = excluded.secret, made_at = excluded.made_at, last_step = 0
 WHERE two_step.confirmed_at IS NULL;

-- query: two_step_set_confirmed none
-- in:    person_id key, confirmed_at time, step int
UPDATE two_step SET confirmed_at = :confirmed_at, last_step = :step
 WHERE id = :person_id AND confirmed_at IS NULL;

-- The code of a step is taken once, and none of an earlier one after it.
-- query: two_step_take none
-- in:    person_id key, step int
UPDATE two_step SET last_step = :step
 WHERE id = :person_id AND last_step < :step AND confirmed_at IS NOT NULL;

-- query: two_step_remove none
-- in:    person_id key
DELETE FROM two_step WHERE id = :person_id;

-- query: recovery_code_insert none
-- in:    id key, person_id key, hash blob
INSERT INTO recovery_code (id, person_id, hash)
VALUES (:id, :person_id, :hash)
ON CONFLICT DO NOTHING;

-- query: recovery_code_take none
-- in:    person_id key, hash blob, now time
UPDATE recovery_code SET used_at = :now
 WHERE person_id = :person_id AND hash = :hash AND used_at IS NULL;

-- query: recovery_code_remove none
-- in:    person_id key
DELETE FROM recovery_code WHERE person_id = :person_id;

-- query: recovery_code_of_person many
-- in:    person_id key, n_rows int
-- out:   id key, used_at time?
SELECT id, used_at FROM recovery_code
 WHERE person_id = :person_id ORDER BY person_id, hash LIMIT :n_rows;
