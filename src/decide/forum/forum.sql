-- Groups with a standing: what they are for, their seats, who sits there.

-- use: keep/thing.sql

-- shape: forum
--   id key, code text, partnership_id key, name text, name_sort text,
--   quorum int?, zone text, is_public bool, paper_days int?, every text,
--   weekday text?, months int?, since date?, starts_at text?, ends_at text?,
--   except_on text?, is_illustrative bool

-- query: forum_find one
-- in:    code text
-- out:   forum
SELECT id, code, partnership_id, name, name_sort, quorum, zone, is_public,
       paper_days, every, weekday, months, since, starts_at, ends_at,
       except_on, is_illustrative
  FROM forum WHERE code = :code;

-- query: forum_get one
-- in:    id key
-- out:   forum
SELECT id, code, partnership_id, name, name_sort, quorum, zone, is_public,
       paper_days, every, weekday, months, since, starts_at, ends_at,
       except_on, is_illustrative
  FROM forum WHERE id = :id;

-- query: forum_insert none
-- in:    forum
INSERT INTO forum (id, code, partnership_id, name, name_sort, quorum, zone,
    is_public, paper_days, every, weekday, months, since, starts_at, ends_at,
    except_on, is_illustrative)
VALUES (:id, :code, :partnership_id, :name, :name_sort, :quorum, :zone,
    :is_public, :paper_days, :every, :weekday, :months, :since, :starts_at,
    :ends_at, :except_on, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: forum_update none
-- in:    forum
UPDATE forum SET code = :code, partnership_id = :partnership_id,
    name = :name, name_sort = :name_sort, quorum = :quorum, zone = :zone,
    is_public = :is_public, paper_days = :paper_days, every = :every,
    weekday = :weekday, months = :months, since = :since,
    starts_at = :starts_at, ends_at = :ends_at, except_on = :except_on,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: forum_delete none
-- in:    id key
DELETE FROM forum WHERE id = :id;

-- query: forum_each each
-- out:   key key, code text, partnership text, name text, quorum int?,
--        zone text, is_public bool, paper_days int?, every text,
--        weekday text?, months int?, since date?, starts_at text?,
--        ends_at text?, except_on text?, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT x.code FROM network_door_partnership x
         WHERE x.id = t.partnership_id) AS partnership,
       t.name, t.quorum, t.zone, t.is_public, t.paper_days, t.every,
       t.weekday, t.months, t.since, t.starts_at, t.ends_at, t.except_on,
       t.is_illustrative
  FROM forum t ORDER BY t.code;

-- query: forum_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM forum t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'forum'
 ORDER BY t.code, p.lang, p.part;

-- ---- Seats ------------------------------------------------------------------

-- shape: forum_seat
--   id key, code text, forum_id key, position int, name text, side_id key?,
--   n_seats int

-- query: forum_seat_find one
-- in:    code text
-- out:   forum_seat
SELECT id, code, forum_id, position, name, side_id, n_seats
  FROM forum_seat WHERE code = :code;

-- query: forum_seat_get one
-- in:    id key
-- out:   forum_seat
SELECT id, code, forum_id, position, name, side_id, n_seats
  FROM forum_seat WHERE id = :id;

-- query: forum_seat_insert none
-- in:    forum_seat
INSERT INTO forum_seat (id, code, forum_id, position, name, side_id, n_seats)
VALUES (:id, :code, :forum_id, :position, :name, :side_id, :n_seats)
ON CONFLICT (id) DO NOTHING;

-- query: forum_seat_update none
-- in:    forum_seat
UPDATE forum_seat SET code = :code, forum_id = :forum_id,
    position = :position, name = :name, side_id = :side_id,
    n_seats = :n_seats
 WHERE id = :id;

-- query: forum_seat_delete none
-- in:    id key
DELETE FROM forum_seat WHERE id = :id;

-- query: forum_seat_each each
-- out:   key key, code text, forum text, position int, name text,
--        side text?, n_seats int
SELECT t.id AS key, t.code,
       (SELECT x.code FROM forum x
         WHERE x.id = t.forum_id) AS forum,
       t.position, t.name,
       (SELECT x.code FROM network_door_side x
         WHERE x.id = t.side_id) AS side,
       t.n_seats
  FROM forum_seat t ORDER BY t.code;

-- ---- Who sits there -----------------------------------------------------------

-- shape: forum_holder
--   id key, code text, seat_id key, person_id key?, name text?, since date,
--   until date?, is_named bool

-- query: forum_holder_find one
-- in:    code text
-- out:   forum_holder
SELECT id, code, seat_id, person_id, name, since, until, is_named
  FROM forum_holder WHERE code = :code;

-- query: forum_holder_get one
-- in:    id key
-- out:   forum_holder
SELECT id, code, seat_id, person_id, name, since, until, is_named
  FROM forum_holder WHERE id = :id;

-- query: forum_holder_insert none
-- in:    forum_holder
INSERT INTO forum_holder (id, code, seat_id, person_id, name, since, until,
    is_named)
VALUES (:id, :code, :seat_id, :person_id, :name, :since, :until, :is_named)
ON CONFLICT (id) DO NOTHING;

-- query: forum_holder_update none
-- in:    forum_holder
UPDATE forum_holder SET code = :code, seat_id = :seat_id,
    person_id = :person_id, name = :name, since = :since, until = :until,
    is_named = :is_named
 WHERE id = :id;

-- query: forum_holder_delete none
-- in:    id key
DELETE FROM forum_holder WHERE id = :id;

-- query: forum_holder_each each
-- out:   key key, code text, seat text, person text?, name text?,
--        since date, until date?, is_named bool
SELECT t.id AS key, t.code,
       (SELECT x.code FROM forum_seat x
         WHERE x.id = t.seat_id) AS seat,
       (SELECT x.code FROM people_door_person x
         WHERE x.id = t.person_id) AS person,
       t.name, t.since, t.until, t.is_named
  FROM forum_holder t ORDER BY t.code;

-- ---- Asked by pages ----------------------------------------------------------

-- query: forum_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id,
       CASE WHEN is_public = 1 THEN 'public' ELSE 'within' END AS seen
  FROM forum WHERE id = :id;

-- query: forum_seat_line one
-- in:    id key
-- out:   thing_line
SELECT t.name AS title, t.forum_id AS within_id, s.partnership_id AS above_id,
       CASE WHEN s.is_public = 1 THEN 'public' ELSE 'within' END AS seen
  FROM forum_seat t JOIN forum s ON s.id = t.forum_id
 WHERE t.id = :id;

-- query: forum_within many
-- in:    partnership_id key, n_rows int
-- out:   forum
SELECT id, code, partnership_id, name, name_sort, quorum, zone, is_public,
       paper_days, every, weekday, months, since, starts_at, ends_at,
       except_on, is_illustrative
  FROM forum WHERE partnership_id = :partnership_id
 ORDER BY name_sort, id LIMIT :n_rows;

-- query: forum_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM forum WHERE partnership_id = :id
 ORDER BY name_sort, id LIMIT :n_rows;

-- query: forum_seat_of_forum many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM forum_seat WHERE forum_id = :id
 ORDER BY position, id LIMIT :n_rows;

-- query: forum_seat_of_side many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM forum_seat WHERE side_id = :id ORDER BY id LIMIT :n_rows;

-- query: forum_seats many
-- in:    forum_id key, n_rows int
-- out:   id key, position int, name text, side_id key?, n_seats int,
--        side_name text?, side_position int?
SELECT t.id, t.position, t.name, t.side_id, t.n_seats, s.name AS side_name,
       s.position AS side_position
  FROM forum_seat t LEFT JOIN network_door_side s ON s.id = t.side_id
 WHERE t.forum_id = :forum_id ORDER BY t.position, t.id LIMIT :n_rows;

-- Who sits on a seat, or did; the name is looked at before it is shown.
-- query: forum_holders many
-- in:    forum_id key, n_rows int
-- out:   id key, seat_id key, person_id key?, name text?, since date,
--        until date?, is_named bool, person_name text?
SELECT h.id, h.seat_id, h.person_id, h.name, h.since, h.until, h.is_named,
       (SELECT p.name FROM people_door_person p WHERE p.id = h.person_id)
           AS person_name
  FROM forum_seat t JOIN forum_holder h ON h.seat_id = t.id
 WHERE t.forum_id = :forum_id
 ORDER BY t.position, t.id, h.id LIMIT :n_rows;

-- query: forum_holders_of_seat many
-- in:    seat_id key, n_rows int
-- out:   id key
SELECT id FROM forum_holder WHERE seat_id = :seat_id
 ORDER BY id LIMIT :n_rows;

-- query: forum_holders_of_person many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, seat_id key, seat_name text?, forum_id key?,
--        forum_name text?, since date, until date?, is_named bool
SELECT h.id, h.seat_id, t.name AS seat_name, s.id AS forum_id,
       s.name AS forum_name, h.since, h.until, h.is_named
  FROM forum_holder h
  LEFT JOIN forum_seat t ON t.id = h.seat_id
  LEFT JOIN forum s ON s.id = t.forum_id
 WHERE h.person_id = :person_id AND h.id > :after_id
 ORDER BY h.id LIMIT :n_rows;

-- query: forum_holder_erase none
-- in:    person_id key?
UPDATE forum_holder SET person_id = NULL, name = NULL, is_named = 0
 WHERE person_id = :person_id;

-- query: forum_holders_remove none
-- in:    seat_id key
DELETE FROM forum_holder WHERE seat_id = :seat_id;

-- query: forum_terms_add none
-- in:    id key, forum_id key, proposal_id key
INSERT INTO forum_terms (id, forum_id, proposal_id)
VALUES (:id, :forum_id, :proposal_id)
ON CONFLICT (id) DO NOTHING;

-- The newest first.
-- query: forum_terms_of many
-- in:    forum_id key, n_rows int
-- out:   proposal_id key, name text?, status text?, result text?, version int?,
--        result_version int?, body text?
SELECT t.proposal_id, p.name, p.status, p.result, p.version, p.result_version,
       p.body
  FROM forum_terms t LEFT JOIN proposal p ON p.id = t.proposal_id
 WHERE t.forum_id = :forum_id ORDER BY t.id DESC LIMIT :n_rows;

-- query: forum_terms_remove none
-- in:    forum_id key
DELETE FROM forum_terms WHERE forum_id = :forum_id;

-- What somebody is of a group now.
-- query: forum_role_of one
-- in:    person_id key, thing_id key?, today date
-- out:   id key, role text
SELECT id, role FROM people_door_membership
 WHERE person_id = :person_id AND kind = 'forum' AND thing_id = :thing_id
   AND starts_on <= :today AND (ends_on IS NULL OR ends_on > :today)
 ORDER BY id DESC LIMIT 1;
