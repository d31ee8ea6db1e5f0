-- People of a round from a list.

-- Who does not want to be known of is nobody for those who guess a code, unless
-- they are of this side.
-- query: round_person_named one
-- in:    code text, side_id key, today date, sees_all int
-- out:   id key, name text
SELECT p.id, p.name FROM people_door_person p
 WHERE p.code = :code
   AND (p.seen IN ('public', 'network') OR :sees_all = 1 OR EXISTS (
       SELECT 1 FROM people_door_membership m
        WHERE m.person_id = p.id AND m.thing_id = :side_id
          AND m.role = 'member' AND m.starts_on <= :today
          AND (m.ends_on IS NULL OR m.ends_on > :today)));

-- Those of a side who are called so.
-- query: round_named_on_side many
-- in:    side_id key, name_sort text, today date, n_rows int
-- out:   person_id key
SELECT m.person_id
  FROM people_door_membership m JOIN people_door_person p ON p.id = m.person_id
 WHERE m.thing_id = :side_id AND m.role = 'member'
   AND p.name_sort = :name_sort AND m.starts_on <= :today
   AND (m.ends_on IS NULL OR m.ends_on > :today)
 ORDER BY m.thing_id, m.role, m.id LIMIT :n_rows;

-- query: round_organisation_coded one
-- in:    code text
-- out:   id key
SELECT id FROM network_door_organisation WHERE code = :code;

-- query: round_not_with_clear none
-- in:    round_id key, a_id key
DELETE FROM match_rule
 WHERE round_id = :round_id AND a_id = :a_id AND kind = 'not_with';
