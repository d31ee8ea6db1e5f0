-- Panels of an example: who volunteered and what was done, in files; never
-- what people said.

-- shape: made_volunteer
--   id key, code text, panel_id key, ticket int, said text?, household text?,
--   lang text, name text?

-- query: made_volunteer_find one
-- in:    code text
-- out:   made_volunteer
SELECT id, code, panel_id, ticket, said, household, lang, name
  FROM made_volunteer WHERE code = :code;

-- query: made_volunteer_get one
-- in:    id key
-- out:   made_volunteer
SELECT id, code, panel_id, ticket, said, household, lang, name
  FROM made_volunteer WHERE id = :id;

-- query: made_volunteer_insert none
-- in:    made_volunteer
INSERT INTO made_volunteer (id, code, panel_id, ticket, said, household, lang,
    name)
VALUES (:id, :code, :panel_id, :ticket, :said, :household, :lang, :name)
ON CONFLICT DO NOTHING;

-- query: made_volunteer_update none
-- in:    made_volunteer
UPDATE made_volunteer SET code = :code, panel_id = :panel_id, ticket = :ticket,
    said = :said, household = :household, lang = :lang, name = :name
 WHERE id = :id;

-- query: made_volunteer_each each
-- out:   key key, code text, panel text?, ticket int, said text?,
--        household text?, lang text, name text?
SELECT t.id AS key, t.code,
       (SELECT p.code FROM panel p WHERE p.id = t.panel_id) AS panel,
       t.ticket, t.said, t.household, t.lang, t.name
  FROM made_volunteer t ORDER BY t.panel_id, t.ticket;

-- Whoever volunteered that no file made up, and what people did.
-- query: made_panel_people one
-- in:    panel_id key
-- out:   n int
SELECT (SELECT count(*) FROM (SELECT v.id FROM panel_volunteer v
         WHERE v.panel_id = :panel_id
           AND NOT EXISTS (SELECT 1 FROM made_volunteer m
                            WHERE m.panel_id = v.panel_id
                              AND m.ticket = v.ticket) LIMIT 1) x)
     + (SELECT count(*) FROM (SELECT e.id FROM panel_list e
         WHERE e.panel_id = :panel_id
           AND NOT EXISTS (SELECT 1 FROM made_draw d
                            WHERE d.panel_id = e.panel_id) LIMIT 1) x) AS n;

-- query: made_volunteer_with one
-- in:    panel_id key, ticket int
-- out:   id key, name text?
SELECT id, name FROM made_volunteer
 WHERE panel_id = :panel_id AND ticket = :ticket;

-- query: made_volunteers_remove none
-- in:    panel_id key
DELETE FROM made_volunteer WHERE panel_id = :panel_id;

-- ---- What was done ----------------------------------------------------------

-- shape: made_draw
--   id key, code text, panel_id key, position int, done_on date, what text,
--   said text?, words text?

-- query: made_draw_find one
-- in:    code text
-- out:   made_draw
SELECT id, code, panel_id, position, done_on, what, said, words
  FROM made_draw WHERE code = :code;

-- query: made_draw_get one
-- in:    id key
-- out:   made_draw
SELECT id, code, panel_id, position, done_on, what, said, words
  FROM made_draw WHERE id = :id;

-- query: made_draw_insert none
-- in:    made_draw
INSERT INTO made_draw (id, code, panel_id, position, done_on, what, said,
    words)
VALUES (:id, :code, :panel_id, :position, :done_on, :what, :said, :words)
ON CONFLICT DO NOTHING;

-- query: made_draw_update none
-- in:    made_draw
UPDATE made_draw SET code = :code, panel_id = :panel_id, position = :position,
    done_on = :done_on, what = :what, said = :said, words = :words
 WHERE id = :id;

-- query: made_draw_each each
-- out:   key key, code text, panel text?, position int, done_on date,
--        what text, said text?, words text?
SELECT t.id AS key, t.code,
       (SELECT p.code FROM panel p WHERE p.id = t.panel_id) AS panel,
       t.position, t.done_on, t.what, t.said, t.words
  FROM made_draw t ORDER BY t.panel_id, t.position;

-- query: made_draw_last one
-- in:    panel_id key
-- out:   position int, done_on date
SELECT position, done_on FROM made_draw WHERE panel_id = :panel_id
 ORDER BY position DESC LIMIT 1;

-- query: made_draws_remove none
-- in:    panel_id key
DELETE FROM made_draw WHERE panel_id = :panel_id;
