-- Groups of people: sets of groups, their people, what must be.

-- use: keep/thing.sql

-- ---- Sets ------------------------------------------------------------------

-- shape: match_group_set
--   id key, code text, partnership_id key, name text, name_sort text,
--   round_id key?, size_min int, size_max int, organisation_max int?,
--   lived_min int?, alone text?, days_min int?, hours_min int?,
--   is_one_language bool, is_illustrative bool

-- query: match_group_set_find one
-- in:    code text
-- out:   match_group_set
SELECT id, code, partnership_id, name, name_sort, round_id, size_min, size_max,
       organisation_max, lived_min, alone, days_min, hours_min,
       is_one_language, is_illustrative
  FROM match_group_set WHERE code = :code;

-- query: match_group_set_get one
-- in:    id key
-- out:   match_group_set
SELECT id, code, partnership_id, name, name_sort, round_id, size_min, size_max,
       organisation_max, lived_min, alone, days_min, hours_min,
       is_one_language, is_illustrative
  FROM match_group_set WHERE id = :id;

-- query: match_group_set_insert none
-- in:    match_group_set
INSERT INTO match_group_set (id, code, partnership_id, name, name_sort,
    round_id, size_min, size_max, organisation_max, lived_min, alone, days_min,
    hours_min, is_one_language, is_illustrative)
VALUES (:id, :code, :partnership_id, :name, :name_sort, :round_id, :size_min,
    :size_max, :organisation_max, :lived_min, :alone, :days_min, :hours_min,
    :is_one_language, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: match_group_set_update none
-- in:    match_group_set
UPDATE match_group_set SET code = :code, partnership_id = :partnership_id,
    name = :name, name_sort = :name_sort, round_id = :round_id,
    size_min = :size_min, size_max = :size_max,
    organisation_max = :organisation_max, lived_min = :lived_min,
    alone = :alone, days_min = :days_min, hours_min = :hours_min,
    is_one_language = :is_one_language,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: match_group_set_delete none
-- in:    id key
DELETE FROM match_group_set WHERE id = :id;

-- query: match_group_set_each each
-- out:   key key, code text, partnership text, name text, round text?,
--        size_min int, size_max int, organisation_max int?, lived_min int?,
--        alone text?, days_min int?, hours_min int?, is_one_language bool,
--        is_illustrative bool
SELECT t.id AS key, t.code, r1.code AS partnership, t.name, r2.code AS round,
       t.size_min, t.size_max, t.organisation_max, t.lived_min, t.alone,
       t.days_min, t.hours_min, t.is_one_language, t.is_illustrative
  FROM match_group_set t
  LEFT JOIN network_door_partnership r1 ON r1.id = t.partnership_id
  LEFT JOIN match_round r2 ON r2.id = t.round_id
 ORDER BY t.code;

-- query: match_group_set_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_group_set WHERE partnership_id = :id
 ORDER BY name_sort, id LIMIT :n_rows;

-- In which words people of this partnership answered last.
-- query: match_group_words one
-- in:    partnership_id key
-- out:   questionnaire_id key?
SELECT questionnaire_id FROM match_round
 WHERE partnership_id = :partnership_id AND questionnaire_id IS NOT NULL
 ORDER BY name_sort DESC, id DESC LIMIT 1;

-- query: match_group_set_of_round many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_group_set WHERE round_id = :id ORDER BY id LIMIT :n_rows;

-- query: match_group_set_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'within' AS seen
  FROM match_group_set WHERE id = :id;

-- query: match_group_set_within many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, status text?
SELECT t.id, t.name, s.status FROM match_group_set t
  LEFT JOIN match_group_state s ON s.id = t.id
 WHERE t.partnership_id = :partnership_id
 ORDER BY t.name_sort, t.id LIMIT :n_rows;

-- ---- Where a set stands ------------------------------------------------------

-- shape: match_group_state
--   id key, status text, seed text, engine text?, is_proved int?, lowest int?,
--   sum int?, points int?, bound int?, is_moved bool, solved_at time?,
--   confirmed_at time?, confirmed_by key?

-- query: match_group_state_get one
-- in:    id key
-- out:   match_group_state
SELECT id, status, seed, engine, is_proved, lowest, sum, points, bound,
       is_moved, solved_at, confirmed_at, confirmed_by
  FROM match_group_state WHERE id = :id;

-- query: match_group_state_save none
-- in:    match_group_state
INSERT INTO match_group_state (id, status, seed, engine, is_proved, lowest,
    sum, points, bound, is_moved, solved_at, confirmed_at, confirmed_by)
VALUES (:id, :status, :seed, :engine, :is_proved, :lowest, :sum, :points,
    :bound, :is_moved, :solved_at, :confirmed_at, :confirmed_by)
ON CONFLICT (id) DO UPDATE SET status = excluded.status,
    seed = excluded.seed, engine = excluded.engine,
    is_proved = excluded.is_proved, lowest = excluded.lowest,
    sum = excluded.sum, points = excluded.points, bound = excluded.bound,
    is_moved = excluded.is_moved, solved_at = excluded.solved_at,
    confirmed_at = excluded.confirmed_at,
    confirmed_by = excluded.confirmed_by;

-- ---- Groups ------------------------------------------------------------------

-- shape: match_group
--   id key, code text, set_id key, position int, name text, name_sort text

-- query: match_group_find one
-- in:    code text
-- out:   match_group
SELECT id, code, set_id, position, name, name_sort
  FROM match_group WHERE code = :code;

-- query: match_group_get one
-- in:    id key
-- out:   match_group
SELECT id, code, set_id, position, name, name_sort
  FROM match_group WHERE id = :id;

-- query: match_group_insert none
-- in:    match_group
INSERT INTO match_group (id, code, set_id, position, name, name_sort)
VALUES (:id, :code, :set_id, :position, :name, :name_sort)
ON CONFLICT (id) DO NOTHING;

-- query: match_group_update none
-- in:    match_group
UPDATE match_group SET code = :code, set_id = :set_id, position = :position,
    name = :name, name_sort = :name_sort
 WHERE id = :id;

-- query: match_group_delete none
-- in:    id key
DELETE FROM match_group WHERE id = :id;

-- query: match_group_each each
-- out:   key key, code text, group_set text, position int, name text
SELECT t.id AS key, t.code, r1.code AS group_set, t.position, t.name
  FROM match_group t
  LEFT JOIN match_group_set r1 ON r1.id = t.set_id
 ORDER BY t.code;

-- query: match_group_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM match_group t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'match_group'
 ORDER BY t.code, p.lang, p.part;

-- query: match_group_of_set many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM match_group WHERE set_id = :id
 ORDER BY position, id LIMIT :n_rows;

-- Before its set is confirmed a group has no page.
-- query: match_group_line one
-- in:    id key
-- out:   thing_line
SELECT t.name AS title, t.set_id AS within_id, s.partnership_id AS above_id,
       CASE WHEN x.status = 'confirmed' THEN 'within' ELSE 'nobody' END AS seen
  FROM match_group t JOIN match_group_set s ON s.id = t.set_id
  LEFT JOIN match_group_state x ON x.id = t.set_id
 WHERE t.id = :id;

-- query: match_group_list many
-- in:    set_id key, n_rows int
-- out:   match_group
SELECT id, code, set_id, position, name, name_sort
  FROM match_group WHERE set_id = :set_id ORDER BY position, id LIMIT :n_rows;

-- ---- Their people --------------------------------------------------------------

-- shape: match_group_person
--   id key, set_id key, position int?, person_id key?, name text, line text,
--   told text?

-- query: match_group_person_insert none
-- in:    match_group_person
INSERT INTO match_group_person (id, set_id, position, person_id, name, line,
    told)
VALUES (:id, :set_id, :position, :person_id, :name, :line, :told)
ON CONFLICT (id) DO NOTHING;

-- query: match_group_person_list many
-- in:    set_id key, n_rows int
-- out:   match_group_person
SELECT id, set_id, position, person_id, name, line, told
  FROM match_group_person WHERE set_id = :set_id ORDER BY id LIMIT :n_rows;

-- query: match_group_person_place none
-- in:    id key, set_id key, position int
UPDATE match_group_person SET position = :position
 WHERE id = :id AND set_id = :set_id;

-- query: match_group_person_clear none
-- in:    set_id key
DELETE FROM match_group_person WHERE set_id = :set_id;

-- Who takes part in a round, and where they work.
-- query: match_group_round_people many
-- in:    round_id key, n_rows int
-- out:   id key, name text, place text?
SELECT m.id, p.name,
       (SELECT l.name FROM network_door_organisation o
          JOIN network_door_place l ON l.id = o.place_id
         WHERE o.id = m.organisation_id) AS place
  FROM match_person m JOIN people_door_person p ON p.id = m.person_id
 WHERE m.round_id = :round_id ORDER BY m.side_id, m.id LIMIT :n_rows;

-- Who writes on a group's page.
-- query: match_group_roles many
-- in:    thing_id key, today date, n_rows int
-- out:   id key, person_id key
SELECT id, person_id FROM people_door_membership
 WHERE thing_id = :thing_id AND (ends_on IS NULL OR ends_on > :today)
 ORDER BY role, id LIMIT :n_rows;

-- query: match_group_rule_insert none
-- in:    id key, set_id key, kind text, a_id key, b_id key, made_at time,
--        made_by key?
INSERT INTO match_group_rule (id, set_id, kind, a_id, b_id, made_at, made_by)
VALUES (:id, :set_id, :kind, :a_id, :b_id, :made_at, :made_by)
ON CONFLICT (set_id, a_id, b_id) DO UPDATE SET kind = excluded.kind,
    made_at = excluded.made_at, made_by = excluded.made_by;

-- query: match_group_rule_list many
-- in:    set_id key, n_rows int
-- out:   id key, kind text, a_id key, b_id key
SELECT id, kind, a_id, b_id FROM match_group_rule
 WHERE set_id = :set_id ORDER BY a_id, b_id LIMIT :n_rows;

-- query: match_group_rule_remove none
-- in:    id key, set_id key
DELETE FROM match_group_rule WHERE id = :id AND set_id = :set_id;

-- query: match_group_rule_clear none
-- in:    set_id key
DELETE FROM match_group_rule WHERE set_id = :set_id;

-- In which groups somebody is.
-- query: match_group_of_person many
-- in:    person_id key, n_rows int
-- out:   line text, told text?, set_name text, group_name text?, status text?
SELECT m.line, m.told, t.name AS set_name, g.name AS group_name, s.status
  FROM match_group_person m
  JOIN match_group_set t ON t.id = m.set_id
  LEFT JOIN match_group g ON g.set_id = m.set_id AND g.position = m.position
  LEFT JOIN match_group_state s ON s.id = m.set_id
 WHERE m.person_id = :person_id ORDER BY m.id LIMIT :n_rows;

-- query: match_group_person_erase none
-- in:    person_id key
DELETE FROM match_group_person WHERE person_id = :person_id;

-- The pairs of a round, by what has come of them.
-- query: match_group_paired many
-- in:    round_id key, status text, n_rows int
-- out:   a_id key, b_id key, third_id key?
SELECT a_id, b_id, third_id FROM match_pair
 WHERE round_id = :round_id AND status = :status ORDER BY id LIMIT :n_rows;
