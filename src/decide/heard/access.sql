-- What people need so that they can take part, and whether it was met.

-- query: access_need_get one
-- in:    id key
-- out:   needs text, words text?, updated_on date
SELECT needs, words, updated_on FROM access_need WHERE id = :id;

-- query: access_need_insert none
-- in:    id key, needs text, words text?, updated_on date
INSERT INTO access_need (id, needs, words, updated_on)
VALUES (:id, :needs, :words, :updated_on) ON CONFLICT (id) DO NOTHING;

-- query: access_need_update none
-- in:    id key, needs text, words text?, updated_on date
UPDATE access_need SET needs = :needs, words = :words,
    updated_on = :updated_on WHERE id = :id;

-- query: access_need_delete none
-- in:    id key
DELETE FROM access_need WHERE id = :id;

-- query: access_met_insert none
-- in:    id key, person_id key, partnership_id key, met_on date,
--        occasion text, met text, noted_by key?
INSERT INTO access_met (id, person_id, partnership_id, met_on, occasion, met,
    noted_by)
VALUES (:id, :person_id, :partnership_id, :met_on, :occasion, :met, :noted_by)
ON CONFLICT (id) DO NOTHING;

-- query: access_mets many
-- in:    person_id key, n_rows int
-- out:   id key, partnership_id key, met_on date, occasion text, met text
SELECT id, partnership_id, met_on, occasion, met FROM access_met
 WHERE person_id = :person_id ORDER BY id DESC LIMIT :n_rows;

-- query: access_met_forget none
-- in:    person_id key
DELETE FROM access_met WHERE person_id = :person_id;

-- query: access_met_unsign none
-- in:    person_id key?
UPDATE access_met SET noted_by = NULL WHERE noted_by = :person_id;

-- query: access_met_forget_in none
-- in:    partnership_id key
DELETE FROM access_met WHERE partnership_id = :partnership_id;

-- Whoever has a role in a partnership now, and said what they need; with a row
-- for each role.
-- query: access_needs_in many
-- in:    partnership_id key?, today date, n_rows int
-- out:   person_id key, name text, needs text, words text?, updated_on date
SELECT n.id AS person_id, p.name, n.needs, n.words, n.updated_on
  FROM people_door_membership m
  JOIN access_need n ON n.id = m.person_id
  JOIN people_door_person p ON p.id = n.id
 WHERE m.partnership_id = :partnership_id AND m.starts_on <= :today
   AND (m.ends_on IS NULL OR m.ends_on > :today)
 ORDER BY m.id LIMIT :n_rows;

-- query: access_need_in many
-- in:    person_id key, partnership_id key?, today date, n_rows int
-- out:   id key
SELECT m.id FROM people_door_membership m
  JOIN access_need n ON n.id = m.person_id
 WHERE m.person_id = :person_id AND m.partnership_id = :partnership_id
   AND m.starts_on <= :today AND (m.ends_on IS NULL OR m.ends_on > :today)
 ORDER BY m.id LIMIT :n_rows;
