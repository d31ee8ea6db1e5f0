-- Assessments: of a side, by a questionnaire with levels, for a year.

-- use: keep/thing.sql

-- shape: assessment
--   id key, code text, side_id key, questionnaire_id key, series text,
--   name text, name_sort text, year int, is_shown bool, is_illustrative bool

-- query: assessment_find one
-- in:    code text
-- out:   assessment
SELECT id, code, side_id, questionnaire_id, series, name, name_sort, year,
       is_shown, is_illustrative
  FROM assessment WHERE code = :code;

-- query: assessment_get one
-- in:    id key
-- out:   assessment
SELECT id, code, side_id, questionnaire_id, series, name, name_sort, year,
       is_shown, is_illustrative
  FROM assessment WHERE id = :id;

-- query: assessment_insert none
-- in:    assessment
INSERT INTO assessment (id, code, side_id, questionnaire_id, series, name,
    name_sort, year, is_shown, is_illustrative)
VALUES (:id, :code, :side_id, :questionnaire_id, :series, :name, :name_sort,
    :year, :is_shown, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: assessment_update none
-- in:    assessment
UPDATE assessment SET code = :code, side_id = :side_id,
    questionnaire_id = :questionnaire_id, series = :series, name = :name,
    name_sort = :name_sort, year = :year, is_shown = :is_shown,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: assessment_delete none
-- in:    id key
DELETE FROM assessment WHERE id = :id;

-- query: assessment_each each
-- out:   key key, code text, side text, questionnaire text, series text,
--        name text, year int, is_shown bool, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT s.code FROM network_door_side s WHERE s.id = t.side_id) AS side,
       (SELECT q.code FROM questionnaire q WHERE q.id = t.questionnaire_id)
           AS questionnaire,
       t.series, t.name, t.year, t.is_shown, t.is_illustrative
  FROM assessment t ORDER BY t.code;

-- Before it is shown, an assessment is its side's alone.
-- query: assessment_line one
-- in:    id key
-- out:   thing_line
SELECT t.name AS title, t.side_id AS within_id, s.partnership_id AS above_id,
       CASE WHEN t.is_shown = 1 THEN 'within' ELSE 'side' END AS seen
  FROM assessment t JOIN network_door_side s ON s.id = t.side_id
 WHERE t.id = :id;

-- query: assessment_of_side many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM assessment WHERE side_id = :id ORDER BY series, year, id
 LIMIT :n_rows;

-- query: assessment_of_questionnaire many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM assessment WHERE questionnaire_id = :id ORDER BY id
 LIMIT :n_rows;

-- All of a partnership, by side; who may not see one sees that there is one.
-- query: assessment_of_partnership many
-- in:    partnership_id key, n_rows int
-- out:   id key, series text, name text, year int, is_shown bool,
--        is_illustrative bool, side_id key, side_name text, position int
SELECT t.id, t.series, t.name, t.year, t.is_shown, t.is_illustrative,
       t.side_id, s.name AS side_name, s.position
  FROM network_door_side s JOIN assessment t ON t.side_id = s.id
 WHERE s.partnership_id = :partnership_id
 ORDER BY s.position, t.series, t.year DESC, t.id LIMIT :n_rows;

-- query: assessment_sides many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, position int
SELECT id, name, position FROM network_door_side
 WHERE partnership_id = :partnership_id ORDER BY position LIMIT :n_rows;

-- query: assessment_head one
-- in:    id key
-- out:   id key, code text, side_id key, side_name text, position int,
--        partnership_id key, partnership_name text, questionnaire_id key,
--        series text, name text, year int, is_shown bool,
--        is_illustrative bool, met_on date?
SELECT t.id, t.code, t.side_id, s.name AS side_name, s.position,
       s.partnership_id, p.name AS partnership_name, t.questionnaire_id,
       t.series, t.name, t.year, t.is_shown, t.is_illustrative,
       (SELECT m.met_on FROM assessment_met m WHERE m.id = t.id) AS met_on
  FROM assessment t JOIN network_door_side s ON s.id = t.side_id
  JOIN network_door_partnership p ON p.id = s.partnership_id
 WHERE t.id = :id;

-- Those that may stand beside it: of its series, the newest first.
-- query: assessment_series many
-- in:    partnership_id key, series text, n_rows int
-- out:   id key, side_id key, side_name text, position int, name text,
--        year int, questionnaire_id key, is_shown bool, is_illustrative bool
SELECT t.id, t.side_id, s.name AS side_name, s.position, t.name, t.year,
       t.questionnaire_id, t.is_shown, t.is_illustrative
  FROM network_door_side s JOIN assessment t ON t.side_id = s.id
 WHERE s.partnership_id = :partnership_id AND t.series = :series
 ORDER BY s.position, t.year DESC, t.id DESC LIMIT :n_rows;

-- query: assessment_of_year many
-- in:    side_id key, series text, year int, n_rows int
-- out:   id key
SELECT id FROM assessment
 WHERE side_id = :side_id AND series = :series AND year = :year
 ORDER BY id LIMIT :n_rows;

-- What can be asked: questionnaires with levels.
-- query: assessment_questionnaires many
-- in:    after_sort text, after_id key, n_rows int
-- out:   id key, code text, name text
SELECT q.id, q.code, q.name FROM questionnaire q
 WHERE (q.name_sort, q.id) > (:after_sort, :after_id)
   AND q.kind = 'assessment' ORDER BY q.name_sort, q.id LIMIT :n_rows;

-- How many people sent an answer of their own.
-- query: assessment_n_apart one
-- in:    questionnaire_id key, about_id int, n_max int
-- out:   n int
SELECT count(*) AS n FROM (SELECT DISTINCT r.person_id FROM reply r
  WHERE r.questionnaire_id = :questionnaire_id AND r.about_id = :about_id
    AND r.person_id > 0 AND r.status = 'done' LIMIT :n_max) x;

-- query: assessment_set_shown none
-- in:    id key, is_shown bool
UPDATE assessment SET is_shown = :is_shown WHERE id = :id;

-- query: assessment_met_get one
-- in:    id key
-- out:   met_on date
SELECT met_on FROM assessment_met WHERE id = :id;

-- query: assessment_met_insert none
-- in:    id key, met_on date
INSERT INTO assessment_met (id, met_on) VALUES (:id, :met_on)
ON CONFLICT (id) DO NOTHING;

-- query: assessment_met_forget none
-- in:    id key
DELETE FROM assessment_met WHERE id = :id;

-- ---- Points ------------------------------------------------------------------

-- shape: assessment_point
--   id key, code text, assessment_id key, question text, name text,
--   name_sort text, made_on date

-- query: assessment_point_find one
-- in:    code text
-- out:   assessment_point
SELECT id, code, assessment_id, question, name, name_sort, made_on
  FROM assessment_point WHERE code = :code;

-- query: assessment_point_get one
-- in:    id key
-- out:   assessment_point
SELECT id, code, assessment_id, question, name, name_sort, made_on
  FROM assessment_point WHERE id = :id;

-- query: assessment_point_of_question one
-- in:    assessment_id key, question text
-- out:   assessment_point
SELECT id, code, assessment_id, question, name, name_sort, made_on
  FROM assessment_point
 WHERE assessment_id = :assessment_id AND question = :question;

-- query: assessment_point_insert none
-- in:    assessment_point
INSERT INTO assessment_point (id, code, assessment_id, question, name,
    name_sort, made_on)
VALUES (:id, :code, :assessment_id, :question, :name, :name_sort, :made_on)
ON CONFLICT (id) DO NOTHING;

-- query: assessment_point_update none
-- in:    assessment_point
UPDATE assessment_point SET code = :code, assessment_id = :assessment_id,
    question = :question, name = :name, name_sort = :name_sort,
    made_on = :made_on
 WHERE id = :id;

-- query: assessment_point_delete none
-- in:    id key
DELETE FROM assessment_point WHERE id = :id;

-- query: assessment_point_each each
-- out:   key key, code text, assessment text, question text, name text,
--        made_on date
SELECT t.id AS key, t.code,
       (SELECT x.code FROM assessment x WHERE x.id = t.assessment_id)
           AS assessment,
       t.question, t.name, t.made_on
  FROM assessment_point t ORDER BY t.code;

-- Of its side alone, also when the assessment is shown.
-- query: assessment_point_line one
-- in:    id key
-- out:   thing_line
SELECT t.name AS title, t.assessment_id AS within_id, x.side_id AS above_id,
       'within' AS seen
  FROM assessment_point t JOIN assessment x ON x.id = t.assessment_id
 WHERE t.id = :id;

-- query: assessment_point_of_assessment many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM assessment_point WHERE assessment_id = :id ORDER BY question
 LIMIT :n_rows;

-- query: assessment_points many
-- in:    assessment_id key, n_rows int
-- out:   assessment_point
SELECT id, code, assessment_id, question, name, name_sort, made_on
  FROM assessment_point WHERE assessment_id = :assessment_id
 ORDER BY question LIMIT :n_rows;

-- The boards of a side: where an entry may go.
-- query: assessment_boards many
-- in:    side_id key, n_rows int
-- out:   id key, name text
SELECT id, name FROM board WHERE side_id = :side_id
 ORDER BY name_sort, id LIMIT :n_rows;
