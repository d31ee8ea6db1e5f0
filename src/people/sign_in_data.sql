-- What signing in keeps about one person.

-- query: device_of_person many
-- in:    person_id key, n_rows int
-- out:   id key, seen_at time
SELECT id, seen_at FROM device
 WHERE person_id = :person_id ORDER BY person_id, id LIMIT :n_rows;

-- query: slip_of_person many
-- in:    person_id key, n_rows int
-- out:   id key, used_at time?, role text
SELECT l.id, l.used_at, h.role
  FROM slip l JOIN slip_sheet h ON h.id = l.sheet_id
 WHERE l.person_id = :person_id ORDER BY l.person_id, l.id LIMIT :n_rows;

-- That a slip was used stays, and not by whom.
-- query: slip_erase none
-- in:    person_id key
UPDATE slip SET person_id = NULL WHERE person_id = :person_id;

-- Sheets go on; what somebody wrote over them goes.
-- query: slip_sheet_erase none
-- in:    person_id key
UPDATE slip_sheet SET made_by = NULL, title = NULL WHERE made_by = :person_id;

-- query: recovery_erase none
-- in:    person_id key
DELETE FROM recovery WHERE person_id = :person_id;

-- query: recovery_erase_asker none
-- in:    person_id key
UPDATE recovery SET asked_by = NULL WHERE asked_by = :person_id;

-- query: recovery_erase_settler none
-- in:    person_id key
UPDATE recovery SET settled_by = NULL WHERE settled_by = :person_id;
