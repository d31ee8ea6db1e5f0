-- Themes: what voices are about.

-- use: keep/thing.sql

-- shape: theme
--   id key, code text, partnership_id key, name text, name_sort text,
--   lang text, is_illustrative bool

-- query: theme_find one
-- in:    code text
-- out:   theme
SELECT id, code, partnership_id, name, name_sort, lang, is_illustrative
  FROM theme WHERE code = :code;

-- query: theme_get one
-- in:    id key
-- out:   theme
SELECT id, code, partnership_id, name, name_sort, lang, is_illustrative
  FROM theme WHERE id = :id;

-- query: theme_insert none
-- in:    theme
INSERT INTO theme (id, code, partnership_id, name, name_sort, lang,
    is_illustrative)
VALUES (:id, :code, :partnership_id, :name, :name_sort, :lang,
    :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: theme_update none
-- in:    theme
UPDATE theme SET code = :code, partnership_id = :partnership_id,
    name = :name, name_sort = :name_sort, lang = :lang,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: theme_delete none
-- in:    id key
DELETE FROM theme WHERE id = :id;

-- query: theme_each each
-- out:   key key, code text, partnership text, name text, lang text,
--        is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT p.code FROM network_door_partnership p
         WHERE p.id = t.partnership_id) AS partnership,
       t.name, t.lang, t.is_illustrative
  FROM theme t ORDER BY t.code;

-- query: theme_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM theme t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'theme'
 ORDER BY t.code, p.lang, p.part;

-- query: theme_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'public' AS seen
  FROM theme WHERE id = :id;

-- query: theme_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM theme WHERE partnership_id = :id ORDER BY name_sort, id
 LIMIT :n_rows;

-- query: theme_head one
-- in:    id key
-- out:   id key, partnership_id key, partnership_name text, name text,
--        lang text, is_illustrative bool
SELECT t.id, t.partnership_id, p.name AS partnership_name, t.name, t.lang,
       t.is_illustrative
  FROM theme t JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.id = :id;

-- Those of a partnership by name, behind a row. No count of voices: beside
-- those of a theme's sides it would give back one that is hidden there.
-- query: themes_of many
-- in:    partnership_id key, after_sort text, after_id key, n_rows int
-- out:   id key, name text, name_sort text, lang text
SELECT t.id, t.name, t.name_sort, t.lang
  FROM theme t
 WHERE t.partnership_id = :partnership_id
   AND (t.name_sort, t.id) > (:after_sort, :after_id)
 ORDER BY t.name_sort, t.id LIMIT :n_rows;

-- Voices of a theme as far as :least (voice.h) may read them, the newest day
-- first, before a row.
-- query: theme_voices many
-- in:    theme_id key, least int, lang text, before_id key, n_rows int
-- out:   id key, side_id key, side_name text, side_position int, lang text,
--        words text, said_on date, way text, is_child bool, shown int,
--        said text?, name text?, file_id key?, is_illustrative bool
SELECT v.id, v.side_id, s.name AS side_name, s.position AS side_position,
       v.lang, v.words, v.said_on, v.way, v.is_child, v.shown,
       (SELECT w.words FROM voice_words w
         WHERE w.voice_id = v.id AND w.lang = :lang) AS said,
       (SELECT l.name FROM voice_link l WHERE l.voice_id = v.id) AS name,
       v.file_id, v.is_illustrative
  FROM voice_theme x JOIN voice v ON v.id = x.voice_id
  JOIN network_door_side s ON s.id = v.side_id
 WHERE x.theme_id = :theme_id AND x.voice_id < :before_id
   AND v.shown >= :least
 ORDER BY x.voice_id DESC LIMIT :n_rows;

-- How many of each side, :n_most of each looked at.
-- query: theme_counts many
-- in:    theme_id key, partnership_id key, n_most int, n_rows int
-- out:   id key, name text, position int, n int
SELECT s.id, s.name, s.position,
       (SELECT count(*) FROM (SELECT v.id
           FROM voice_theme x JOIN voice v ON v.id = x.voice_id
          WHERE x.theme_id = :theme_id AND v.side_id = s.id
          LIMIT :n_most) y) AS n
  FROM network_door_side s WHERE s.partnership_id = :partnership_id
 ORDER BY s.position LIMIT :n_rows;

-- query: theme_forget_voices none
-- in:    theme_id key
DELETE FROM voice_theme WHERE theme_id = :theme_id;
