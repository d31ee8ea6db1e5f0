-- What if: names for what the engine counts by keys.

-- Those who are in the frozen input.
-- query: what_people many
-- in:    round_id key, n_rows int
-- out:   id key, person_id key, name text, position int
SELECT i.id, m.person_id, p.name, s.position
  FROM match_input i JOIN match_person m ON m.id = i.id
  JOIN people_door_person p ON p.id = m.person_id
  JOIN network_door_side s ON s.id = m.side_id
 WHERE i.round_id = :round_id
 ORDER BY i.id LIMIT :n_rows;

-- Pins, vetoes, conflicts: never a private list.
-- query: what_rules many
-- in:    round_id key, n_rows int
-- out:   id key, kind text, a_name text, b_name text, reason text?,
--        made_at time, by_name text?
SELECT t.id, t.kind, p.name AS a_name, q.name AS b_name, t.reason, t.made_at,
       z.name AS by_name
  FROM match_rule t JOIN match_person a ON a.id = t.a_id
  JOIN match_person b ON b.id = t.b_id
  JOIN people_door_person p ON p.id = a.person_id
  JOIN people_door_person q ON q.id = b.person_id
  LEFT JOIN people_door_person z ON z.id = t.made_by
 WHERE t.round_id = :round_id AND t.kind <> 'not_with'
 ORDER BY t.id LIMIT :n_rows;

-- Who decided that these two are a pair, and why.
-- query: what_pin one
-- in:    round_id key, a_id key, b_id key
-- out:   reason text?, by_name text?
SELECT t.reason, z.name AS by_name
  FROM match_rule t LEFT JOIN people_door_person z ON z.id = t.made_by
 WHERE t.round_id = :round_id AND t.kind = 'pin'
   AND t.a_id = :a_id AND t.b_id = :b_id;
