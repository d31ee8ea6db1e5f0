-- What if: names for what the engine counts by keys.

-- Those who are in the frozen input, and still there.
-- query: what_people many
-- in:    round_id key, n_rows int
-- out:   id key, person_id key, name text, position int
SELECT i.id, m.person_id, p.name, s.position
  FROM match_input i JOIN match_person m ON m.id = i.id
  JOIN people_door_person p ON p.id = m.person_id
  JOIN network_door_side s ON s.id = m.side_id
 WHERE i.round_id = :round_id
   AND NOT EXISTS (SELECT 1 FROM match_gone g WHERE g.id = i.id)
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

-- ---- Repair ----------------------------------------------------------------

-- Pairs that stand, all of them.
-- query: repair_pairs many
-- in:    round_id key, after_id key, n_rows int
-- out:   id key, a_id key, b_id key, third_id key?, status text, origin text,
--        score int
SELECT id, a_id, b_id, third_id, status, origin, score FROM match_pair
 WHERE round_id = :round_id AND id > :after_id
   AND status IN ('proposed', 'offered', 'agreed', 'running')
 ORDER BY round_id, id LIMIT :n_rows;

-- Who joined after it closed.
-- query: repair_late many
-- in:    round_id key, n_rows int
-- out:   id key, name text, side_name text
SELECT m.id, p.name, s.name AS side_name
  FROM match_person m JOIN people_door_person p ON p.id = m.person_id
  JOIN network_door_side s ON s.id = m.side_id
 WHERE m.round_id = :round_id
   AND NOT EXISTS (SELECT 1 FROM match_input i WHERE i.id = m.id)
   AND NOT EXISTS (SELECT 1 FROM match_gone g WHERE g.id = m.id)
 ORDER BY m.round_id, m.side_id, m.id LIMIT :n_rows;

-- query: repair_gone_put none
-- in:    id key, round_id key, at time, by_id key
INSERT INTO match_gone (id, round_id, at, by_id)
VALUES (:id, :round_id, :at, :by_id)
ON CONFLICT (id) DO NOTHING;

-- Their line stays, on no side: others' lines name its code.
-- query: repair_input_set none
-- in:    id key, line text
UPDATE match_input SET line = :line WHERE id = :id;

-- query: repair_pins_remove none
-- in:    round_id key, id key
DELETE FROM match_rule
 WHERE round_id = :round_id AND kind = 'pin' AND (a_id = :id OR b_id = :id);

-- One of three is gone, the other two go on.
-- query: repair_third_goes none
-- in:    id key
UPDATE match_pair SET third_id = NULL, third_score = NULL WHERE id = :id;

-- The third takes a place: what is said of the two is of these two.
-- query: repair_two_go_on none
-- in:    id key, a_id key, b_id key, score int, wished int, points text,
--        fits text
UPDATE match_pair SET a_id = :a_id, b_id = :b_id, third_id = NULL,
       third_score = NULL, score = :score, wished = :wished, points = :points,
       fits = :fits, penalty = NULL
 WHERE id = :id;

-- query: repair_answer_remove none
-- in:    pair_id key, match_person_id key
DELETE FROM match_answer
 WHERE pair_id = :pair_id AND match_person_id = :match_person_id;

-- ---- Whose role has ended --------------------------------------------------

-- query: rounds_after many
-- in:    after_id key, n_rows int
-- out:   id key, status text
SELECT id, status FROM match_state WHERE id > :after_id
 ORDER BY id LIMIT :n_rows;

-- Pairs that go on, of whom one has no role any more.
-- query: pairs_left many
-- in:    round_id key, status text, today date, after_id key, n_rows int
-- out:   id key, person_id key
SELECT p.id, x.person_id
  FROM match_pair p
  JOIN match_person x ON x.id IN (p.a_id, p.b_id, p.third_id)
 WHERE p.round_id = :round_id AND p.status = :status AND p.id > :after_id
   AND EXISTS (SELECT 1 FROM people_door_membership m
                WHERE m.person_id = x.person_id AND m.thing_id = p.id
                  AND m.role = 'member' AND m.ends_on <= :today)
   AND NOT EXISTS (SELECT 1 FROM people_door_membership c
                    WHERE c.person_id = x.person_id AND c.thing_id = p.id
                      AND c.role = 'member'
                      AND (c.ends_on IS NULL OR c.ends_on > :today))
 ORDER BY p.id LIMIT :n_rows;
