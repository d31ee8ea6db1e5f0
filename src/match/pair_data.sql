-- What pairs keep about one person: handed out, or erased.

-- query: pair_of_person many
-- in:    person_id key, n_rows int
-- out:   id key, round_name text, partnership_name text, status text,
--        answer text?, reason text?, answered_at time?, made_at time,
--        ended_on date?
SELECT t.id, r.name AS round_name, n.name AS partnership_name, t.status,
       w.answer, w.reason, w.at AS answered_at, t.made_at, t.ended_on
  FROM match_person m JOIN match_round r ON r.id = m.round_id
  JOIN network_door_partnership n ON n.id = r.partnership_id
  JOIN match_pair t ON t.a_id = m.id OR t.b_id = m.id OR t.third_id = m.id
  LEFT JOIN match_answer w ON w.pair_id = t.id AND w.match_person_id = m.id
 WHERE m.person_id = :person_id AND t.status <> 'proposed'
 ORDER BY m.person_id, m.id LIMIT :n_rows;

-- query: meeting_of_person many
-- in:    person_id key, n_rows int
-- out:   id key, pair_id key, held_on date, how text, note text?, made_at time,
--        visit text?, host_id key?, until_on date?
SELECT id, pair_id, held_on, how, note, made_at, visit, host_id, until_on
  FROM match_meeting
 WHERE made_by = :person_id
 ORDER BY made_by, id LIMIT :n_rows;

-- query: reflection_of_person many
-- in:    person_id key, n_rows int
-- out:   id key, pair_id key, seen text, words text, at time, meeting_id key?
SELECT id, pair_id, seen, words, at, meeting_id FROM match_reflection
 WHERE person_id = :person_id
 ORDER BY person_id, id LIMIT :n_rows;

-- All pairs of somebody, also those that they do not know of.
-- query: pair_keys_of_person many
-- in:    person_id key, n_rows int
-- out:   id key, round_id key
SELECT t.id, t.round_id
  FROM match_person m
  JOIN match_pair t ON t.a_id = m.id OR t.b_id = m.id OR t.third_id = m.id
 WHERE m.person_id = :person_id
 ORDER BY m.person_id, m.id LIMIT :n_rows;

-- query: pair_answers_erase none
-- in:    person_id key
UPDATE match_answer SET reason = NULL
 WHERE match_person_id IN (SELECT m.id FROM match_person m
                            WHERE m.person_id = :person_id);

-- query: meeting_erase none
-- in:    person_id key
UPDATE match_meeting SET note = NULL, made_by = NULL
 WHERE made_by = :person_id;

-- query: reflection_erase none
-- in:    person_id key
DELETE FROM match_reflection WHERE person_id = :person_id;

-- What was open is taken back, what was under way has ended.
-- query: pair_close_erased none
-- in:    id key, at time, today date
UPDATE match_pair
   SET reason = NULL, settled_at = :at,
       ended_on = CASE WHEN status IN ('agreed', 'running') THEN :today
                       ELSE ended_on END,
       status = CASE WHEN status IN ('proposed', 'offered') THEN 'withdrawn'
                     WHEN status IN ('agreed', 'running') THEN 'ended'
                     ELSE status END
 WHERE id = :id;

-- query: pair_reason_erase none
-- in:    person_id key
UPDATE match_pair SET reason = NULL WHERE offered_by = :person_id;

-- query: gone_forget none
-- in:    person_id key
UPDATE match_gone SET by_id = NULL WHERE by_id = :person_id;

-- Who was erased takes part in nothing any more.
-- query: gone_put_erased none
-- in:    person_id key, at time
INSERT INTO match_gone (id, round_id, at)
SELECT id, round_id, :at FROM match_person WHERE person_id = :person_id
ON CONFLICT (id) DO NOTHING;

-- ---- What files call a pair ------------------------------------------------

-- query: pair_codes one
-- in:    id key
-- out:   round text, status text, a text, b text, third text?
SELECT r.code AS round, p.status, x.code AS a, y.code AS b, z.code AS third
  FROM match_pair p JOIN match_round r ON r.id = p.round_id
  JOIN match_person m ON m.id = p.a_id
  JOIN people_door_person x ON x.id = m.person_id
  JOIN match_person n ON n.id = p.b_id
  JOIN people_door_person y ON y.id = n.person_id
  LEFT JOIN match_person o ON o.id = p.third_id
  LEFT JOIN people_door_person z ON z.id = o.person_id
 WHERE p.id = :id;

-- The newest first: they may have been paired, parted and paired again.
-- query: pairs_of_code many
-- in:    round text, person text, n_rows int
-- out:   id key
SELECT p.id
  FROM match_round r JOIN people_door_person x ON x.code = :person
  JOIN match_person m ON m.round_id = r.id AND m.person_id = x.id
  JOIN match_pair p ON p.a_id = m.id
 WHERE r.code = :round
 ORDER BY p.a_id DESC, p.id DESC LIMIT :n_rows;
