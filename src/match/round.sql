-- Rounds of pairs, and who takes part: kept, brought in and out, shown.

-- use: keep/thing.sql

-- shape: round_row
--   id key, code text, name text, name_sort text, partnership_id key,
--   questionnaire_id key?, mode text?, closes_on date?, weight_role int?,
--   weight_level int?, weight_interests int?, weight_language int?,
--   weight_give int?, weight_goals int?, weight_time int?, days_needed int?,
--   related text?, has_interpreter bool, may_share_organisation bool,
--   has_wishes bool, counterparts int?

-- query: match_round_find one
-- in:    code text
-- out:   round_row
SELECT id, code, name, name_sort, partnership_id, questionnaire_id, mode,
       closes_on, weight_role, weight_level, weight_interests, weight_language,
       weight_give, weight_goals, weight_time, days_needed, related,
       has_interpreter, may_share_organisation, has_wishes, counterparts
  FROM match_round WHERE code = :code;

-- query: match_round_get one
-- in:    id key
-- out:   round_row
SELECT id, code, name, name_sort, partnership_id, questionnaire_id, mode,
       closes_on, weight_role, weight_level, weight_interests, weight_language,
       weight_give, weight_goals, weight_time, days_needed, related,
       has_interpreter, may_share_organisation, has_wishes, counterparts
  FROM match_round WHERE id = :id;

-- query: match_round_insert none
-- in:    round_row
INSERT INTO match_round (id, code, name, name_sort, partnership_id,
    questionnaire_id, mode, closes_on, weight_role, weight_level,
    weight_interests, weight_language, weight_give, weight_goals, weight_time,
    days_needed, related, has_interpreter, may_share_organisation, has_wishes,
    counterparts)
VALUES (:id, :code, :name, :name_sort, :partnership_id, :questionnaire_id,
    :mode, :closes_on, :weight_role, :weight_level, :weight_interests,
    :weight_language, :weight_give, :weight_goals, :weight_time, :days_needed,
    :related, :has_interpreter, :may_share_organisation, :has_wishes,
    :counterparts)
ON CONFLICT (id) DO NOTHING;

-- query: match_round_update none
-- in:    round_row
UPDATE match_round SET code = :code, name = :name, name_sort = :name_sort,
    partnership_id = :partnership_id, questionnaire_id = :questionnaire_id,
    mode = :mode, closes_on = :closes_on, weight_role = :weight_role,
    weight_level = :weight_level, weight_interests = :weight_interests,
    weight_language = :weight_language, weight_give = :weight_give,
    weight_goals = :weight_goals, weight_time = :weight_time,
    days_needed = :days_needed, related = :related,
    has_interpreter = :has_interpreter,
    may_share_organisation = :may_share_organisation, has_wishes = :has_wishes,
    counterparts = :counterparts
 WHERE id = :id;

-- query: match_round_remove none
-- in:    id key
DELETE FROM match_round WHERE id = :id;

-- query: match_round_each each
-- out:   key key, code text, partnership text, name text, questionnaire text?,
--        mode text?, closes_on date?, weight_role int?, weight_level int?,
--        weight_interests int?, weight_language int?, weight_give int?,
--        weight_goals int?, weight_time int?, days_needed int?, related text?,
--        has_interpreter bool, may_share_organisation bool, has_wishes bool,
--        counterparts int?
SELECT t.id AS key, t.code, r1.code AS partnership, t.name,
       r2.code AS questionnaire, t.mode, t.closes_on, t.weight_role,
       t.weight_level, t.weight_interests, t.weight_language, t.weight_give,
       t.weight_goals, t.weight_time, t.days_needed, t.related,
       t.has_interpreter, t.may_share_organisation, t.has_wishes,
       t.counterparts
  FROM match_round t
  JOIN network_door_partnership r1 ON r1.id = t.partnership_id
  LEFT JOIN questionnaire r2 ON r2.id = t.questionnaire_id
 ORDER BY t.code;

-- query: match_round_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM match_round t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'match_round'
 ORDER BY t.code, p.lang, p.part;

-- query: match_round_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'within' AS seen
  FROM match_round WHERE id = :id;

-- query: match_round_in_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_round
 WHERE partnership_id = :id ORDER BY name_sort, id LIMIT :n_rows;

-- query: match_round_of_questionnaire many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_round
 WHERE questionnaire_id = :id ORDER BY id LIMIT :n_rows;

-- Those of a partnership, for its list.
-- query: round_list many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, closes_on date?, status text?
SELECT r.id, r.name, r.closes_on, s.status
  FROM match_round r LEFT JOIN match_state s ON s.id = r.id
 WHERE r.partnership_id = :partnership_id
 ORDER BY r.name_sort, r.id LIMIT :n_rows;

-- ---- Where it stands -------------------------------------------------------

-- shape: round_state
--   id key, status text, seed text, previous_id key?, engine text?,
--   input_hash text?, opened_at time?, closed_at time?, solved_at time?,
--   proposed_by key?, offered_at time?, offered_by key?, n_pairs int?,
--   n_possible int?, worst int?, total int?, best_total int?, best_worst int?,
--   n_blocking int?, n_envious int?

-- query: round_state_get one
-- in:    id key
-- out:   round_state
SELECT id, status, seed, previous_id, engine, input_hash, opened_at, closed_at,
       solved_at, proposed_by, offered_at, offered_by, n_pairs, n_possible,
       worst, total, best_total, best_worst, n_blocking, n_envious
  FROM match_state WHERE id = :id;

-- query: round_state_save none
-- in:    round_state
INSERT INTO match_state (id, status, seed, previous_id, engine, input_hash,
    opened_at, closed_at, solved_at, proposed_by, offered_at, offered_by,
    n_pairs, n_possible, worst, total, best_total, best_worst, n_blocking,
    n_envious)
VALUES (:id, :status, :seed, :previous_id, :engine, :input_hash, :opened_at,
    :closed_at, :solved_at, :proposed_by, :offered_at, :offered_by, :n_pairs,
    :n_possible, :worst, :total, :best_total, :best_worst, :n_blocking,
    :n_envious)
ON CONFLICT (id) DO UPDATE SET status = :status, seed = :seed,
    previous_id = :previous_id, engine = :engine, input_hash = :input_hash,
    opened_at = :opened_at, closed_at = :closed_at, solved_at = :solved_at,
    proposed_by = :proposed_by, offered_at = :offered_at,
    offered_by = :offered_by, n_pairs = :n_pairs, n_possible = :n_possible,
    worst = :worst, total = :total, best_total = :best_total,
    best_worst = :best_worst, n_blocking = :n_blocking, n_envious = :n_envious;

-- ---- The sides of its partnership ------------------------------------------

-- query: round_sides many
-- in:    partnership_id key, n_rows int
-- out:   id key, code text, name text, position int
SELECT id, code, name, position FROM network_door_side
 WHERE partnership_id = :partnership_id ORDER BY position LIMIT :n_rows;

-- query: round_side_get one
-- in:    id key
-- out:   id key, code text, partnership_id key, name text, position int
SELECT id, code, partnership_id, name, position
  FROM network_door_side WHERE id = :id;

-- query: round_partnership one
-- in:    id key
-- out:   id key, name text
SELECT id, name FROM network_door_partnership WHERE id = :id;

-- ---- Who takes part --------------------------------------------------------

-- shape: round_person
--   id key, code text, round_id key, person_id key, side_id key,
--   organisation_id key?, role_family text?, level int?, sectors text?,
--   interests text?, languages text?, offers text?, wants text?, goals text?,
--   free text?, wishes text?, safeguard text?, capacity int?, may_trio bool,
--   has_lived bool

-- query: match_person_find one
-- in:    code text
-- out:   round_person
SELECT id, code, round_id, person_id, side_id, organisation_id, role_family,
       level, sectors, interests, languages, offers, wants, goals, free, wishes,
       safeguard, capacity, may_trio, has_lived
  FROM match_person WHERE code = :code;

-- query: match_person_get one
-- in:    id key
-- out:   round_person
SELECT id, code, round_id, person_id, side_id, organisation_id, role_family,
       level, sectors, interests, languages, offers, wants, goals, free, wishes,
       safeguard, capacity, may_trio, has_lived
  FROM match_person WHERE id = :id;

-- query: match_person_insert none
-- in:    round_person
INSERT INTO match_person (id, code, round_id, person_id, side_id,
    organisation_id, role_family, level, sectors, interests, languages, offers,
    wants, goals, free, wishes, safeguard, capacity, may_trio, has_lived)
VALUES (:id, :code, :round_id, :person_id, :side_id, :organisation_id,
    :role_family, :level, :sectors, :interests, :languages, :offers, :wants,
    :goals, :free, :wishes, :safeguard, :capacity, :may_trio, :has_lived)
ON CONFLICT (id) DO NOTHING;

-- query: match_person_update none
-- in:    round_person
UPDATE match_person SET code = :code, round_id = :round_id,
    person_id = :person_id, side_id = :side_id,
    organisation_id = :organisation_id, role_family = :role_family,
    level = :level, sectors = :sectors, interests = :interests,
    languages = :languages, offers = :offers, wants = :wants, goals = :goals,
    free = :free, wishes = :wishes, safeguard = :safeguard,
    capacity = :capacity, may_trio = :may_trio, has_lived = :has_lived
 WHERE id = :id;

-- query: match_person_remove none
-- in:    id key
DELETE FROM match_person WHERE id = :id;

-- query: match_person_each each
-- out:   key key, code text, round text, person text, side text,
--        organisation text?, role_family text?, level int?, sectors text?,
--        interests text?, languages text?, offers text?, wants text?,
--        goals text?, free text?, wishes text?, safeguard text?, capacity int?,
--        may_trio bool, has_lived bool
SELECT t.id AS key, t.code, r1.code AS round, r2.code AS person,
       r3.code AS side, r4.code AS organisation, t.role_family, t.level,
       t.sectors, t.interests, t.languages, t.offers, t.wants, t.goals, t.free,
       t.wishes, t.safeguard, t.capacity, t.may_trio, t.has_lived
  FROM match_person t JOIN match_round r1 ON r1.id = t.round_id
  JOIN people_door_person r2 ON r2.id = t.person_id
  JOIN network_door_side r3 ON r3.id = t.side_id
  LEFT JOIN network_door_organisation r4 ON r4.id = t.organisation_id
 ORDER BY t.code;

-- Whose name is for nobody is called as the round is.
-- query: match_person_line one
-- in:    id key
-- out:   thing_line
SELECT CASE WHEN p.seen = 'nobody' THEN r.name ELSE p.name END AS title,
       t.round_id AS within_id, r.partnership_id AS above_id, 'within' AS seen
  FROM match_person t JOIN people_door_person p ON p.id = t.person_id
  JOIN match_round r ON r.id = t.round_id
 WHERE t.id = :id;

-- query: match_person_in_round many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_person
 WHERE round_id = :id ORDER BY side_id, id LIMIT :n_rows;

-- query: match_person_by_person many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_person
 WHERE person_id = :id ORDER BY id LIMIT :n_rows;

-- query: match_person_of_side many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_person
 WHERE side_id = :id ORDER BY round_id, id LIMIT :n_rows;

-- query: match_person_of_organisation many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_person
 WHERE organisation_id = :id ORDER BY id LIMIT :n_rows;

-- Somebody's own row of a round.
-- query: match_person_own one
-- in:    round_id key, person_id key
-- out:   round_person
SELECT id, code, round_id, person_id, side_id, organisation_id, role_family,
       level, sectors, interests, languages, offers, wants, goals, free, wishes,
       safeguard, capacity, may_trio, has_lived
  FROM match_person WHERE round_id = :round_id AND person_id = :person_id;

-- Everybody of one side, in the order of their joining.
-- query: round_people many
-- in:    round_id key, side_id key, after_id key, n_rows int
-- out:   id key, code text, person_id key, side_id key, name text, seen text,
--        role_family text?, level int?, organisation_name text?, said text?
SELECT m.id, m.code, m.person_id, m.side_id, p.name, p.seen, m.role_family,
       m.level, o.name AS organisation_name, x.status AS said
  FROM match_person m JOIN people_door_person p ON p.id = m.person_id
  JOIN match_round r ON r.id = m.round_id
  LEFT JOIN network_door_organisation o ON o.id = m.organisation_id
  LEFT JOIN reply x ON x.questionnaire_id = r.questionnaire_id
        AND x.about_id = 0 AND x.person_id = m.person_id AND x.turn = 1
 WHERE m.round_id = :round_id AND m.side_id = :side_id AND m.id > :after_id
 ORDER BY m.id LIMIT :n_rows;

-- How many are on a side, as far as that matters.
-- query: round_count one
-- in:    round_id key, side_id key, n_rows int
-- out:   n int
SELECT count(*) AS n
  FROM (SELECT id FROM match_person
         WHERE round_id = :round_id AND side_id = :side_id
         ORDER BY id LIMIT :n_rows) AS few;

-- ---- Of one person ---------------------------------------------------------

-- query: round_of_person many
-- in:    person_id key, before_id key, n_rows int
-- out:   id key, round_id key, round_name text, status text?, side_name text,
--        closes_on date?, questionnaire_id key?
SELECT m.id, m.round_id, r.name AS round_name, s.status, d.name AS side_name,
       r.closes_on, r.questionnaire_id
  FROM match_person m JOIN match_round r ON r.id = m.round_id
  JOIN network_door_side d ON d.id = m.side_id
  LEFT JOIN match_state s ON s.id = m.round_id
 WHERE m.person_id = :person_id AND m.id < :before_id
 ORDER BY m.person_id DESC, m.id DESC LIMIT :n_rows;

-- ---- As the solver sees it -------------------------------------------------

-- Everybody, with the codes that a file has. has_role: they are or were of
-- that side, and did not just get written into the round by somebody.
-- query: round_everybody many
-- in:    round_id key, n_rows int
-- out:   id key, code text, person_id key, side_code text, side_id key,
--        organisation_code text?, role_family text?, level int?, sectors text?,
--        interests text?, languages text?, offers text?, wants text?,
--        goals text?, free text?, wishes text?, safeguard text?,
--        capacity int?, may_trio bool, has_lived bool, has_role bool
SELECT m.id, m.code, m.person_id, s.code AS side_code, m.side_id,
       o.code AS organisation_code, m.role_family, m.level, m.sectors,
       m.interests, m.languages, m.offers, m.wants, m.goals, m.free, m.wishes,
       m.safeguard, m.capacity, m.may_trio, m.has_lived,
       CASE WHEN EXISTS (SELECT 1 FROM people_door_membership k
            WHERE k.person_id = m.person_id AND k.thing_id = m.side_id
              AND k.role = 'member')
            THEN 1 ELSE 0 END AS has_role
  FROM match_person m JOIN network_door_side s ON s.id = m.side_id
  LEFT JOIN network_door_organisation o ON o.id = m.organisation_id
 WHERE m.round_id = :round_id
 ORDER BY m.side_id, m.id LIMIT :n_rows;

-- The private lists: for the solver alone.
-- query: round_not_with many
-- in:    round_id key, n_rows int
-- out:   a_id key, b_id key
SELECT a_id, b_id FROM match_rule
 WHERE round_id = :round_id AND kind = 'not_with'
 ORDER BY a_id, b_id LIMIT :n_rows;

-- query: round_input_clear none
-- in:    round_id key
DELETE FROM match_input WHERE round_id = :round_id;

-- query: round_input_insert none
-- in:    id key, round_id key, line text
INSERT INTO match_input (id, round_id, line) VALUES (:id, :round_id, :line)
ON CONFLICT (id) DO UPDATE SET round_id = :round_id, line = :line;

-- Of those who still take part.
-- query: round_inputs many
-- in:    round_id key, n_rows int
-- out:   id key, person_id key, side_id key, line text
SELECT i.id, m.person_id, m.side_id, i.line
  FROM match_input i JOIN match_person m ON m.id = i.id
 WHERE i.round_id = :round_id ORDER BY i.id LIMIT :n_rows;

-- query: round_input_get one
-- in:    id key
-- out:   id key, round_id key, line text
SELECT id, round_id, line FROM match_input WHERE id = :id;

-- ---- What must and must not be: pins, vetoes, conflicts ----------------------

-- query: round_rule_insert none
-- in:    id key, round_id key, kind text, a_id key, b_id key, reason text?,
--        made_at time, made_by key?
INSERT INTO match_rule (id, round_id, kind, a_id, b_id, reason, made_at,
    made_by)
VALUES (:id, :round_id, :kind, :a_id, :b_id, :reason, :made_at, :made_by)
ON CONFLICT (round_id, kind, a_id, b_id) DO NOTHING;

-- Never a private list.
-- query: round_rule_remove none
-- in:    id key, round_id key
DELETE FROM match_rule
 WHERE id = :id AND round_id = :round_id AND kind <> 'not_with';

-- One kind of them: pin, veto or conflict.
-- query: round_rules many
-- in:    round_id key, kind text, n_rows int
-- out:   id key, kind text, a_id key, b_id key, a_code text, b_code text,
--        a_person_id key, b_person_id key, a_name text, b_name text,
--        reason text?, made_at time, made_by key?
SELECT t.id, t.kind, t.a_id, t.b_id, a.code AS a_code, b.code AS b_code,
       a.person_id AS a_person_id, b.person_id AS b_person_id,
       p.name AS a_name, q.name AS b_name, t.reason, t.made_at, t.made_by
  FROM match_rule t JOIN match_person a ON a.id = t.a_id
  JOIN match_person b ON b.id = t.b_id
  JOIN people_door_person p ON p.id = a.person_id
  JOIN people_door_person q ON q.id = b.person_id
 WHERE t.round_id = :round_id AND t.kind = :kind AND t.kind <> 'not_with'
 ORDER BY t.a_id, t.b_id LIMIT :n_rows;

-- ---- What came out ----------------------------------------------------------

-- query: round_pair_insert none
-- in:    id key, round_id key, a_id key, b_id key, third_id key?, status text,
--        origin text, score int, wished int, points text, fits text,
--        third_score int?, made_at time, penalty int?
INSERT INTO match_pair (id, round_id, a_id, b_id, third_id, status, origin,
    score, wished, points, fits, third_score, made_at, penalty)
VALUES (:id, :round_id, :a_id, :b_id, :third_id, :status, :origin, :score,
    :wished, :points, :fits, :third_score, :made_at, :penalty)
ON CONFLICT (id) DO NOTHING;

-- Those that nobody but the facilitators has seen.
-- query: round_pairs_clear none
-- in:    round_id key
DELETE FROM match_pair WHERE round_id = :round_id AND status = 'proposed';

-- query: round_waiting_clear none
-- in:    round_id key
DELETE FROM match_waiting WHERE round_id = :round_id;

-- query: round_waiting_insert none
-- in:    id key, round_id key, reason text, n_these int, n_possible int
INSERT INTO match_waiting (id, round_id, reason, n_these, n_possible)
VALUES (:id, :round_id, :reason, :n_these, :n_possible)
ON CONFLICT (id) DO UPDATE SET round_id = :round_id, reason = :reason,
    n_these = :n_these, n_possible = :n_possible;

-- query: round_waiting many
-- in:    round_id key, n_rows int
-- out:   id key, name text, side_id key, reason text, n_these int,
--        n_possible int
SELECT w.id, p.name, m.side_id, w.reason, w.n_these, w.n_possible
  FROM match_waiting w JOIN match_person m ON m.id = w.id
  JOIN people_door_person p ON p.id = m.person_id
 WHERE w.round_id = :round_id ORDER BY w.id LIMIT :n_rows;

-- What is proposed, the lowest first, with what both said. The lines hold
-- private lists: only what is explained of them reaches a page.
-- query: round_proposal many
-- in:    round_id key, after_score int, after_id key, n_rows int
-- out:   id key, a_id key, b_id key, third_id key?, a_name text?, b_name text?,
--        third_name text?, a_line text?, b_line text?, origin text, score int,
--        wished int, points text, fits text, third_score int?, penalty int?
SELECT t.id, t.a_id, t.b_id, t.third_id, pa.name AS a_name, pb.name AS b_name,
       pc.name AS third_name, ia.line AS a_line, ib.line AS b_line, t.origin,
       t.score, t.wished, t.points, t.fits, t.third_score, t.penalty
  FROM match_pair t
  LEFT JOIN match_person a ON a.id = t.a_id
  LEFT JOIN people_door_person pa ON pa.id = a.person_id
  LEFT JOIN match_input ia ON ia.id = t.a_id
  LEFT JOIN match_person b ON b.id = t.b_id
  LEFT JOIN people_door_person pb ON pb.id = b.person_id
  LEFT JOIN match_input ib ON ib.id = t.b_id
  LEFT JOIN match_person c ON c.id = t.third_id
  LEFT JOIN people_door_person pc ON pc.id = c.person_id
-- sqlite:
 WHERE t.round_id = :round_id AND t.status = 'proposed'
   AND (t.score, t.id) > (:after_score, :after_id)
-- postgresql:
 WHERE (t.round_id, t.status, t.score, t.id) >
       (:round_id, 'proposed', :after_score, :after_id)
   AND (t.round_id, t.status) <= (:round_id, 'proposed')
-- both:
 ORDER BY t.round_id, t.status, t.score, t.id LIMIT :n_rows;

-- query: round_states each
-- out:   round text, status text, seed text
SELECT r.code AS round, s.status, s.seed
  FROM match_round r JOIN match_state s ON s.id = r.id
 ORDER BY r.code;
