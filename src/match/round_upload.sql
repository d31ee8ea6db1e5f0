-- People of a round from a list.

-- query: round_person_named one
-- in:    code text
-- out:   id key, name text
SELECT id, name FROM people_door_person WHERE code = :code;

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
