-- Pairs: from what is proposed to what two people do together.

-- use: keep/thing.sql

-- query: match_pair_line one
-- in:    id key
-- out:   thing_line
SELECT COALESCE(pa.name, '?') || ' – ' || COALESCE(pb.name, '?') ||
       COALESCE(' – ' || pc.name, '') AS title,
       r.id AS within_id, r.partnership_id AS above_id, 'closely' AS seen
  FROM match_pair t JOIN match_round r ON r.id = t.round_id
  LEFT JOIN match_person a ON a.id = t.a_id
  LEFT JOIN people_door_person pa ON pa.id = a.person_id
  LEFT JOIN match_person b ON b.id = t.b_id
  LEFT JOIN people_door_person pb ON pb.id = b.person_id
  LEFT JOIN match_person c ON c.id = t.third_id
  LEFT JOIN people_door_person pc ON pc.id = c.person_id
 WHERE t.id = :id;

-- shape: pair_row
--   id key, round_id key, a_id key, b_id key, third_id key?, status text,
--   origin text, score int, wished int, points text, fits text,
--   third_score int?, made_at time, settled_at time?, offered_at time?,
--   offered_by key?, ended_on date?, reason text?

-- query: pair_get one
-- in:    id key
-- out:   id key, round_id key, a_id key, b_id key, third_id key?, status text,
--        origin text, score int, wished int, points text, fits text,
--        third_score int?, made_at time, settled_at time?, offered_at time?,
--        offered_by key?, ended_on date?, reason text?, round_name text,
--        partnership_id key, partnership_name text, offered_name text?,
--        previous_id key?, has_interpreter bool, penalty int?
SELECT t.id, t.round_id, t.a_id, t.b_id, t.third_id, t.status, t.origin,
       t.score, t.wished, t.points, t.fits, t.third_score, t.made_at,
       t.settled_at, t.offered_at, t.offered_by, t.ended_on, t.reason,
       r.name AS round_name, r.partnership_id, n.name AS partnership_name,
       p.name AS offered_name, s.previous_id, r.has_interpreter, t.penalty
  FROM match_pair t JOIN match_round r ON r.id = t.round_id
  JOIN network_door_partnership n ON n.id = r.partnership_id
  LEFT JOIN match_state s ON s.id = t.round_id
  LEFT JOIN people_door_person p ON p.id = t.offered_by
 WHERE t.id = :id;

-- The two, or three, of a pair. A key that is not known: -1.
-- query: pair_people many
-- in:    a_id key, b_id key, third_id key, n_rows int
-- out:   id key, person_id key, name text, seen text, is_illustrative bool,
--        position int,
--        side_name text, organisation_name text?, role_family text?,
--        level int?, interests text?, sectors text?, languages text?,
--        offers text?, wants text?, goals text?, line text?
SELECT m.id, m.person_id, p.name, p.seen, p.is_illustrative, s.position,
       s.name AS side_name, o.name AS organisation_name, m.role_family,
       m.level, m.interests, m.sectors, m.languages, m.offers, m.wants,
       m.goals, i.line
  FROM match_person m JOIN people_door_person p ON p.id = m.person_id
  JOIN network_door_side s ON s.id = m.side_id
  LEFT JOIN network_door_organisation o ON o.id = m.organisation_id
  LEFT JOIN match_input i ON i.id = m.id
 WHERE m.id IN (:a_id, :b_id, :third_id)
 ORDER BY m.id LIMIT :n_rows;

-- query: pair_answers many
-- in:    pair_id key, n_rows int
-- out:   id key, match_person_id key, answer text, reason text?, at time
SELECT id, match_person_id, answer, reason, at FROM match_answer
 WHERE pair_id = :pair_id
 ORDER BY match_person_id LIMIT :n_rows;

-- query: pair_answer_put none
-- in:    id key, pair_id key, match_person_id key, answer text, reason text?,
--        at time
INSERT INTO match_answer (id, pair_id, match_person_id, answer, reason, at)
VALUES (:id, :pair_id, :match_person_id, :answer, :reason, :at)
ON CONFLICT (pair_id, match_person_id) DO UPDATE
   SET answer = excluded.answer, reason = excluded.reason, at = excluded.at;

-- From one state to the next: nothing happens when it is not in the first.
-- query: pair_move none
-- in:    id key, was text, status text, at time
UPDATE match_pair SET status = :status, settled_at = :at
 WHERE id = :id AND status = :was;

-- query: pair_offer none
-- in:    id key, at time, by_id key
UPDATE match_pair SET status = 'offered', settled_at = :at, offered_at = :at,
       offered_by = :by_id
 WHERE id = :id AND status = 'proposed';

-- query: pair_withdraw none
-- in:    id key, at time, reason text?
UPDATE match_pair SET status = 'withdrawn', settled_at = :at, reason = :reason
 WHERE id = :id AND status IN ('proposed', 'offered');

-- query: pair_end none
-- in:    id key, at time, ended_on date
UPDATE match_pair SET status = 'ended', settled_at = :at, ended_on = :ended_on
 WHERE id = :id AND status IN ('agreed', 'running');

-- query: pair_insert none
-- in:    pair_row
INSERT INTO match_pair (id, round_id, a_id, b_id, third_id, status, origin,
    score, wished, points, fits, third_score, made_at, settled_at, offered_at,
    offered_by, ended_on, reason)
VALUES (:id, :round_id, :a_id, :b_id, :third_id, :status, :origin, :score,
    :wished, :points, :fits, :third_score, :made_at, :settled_at, :offered_at,
    :offered_by, :ended_on, :reason)
ON CONFLICT (id) DO NOTHING;

-- The pairs of a round in one state, as they stand in it.
-- query: pair_of_round many
-- in:    round_id key, status text, after_id key, n_rows int
-- out:   id key, a_id key, b_id key, third_id key?, a_name text?,
--        b_name text?, third_name text?, a_position int?, b_position int?,
--        third_position int?, origin text, score int, third_score int?
SELECT t.id, t.a_id, t.b_id, t.third_id, pa.name AS a_name, pb.name AS b_name,
       pc.name AS third_name, sa.position AS a_position,
       sb.position AS b_position, sc.position AS third_position, t.origin,
       t.score, t.third_score
  FROM match_pair t
  LEFT JOIN match_person a ON a.id = t.a_id
  LEFT JOIN people_door_person pa ON pa.id = a.person_id
  LEFT JOIN network_door_side sa ON sa.id = a.side_id
  LEFT JOIN match_person b ON b.id = t.b_id
  LEFT JOIN people_door_person pb ON pb.id = b.person_id
  LEFT JOIN network_door_side sb ON sb.id = b.side_id
  LEFT JOIN match_person c ON c.id = t.third_id
  LEFT JOIN people_door_person pc ON pc.id = c.person_id
  LEFT JOIN network_door_side sc ON sc.id = c.side_id
 WHERE t.round_id = :round_id AND t.status = :status AND t.id > :after_id
 ORDER BY t.id LIMIT :n_rows;

-- What the pairs of a round that are under way did together.
-- query: pair_met_of_round many
-- in:    round_id key, status text, n_rows int
-- out:   id key, n_meetings int, n_visits int, last_met date?
SELECT t.id, CAST((SELECT count(*) FROM match_meeting g
                    WHERE g.pair_id = t.id) AS BIGINT) AS n_meetings,
       CAST((SELECT count(*) FROM match_meeting g
              WHERE g.pair_id = t.id AND g.visit IS NOT NULL)
           AS BIGINT) AS n_visits,
       CAST((SELECT max(g.held_on) FROM match_meeting g WHERE g.pair_id = t.id)
           AS TEXT) AS last_met
  FROM match_pair t
 WHERE t.round_id = :round_id AND t.status = :status
 ORDER BY t.id LIMIT :n_rows;

-- Yes and no of the pairs of a round, for its facilitators; a facilitator who
-- is of such a pair does not read why the other said no.
-- query: pair_answers_of_round many
-- in:    round_id key, status text, viewer key, n_rows int
-- out:   pair_id key, match_person_id key, name text?, answer text,
--        reason text?, at time
SELECT w.pair_id, w.match_person_id, p.name, w.answer,
       CASE WHEN EXISTS (SELECT 1 FROM match_person v
                WHERE v.round_id = t.round_id AND v.person_id = :viewer
                  AND v.id IN (t.a_id, t.b_id, t.third_id))
            THEN NULL ELSE w.reason END AS reason, w.at
  FROM match_pair t JOIN match_answer w ON w.pair_id = t.id
  LEFT JOIN match_person m ON m.id = w.match_person_id
  LEFT JOIN people_door_person p ON p.id = m.person_id
 WHERE t.round_id = :round_id AND t.status = :status
 ORDER BY t.id, w.match_person_id LIMIT :n_rows;

-- ---- Whose they are --------------------------------------------------------

-- The pairs of whoever asks: as the first of them, the second, the third.
-- What is only proposed is not theirs yet.
-- query: pair_of_viewer many
-- in:    viewer key, n_rows int
-- out:   id key, status text, a_person key?, b_person key?, third_person key?,
--        a_name text?, b_name text?, third_name text?, round_name text,
--        partnership_name text, own_answer text?, settled_at time?,
--        ended_on date?
SELECT t.id, t.status, a.person_id AS a_person, b.person_id AS b_person,
       c.person_id AS third_person, pa.name AS a_name, pb.name AS b_name,
       pc.name AS third_name, r.name AS round_name,
       n.name AS partnership_name, w.answer AS own_answer, t.settled_at,
       t.ended_on
  FROM match_person m JOIN match_round r ON r.id = m.round_id
  JOIN match_pair t ON t.a_id = m.id OR t.b_id = m.id OR t.third_id = m.id
  JOIN network_door_partnership n ON n.id = r.partnership_id
  LEFT JOIN match_answer w ON w.pair_id = t.id AND w.match_person_id = m.id
  LEFT JOIN match_person a ON a.id = t.a_id
  LEFT JOIN people_door_person pa ON pa.id = a.person_id
  LEFT JOIN match_person b ON b.id = t.b_id
  LEFT JOIN people_door_person pb ON pb.id = b.person_id
  LEFT JOIN match_person c ON c.id = t.third_id
  LEFT JOIN people_door_person pc ON pc.id = c.person_id
 WHERE m.person_id = :viewer
   AND t.status IN ('offered', 'agreed', 'running', 'ended')
 ORDER BY m.person_id, m.id LIMIT :n_rows;

-- The pairs of a partnership, the newest round's first.
-- query: pair_of_partnership many
-- in:    partnership_id key, n_rows int
-- out:   id key, status text, a_name text?, b_name text?, third_name text?,
--        round_name text, score int, settled_at time?, ended_on date?,
--        n_meetings int, last_met date?, n_visits int, last_visit date?
SELECT t.id, t.status, pa.name AS a_name, pb.name AS b_name,
       pc.name AS third_name, r.name AS round_name, t.score, t.settled_at,
       t.ended_on,
       CAST((SELECT count(*) FROM match_meeting g WHERE g.pair_id = t.id)
           AS BIGINT) AS n_meetings,
       CAST((SELECT max(g.held_on) FROM match_meeting g WHERE g.pair_id = t.id)
           AS TEXT) AS last_met,
       CAST((SELECT count(*) FROM match_meeting g
              WHERE g.pair_id = t.id AND g.visit IS NOT NULL)
           AS BIGINT) AS n_visits,
       CAST((SELECT max(g.held_on) FROM match_meeting g
              WHERE g.pair_id = t.id AND g.visit IS NOT NULL)
           AS TEXT) AS last_visit
  FROM match_round r JOIN match_pair t ON t.round_id = r.id
  LEFT JOIN match_person a ON a.id = t.a_id
  LEFT JOIN people_door_person pa ON pa.id = a.person_id
  LEFT JOIN match_person b ON b.id = t.b_id
  LEFT JOIN people_door_person pb ON pb.id = b.person_id
  LEFT JOIN match_person c ON c.id = t.third_id
  LEFT JOIN people_door_person pc ON pc.id = c.person_id
 WHERE r.partnership_id = :partnership_id
   AND t.status IN ('offered', 'agreed', 'running', 'ended')
 ORDER BY r.partnership_id, r.name_sort, r.id, t.status, t.id LIMIT :n_rows;

-- ---- What they do ----------------------------------------------------------

-- query: meeting_list many
-- in:    pair_id key, n_rows int
-- out:   id key, held_on date, how text, note text?, by_name text?,
--        visit text?, host_id key?, until_on date?
SELECT g.id, g.held_on, g.how, g.note, p.name AS by_name, g.visit, g.host_id,
       g.until_on
  FROM match_meeting g LEFT JOIN people_door_person p ON p.id = g.made_by
 WHERE g.pair_id = :pair_id
 ORDER BY g.held_on DESC, g.id DESC LIMIT :n_rows;

-- query: meeting_count one
-- in:    pair_id key, n_rows int
-- out:   n int
SELECT CAST(count(*) AS BIGINT) AS n FROM
       (SELECT id FROM match_meeting WHERE pair_id = :pair_id
         ORDER BY held_on, id LIMIT :n_rows) few;

-- query: meeting_insert none
-- in:    id key, pair_id key, held_on date, how text, note text?, made_at time,
--        made_by key, visit text?, host_id key?, until_on date?
INSERT INTO match_meeting (id, pair_id, held_on, how, note, made_at, made_by,
    visit, host_id, until_on)
VALUES (:id, :pair_id, :held_on, :how, :note, :made_at, :made_by, :visit,
    :host_id, :until_on)
ON CONFLICT (id) DO NOTHING;

-- What was written about it stays.
-- query: meeting_let_go none
-- in:    id key, pair_id key
UPDATE match_reflection SET meeting_id = NULL
 WHERE meeting_id = :id AND pair_id = :pair_id;

-- query: meeting_remove none
-- in:    id key, pair_id key
DELETE FROM match_meeting WHERE id = :id AND pair_id = :pair_id;

-- What somebody wrote for the pair alone comes to the pair alone; a guest reads
-- none of it.
-- query: reflection_list many
-- in:    pair_id key, viewer key, is_of_pair int, is_facilitator int,
--        n_rows int
-- out:   id key, person_id key, name text?, seen text, words text, at time,
--        meeting_id key?
SELECT f.id, f.person_id, p.name, f.seen, f.words, f.at, f.meeting_id
  FROM match_reflection f LEFT JOIN people_door_person p ON p.id = f.person_id
 WHERE f.pair_id = :pair_id
   AND (:is_of_pair = 1 OR f.person_id = :viewer
        OR (f.seen = 'facilitators' AND :is_facilitator = 1))
 ORDER BY f.id DESC LIMIT :n_rows;

-- query: reflection_count one
-- in:    pair_id key, n_rows int
-- out:   n int
SELECT CAST(count(*) AS BIGINT) AS n FROM
       (SELECT id FROM match_reflection WHERE pair_id = :pair_id
         ORDER BY id LIMIT :n_rows) few;

-- query: reflection_insert none
-- in:    id key, pair_id key, person_id key, seen text, words text, at time,
--        meeting_id key?
INSERT INTO match_reflection (id, pair_id, person_id, seen, words, at,
    meeting_id)
VALUES (:id, :pair_id, :person_id, :seen, :words, :at, :meeting_id)
ON CONFLICT (id) DO NOTHING;

-- query: reflection_remove none
-- in:    id key, pair_id key, person_id key
DELETE FROM match_reflection
 WHERE id = :id AND pair_id = :pair_id AND person_id = :person_id;

-- ---- The round around them -------------------------------------------------

-- query: pair_round one
-- in:    id key
-- out:   id key, name text, partnership_id key, partnership_name text,
--        status text?, offered_at time?, offered_name text?, previous_id key?
SELECT r.id, r.name, r.partnership_id, n.name AS partnership_name, s.status,
       s.offered_at, p.name AS offered_name, s.previous_id
  FROM match_round r JOIN network_door_partnership n ON n.id = r.partnership_id
  LEFT JOIN match_state s ON s.id = r.id
  LEFT JOIN people_door_person p ON p.id = s.offered_by
 WHERE r.id = :id;

-- query: pair_round_offered none
-- in:    id key, at time, by_id key
UPDATE match_state SET status = 'offered', offered_at = :at, offered_by = :by_id
 WHERE id = :id AND status = 'proposed';

-- query: pair_round_move none
-- in:    id key, was text, status text
UPDATE match_state SET status = :status WHERE id = :id AND status = :was;

-- query: pair_is_any one
-- in:    round_id key, status text
-- out:   is_any bool
SELECT CASE WHEN EXISTS (SELECT 1 FROM match_pair t
         WHERE t.round_id = :round_id AND t.status = :status)
       THEN 1 ELSE 0 END AS is_any;

-- query: pair_conflict_put none
-- in:    id key, round_id key, a_id key, b_id key, made_at time
INSERT INTO match_rule (id, round_id, kind, a_id, b_id, reason, made_at)
VALUES (:id, :round_id, 'conflict', :a_id, :b_id, NULL, :made_at)
ON CONFLICT (round_id, kind, a_id, b_id) DO NOTHING;

-- Who facilitates a partnership today.
-- query: pair_facilitators many
-- in:    partnership_id key, today date, n_rows int
-- out:   id key, person_id key
SELECT id, person_id FROM people_door_membership
 WHERE thing_id = :partnership_id AND role = 'facilitator'
   AND starts_on <= :today AND (ends_on IS NULL OR ends_on > :today)
 ORDER BY thing_id, id LIMIT :n_rows;

-- Of whom there is a role of this pair.
-- query: pair_memberships many
-- in:    pair_id key, today date, n_rows int
-- out:   id key, person_id key
SELECT id, person_id FROM people_door_membership
 WHERE thing_id = :pair_id AND (ends_on IS NULL OR ends_on > :today)
 ORDER BY thing_id, id LIMIT :n_rows;
