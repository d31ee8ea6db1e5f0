-- What people say about themselves: questions, groups, answers.

-- use: keep/thing.sql

-- shape: about_question
--   id key, code text, partnership_id key, side_id key?, topic text,
--   name text, why text, source text?, year int?, position int, is_on bool,
--   is_crossed bool, is_illustrative bool

-- query: about_question_find one
-- in:    code text
-- out:   about_question
SELECT id, code, partnership_id, side_id, topic, name, why, source, year,
       position, is_on, is_crossed, is_illustrative
  FROM about_question WHERE code = :code;

-- query: about_question_get one
-- in:    id key
-- out:   about_question
SELECT id, code, partnership_id, side_id, topic, name, why, source, year,
       position, is_on, is_crossed, is_illustrative
  FROM about_question WHERE id = :id;

-- query: about_question_insert none
-- in:    about_question
INSERT INTO about_question (id, code, partnership_id, side_id, topic, name,
    why, source, year, position, is_on, is_crossed, is_illustrative)
VALUES (:id, :code, :partnership_id, :side_id, :topic, :name, :why, :source,
    :year, :position, :is_on, :is_crossed, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: about_question_update none
-- in:    about_question
UPDATE about_question SET code = :code, partnership_id = :partnership_id,
    side_id = :side_id, topic = :topic, name = :name, why = :why,
    source = :source, year = :year, position = :position, is_on = :is_on,
    is_crossed = :is_crossed, is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: about_question_delete none
-- in:    id key
DELETE FROM about_question WHERE id = :id;

-- query: about_question_each each
-- out:   key key, code text, partnership text, side text?, topic text,
--        name text, why text, source text?, year int?, position int,
--        is_on bool, is_crossed bool, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT p.code FROM network_door_partnership p
         WHERE p.id = t.partnership_id) AS partnership,
       (SELECT s.code FROM network_door_side s WHERE s.id = t.side_id) AS side,
       t.topic, t.name, t.why, t.source, t.year, t.position, t.is_on,
       t.is_crossed, t.is_illustrative
  FROM about_question t ORDER BY t.code;

-- query: about_question_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM about_question t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'about_question'
 ORDER BY t.code, p.lang, p.part;

-- query: about_question_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'within' AS seen
  FROM about_question WHERE id = :id;

-- query: about_question_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM about_question WHERE partnership_id = :id
 ORDER BY position, id LIMIT :n_rows;

-- query: about_question_of_side many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM about_question WHERE side_id = :id ORDER BY id LIMIT :n_rows;

-- Those of a partnership, as a reader reads them.
-- query: about_questions many
-- in:    partnership_id key, lang text, n_rows int
-- out:   id key, side_id key?, topic text, name text, why text, source text?,
--        year int?, is_on bool, is_crossed bool, is_illustrative bool,
--        said text?, why_said text?
SELECT q.id, q.side_id, q.topic, q.name, q.why, q.source, q.year, q.is_on,
       q.is_crossed, q.is_illustrative,
       (SELECT p.source FROM prose p WHERE p.thing_id = q.id
           AND p.part = 'name' AND p.lang = :lang) AS said,
       (SELECT p.source FROM prose p WHERE p.thing_id = q.id
           AND p.part = 'why' AND p.lang = :lang) AS why_said
  FROM about_question q WHERE q.partnership_id = :partnership_id
 ORDER BY q.position, q.id LIMIT :n_rows;

-- ---- Groups ------------------------------------------------------------------

-- shape: about_group
--   id key, code text, question_id key, position int, name text,
--   population real?, is_illustrative bool, is_child bool

-- query: about_group_find one
-- in:    code text
-- out:   about_group
SELECT id, code, question_id, position, name, population, is_illustrative,
       is_child
  FROM about_group WHERE code = :code;

-- query: about_group_get one
-- in:    id key
-- out:   about_group
SELECT id, code, question_id, position, name, population, is_illustrative,
       is_child
  FROM about_group WHERE id = :id;

-- query: about_group_insert none
-- in:    about_group
INSERT INTO about_group (id, code, question_id, position, name, population,
    is_illustrative, is_child)
VALUES (:id, :code, :question_id, :position, :name, :population,
    :is_illustrative, :is_child)
ON CONFLICT (id) DO NOTHING;

-- query: about_group_update none
-- in:    about_group
UPDATE about_group SET code = :code, question_id = :question_id,
    position = :position, name = :name, population = :population,
    is_illustrative = :is_illustrative, is_child = :is_child
 WHERE id = :id;

-- query: about_group_delete none
-- in:    id key
DELETE FROM about_group WHERE id = :id;

-- query: about_group_each each
-- out:   key key, code text, question text, position int, name text,
--        population real?, is_illustrative bool, is_child bool
SELECT t.id AS key, t.code,
       (SELECT q.code FROM about_question q WHERE q.id = t.question_id)
           AS question,
       t.position, t.name, t.population, t.is_illustrative, t.is_child
  FROM about_group t ORDER BY t.code;

-- query: about_group_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM about_group t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'about_group'
 ORDER BY t.code, p.lang, p.part;

-- query: about_group_line one
-- in:    id key
-- out:   thing_line
SELECT g.name AS title, g.question_id AS within_id,
       q.partnership_id AS above_id, 'within' AS seen
  FROM about_group g JOIN about_question q ON q.id = g.question_id
 WHERE g.id = :id;

-- query: about_group_of_question many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM about_group WHERE question_id = :id
 ORDER BY position, id LIMIT :n_rows;

-- The groups of all questions of a partnership.
-- query: about_groups many
-- in:    partnership_id key, lang text, n_rows int
-- out:   id key, question_id key, name text, population real?, is_child bool,
--        said text?
SELECT g.id, g.question_id, g.name, g.population, g.is_child,
       (SELECT p.source FROM prose p WHERE p.thing_id = g.id
           AND p.part = 'name' AND p.lang = :lang) AS said
  FROM about_question q JOIN about_group g ON g.question_id = q.id
 WHERE q.partnership_id = :partnership_id
 ORDER BY q.position, q.id, g.position, g.id LIMIT :n_rows;

-- ---- Answers -----------------------------------------------------------------

-- query: about_answers_of many
-- in:    subject_id key, n_rows int
-- out:   id key, question_id key, group_id key?
SELECT id, question_id, group_id FROM about_answer
 WHERE subject_id = :subject_id ORDER BY question_id LIMIT :n_rows;

-- query: about_answer_insert none
-- in:    id key, kind text, subject_id key, thing_id key, question_id key,
--        group_id key?
INSERT INTO about_answer (id, kind, subject_id, thing_id, question_id,
    group_id)
VALUES (:id, :kind, :subject_id, :thing_id, :question_id, :group_id)
ON CONFLICT DO NOTHING;

-- query: about_answer_change none
-- in:    id key, group_id key?
UPDATE about_answer SET group_id = :group_id WHERE id = :id;

-- query: about_answer_drop none
-- in:    id key
DELETE FROM about_answer WHERE id = :id;

-- query: about_answers_forget none
-- in:    subject_id key
DELETE FROM about_answer WHERE subject_id = :subject_id;

-- query: about_thing_forget none
-- in:    thing_id key
DELETE FROM about_answer WHERE thing_id = :thing_id;

-- What one said, for themselves.
-- query: about_said_by many
-- in:    subject_id key, n_rows int
-- out:   question text, group_name text?
SELECT q.name AS question, g.name AS group_name
  FROM about_answer a JOIN about_question q ON q.id = a.question_id
  LEFT JOIN about_group g ON g.id = a.group_id
 WHERE a.subject_id = :subject_id ORDER BY a.question_id LIMIT :n_rows;

-- Was it ever answered?
-- query: about_question_answered many
-- in:    question_id key, n_rows int
-- out:   id key
SELECT id FROM about_answer WHERE question_id = :question_id
 ORDER BY group_id, id LIMIT :n_rows;

-- query: about_group_answered many
-- in:    question_id key, group_id key?, n_rows int
-- out:   id key
SELECT id FROM about_answer
 WHERE question_id = :question_id AND group_id = :group_id
 ORDER BY id LIMIT :n_rows;

-- Of which partnership is a side?
-- query: about_side one
-- in:    id key
-- out:   partnership_id key
SELECT partnership_id FROM network_door_side WHERE id = :id;

-- query: about_sides many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, position int
SELECT id, name, position FROM network_door_side
 WHERE partnership_id = :partnership_id ORDER BY position LIMIT :n_rows;

-- ---- Counted on paper at a meeting --------------------------------------------

-- query: about_tallies many
-- in:    thing_id key, question_id key, n_rows int
-- out:   group_id key?, n int
SELECT group_id, n FROM about_tally
 WHERE thing_id = :thing_id AND question_id = :question_id
 ORDER BY group_id LIMIT :n_rows;

-- query: about_tally_insert none
-- in:    id key, thing_id key, question_id key, group_id key?, n int
INSERT INTO about_tally (id, thing_id, question_id, group_id, n)
VALUES (:id, :thing_id, :question_id, :group_id, :n)
ON CONFLICT (id) DO NOTHING;

-- query: about_tally_forget none
-- in:    thing_id key, question_id key
DELETE FROM about_tally
 WHERE thing_id = :thing_id AND question_id = :question_id;

-- query: about_tallies_forget none
-- in:    thing_id key
DELETE FROM about_tally WHERE thing_id = :thing_id;
