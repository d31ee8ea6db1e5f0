-- Who can help, what help is needed, who was asked.

-- use: keep/thing.sql

-- shape: need
--   id key, code text, name text, name_sort text, partnership_id key,
--   skills text, languages text?, has_interpreter bool, level int?, free text?,
--   days_needed int?, is_illustrative bool

-- query: need_find one
-- in:    code text
-- out:   need
SELECT id, code, name, name_sort, partnership_id, skills, languages,
       has_interpreter, level, free, days_needed, is_illustrative
  FROM need WHERE code = :code;

-- query: need_get one
-- in:    id key
-- out:   need
SELECT id, code, name, name_sort, partnership_id, skills, languages,
       has_interpreter, level, free, days_needed, is_illustrative
  FROM need WHERE id = :id;

-- query: need_insert none
-- in:    need
INSERT INTO need (id, code, name, name_sort, partnership_id, skills, languages,
    has_interpreter, level, free, days_needed, is_illustrative)
VALUES (:id, :code, :name, :name_sort, :partnership_id, :skills, :languages,
    :has_interpreter, :level, :free, :days_needed, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: need_update none
-- in:    need
UPDATE need SET code = :code, name = :name, name_sort = :name_sort,
    partnership_id = :partnership_id, skills = :skills,
    languages = :languages, has_interpreter = :has_interpreter,
    level = :level, free = :free, days_needed = :days_needed,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: need_delete none
-- in:    id key
DELETE FROM need WHERE id = :id;

-- query: need_each each
-- out:   key key, code text, name text, partnership text?, skills text,
--        languages text?, has_interpreter bool, level int?, free text?,
--        days_needed int?, is_illustrative bool
SELECT t.id AS key, t.code, t.name,
       (SELECT p.code FROM network_door_partnership p
         WHERE p.id = t.partnership_id) AS partnership,
       t.skills, t.languages, t.has_interpreter, t.level, t.free,
       t.days_needed, t.is_illustrative
  FROM need t
 ORDER BY t.code;

-- query: need_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM need t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'need' ORDER BY t.code, p.lang, p.part;

-- query: need_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'network' AS seen
  FROM need WHERE id = :id;

-- query: need_of_partnership many
-- in:    id key, n_rows int
-- out:   id key, name text, skills text
SELECT id, name, skills FROM need
 WHERE partnership_id = :id ORDER BY name_sort, id LIMIT :n_rows;

-- ---- Helpers ----------------------------------------------------------------

-- shape: helper
--   id key, person_id key, skills text, languages text?, level int?,
--   free text?, about text?, is_found bool, at time

-- query: helper_of one
-- in:    person_id key
-- out:   helper
SELECT id, person_id, skills, languages, level, free, about, is_found, at
  FROM helper WHERE person_id = :person_id;

-- query: helper_get one
-- in:    id key
-- out:   helper
SELECT id, person_id, skills, languages, level, free, about, is_found, at
  FROM helper WHERE id = :id;

-- query: helper_save none
-- in:    helper
INSERT INTO helper (id, person_id, skills, languages, level, free, about,
    is_found, at)
VALUES (:id, :person_id, :skills, :languages, :level, :free, :about,
    :is_found, :at)
ON CONFLICT (person_id) DO UPDATE SET skills = excluded.skills,
    languages = excluded.languages, level = excluded.level,
    free = excluded.free, about = excluded.about,
    is_found = excluded.is_found, at = excluded.at;

-- query: helper_hide none
-- in:    person_id key
UPDATE helper SET is_found = 0 WHERE person_id = :person_id;

-- query: helper_forget none
-- in:    person_id key
DELETE FROM helper WHERE person_id = :person_id;

-- query: helper_tag_insert none
-- in:    id key, helper_id key, word text, weight int
INSERT INTO helper_tag (id, helper_id, word, weight)
VALUES (:id, :helper_id, :word, :weight)
ON CONFLICT (id) DO NOTHING;

-- query: helper_tag_forget none
-- in:    person_id key
DELETE FROM helper_tag WHERE helper_id IN
    (SELECT id FROM helper WHERE person_id = :person_id);

-- query: helper_with_word many
-- in:    word text, n_rows int
-- out:   helper_id key
SELECT helper_id FROM helper_tag WHERE word = :word
 ORDER BY helper_id LIMIT :n_rows;

-- The name only for whoever the person shows it to.
-- query: helper_cards many
-- in:    k1 key, k2 key, k3 key, k4 key, k5 key, k6 key, k7 key, k8 key,
--        viewer key, today date
-- out:   id key, person_id key, skills text, languages text?, level int?,
--        free text?, about text?, is_illustrative bool, name text?
SELECT h.id, h.person_id, h.skills, h.languages, h.level, h.free, h.about,
       p.is_illustrative,
       CASE WHEN p.seen = 'public' OR p.id = :viewer
              OR (p.seen = 'network' AND :viewer > 0)
              OR (p.seen = 'partnership' AND EXISTS (
        SELECT 1 FROM people_door_together g
         WHERE g.viewer_id = :viewer AND g.person_id = p.id
           AND g.viewer_starts_on <= :today AND g.starts_on <= :today
           AND (g.viewer_ends_on IS NULL OR g.viewer_ends_on > :today)
           AND (g.ends_on IS NULL OR g.ends_on > :today)))
            THEN p.name END AS name
  FROM helper h JOIN people_door_person p ON p.id = h.person_id
 WHERE h.id IN (:k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8) AND h.is_found = 1
 ORDER BY h.id LIMIT 8;

-- What somebody said in their last round, to begin with.
-- query: helper_from_round many
-- in:    person_id key, n_rows int
-- out:   offers text?, languages text?, level int?, free text?
SELECT offers, languages, level, free FROM match_person
 WHERE person_id = :person_id ORDER BY person_id DESC, id DESC LIMIT :n_rows;

-- ---- Asking -----------------------------------------------------------------

-- shape: helper_ask
--   id key, person_id key, asked_by key?, asked_for text, for_id key,
--   words text?, asked_at time, answer text?, reason text?, answered_at time?

-- query: helper_ask_insert none
-- in:    helper_ask
INSERT INTO helper_ask (id, person_id, asked_by, asked_for, for_id, words,
    asked_at, answer, reason, answered_at)
VALUES (:id, :person_id, :asked_by, :asked_for, :for_id, :words, :asked_at,
    :answer, :reason, :answered_at)
ON CONFLICT (id) DO NOTHING;

-- query: helper_ask_get one
-- in:    id key
-- out:   helper_ask
SELECT id, person_id, asked_by, asked_for, for_id, words, asked_at, answer,
       reason, answered_at
  FROM helper_ask WHERE id = :id;

-- query: helper_asks_of many
-- in:    person_id key, n_rows int
-- out:   helper_ask
SELECT id, person_id, asked_by, asked_for, for_id, words, asked_at, answer,
       reason, answered_at
  FROM helper_ask WHERE person_id = :person_id
 ORDER BY person_id DESC, id DESC LIMIT :n_rows;

-- The name of who said yes; of others it is not told here.
-- query: helper_asks_for many
-- in:    for_id key, n_rows int
-- out:   id key, person_id key, asked_at time, answer text?, reason text?,
--        name text?
SELECT k.id, k.person_id, k.asked_at, k.answer, k.reason,
       CASE WHEN k.answer = 'yes' THEN p.name END AS name
  FROM helper_ask k LEFT JOIN people_door_person p ON p.id = k.person_id
 WHERE k.for_id = :for_id ORDER BY k.for_id DESC, k.id DESC LIMIT :n_rows;

-- query: helper_asks_by many
-- in:    person_id key, n_rows int
-- out:   id key, asked_for text, words text?, asked_at time
SELECT id, asked_for, words, asked_at FROM helper_ask
 WHERE asked_by = :person_id
 ORDER BY asked_by DESC, id DESC LIMIT :n_rows;

-- query: helper_ask_answer none
-- in:    id key, person_id key, answer text, reason text?, answered_at time
UPDATE helper_ask SET answer = :answer, reason = :reason,
    answered_at = :answered_at
 WHERE id = :id AND person_id = :person_id AND answer IS NULL;

-- query: helper_asks_forget_asked none
-- in:    person_id key
DELETE FROM helper_ask WHERE person_id = :person_id;

-- query: helper_asks_forget_asker none
-- in:    person_id key
UPDATE helper_ask SET words = NULL, asked_by = NULL
 WHERE asked_by = :person_id;

-- query: helper_language one
-- in:    person_id key
-- out:   language text?
SELECT language FROM people_door_language WHERE id = :person_id;
