-- What made it hard, what was done, what is offered and used.

-- use: keep/thing.sql

-- shape: barrier_step
--   id key, code text, partnership_id key, barrier text, name text,
--   done_on date?, is_illustrative bool

-- query: barrier_step_find one
-- in:    code text
-- out:   barrier_step
SELECT id, code, partnership_id, barrier, name, done_on, is_illustrative
  FROM barrier_step WHERE code = :code;

-- query: barrier_step_get one
-- in:    id key
-- out:   barrier_step
SELECT id, code, partnership_id, barrier, name, done_on, is_illustrative
  FROM barrier_step WHERE id = :id;

-- query: barrier_step_insert none
-- in:    barrier_step
INSERT INTO barrier_step
    (id, code, partnership_id, barrier, name, done_on, is_illustrative)
VALUES (:id, :code, :partnership_id, :barrier, :name, :done_on, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: barrier_step_update none
-- in:    barrier_step
UPDATE barrier_step SET code = :code, partnership_id = :partnership_id, barrier = :barrier,
       name = :name, done_on = :done_on, is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: barrier_step_delete none
-- in:    id key
DELETE FROM barrier_step WHERE id = :id;

-- query: barrier_step_each each
-- out:   key key, code text, partnership text, barrier text, name text,
--   done_on date?, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT p.code FROM network_door_partnership p WHERE p.id = t.partnership_id) AS partnership,
       t.barrier, t.name, t.done_on, t.is_illustrative
  FROM barrier_step t ORDER BY t.code;

-- query: barrier_step_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM barrier_step t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'barrier_step'
 ORDER BY t.code, p.lang, p.part;

-- query: barrier_step_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'public' AS seen
  FROM barrier_step WHERE id = :id;

-- query: barrier_step_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM barrier_step WHERE partnership_id = :id ORDER BY id LIMIT :n_rows;

-- query: barrier_steps many
-- in:    partnership_id key, lang text, n_rows int
-- out:   id key, barrier text, name text, done_on date?, is_illustrative bool,
--   said text?
SELECT t.id, t.barrier, t.name, t.done_on, t.is_illustrative,
       (SELECT p.source FROM prose p WHERE p.thing_id = t.id
           AND p.part = 'name' AND p.lang = :lang) AS said
  FROM barrier_step t WHERE t.partnership_id = :partnership_id
 ORDER BY t.id LIMIT :n_rows;

-- shape: support_offer
--   id key, code text, partnership_id key, what text, name text,
--   is_on bool, is_illustrative bool

-- query: support_offer_find one
-- in:    code text
-- out:   support_offer
SELECT id, code, partnership_id, what, name, is_on, is_illustrative
  FROM support_offer WHERE code = :code;

-- query: support_offer_get one
-- in:    id key
-- out:   support_offer
SELECT id, code, partnership_id, what, name, is_on, is_illustrative
  FROM support_offer WHERE id = :id;

-- query: support_offer_insert none
-- in:    support_offer
INSERT INTO support_offer
    (id, code, partnership_id, what, name, is_on, is_illustrative)
VALUES (:id, :code, :partnership_id, :what, :name, :is_on, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: support_offer_update none
-- in:    support_offer
UPDATE support_offer SET code = :code, partnership_id = :partnership_id, what = :what, name = :name,
       is_on = :is_on, is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: support_offer_delete none
-- in:    id key
DELETE FROM support_offer WHERE id = :id;

-- query: support_offer_each each
-- out:   key key, code text, partnership text, what text, name text,
--   is_on bool, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT p.code FROM network_door_partnership p WHERE p.id = t.partnership_id) AS partnership,
       t.what, t.name, t.is_on, t.is_illustrative
  FROM support_offer t ORDER BY t.code;

-- query: support_offer_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM support_offer t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'support_offer'
 ORDER BY t.code, p.lang, p.part;

-- query: support_offer_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'public' AS seen
  FROM support_offer WHERE id = :id;

-- query: support_offer_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM support_offer WHERE partnership_id = :id ORDER BY id LIMIT :n_rows;

-- query: support_offers many
-- in:    partnership_id key, lang text, n_rows int
-- out:   id key, what text, name text, is_on bool, is_illustrative bool,
--   said text?
SELECT t.id, t.what, t.name, t.is_on, t.is_illustrative,
       (SELECT p.source FROM prose p WHERE p.thing_id = t.id
           AND p.part = 'name' AND p.lang = :lang) AS said
  FROM support_offer t WHERE t.partnership_id = :partnership_id
 ORDER BY t.id LIMIT :n_rows;

-- ---- What was used -----------------------------------------------------------

-- query: support_use_insert none
-- in:    id key, offer_id key, used_on date, n int
INSERT INTO support_use (id, offer_id, used_on, n)
VALUES (:id, :offer_id, :used_on, :n) ON CONFLICT (id) DO NOTHING;

-- query: support_uses many
-- in:    offer_id key, n_rows int
-- out:   id key, used_on date, n int
SELECT id, used_on, n FROM support_use WHERE offer_id = :offer_id
 ORDER BY id DESC LIMIT :n_rows;

-- query: support_used one
-- in:    offer_id key
-- out:   n int
SELECT CAST(COALESCE(sum(n), 0) AS BIGINT) AS n FROM support_use
 WHERE offer_id = :offer_id;

-- query: support_uses_forget none
-- in:    offer_id key
DELETE FROM support_use WHERE offer_id = :offer_id;

-- ---- What made it hard -------------------------------------------------------

-- query: barrier_mark_insert none
-- in:    id key, subject_id key, thing_id key, barrier text, words text?
INSERT INTO barrier_mark (id, subject_id, thing_id, barrier, words)
VALUES (:id, :subject_id, :thing_id, :barrier, :words)
ON CONFLICT DO NOTHING;

-- query: barrier_marks_of many
-- in:    subject_id key, n_rows int
-- out:   barrier text, words text?
SELECT barrier, words FROM barrier_mark WHERE subject_id = :subject_id
 ORDER BY barrier LIMIT :n_rows;

-- query: barrier_marks_forget none
-- in:    subject_id key
DELETE FROM barrier_mark WHERE subject_id = :subject_id;

-- query: barrier_thing_forget none
-- in:    thing_id key
DELETE FROM barrier_mark WHERE thing_id = :thing_id;

-- query: barrier_counts many
-- in:    thing_id key, n_rows int
-- out:   barrier text, n int
SELECT barrier, count(*) AS n FROM barrier_mark WHERE thing_id = :thing_id
 GROUP BY barrier ORDER BY barrier LIMIT :n_rows;

-- In their own words, in an order of chance.
-- query: barrier_words many
-- in:    thing_id key, n_rows int
-- out:   words text?
SELECT words FROM barrier_mark
 WHERE thing_id = :thing_id AND barrier = 'other'
 ORDER BY id LIMIT :n_rows;

-- query: heard_barrier_insert none
-- in:    id key, release_id key, barrier text, n int?
INSERT INTO heard_barrier (id, release_id, barrier, n)
VALUES (:id, :release_id, :barrier, :n) ON CONFLICT (id) DO NOTHING;

-- query: heard_barriers many
-- in:    release_id key, n_rows int
-- out:   barrier text, n int?
SELECT barrier, n FROM heard_barrier WHERE release_id = :release_id
 ORDER BY barrier LIMIT :n_rows;

-- query: heard_barriers_forget none
-- in:    release_id key
DELETE FROM heard_barrier WHERE release_id = :release_id;
