-- Joining a round, being added, wishing.

-- The organisation somebody works for today; of several the one that they
-- named last.
-- query: round_works_for many
-- in:    person_id key, today date, n_rows int
-- out:   organisation_id key
SELECT organisation_id FROM network_door_affiliation
 WHERE person_id = :person_id AND (ends_on IS NULL OR ends_on >= :today)
 ORDER BY person_id DESC, id DESC LIMIT :n_rows;

-- Who has a role on a side today and does not take part yet.
-- query: round_might_join many
-- in:    side_id key, round_id key, today date, after_id key, n_rows int
-- out:   person_id key, name text, membership_id key
SELECT m.person_id, p.name, m.id AS membership_id
  FROM people_door_membership m JOIN people_door_person p ON p.id = m.person_id
 WHERE m.thing_id = :side_id AND m.role = 'member' AND m.id > :after_id
   AND m.starts_on <= :today AND (m.ends_on IS NULL OR m.ends_on > :today)
   AND NOT EXISTS (SELECT 1 FROM match_person x
                    WHERE x.round_id = :round_id AND x.person_id = m.person_id)
 ORDER BY m.thing_id, m.role, m.id LIMIT :n_rows;

-- Has somebody a role on a side today?
-- query: round_is_on_side one
-- in:    side_id key, person_id key, today date
-- out:   is_there bool
SELECT CASE WHEN EXISTS (SELECT 1 FROM people_door_membership m
         WHERE m.person_id = :person_id AND m.thing_id = :side_id
           AND m.role = 'member' AND m.starts_on <= :today
           AND (m.ends_on IS NULL OR m.ends_on > :today))
       THEN 1 ELSE 0 END AS is_there;

-- query: round_rules_of_person_remove none
-- in:    id key
DELETE FROM match_rule WHERE a_id = :id OR b_id = :id;

-- query: round_set_wishes none
-- in:    id key, wishes text?
UPDATE match_person SET wishes = :wishes WHERE id = :id;

-- Whom somebody may wish for: those who are not on their side.
-- query: round_wishable many
-- in:    round_id key, side_id key, after_id key, n_rows int
-- out:   id key, code text, side_id key, name text, seen text,
--        role_family text?, organisation_name text?
SELECT m.id, m.code, m.side_id, p.name, p.seen, m.role_family,
       o.name AS organisation_name
  FROM match_person m JOIN people_door_person p ON p.id = m.person_id
  LEFT JOIN network_door_organisation o ON o.id = m.organisation_id
 WHERE m.round_id = :round_id AND m.side_id = :side_id AND m.id > :after_id
 ORDER BY m.id LIMIT :n_rows;

-- Rounds that are open, of a partnership that somebody has a role in; once for
-- each role.
-- query: round_open_for many
-- in:    person_id key, today date, n_rows int
-- out:   id key, name text, closes_on date?
SELECT r.id, r.name, r.closes_on
  FROM people_door_membership m
  JOIN match_round r ON r.partnership_id = m.partnership_id
  JOIN match_state s ON s.id = r.id
 WHERE m.person_id = :person_id AND m.role = 'member'
   AND m.starts_on <= :today AND (m.ends_on IS NULL OR m.ends_on > :today)
   AND s.status = 'open'
   AND NOT EXISTS (SELECT 1 FROM match_person x
                    WHERE x.round_id = r.id AND x.person_id = :person_id)
 ORDER BY m.person_id, m.thing_id, m.id LIMIT :n_rows;

-- query: round_name one
-- in:    person_id key
-- out:   name text, seen text
SELECT name, seen FROM people_door_person WHERE id = :person_id;
