-- Panels and their quotas in files: what people are asked to volunteer for.

-- use: decide/panel/lot.sql

-- shape: panel_card
--   id key, code text, partnership_id key, name text, purpose text, asked text,
--   lang text, opened_to text, is_open bool, size int, ceiling int?,
--   has_households bool, closes_on date, held text?, pay text?, travel text?,
--   childcare text?, interpreter text?, contact text?, seed_source text?,
--   seed_on date?, is_illustrative bool

-- query: panel_card_find one
-- in:    code text
-- out:   panel_card
SELECT id, code, partnership_id, name, purpose, asked, lang, opened_to,
       CAST(CASE WHEN status = 'draft' THEN 0 ELSE 1 END AS BIGINT) AS is_open,
       size, ceiling, has_households, closes_on, held, pay, travel, childcare,
       interpreter, contact, seed_source, seed_on, is_illustrative
  FROM panel WHERE code = :code;

-- query: panel_card_get one
-- in:    id key
-- out:   panel_card
SELECT id, code, partnership_id, name, purpose, asked, lang, opened_to,
       CAST(CASE WHEN status = 'draft' THEN 0 ELSE 1 END AS BIGINT) AS is_open,
       size, ceiling, has_households, closes_on, held, pay, travel, childcare,
       interpreter, contact, seed_source, seed_on, is_illustrative
  FROM panel WHERE id = :id;

-- query: panel_card_insert none
-- in:    panel_card
INSERT INTO panel (id, code, partnership_id, name, purpose, asked, lang,
    opened_to, status, is_shown, size, ceiling, has_households, closes_on,
    held, pay, travel, childcare, interpreter, contact, seed_source, seed_on,
    is_illustrative)
VALUES (:id, :code, :partnership_id, :name, :purpose, :asked, :lang,
    :opened_to, CASE WHEN :is_open = 1 THEN 'open' ELSE 'draft' END, :is_open,
    :size, :ceiling, :has_households, :closes_on, :held, :pay, :travel,
    :childcare, :interpreter, :contact, :seed_source, :seed_on,
    :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: panel_card_update none
-- in:    panel_card
UPDATE panel SET code = :code, partnership_id = :partnership_id,
    name = :name, purpose = :purpose, asked = :asked, lang = :lang,
    opened_to = :opened_to,
    status = CASE WHEN :is_open = 1 AND status = 'draft' THEN 'open'
                  ELSE status END,
    is_shown = :is_open, size = :size, ceiling = :ceiling,
    has_households = :has_households, closes_on = :closes_on, held = :held,
    pay = :pay, travel = :travel, childcare = :childcare,
    interpreter = :interpreter, contact = :contact,
    seed_source = :seed_source, seed_on = :seed_on,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- What is drawn hangs on the list of who volunteered, which goes out in no
-- file: of panels that are past that, neither does the rest. One whose
-- volunteers were made up goes out as it came in.
-- query: panel_each each
-- out:   key key, code text, partnership text, name text, purpose text,
--        asked text, lang text, opened_to text, is_open bool, size int,
--        ceiling int?, has_households bool, closes_on date, held text?,
--        pay text?, travel text?, childcare text?, interpreter text?,
--        contact text?, seed_source text?, seed_on date?, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT p.code FROM network_door_partnership p
         WHERE p.id = t.partnership_id) AS partnership,
       t.name, t.purpose, t.asked, t.lang, t.opened_to,
       CAST(CASE WHEN t.status = 'draft' THEN 0 ELSE 1 END AS BIGINT)
           AS is_open,
       t.size, t.ceiling, t.has_households, t.closes_on, t.held, t.pay,
       t.travel, t.childcare, t.interpreter, t.contact,
       CASE WHEN d.id IS NULL THEN t.seed_source END AS seed_source,
       CASE WHEN d.id IS NULL THEN t.seed_on END AS seed_on,
       t.is_illustrative
  FROM panel t LEFT JOIN made_draw d ON d.panel_id = t.id AND d.position = 1
 WHERE d.id IS NOT NULL OR (t.status <> 'frozen' AND t.status <> 'running'
   AND t.status <> 'ended')
 ORDER BY t.code;

-- query: panel_line_find one
-- in:    code text
-- out:   panel_line
SELECT id, code, panel_id, position, feature, value, low, high, share
  FROM panel_line WHERE code = :code;

-- query: panel_line_get one
-- in:    id key
-- out:   panel_line
SELECT id, code, panel_id, position, feature, value, low, high, share
  FROM panel_line WHERE id = :id;

-- query: panel_line_update none
-- in:    panel_line
UPDATE panel_line SET code = :code, panel_id = :panel_id,
    position = :position, feature = :feature, value = :value, low = :low,
    high = :high, share = :share
 WHERE id = :id;

-- query: panel_line_each each
-- out:   key key, code text, panel text, position int, feature text,
--        value text, low int, high int, share real?
SELECT t.id AS key, t.code, p.code AS panel, t.position, t.feature, t.value,
       t.low, t.high, t.share
  FROM panel p CROSS JOIN panel_line t
 WHERE t.panel_id = p.id AND ((p.status <> 'frozen' AND p.status <> 'running'
   AND p.status <> 'ended') OR EXISTS (SELECT 1 FROM made_draw d
                                        WHERE d.panel_id = p.id))
 ORDER BY p.code, t.position;
