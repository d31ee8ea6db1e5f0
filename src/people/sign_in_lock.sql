-- How often in a row somebody was wrong.

-- query: sign_in_lock_find one
-- in:    hash blob
-- out:   n_wrong int, until time
SELECT n_wrong, until FROM sign_in_lock WHERE hash = :hash;

-- query: sign_in_lock_put none
-- in:    hash blob, n_wrong int, until time
INSERT INTO sign_in_lock (hash, n_wrong, until)
VALUES (:hash, :n_wrong, :until)
ON CONFLICT (hash) DO UPDATE
   SET n_wrong = excluded.n_wrong, until = excluded.until;

-- query: sign_in_lock_open none
-- in:    hash blob
DELETE FROM sign_in_lock WHERE hash = :hash;

-- query: sign_in_lock_forget none
-- in:    before time
DELETE FROM sign_in_lock WHERE until < :before;

-- A browser that is known, and whose.
-- query: device_find one
-- in:    hash blob
-- out:   id key, person_id key, seen_at time
SELECT id, person_id, seen_at FROM device WHERE hash = :hash;

-- query: device_insert none
-- in:    id key, hash blob, person_id key, seen_at time
INSERT INTO device (id, hash, person_id, seen_at)
VALUES (:id, :hash, :person_id, :seen_at)
ON CONFLICT (id) DO NOTHING;

-- query: device_set_seen none
-- in:    id key, seen_at time
UPDATE device SET seen_at = :seen_at WHERE id = :id;

-- query: device_forget_of none
-- in:    person_id key
DELETE FROM device WHERE person_id = :person_id;

-- query: device_forget none
-- in:    before time
DELETE FROM device WHERE seen_at < :before;
