-- Who is what here, since when, until when.

-- use: keep/thing.sql

-- shape: membership
--   id key, person_id key, role text, kind text, thing_id key,
--   partnership_id key?, starts_on date, ends_on date?, made_at time,
--   made_by key?, ended_at time?, ended_by key?, reason text?, code text?

-- query: membership_insert none
-- in:    membership
INSERT INTO membership (id, person_id, role, kind, thing_id, partnership_id,
    starts_on, ends_on, made_at, made_by, ended_at, ended_by, reason, code)
VALUES (:id, :person_id, :role, :kind, :thing_id, :partnership_id,
    :starts_on, :ends_on, :made_at, :made_by, :ended_at, :ended_by, :reason,
    :code)
ON CONFLICT (id) DO NOTHING;

-- query: membership_get one
-- in:    id key
-- out:   membership
SELECT id, person_id, role, kind, thing_id, partnership_id, starts_on, ends_on,
       made_at, made_by, ended_at, ended_by, reason, code
  FROM membership WHERE id = :id;

-- query: membership_find one
-- in:    code text
-- out:   membership
SELECT id, person_id, role, kind, thing_id, partnership_id, starts_on, ends_on,
       made_at, made_by, ended_at, ended_by, reason, code
  FROM membership WHERE code = :code;

-- query: membership_update none
-- in:    membership
UPDATE membership SET person_id = :person_id, role = :role, kind = :kind,
    thing_id = :thing_id, partnership_id = :partnership_id,
    starts_on = :starts_on, ends_on = :ends_on, made_at = :made_at,
    made_by = :made_by, ended_at = :ended_at, ended_by = :ended_by,
    reason = :reason, code = :code
 WHERE id = :id;

-- All that somebody is and was of one thing.
-- query: membership_of_one many
-- in:    person_id key, thing_id key, n_rows int
-- out:   membership
SELECT id, person_id, role, kind, thing_id, partnership_id, starts_on, ends_on,
       made_at, made_by, ended_at, ended_by, reason, code
  FROM membership WHERE person_id = :person_id AND thing_id = :thing_id
 ORDER BY id DESC LIMIT :n_rows;

-- A thing that is gone for good has no history.
-- query: membership_forget_of none
-- in:    thing_id key
DELETE FROM membership WHERE thing_id = :thing_id;

-- query: membership_page_of_all many
-- in:    after_id key, n_rows int
-- out:   id key, code text?, person text, role text, kind text, thing_id key,
--        starts_on date, ends_on date?, reason text?
SELECT m.id, m.code, p.code AS person, m.role, m.kind, m.thing_id, m.starts_on,
       m.ends_on, m.reason
  FROM membership m JOIN person p ON p.id = m.person_id
 WHERE m.id > :after_id ORDER BY m.id LIMIT :n_rows;

-- What somebody is of one thing, today or from a later day.
-- query: membership_current many
-- in:    person_id key, thing_id key, today date, n_rows int
-- out:   id key, role text, starts_on date, ends_on date?
SELECT id, role, starts_on, ends_on FROM membership
 WHERE person_id = :person_id AND thing_id = :thing_id
   AND (ends_on IS NULL OR (ends_on > :today AND ends_on > starts_on))
 ORDER BY id DESC LIMIT :n_rows;

-- query: membership_set_end none
-- in:    id key, ends_on date, ended_at time, ended_by key?, reason text?
UPDATE membership
   SET ends_on = :ends_on, ended_at = :ended_at, ended_by = :ended_by,
       reason = :reason
 WHERE id = :id;

-- What whoever has this session is today: the network first.
-- query: membership_standings many
-- in:    hash blob, today date, n_rows int
-- out:   role text, kind text, thing_id key, partnership_id key?
SELECT m.role, m.kind, m.thing_id, m.partnership_id
  FROM session s JOIN membership m ON m.person_id = s.person_id
 WHERE s.hash = :hash AND m.starts_on <= :today
   AND (m.ends_on IS NULL OR m.ends_on > :today)
 ORDER BY m.thing_id, m.id LIMIT :n_rows;

-- All that somebody is and was, thing by thing, the newest first.
-- query: membership_of_person many
-- in:    person_id key, n_rows int
-- out:   membership
SELECT id, person_id, role, kind, thing_id, partnership_id, starts_on, ends_on,
       made_at, made_by, ended_at, ended_by, reason, code
  FROM membership WHERE person_id = :person_id
 ORDER BY person_id DESC, thing_id DESC, id DESC LIMIT :n_rows;

-- The network's coordinators whose time has no end, those first who were
-- made so first.
-- query: membership_coordinators many
-- in:    today date, after_id key, n_rows int
-- out:   id key, person_id key, mail text?, password text?
SELECT m.id, m.person_id, a.mail, a.password
  FROM membership m JOIN account a ON a.id = m.person_id
 WHERE m.thing_id = 0 AND m.role = 'coordinator' AND m.id > :after_id
   AND m.starts_on <= :today AND m.ends_on IS NULL
 ORDER BY m.id LIMIT :n_rows;

-- Whoever was erased is nothing here any more; why, nobody says.
-- query: membership_forget none
-- in:    person_id key, today date
UPDATE membership
   SET reason = NULL, code = NULL,
       ends_on = CASE WHEN ends_on IS NULL OR ends_on > :today THEN :today
                      ELSE ends_on END
 WHERE person_id = :person_id;

-- Who is in a partnership, as a whole or by something in it, today or from a
-- later day; then who was.
-- query: membership_of_partnership many
-- in:    partnership_id key, today date, after_id key, n_rows int
-- out:   id key, person_id key, name text, role text, thing_id key,
--        starts_on date, ends_on date?, waits bool
SELECT m.id, m.person_id, p.name, m.role, m.thing_id, m.starts_on, m.ends_on,
       CASE WHEN a.password IS NULL THEN 1 ELSE 0 END AS waits
  FROM membership m JOIN person p ON p.id = m.person_id
  LEFT JOIN account a ON a.id = m.person_id
 WHERE m.partnership_id = :partnership_id AND m.id > :after_id
   AND (m.ends_on IS NULL OR m.ends_on > :today)
 ORDER BY m.id LIMIT :n_rows;

-- query: membership_former many
-- in:    partnership_id key, today date, n_rows int
-- out:   id key, person_id key, name text, role text, thing_id key,
--        starts_on date, ends_on date?, waits bool
SELECT m.id, m.person_id, p.name, m.role, m.thing_id, m.starts_on, m.ends_on,
       0 AS waits
  FROM membership m JOIN person p ON p.id = m.person_id
 WHERE m.partnership_id = :partnership_id AND m.ends_on <= :today
 ORDER BY m.partnership_id DESC, m.id DESC LIMIT :n_rows;

-- Of it is said who it is about: as closely kept as what it is of.
-- query: membership_line one
-- in:    id key
-- out:   thing_line
SELECT p.name AS title,
       CASE WHEN m.thing_id = 0 THEN NULL ELSE m.thing_id END AS within_id,
       m.partnership_id AS above_id,
       CASE WHEN m.thing_id = 0 THEN 'nobody' ELSE 'within' END AS seen
  FROM membership m JOIN person p ON p.id = m.person_id
 WHERE m.id = :id;

-- Was somebody a member of the network, and is no more?
-- query: membership_is_over one
-- in:    person_id key, today date
-- out:   is_over bool
SELECT CASE WHEN EXISTS (SELECT 1 FROM membership m
         WHERE m.person_id = :person_id AND m.thing_id = 0)
     AND NOT EXISTS (SELECT 1 FROM membership m
         WHERE m.person_id = :person_id AND m.thing_id = 0
           AND m.starts_on <= :today
           AND (m.ends_on IS NULL OR m.ends_on > :today))
       THEN 1 ELSE 0 END AS is_over;
