-- Join slips, on sheets.

-- query: slip_sheet_insert none
-- in:    id key, kind text, thing_id key, role text, title text?,
--        made_by key?, made_at time, ends_at time, n_slips int
INSERT INTO slip_sheet (id, kind, thing_id, role, title, made_by, made_at,
    ends_at, n_slips)
VALUES (:id, :kind, :thing_id, :role, :title, :made_by, :made_at, :ends_at,
    :n_slips)
ON CONFLICT (id) DO NOTHING;

-- query: slip_insert none
-- in:    id key, sheet_id key, hash blob
INSERT INTO slip (id, sheet_id, hash) VALUES (:id, :sheet_id, :hash)
ON CONFLICT DO NOTHING;

-- query: slip_find one
-- in:    hash blob
-- out:   id key, used_at time?, sheet_id key, kind text, thing_id key,
--        role text, title text?, ends_at time, taken_back_at time?
SELECT l.id, l.used_at, l.sheet_id, h.kind, h.thing_id, h.role, h.title,
       h.ends_at, h.taken_back_at
  FROM slip l JOIN slip_sheet h ON h.id = l.sheet_id
 WHERE l.hash = :hash;

-- Of two who come at once, one takes it.
-- query: slip_take none
-- in:    id key, person_id key, now time
UPDATE slip SET used_at = :now, person_id = :person_id
 WHERE id = :id AND used_at IS NULL
   AND EXISTS (SELECT 1 FROM slip_sheet h
                WHERE h.id = slip.sheet_id AND h.taken_back_at IS NULL
                  AND h.ends_at > :now);

-- By somebody who stays unknown: the day alone is kept.
-- query: slip_take_apart none
-- in:    id key, day time, now time
UPDATE slip SET used_at = :day
 WHERE id = :id AND used_at IS NULL
   AND EXISTS (SELECT 1 FROM slip_sheet h
                WHERE h.id = slip.sheet_id AND h.taken_back_at IS NULL
                  AND h.ends_at > :now);

-- The sheets of one thing, or of the network (0), newest first.
-- query: slip_sheet_of_thing many
-- in:    thing_id key, n_rows int
-- out:   id key, role text, title text?, made_at time, ends_at time,
--        n_slips int, taken_back_at time?, n_used int, maker text?
SELECT h.id, h.role, h.title, h.made_at, h.ends_at, h.n_slips,
       h.taken_back_at,
       (SELECT count(*) FROM slip l
         WHERE l.sheet_id = h.id AND l.used_at IS NOT NULL) AS n_used,
       (SELECT p.name FROM person p WHERE p.id = h.made_by) AS maker
  FROM slip_sheet h WHERE h.thing_id = :thing_id
 ORDER BY h.thing_id DESC, h.id DESC LIMIT :n_rows;

-- Sheets that ended before that time: their slips, then they themselves.
-- query: slip_sheet_old many
-- in:    before time, n_rows int
-- out:   id key
SELECT id FROM slip_sheet WHERE ends_at < :before
 ORDER BY ends_at LIMIT :n_rows;

-- query: slip_forget none
-- in:    sheet_id key
DELETE FROM slip WHERE sheet_id = :sheet_id;

-- query: slip_sheet_forget none
-- in:    id key
DELETE FROM slip_sheet WHERE id = :id;

-- query: slip_sheet_of_gone many
-- in:    thing_id key, n_rows int
-- out:   id key
SELECT id FROM slip_sheet WHERE thing_id = :thing_id
 ORDER BY thing_id, id LIMIT :n_rows;

-- query: slip_sheet_take_back none
-- in:    id key, thing_id key, now time
UPDATE slip_sheet SET taken_back_at = :now
 WHERE id = :id AND thing_id = :thing_id AND taken_back_at IS NULL;
