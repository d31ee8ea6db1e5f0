-- Meetings of a group: agenda, who was there, minutes.

-- use: keep/thing.sql

-- shape: sitting
--   id key, code text, forum_id key, held_on date, starts_at text?,
--   ends_at text?, place text?, link text?, status text, n_others int?,
--   chair_id key?, keeper_id key?, called_on date?, reminded_on date?,
--   approved_on date?, approved_hash text?, is_illustrative bool

-- query: sitting_find one
-- in:    code text
-- out:   sitting
SELECT id, code, forum_id, held_on, starts_at, ends_at, place, link, status,
       n_others, chair_id, keeper_id, called_on, reminded_on, approved_on,
       approved_hash, is_illustrative
  FROM sitting WHERE code = :code;

-- query: sitting_get one
-- in:    id key
-- out:   sitting
SELECT id, code, forum_id, held_on, starts_at, ends_at, place, link, status,
       n_others, chair_id, keeper_id, called_on, reminded_on, approved_on,
       approved_hash, is_illustrative
  FROM sitting WHERE id = :id;

-- query: sitting_insert none
-- in:    sitting
INSERT INTO sitting (id, code, forum_id, held_on, starts_at, ends_at, place,
    link, status, n_others, chair_id, keeper_id, called_on, reminded_on,
    approved_on, approved_hash, is_illustrative)
VALUES (:id, :code, :forum_id, :held_on, :starts_at, :ends_at, :place, :link,
    :status, :n_others, :chair_id, :keeper_id, :called_on, :reminded_on,
    :approved_on, :approved_hash, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: sitting_update none
-- in:    sitting
UPDATE sitting SET code = :code, forum_id = :forum_id, held_on = :held_on,
    starts_at = :starts_at, ends_at = :ends_at, place = :place, link = :link,
    status = :status, n_others = :n_others, chair_id = :chair_id,
    keeper_id = :keeper_id, called_on = :called_on,
    reminded_on = :reminded_on, approved_on = :approved_on,
    approved_hash = :approved_hash, is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: sitting_delete none
-- in:    id key
DELETE FROM sitting WHERE id = :id;

-- query: sitting_each each
-- out:   key key, code text, forum text, held_on date, starts_at text?,
--        ends_at text?, place text?, link text?, status text, n_others int?,
--        chair text?, keeper text?, called_on date?, reminded_on date?,
--        approved_on date?, approved_hash text?, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT x.code FROM forum x
         WHERE x.id = t.forum_id) AS forum,
       t.held_on, t.starts_at, t.ends_at, t.place, t.link, t.status,
       t.n_others,
       (SELECT x.code FROM people_door_person x
         WHERE x.id = t.chair_id) AS chair,
       (SELECT x.code FROM people_door_person x
         WHERE x.id = t.keeper_id) AS keeper,
       t.called_on, t.reminded_on, t.approved_on, t.approved_hash,
       t.is_illustrative
  FROM sitting t ORDER BY t.code;

-- query: sitting_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM sitting t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'sitting'
 ORDER BY t.code, p.lang, p.part;

-- ---- Agenda -----------------------------------------------------------------

-- shape: sitting_item
--   id key, code text, sitting_id key, position int, name text

-- query: sitting_item_find one
-- in:    code text
-- out:   sitting_item
SELECT id, code, sitting_id, position, name
  FROM sitting_item WHERE code = :code;

-- query: sitting_item_get one
-- in:    id key
-- out:   sitting_item
SELECT id, code, sitting_id, position, name
  FROM sitting_item WHERE id = :id;

-- query: sitting_item_insert none
-- in:    sitting_item
INSERT INTO sitting_item (id, code, sitting_id, position, name)
VALUES (:id, :code, :sitting_id, :position, :name)
ON CONFLICT (id) DO NOTHING;

-- query: sitting_item_update none
-- in:    sitting_item
UPDATE sitting_item SET code = :code, sitting_id = :sitting_id,
    position = :position, name = :name
 WHERE id = :id;

-- query: sitting_item_delete none
-- in:    id key
DELETE FROM sitting_item WHERE id = :id;

-- query: sitting_item_each each
-- out:   key key, code text, sitting text, position int, name text
SELECT t.id AS key, t.code,
       (SELECT x.code FROM sitting x
         WHERE x.id = t.sitting_id) AS sitting,
       t.position, t.name
  FROM sitting_item t ORDER BY t.code;

-- query: sitting_item_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM sitting_item t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'sitting_item'
 ORDER BY t.code, p.lang, p.part;

-- ---- Who was there ----------------------------------------------------------

-- shape: sitting_seat
--   id key, code text, sitting_id key, seat_id key, n_there int,
--   n_apologies int

-- query: sitting_seat_find one
-- in:    code text
-- out:   sitting_seat
SELECT id, code, sitting_id, seat_id, n_there, n_apologies
  FROM sitting_seat WHERE code = :code;

-- query: sitting_seat_get one
-- in:    id key
-- out:   sitting_seat
SELECT id, code, sitting_id, seat_id, n_there, n_apologies
  FROM sitting_seat WHERE id = :id;

-- query: sitting_seat_insert none
-- in:    sitting_seat
INSERT INTO sitting_seat (id, code, sitting_id, seat_id, n_there,
    n_apologies)
VALUES (:id, :code, :sitting_id, :seat_id, :n_there, :n_apologies)
ON CONFLICT (id) DO NOTHING;

-- query: sitting_seat_update none
-- in:    sitting_seat
UPDATE sitting_seat SET code = :code, sitting_id = :sitting_id,
    seat_id = :seat_id, n_there = :n_there, n_apologies = :n_apologies
 WHERE id = :id;

-- query: sitting_seat_delete none
-- in:    id key
DELETE FROM sitting_seat WHERE id = :id;

-- query: sitting_seat_each each
-- out:   key key, code text, sitting text, seat text, n_there int,
--        n_apologies int
SELECT t.id AS key, t.code,
       (SELECT x.code FROM sitting x
         WHERE x.id = t.sitting_id) AS sitting,
       (SELECT x.code FROM forum_seat x
         WHERE x.id = t.seat_id) AS seat,
       t.n_there, t.n_apologies
  FROM sitting_seat t ORDER BY t.code;

-- ---- Asked by pages ----------------------------------------------------------

-- query: sitting_line one
-- in:    id key
-- out:   thing_line
SELECT s.name || ', ' || m.held_on AS title, m.forum_id AS within_id,
       s.partnership_id AS above_id,
       CASE WHEN s.is_public = 1 THEN 'public' ELSE 'within' END AS seen
  FROM sitting m JOIN forum s ON s.id = m.forum_id WHERE m.id = :id;

-- query: sitting_item_line one
-- in:    id key
-- out:   thing_line
SELECT t.name AS title, t.sitting_id AS within_id, s.partnership_id AS above_id,
       CASE WHEN s.is_public = 1 THEN 'public' ELSE 'within' END AS seen
  FROM sitting_item t JOIN sitting m ON m.id = t.sitting_id
  JOIN forum s ON s.id = m.forum_id
 WHERE t.id = :id;

-- query: sitting_of_forum many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM sitting WHERE forum_id = :id
 ORDER BY held_on, id LIMIT :n_rows;

-- query: sitting_item_of_sitting many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM sitting_item WHERE sitting_id = :id
 ORDER BY position, id LIMIT :n_rows;

-- query: sittings_from many
-- in:    forum_id key, day date, n_rows int
-- out:   sitting
SELECT id, code, forum_id, held_on, starts_at, ends_at, place, link, status,
       n_others, chair_id, keeper_id, called_on, reminded_on, approved_on,
       approved_hash, is_illustrative
  FROM sitting WHERE forum_id = :forum_id AND held_on >= :day
 ORDER BY held_on, id LIMIT :n_rows;

-- query: sittings_before many
-- in:    forum_id key, day date, n_rows int
-- out:   sitting
SELECT id, code, forum_id, held_on, starts_at, ends_at, place, link, status,
       n_others, chair_id, keeper_id, called_on, reminded_on, approved_on,
       approved_hash, is_illustrative
  FROM sitting WHERE forum_id = :forum_id AND held_on < :day
 ORDER BY held_on DESC, id DESC LIMIT :n_rows;

-- Items with what was settled, in the reader's language where it is there.
-- query: sitting_items many
-- in:    sitting_id key, lang text, n_rows int
-- out:   id key, position int, name text, note_lang text?, note_html text?,
--        settled_lang text?, settled_html text?, settled_source text?
SELECT t.id, t.position, t.name,
       n.lang AS note_lang, n.printed AS note_html,
       p.lang AS settled_lang, p.printed AS settled_html,
       p.source AS settled_source
  FROM sitting_item t
  LEFT JOIN prose n ON n.thing_id = t.id AND n.part = 'note'
   AND n.lang = COALESCE(
       (SELECT x.lang FROM prose x WHERE x.thing_id = t.id
           AND x.part = 'note' AND x.lang = :lang),
       (SELECT min(x.lang) FROM prose x WHERE x.thing_id = t.id
           AND x.part = 'note' AND x.is_original = 1))
  LEFT JOIN prose p ON p.thing_id = t.id AND p.part = 'settled'
   AND p.lang = COALESCE(
       (SELECT x.lang FROM prose x WHERE x.thing_id = t.id
           AND x.part = 'settled' AND x.lang = :lang),
       (SELECT min(x.lang) FROM prose x WHERE x.thing_id = t.id
           AND x.part = 'settled' AND x.is_original = 1))
 WHERE t.sitting_id = :sitting_id ORDER BY t.position, t.id LIMIT :n_rows;

-- query: sitting_seats many
-- in:    sitting_id key, n_rows int
-- out:   id key, seat_id key, n_there int, n_apologies int
SELECT id, seat_id, n_there, n_apologies FROM sitting_seat
 WHERE sitting_id = :sitting_id ORDER BY seat_id LIMIT :n_rows;

-- query: sitting_seat_put none
-- in:    id key, code text, sitting_id key, seat_id key, n_there int,
--        n_apologies int
INSERT INTO sitting_seat (id, code, sitting_id, seat_id, n_there, n_apologies)
VALUES (:id, :code, :sitting_id, :seat_id, :n_there, :n_apologies)
ON CONFLICT (sitting_id, seat_id) DO UPDATE
   SET n_there = :n_there, n_apologies = :n_apologies;

-- query: sitting_there_of many
-- in:    sitting_id key, n_rows int
-- out:   holder_id key, how text
SELECT holder_id, how FROM sitting_there
 WHERE sitting_id = :sitting_id ORDER BY holder_id LIMIT :n_rows;

-- query: sitting_there_put none
-- in:    id key, sitting_id key, holder_id key, how text
INSERT INTO sitting_there (id, sitting_id, holder_id, how)
VALUES (:id, :sitting_id, :holder_id, :how)
ON CONFLICT (sitting_id, holder_id) DO UPDATE SET how = :how;

-- query: sitting_there_clear none
-- in:    sitting_id key
DELETE FROM sitting_there WHERE sitting_id = :sitting_id;

-- query: sitting_there_of_holder many
-- in:    holder_id key, n_rows int
-- out:   sitting_id key, held_on date?, how text
SELECT t.sitting_id, m.held_on, t.how
  FROM sitting_there t LEFT JOIN sitting m ON m.id = t.sitting_id
 WHERE t.holder_id = :holder_id ORDER BY t.id LIMIT :n_rows;

-- query: sitting_there_forget none
-- in:    holder_id key
DELETE FROM sitting_there WHERE holder_id = :holder_id;

-- query: sitting_led_by many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, held_on date
SELECT id, held_on FROM sitting
 WHERE chair_id = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- query: sitting_kept_by many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, held_on date
SELECT id, held_on FROM sitting
 WHERE keeper_id = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- query: sitting_unchair none
-- in:    person_id key?
UPDATE sitting SET chair_id = NULL WHERE chair_id = :person_id;

-- query: sitting_unkeep none
-- in:    person_id key?
UPDATE sitting SET keeper_id = NULL WHERE keeper_id = :person_id;

-- query: sitting_seats_remove none
-- in:    sitting_id key
DELETE FROM sitting_seat WHERE sitting_id = :sitting_id;

-- query: sitting_seats_of_seat_remove none
-- in:    seat_id key
DELETE FROM sitting_seat WHERE seat_id = :seat_id;

-- Papers with the day they came: of a meeting, those the reader may see.
-- query: sitting_papers many
-- in:    sitting_id key, is_person bool, is_within bool, is_all bool,
--        n_rows int
-- out:   id key, name text, seen text, type text, size int, uploaded_at time
SELECT d.id, d.name, d.seen, f.type, f.size, f.uploaded_at
  FROM document d JOIN file f ON f.id = d.file_id
 WHERE d.within_id = :sitting_id AND d.deleted_at IS NULL
   AND (d.seen = 'public' OR (d.seen = 'network' AND :is_person = 1)
        OR (d.seen = 'within' AND :is_within = 1) OR :is_all = 1)
 ORDER BY d.id LIMIT :n_rows;

-- Where the pages of this house are, for who is reminded.
-- query: sitting_root_set none
-- in:    id key, root text?
UPDATE sitting SET root = :root WHERE id = :id;

-- query: sitting_root one
-- in:    id key
-- out:   root text?
SELECT root FROM sitting WHERE id = :id;

-- query: sitting_due many
-- in:    from_on date, until_on date, n_rows int
-- out:   id key, called_on date?, reminded_on date?
SELECT id, called_on, reminded_on FROM sitting
 WHERE status = 'planned' AND reminded_on IS NULL
   AND held_on >= :from_on AND held_on <= :until_on
 ORDER BY held_on, id LIMIT :n_rows;

-- What units said in a meeting, by the proposals' own record.
-- query: sitting_positions many
-- in:    meeting_id key?, n_rows int
-- out:   proposal_id key, proposal_name text?, unit_name text?, kind text,
--        words text, is_over bool
SELECT m.proposal_id, p.name AS proposal_name, u.name AS unit_name, m.kind,
       m.words, m.is_over
  FROM proposal_minute m
  LEFT JOIN proposal p ON p.id = m.proposal_id
  LEFT JOIN proposal_unit u
    ON u.proposal_id = m.proposal_id AND u.number = m.unit
 WHERE m.meeting_id = :meeting_id ORDER BY m.id LIMIT :n_rows;

-- ---- Written down, until the other of the two says the same ------------------

-- shape: sitting_said
--   id key, sitting_id key, proposal_id key, unit_id key, position text,
--   ground text, n_agree int, n_live int, n_object int, n_unsure int,
--   words text, reason text, mend text, is_safety bool, is_shown bool,
--   written_by key?, written_on date

-- query: sitting_said_insert none
-- in:    sitting_said
INSERT INTO sitting_said (id, sitting_id, proposal_id, unit_id, position,
    ground, n_agree, n_live, n_object, n_unsure, words, reason, mend,
    is_safety, is_shown, written_by, written_on)
VALUES (:id, :sitting_id, :proposal_id, :unit_id, :position, :ground, :n_agree,
    :n_live, :n_object, :n_unsure, :words, :reason, :mend, :is_safety,
    :is_shown, :written_by, :written_on)
ON CONFLICT DO NOTHING;

-- query: sitting_said_get one
-- in:    id key
-- out:   sitting_said
SELECT id, sitting_id, proposal_id, unit_id, position, ground, n_agree, n_live,
       n_object, n_unsure, words, reason, mend, is_safety, is_shown, written_by,
       written_on
  FROM sitting_said WHERE id = :id;

-- query: sitting_said_of many
-- in:    sitting_id key, n_rows int
-- out:   id key, proposal_id key, unit_id key, position text, ground text,
--        n_agree int, n_live int, n_object int, n_unsure int, words text,
--        reason text, mend text, is_safety bool, is_shown bool,
--        written_by key?, proposal_name text?, unit_name text?
SELECT t.id, t.proposal_id, t.unit_id, t.position, t.ground, t.n_agree,
       t.n_live, t.n_object, t.n_unsure, t.words, t.reason, t.mend, t.is_safety,
       t.is_shown, t.written_by,
       (SELECT p.name FROM proposal p WHERE p.id = t.proposal_id)
           AS proposal_name,
       (SELECT u.name FROM proposal_unit u WHERE u.id = t.unit_id) AS unit_name
  FROM sitting_said t WHERE t.sitting_id = :sitting_id
 ORDER BY t.unit_id LIMIT :n_rows;

-- query: sitting_said_remove none
-- in:    id key
DELETE FROM sitting_said WHERE id = :id;

-- query: sitting_said_remove_unit none
-- in:    sitting_id key, unit_id key
DELETE FROM sitting_said
 WHERE sitting_id = :sitting_id AND unit_id = :unit_id;

-- query: sitting_said_remove_of none
-- in:    sitting_id key
DELETE FROM sitting_said WHERE sitting_id = :sitting_id;

-- query: sitting_said_remove_proposal none
-- in:    proposal_id key
DELETE FROM sitting_said WHERE proposal_id = :proposal_id;

-- query: sitting_said_unsign none
-- in:    person_id key?
UPDATE sitting_said SET written_by = NULL WHERE written_by = :person_id;

-- query: sitting_said_by many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, words text, written_on date
SELECT id, words, written_on FROM sitting_said
 WHERE written_by = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;
