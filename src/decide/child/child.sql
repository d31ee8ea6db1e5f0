-- Both yeses of a child who takes part.

-- shape: child_yes
--   id key, kind text, subject_id key, thing_id key, guardian_on date,
--   child_on date, guardian text, ended_on date?

-- query: child_yes_insert none
-- in:    child_yes
INSERT INTO child_yes (id, kind, subject_id, thing_id, guardian_on, child_on,
    guardian, ended_on)
VALUES (:id, :kind, :subject_id, :thing_id, :guardian_on, :child_on,
    :guardian, :ended_on)
ON CONFLICT DO NOTHING;

-- query: child_yes_of one
-- in:    kind text, subject_id key
-- out:   child_yes
SELECT id, kind, subject_id, thing_id, guardian_on, child_on, guardian, ended_on
  FROM child_yes WHERE kind = :kind AND subject_id = :subject_id;

-- query: child_yes_by_guardian one
-- in:    guardian text
-- out:   child_yes
SELECT id, kind, subject_id, thing_id, guardian_on, child_on, guardian, ended_on
  FROM child_yes WHERE guardian = :guardian;

-- query: child_yes_update none
-- in:    child_yes
UPDATE child_yes SET kind = :kind, subject_id = :subject_id,
    thing_id = :thing_id, guardian_on = :guardian_on, child_on = :child_on,
    guardian = :guardian, ended_on = :ended_on
 WHERE id = :id;

-- query: child_yes_remove none
-- in:    kind text, subject_id key
DELETE FROM child_yes WHERE kind = :kind AND subject_id = :subject_id;

-- query: child_yes_remove_of none
-- in:    thing_id key
DELETE FROM child_yes WHERE thing_id = :thing_id;
