-- Coordinators who lost the way in, and what the others say to it.

-- query: recovery_insert none
-- in:    id key, person_id key, asked_by key, asked_at time
INSERT INTO recovery (id, person_id, asked_by, asked_at)
VALUES (:id, :person_id, :asked_by, :asked_at)
ON CONFLICT (id) DO NOTHING;

-- Those that nobody has settled, newest first.
-- query: recovery_waiting many
-- in:    since time, n_rows int
-- out:   id key, person_id key, asked_by key?, asked_at time, name text,
--        asker text?
SELECT r.id, r.person_id, r.asked_by, r.asked_at,
       (SELECT p.name FROM person p WHERE p.id = r.person_id) AS name,
       (SELECT p.name FROM person p WHERE p.id = r.asked_by) AS asker
  FROM recovery r
 WHERE r.outcome = 'open' AND r.asked_at > :since
 ORDER BY r.outcome DESC, r.asked_at DESC LIMIT :n_rows;

-- query: recovery_get one
-- in:    id key, since time
-- out:   person_id key, asked_by key?
SELECT person_id, asked_by FROM recovery
 WHERE id = :id AND outcome = 'open' AND asked_at > :since;

-- query: recovery_of_person many
-- in:    person_id key, since time, n_rows int
-- out:   id key
SELECT id FROM recovery
 WHERE person_id = :person_id AND outcome = 'open' AND asked_at > :since
 ORDER BY person_id, id LIMIT :n_rows;

-- query: recovery_settle none
-- in:    id key, settled_by key, settled_at time, outcome text
UPDATE recovery
   SET settled_by = :settled_by, settled_at = :settled_at, outcome = :outcome
 WHERE id = :id AND outcome = 'open';
