-- Questionnaires, their versions, and the words of these.

-- use: keep/thing.sql

-- shape: questionnaire
--   id key, code text, name text, name_sort text, kind text, language text,
--   answered_by text, is_repeated bool, is_open bool

-- query: questionnaire_find one
-- in:    code text
-- out:   questionnaire
SELECT id, code, name, name_sort, kind, language, answered_by, is_repeated,
       is_open
  FROM questionnaire WHERE code = :code;

-- query: questionnaire_get one
-- in:    id key
-- out:   questionnaire
SELECT id, code, name, name_sort, kind, language, answered_by, is_repeated,
       is_open
  FROM questionnaire WHERE id = :id;

-- query: questionnaire_insert none
-- in:    questionnaire
INSERT INTO questionnaire (id, code, name, name_sort, kind, language,
    answered_by, is_repeated, is_open)
VALUES (:id, :code, :name, :name_sort, :kind, :language, :answered_by,
    :is_repeated, :is_open)
ON CONFLICT (id) DO NOTHING;

-- query: questionnaire_update none
-- in:    questionnaire
UPDATE questionnaire SET code = :code, name = :name, name_sort = :name_sort,
    kind = :kind, language = :language, answered_by = :answered_by,
    is_repeated = :is_repeated, is_open = :is_open
 WHERE id = :id;

-- query: questionnaire_named many
-- in:    from text, until text, n_rows int
-- out:   id key, name text
SELECT id, name FROM questionnaire
 WHERE name_sort >= :from AND name_sort < :until
 ORDER BY name_sort, id LIMIT :n_rows;

-- query: questionnaire_each each
-- out:   key key, code text, name text, kind text, language text,
--        answered_by text, is_repeated bool, is_open bool
SELECT t.id AS key, t.code, t.name, t.kind, t.language, t.answered_by,
       t.is_repeated, t.is_open
  FROM questionnaire t
 ORDER BY t.code;

-- query: questionnaire_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, CAST(NULL AS BIGINT) AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'network' AS seen
  FROM questionnaire WHERE id = :id;

-- query: questionnaire_list many
-- in:    after_sort text, after_id key, n_rows int
-- out:   questionnaire
SELECT id, code, name, name_sort, kind, language, answered_by, is_repeated,
       is_open
  FROM questionnaire
 WHERE (name_sort, id) > (:after_sort, :after_id)
 ORDER BY name_sort, id LIMIT :n_rows;

-- What anybody here may answer.
-- query: questionnaire_list_open many
-- in:    n_rows int
-- out:   questionnaire
SELECT id, code, name, name_sort, kind, language, answered_by, is_repeated,
       is_open
  FROM questionnaire
 WHERE is_open = 1
 ORDER BY name_sort, id LIMIT :n_rows;

-- shape: questionnaire_version
--   id key, questionnaire_id key, number int, status text, questions text,
--   revision int, published_at time?

-- query: questionnaire_version_get one
-- in:    id key
-- out:   questionnaire_version
SELECT id, questionnaire_id, number, status, questions, revision, published_at
  FROM questionnaire_version WHERE id = :id;

-- The newest first: a draft, if there is one, and what is published.
-- query: questionnaire_versions many
-- in:    questionnaire_id key, n_rows int
-- out:   questionnaire_version
SELECT id, questionnaire_id, number, status, questions, revision, published_at
  FROM questionnaire_version WHERE questionnaire_id = :questionnaire_id
 ORDER BY number DESC LIMIT :n_rows;

-- query: questionnaire_version_insert none
-- in:    questionnaire_version
INSERT INTO questionnaire_version (id, questionnaire_id, number, status,
    questions, revision, published_at)
VALUES (:id, :questionnaire_id, :number, :status, :questions, :revision,
    :published_at)
ON CONFLICT (id) DO NOTHING;

-- A draft alone, and only as it was read.
-- query: questionnaire_version_save none
-- in:    id key, questions text, revision int
UPDATE questionnaire_version
   SET questions = :questions, revision = revision + 1
 WHERE id = :id AND status = 'draft' AND revision = :revision;

-- query: questionnaire_version_publish none
-- in:    id key, revision int, at time
UPDATE questionnaire_version
   SET status = 'published', published_at = :at
 WHERE id = :id AND status = 'draft' AND revision = :revision;

-- query: questionnaire_words_find one
-- in:    version_id key, lang text
-- out:   id key, words text
SELECT id, words FROM questionnaire_words
 WHERE version_id = :version_id AND lang = :lang;

-- query: questionnaire_words_list many
-- in:    version_id key, n_rows int
-- out:   lang text, words text
SELECT lang, words FROM questionnaire_words
 WHERE version_id = :version_id
 ORDER BY lang LIMIT :n_rows;

-- query: questionnaire_words_insert none
-- in:    id key, version_id key, lang text, words text, updated_at time
INSERT INTO questionnaire_words (id, version_id, lang, words, updated_at)
VALUES (:id, :version_id, :lang, :words, :updated_at)
ON CONFLICT (id) DO NOTHING;

-- query: questionnaire_words_update none
-- in:    id key, words text, updated_at time
UPDATE questionnaire_words SET words = :words, updated_at = :updated_at
 WHERE id = :id;
