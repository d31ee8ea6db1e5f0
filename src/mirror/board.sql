-- Boards: templates, boards, themes, entries, marks.

-- use: keep/thing.sql

-- ---- Templates ---------------------------------------------------------------

-- shape: board_template
--   id key, code text, name text, name_sort text, headings text

-- query: board_template_find one
-- in:    code text
-- out:   board_template
SELECT id, code, name, name_sort, headings
  FROM board_template WHERE code = :code;

-- query: board_template_get one
-- in:    id key
-- out:   board_template
SELECT id, code, name, name_sort, headings
  FROM board_template WHERE id = :id;

-- query: board_template_insert none
-- in:    board_template
INSERT INTO board_template (id, code, name, name_sort, headings)
VALUES (:id, :code, :name, :name_sort, :headings)
ON CONFLICT (id) DO NOTHING;

-- query: board_template_update none
-- in:    board_template
UPDATE board_template SET code = :code, name = :name, name_sort = :name_sort,
    headings = :headings
 WHERE id = :id;

-- query: board_template_delete none
-- in:    id key
DELETE FROM board_template WHERE id = :id;

-- query: board_template_each each
-- out:   key key, code text, name text, headings text
SELECT t.id AS key, t.code, t.name, t.headings
  FROM board_template t ORDER BY t.code;

-- query: board_template_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM board_template t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'board_template'
 ORDER BY t.code, p.lang, p.part;

-- query: board_template_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, CAST(NULL AS BIGINT) AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'network' AS seen
  FROM board_template WHERE id = :id;

-- query: board_template_list many
-- in:    after_sort text, after_id key, n_rows int
-- out:   board_template
SELECT id, code, name, name_sort, headings
  FROM board_template WHERE (name_sort, id) > (:after_sort, :after_id)
 ORDER BY name_sort, id LIMIT :n_rows;

-- ---- Boards ------------------------------------------------------------------

-- shape: board
--   id key, code text, side_id key, template_id key?, series text, name text,
--   name_sort text, is_shown bool, is_open bool, is_illustrative bool

-- query: board_find one
-- in:    code text
-- out:   board
SELECT id, code, side_id, template_id, series, name, name_sort, is_shown,
       is_open, is_illustrative
  FROM board WHERE code = :code;

-- query: board_get one
-- in:    id key
-- out:   board
SELECT id, code, side_id, template_id, series, name, name_sort, is_shown,
       is_open, is_illustrative
  FROM board WHERE id = :id;

-- query: board_insert none
-- in:    board
INSERT INTO board (id, code, side_id, template_id, series, name, name_sort,
    is_shown, is_open, is_illustrative)
VALUES (:id, :code, :side_id, :template_id, :series, :name, :name_sort,
    :is_shown, :is_open, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: board_update none
-- in:    board
UPDATE board SET code = :code, side_id = :side_id,
    template_id = :template_id, series = :series, name = :name,
    name_sort = :name_sort, is_shown = :is_shown, is_open = :is_open,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: board_delete none
-- in:    id key
DELETE FROM board WHERE id = :id;

-- query: board_each each
-- out:   key key, code text, side text, template text?, series text,
--        name text, is_shown bool, is_open bool, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT s.code FROM network_door_side s WHERE s.id = t.side_id) AS side,
       (SELECT x.code FROM board_template x WHERE x.id = t.template_id)
           AS template,
       t.series, t.name, t.is_shown, t.is_open, t.is_illustrative
  FROM board t ORDER BY t.code;

-- Before it is shown, a board is its side's alone.
-- query: board_line one
-- in:    id key
-- out:   thing_line
SELECT b.name AS title, b.side_id AS within_id, s.partnership_id AS above_id,
       CASE WHEN b.is_shown = 1 THEN 'within' ELSE 'side' END AS seen
  FROM board b JOIN network_door_side s ON s.id = b.side_id
 WHERE b.id = :id;

-- query: board_of_side many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM board WHERE side_id = :id ORDER BY name_sort, id
 LIMIT :n_rows;

-- query: board_of_template many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM board WHERE template_id = :id ORDER BY id LIMIT :n_rows;

-- All boards of a partnership, by side. Who may not see one sees that there
-- is one, as they see the side.
-- query: board_of_partnership many
-- in:    partnership_id key, n_rows int
-- out:   id key, series text, name text, is_shown bool, is_open bool,
--        is_illustrative bool, side_id key, side_name text, position int
SELECT b.id, b.series, b.name, b.is_shown, b.is_open, b.is_illustrative,
       b.side_id, s.name AS side_name, s.position
  FROM network_door_side s JOIN board b ON b.side_id = s.id
 WHERE s.partnership_id = :partnership_id
 ORDER BY s.position, b.name_sort, b.id LIMIT :n_rows;

-- query: board_sides many
-- in:    partnership_id key, n_rows int
-- out:   id key, code text, name text, position int
SELECT id, code, name, position FROM network_door_side
 WHERE partnership_id = :partnership_id ORDER BY position LIMIT :n_rows;

-- query: board_head one
-- in:    id key
-- out:   id key, side_id key, side_name text, position int,
--        partnership_id key, partnership_name text, template_id key?,
--        template_headings text?, series text, name text, is_shown bool,
--        is_open bool, is_illustrative bool
SELECT b.id, b.side_id, s.name AS side_name, s.position, s.partnership_id,
       p.name AS partnership_name, b.template_id,
       t.headings AS template_headings, b.series, b.name, b.is_shown,
       b.is_open, b.is_illustrative
  FROM board b JOIN network_door_side s ON s.id = b.side_id
  JOIN network_door_partnership p ON p.id = s.partnership_id
  LEFT JOIN board_template t ON t.id = b.template_id
 WHERE b.id = :id;

-- query: board_series many
-- in:    partnership_id key, series text, n_rows int
-- out:   id key
SELECT b.id
  FROM network_door_side s JOIN board b ON b.side_id = s.id
 WHERE s.partnership_id = :partnership_id AND b.series = :series
 ORDER BY s.position, b.id LIMIT :n_rows;

-- ---- Themes ------------------------------------------------------------------

-- shape: board_theme
--   id key, code text, board_id key, name text, name_sort text

-- query: board_theme_find one
-- in:    code text
-- out:   board_theme
SELECT id, code, board_id, name, name_sort
  FROM board_theme WHERE code = :code;

-- query: board_theme_get one
-- in:    id key
-- out:   board_theme
SELECT id, code, board_id, name, name_sort FROM board_theme WHERE id = :id;

-- query: board_theme_insert none
-- in:    board_theme
INSERT INTO board_theme (id, code, board_id, name, name_sort)
VALUES (:id, :code, :board_id, :name, :name_sort)
ON CONFLICT (id) DO NOTHING;

-- query: board_theme_update none
-- in:    board_theme
UPDATE board_theme SET code = :code, board_id = :board_id, name = :name,
    name_sort = :name_sort
 WHERE id = :id;

-- query: board_theme_delete none
-- in:    id key
DELETE FROM board_theme WHERE id = :id;

-- query: board_theme_each each
-- out:   key key, code text, board text, name text
SELECT t.id AS key, t.code,
       (SELECT b.code FROM board b WHERE b.id = t.board_id) AS board, t.name
  FROM board_theme t ORDER BY t.code;

-- query: board_theme_line one
-- in:    id key
-- out:   thing_line
SELECT t.name AS title, t.board_id AS within_id,
       CASE WHEN b.is_shown = 1 THEN s.partnership_id ELSE b.side_id END
           AS above_id,
       'within' AS seen
  FROM board_theme t JOIN board b ON b.id = t.board_id
  JOIN network_door_side s ON s.id = b.side_id
 WHERE t.id = :id;

-- query: board_theme_of_board many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM board_theme WHERE board_id = :id ORDER BY name_sort, id
 LIMIT :n_rows;

-- query: board_themes many
-- in:    board_id key, n_rows int
-- out:   id key, name text
SELECT id, name FROM board_theme WHERE board_id = :board_id
 ORDER BY name_sort, id LIMIT :n_rows;

-- ---- Entries -----------------------------------------------------------------

-- shape: board_entry
--   id key, code text, board_id key, heading text, theme_id key?,
--   person_id key?, made_on date, link text?, number real?, number_of text?

-- query: board_entry_find one
-- in:    code text
-- out:   board_entry
SELECT id, code, board_id, heading, theme_id, person_id, made_on, link,
       number, number_of
  FROM board_entry WHERE code = :code;

-- query: board_entry_get one
-- in:    id key
-- out:   board_entry
SELECT id, code, board_id, heading, theme_id, person_id, made_on, link,
       number, number_of
  FROM board_entry WHERE id = :id;

-- query: board_entry_insert none
-- in:    board_entry
INSERT INTO board_entry (id, code, board_id, heading, theme_id, person_id,
    made_on, link, number, number_of)
VALUES (:id, :code, :board_id, :heading, :theme_id, :person_id, :made_on,
    :link, :number, :number_of)
ON CONFLICT (id) DO NOTHING;

-- query: board_entry_update none
-- in:    board_entry
UPDATE board_entry SET code = :code, board_id = :board_id,
    heading = :heading, theme_id = :theme_id, person_id = :person_id,
    made_on = :made_on, link = :link, number = :number,
    number_of = :number_of
 WHERE id = :id;

-- query: board_entry_delete none
-- in:    id key
DELETE FROM board_entry WHERE id = :id;

-- query: board_entry_each each
-- out:   key key, code text, board text, heading text, theme text?,
--        person text?, made_on date, link text?, number real?,
--        number_of text?
SELECT t.id AS key, t.code,
       (SELECT b.code FROM board b WHERE b.id = t.board_id) AS board,
       t.heading,
       (SELECT h.code FROM board_theme h WHERE h.id = t.theme_id) AS theme,
       (SELECT p.code FROM people_door_person p WHERE p.id = t.person_id)
           AS person,
       t.made_on, t.link, t.number, t.number_of
  FROM board_entry t ORDER BY t.code;

-- query: board_entry_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM board_entry t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'board_entry'
 ORDER BY t.code, p.lang, p.part;

-- Its words are its title; the page cuts them.
-- query: board_entry_line one
-- in:    id key
-- out:   thing_line
SELECT COALESCE((SELECT substr(p.source, 1, 80) FROM prose p
          WHERE p.thing_id = t.id AND p.part = 'words' AND p.is_original = 1
          ORDER BY p.lang LIMIT 1), t.code) AS title,
       t.board_id AS within_id,
       CASE WHEN b.is_shown = 1 THEN s.partnership_id ELSE b.side_id END
           AS above_id,
       'within' AS seen
  FROM board_entry t JOIN board b ON b.id = t.board_id
  JOIN network_door_side s ON s.id = b.side_id
 WHERE t.id = :id;

-- query: board_entry_of_board many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM board_entry WHERE board_id = :id ORDER BY id LIMIT :n_rows;

-- query: board_entry_of_theme many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM board_entry WHERE theme_id = :id ORDER BY id LIMIT :n_rows;

-- What a board holds, each entry in the reader's language where somebody
-- translated it, else as it was written.
-- query: board_entries many
-- in:    board_id key, after_id key, viewer key, lang text, n_rows int
-- out:   id key, heading text, theme_id key?, person_id key?, made_on date,
--        link text?, number real?, number_of text?, person_name text?,
--        lang text?, is_original bool?, printed text?, source text?,
--        n_marks int, own_marks int
SELECT e.id, e.heading, e.theme_id, e.person_id, e.made_on, e.link, e.number,
       e.number_of,
       (SELECT a.name FROM people_door_person a WHERE a.id = e.person_id)
           AS person_name,
       p.lang, p.is_original, p.printed, p.source,
       (SELECT count(*) FROM board_mark m WHERE m.entry_id = e.id) AS n_marks,
       (SELECT count(*) FROM board_mark m
         WHERE m.entry_id = e.id AND m.person_id = :viewer) AS own_marks
  FROM board_entry e
  LEFT JOIN prose p ON p.thing_id = e.id AND p.part = 'words'
   AND p.lang = COALESCE(
       (SELECT x.lang FROM prose x WHERE x.thing_id = e.id
           AND x.part = 'words' AND x.lang = :lang),
       (SELECT min(x.lang) FROM prose x WHERE x.thing_id = e.id
           AND x.part = 'words' AND x.is_original = 1))
 WHERE e.board_id = :board_id AND e.id > :after_id
 ORDER BY e.id LIMIT :n_rows;

-- One entry with its board: what its page needs.
-- query: board_entry_card one
-- in:    id key, viewer key
-- out:   id key, board_id key, heading text, theme_id key?, theme_name text?,
--        person_id key?, made_on date, link text?, number real?,
--        number_of text?, person_name text?, n_marks int, own_marks int
SELECT e.id, e.board_id, e.heading, e.theme_id,
       (SELECT t.name FROM board_theme t WHERE t.id = e.theme_id)
           AS theme_name,
       e.person_id, e.made_on, e.link, e.number, e.number_of,
       (SELECT a.name FROM people_door_person a WHERE a.id = e.person_id)
           AS person_name,
       (SELECT count(*) FROM board_mark m WHERE m.entry_id = e.id) AS n_marks,
       (SELECT count(*) FROM board_mark m
         WHERE m.entry_id = e.id AND m.person_id = :viewer) AS own_marks
  FROM board_entry e WHERE e.id = :id;

-- Which of a board's entries answer one elsewhere: what they have, others
-- lack.
-- query: board_answers many
-- in:    board_id key, n_rows int
-- out:   from_id key, to_id key
SELECT t.from_id, t.to_id
  FROM board_entry e JOIN thread t ON t.from_id = e.id
 WHERE e.board_id = :board_id AND t.kind = 'answers'
   AND t.to_kind = 'board_entry'
 ORDER BY e.id, t.id LIMIT :n_rows;

-- query: board_entry_set_theme none
-- in:    id key, theme_id key?
UPDATE board_entry SET theme_id = :theme_id WHERE id = :id;

-- query: board_entry_clear_theme none
-- in:    theme_id key
UPDATE board_entry SET theme_id = NULL WHERE theme_id = :theme_id;

-- query: board_entry_count one
-- in:    board_id key, n_max int
-- out:   n int
SELECT count(*) AS n FROM (SELECT e.id FROM board_entry e
  WHERE e.board_id = :board_id LIMIT :n_max) x;

-- ---- Marks -------------------------------------------------------------------

-- query: board_mark_insert none
-- in:    id key, entry_id key, person_id key
INSERT INTO board_mark (id, entry_id, person_id)
VALUES (:id, :entry_id, :person_id)
ON CONFLICT (entry_id, person_id) DO NOTHING;

-- query: board_mark_delete none
-- in:    entry_id key, person_id key
DELETE FROM board_mark WHERE entry_id = :entry_id AND person_id = :person_id;

-- query: board_mark_forget none
-- in:    entry_id key
DELETE FROM board_mark WHERE entry_id = :entry_id;

-- ---- Of one person -----------------------------------------------------------

-- query: board_entry_of_person many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, board_name text, made_on date, words text?
SELECT e.id, b.name AS board_name, e.made_on,
       (SELECT p.source FROM prose p WHERE p.thing_id = e.id
           AND p.part = 'words' AND p.is_original = 1
         ORDER BY p.lang LIMIT 1) AS words
  FROM board_entry e JOIN board b ON b.id = e.board_id
 WHERE e.person_id = :person_id AND e.id > :after_id
 ORDER BY e.id LIMIT :n_rows;

-- query: board_entry_unsign none
-- in:    person_id key?
UPDATE board_entry SET person_id = NULL WHERE person_id = :person_id;

-- query: board_mark_of_person many
-- in:    person_id key, n_rows int
-- out:   entry_id key
SELECT entry_id FROM board_mark WHERE person_id = :person_id
 ORDER BY id LIMIT :n_rows;

-- query: board_mark_erase none
-- in:    person_id key
DELETE FROM board_mark WHERE person_id = :person_id;
