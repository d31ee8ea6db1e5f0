-- Who was heard: counted, and as it was published.

-- use: keep/thing.sql

-- shape: heard_release
--   id key, partnership_id key, kind text, thing_id key, made_on date?,
--   next_on date?, n_people int?

-- query: heard_release_of one
-- in:    thing_id key
-- out:   heard_release
SELECT id, partnership_id, kind, thing_id, made_on, next_on, n_people
  FROM heard_release WHERE thing_id = :thing_id;

-- query: heard_release_insert none
-- in:    heard_release
INSERT INTO heard_release (id, partnership_id, kind, thing_id, made_on,
    next_on, n_people)
VALUES (:id, :partnership_id, :kind, :thing_id, :made_on, :next_on,
    :n_people)
ON CONFLICT DO NOTHING;

-- query: heard_release_update none
-- in:    heard_release
UPDATE heard_release SET partnership_id = :partnership_id, kind = :kind,
    thing_id = :thing_id, made_on = :made_on, next_on = :next_on,
    n_people = :n_people
 WHERE id = :id;

-- query: heard_release_due many
-- in:    today date, n_rows int
-- out:   heard_release
SELECT id, partnership_id, kind, thing_id, made_on, next_on, n_people
  FROM heard_release WHERE next_on <= :today
 ORDER BY next_on, id LIMIT :n_rows;

-- The newest of a partnership.
-- query: heard_releases many
-- in:    partnership_id key, n_rows int
-- out:   heard_release
SELECT id, partnership_id, kind, thing_id, made_on, next_on, n_people
  FROM heard_release WHERE partnership_id = :partnership_id
 ORDER BY id DESC LIMIT :n_rows;

-- query: heard_lines many
-- in:    release_id key, n_rows int
-- out:   question_id key, place int, group_id key?, n int?, n_of int?,
--        share real?, ratio real?, low real?, high real?, verdict int?
SELECT question_id, place, group_id, n, n_of, share, ratio, low, high, verdict
  FROM heard_line WHERE release_id = :release_id
 ORDER BY question_id, place LIMIT :n_rows;

-- query: heard_line_insert none
-- in:    id key, release_id key, question_id key, place int, group_id key?,
--        n int?, n_of int?, share real?, ratio real?, low real?, high real?,
--        verdict int?
INSERT INTO heard_line (id, release_id, question_id, place, group_id, n, n_of,
    share, ratio, low, high, verdict)
VALUES (:id, :release_id, :question_id, :place, :group_id, :n, :n_of, :share,
    :ratio, :low, :high, :verdict)
ON CONFLICT (id) DO NOTHING;

-- query: heard_lines_forget none
-- in:    release_id key
DELETE FROM heard_line WHERE release_id = :release_id;

-- query: heard_cells many
-- in:    release_id key, n_rows int
-- out:   one_id key, two_id key, place int, n int?
SELECT one_id, two_id, place, n FROM heard_cell
 WHERE release_id = :release_id ORDER BY place LIMIT :n_rows;

-- query: heard_cell_insert none
-- in:    id key, release_id key, one_id key, two_id key, place int, n int?
INSERT INTO heard_cell (id, release_id, one_id, two_id, place, n)
VALUES (:id, :release_id, :one_id, :two_id, :place, :n)
ON CONFLICT (id) DO NOTHING;

-- query: heard_cells_forget none
-- in:    release_id key
DELETE FROM heard_cell WHERE release_id = :release_id;

-- query: heard_release_delete none
-- in:    id key
DELETE FROM heard_release WHERE id = :id;

-- ---- Counting ----------------------------------------------------------------

-- How many said what to a question, within one thing.
-- query: heard_counts many
-- in:    thing_id key, question_id key, n_rows int
-- out:   group_id key?, n int
SELECT group_id, count(*) AS n FROM about_answer
 WHERE thing_id = :thing_id AND question_id = :question_id
 GROUP BY group_id ORDER BY group_id LIMIT :n_rows;

-- And to two of them.
-- query: heard_pairs many
-- in:    thing_id key, one_id key, two_id key, n_rows int
-- out:   one key?, two key?, n int
SELECT a.group_id AS one, b.group_id AS two, count(*) AS n
  FROM about_answer a
  JOIN about_answer b ON b.subject_id = a.subject_id
   AND b.question_id = :two_id
 WHERE a.thing_id = :thing_id AND a.question_id = :one_id
 GROUP BY a.group_id, b.group_id ORDER BY a.group_id, b.group_id
 LIMIT :n_rows;

-- How many took part, by side.
-- query: heard_conversation_people many
-- in:    conversation_id key, n_rows int
-- out:   side_id key, n int
SELECT u.side_id, CAST(sum(x.n) AS BIGINT) AS n
  FROM (SELECT p.unit_id, count(*) AS n FROM participant p
         WHERE p.conversation_id = :conversation_id GROUP BY p.unit_id) x
  JOIN conversation_unit u ON u.id = x.unit_id
 GROUP BY u.side_id ORDER BY u.side_id LIMIT :n_rows;

-- Of a proposal: whoever answered for a community, by side.
-- query: heard_proposal_people many
-- in:    proposal_id key, n_rows int
-- out:   side_id key, n int
SELECT u.side_id, count(DISTINCT a.voice) AS n
  FROM proposal_answer a
  JOIN proposal_unit u ON u.proposal_id = a.proposal_id AND u.number = a.unit
 WHERE a.proposal_id = :proposal_id AND u.is_role = 0
 GROUP BY u.side_id ORDER BY u.side_id LIMIT :n_rows;

-- query: heard_status one
-- in:    id key
-- out:   is_over bool
SELECT CASE WHEN c.status = 'closed' THEN 1 ELSE 0 END AS is_over
  FROM conversation c WHERE c.id = :id
UNION ALL
SELECT CASE WHEN p.status = 'ended' THEN 1 ELSE 0 END AS is_over
  FROM proposal p WHERE p.id = :id
UNION ALL
SELECT CASE WHEN s.status = 'held' THEN 1 ELSE 0 END AS is_over
  FROM sitting s WHERE s.id = :id
UNION ALL
SELECT CASE WHEN n.status IN ('draft', 'open') THEN 0 ELSE 1 END AS is_over
  FROM panel n WHERE n.id = :id;

-- Is that number a voice, and on which side?
-- query: heard_voice many
-- in:    proposal_id key, number int, n_rows int
-- out:   unit int
SELECT unit FROM proposal_answer
 WHERE proposal_id = :proposal_id AND voice = :number
 ORDER BY unit LIMIT :n_rows;

-- query: heard_voice_side many
-- in:    proposal_id key, voice int, n_rows int
-- out:   side_id key
SELECT u.side_id FROM proposal_answer a
  JOIN proposal_unit u ON u.proposal_id = a.proposal_id AND u.number = a.unit
 WHERE a.proposal_id = :proposal_id AND a.voice = :voice
 ORDER BY u.number LIMIT :n_rows;

-- ---- By which way -------------------------------------------------------------

-- query: heard_way_insert none
-- in:    id key, release_id key, way text, n int?
INSERT INTO heard_way (id, release_id, way, n)
VALUES (:id, :release_id, :way, :n)
ON CONFLICT DO NOTHING;

-- query: heard_ways many
-- in:    release_id key, n_rows int
-- out:   way text, n int?
SELECT way, n FROM heard_way
 WHERE release_id = :release_id ORDER BY way LIMIT :n_rows;

-- query: heard_ways_forget none
-- in:    release_id key
DELETE FROM heard_way WHERE release_id = :release_id;

-- Of a conversation, or of a panel.
-- query: heard_ways_of many
-- in:    thing_id key, n_rows int
-- out:   way text, n int
SELECT way, count(*) AS n FROM participant
 WHERE conversation_id = :thing_id GROUP BY way
UNION ALL
SELECT way, count(*) AS n FROM panel_volunteer
 WHERE panel_id = :thing_id AND standing <> 'gone' GROUP BY way
 ORDER BY way LIMIT :n_rows;

-- Of a meeting: who had a seat there, and others.
-- query: heard_sitting_people one
-- in:    id key
-- out:   n int
SELECT CAST(COALESCE((SELECT sum(t.n_there) FROM sitting_seat t
                       WHERE t.sitting_id = s.id), 0)
            + COALESCE(s.n_others, 0) AS BIGINT) AS n
  FROM sitting s WHERE s.id = :id;

-- Who told something, by side; of what was taken back nobody.
-- query: heard_voice_people many
-- in:    partnership_id key, n_rows int
-- out:   side_id key, n int
SELECT v.side_id, count(DISTINCT COALESCE(l.person_id, l.id)) AS n
  FROM voice v JOIN voice_link l ON l.voice_id = v.id
 WHERE v.partnership_id = :partnership_id AND v.status <> 'withdrawn'
 GROUP BY v.side_id ORDER BY v.side_id LIMIT :n_rows;

-- ---- Gaps --------------------------------------------------------------------

-- shape: heard_gap
--   id key, code text, partnership_id key, name text, doing text, until date?,
--   came text?, is_illustrative bool

-- query: heard_gap_find one
-- in:    code text
-- out:   heard_gap
SELECT id, code, partnership_id, name, doing, until, came, is_illustrative
  FROM heard_gap WHERE code = :code;

-- query: heard_gap_get one
-- in:    id key
-- out:   heard_gap
SELECT id, code, partnership_id, name, doing, until, came, is_illustrative
  FROM heard_gap WHERE id = :id;

-- query: heard_gap_insert none
-- in:    heard_gap
INSERT INTO heard_gap (id, code, partnership_id, name, doing, until, came,
    is_illustrative)
VALUES (:id, :code, :partnership_id, :name, :doing, :until, :came,
    :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: heard_gap_update none
-- in:    heard_gap
UPDATE heard_gap SET code = :code, partnership_id = :partnership_id,
    name = :name, doing = :doing, until = :until, came = :came,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: heard_gap_delete none
-- in:    id key
DELETE FROM heard_gap WHERE id = :id;

-- query: heard_gap_each each
-- out:   key key, code text, partnership text, name text, doing text,
--        until date?, came text?, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT p.code FROM network_door_partnership p
         WHERE p.id = t.partnership_id) AS partnership,
       t.name, t.doing, t.until, t.came, t.is_illustrative
  FROM heard_gap t ORDER BY t.code;

-- query: heard_gap_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM heard_gap t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'heard_gap'
 ORDER BY t.code, p.lang, p.part;

-- query: heard_gap_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'public' AS seen
  FROM heard_gap WHERE id = :id;

-- query: heard_gap_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM heard_gap WHERE partnership_id = :id
 ORDER BY until, id LIMIT :n_rows;

-- query: heard_gaps many
-- in:    partnership_id key, lang text, n_rows int
-- out:   id key, name text, doing text, until date?, came text?,
--        is_illustrative bool, said text?, doing_said text?
SELECT g.id, g.name, g.doing, g.until, g.came, g.is_illustrative,
       (SELECT p.source FROM prose p WHERE p.thing_id = g.id
           AND p.part = 'name' AND p.lang = :lang) AS said,
       (SELECT p.source FROM prose p WHERE p.thing_id = g.id
           AND p.part = 'doing' AND p.lang = :lang) AS doing_said
  FROM heard_gap g WHERE g.partnership_id = :partnership_id
 ORDER BY g.until, g.id LIMIT :n_rows;
