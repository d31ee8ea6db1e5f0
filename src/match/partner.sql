-- Organisations that look for a partner: kept, brought in and out, found.

-- use: keep/thing.sql

-- shape: listing
--   id key, code text, organisation_id key, offers text?, needs text?,
--   challenges text?, languages text, has_interpreter bool, room int?,
--   seen text, may_write bool, until_on date?, is_illustrative bool

-- query: listing_find one
-- in:    code text
-- out:   listing
SELECT id, code, organisation_id, offers, needs, challenges, languages,
       has_interpreter, room, seen, may_write, until_on, is_illustrative
  FROM listing WHERE code = :code;

-- query: listing_get one
-- in:    id key
-- out:   listing
SELECT id, code, organisation_id, offers, needs, challenges, languages,
       has_interpreter, room, seen, may_write, until_on, is_illustrative
  FROM listing WHERE id = :id;

-- query: listing_insert none
-- in:    listing
INSERT INTO listing (id, code, organisation_id, offers, needs, challenges,
    languages, has_interpreter, room, seen, may_write, until_on,
    is_illustrative)
VALUES (:id, :code, :organisation_id, :offers, :needs, :challenges,
    :languages, :has_interpreter, :room, :seen, :may_write, :until_on,
    :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: listing_update none
-- in:    listing
UPDATE listing SET code = :code, organisation_id = :organisation_id,
    offers = :offers, needs = :needs, challenges = :challenges,
    languages = :languages, has_interpreter = :has_interpreter, room = :room,
    seen = :seen, may_write = :may_write, until_on = :until_on,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: listing_delete none
-- in:    id key
DELETE FROM listing WHERE id = :id;

-- query: listing_each each
-- out:   key key, code text, organisation text, offers text?, needs text?,
--        challenges text?, languages text, has_interpreter bool, room int?,
--        seen text, may_write bool, until_on date?, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT o.code FROM network_door_organisation o
         WHERE o.id = t.organisation_id) AS organisation,
       t.offers, t.needs, t.challenges, t.languages, t.has_interpreter,
       t.room, t.seen, t.may_write, t.until_on, t.is_illustrative
  FROM listing t
 ORDER BY t.code;

-- query: listing_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM listing t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'listing' ORDER BY t.code, p.lang, p.part;

-- query: listing_of_organisation many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM listing WHERE organisation_id = :id ORDER BY id LIMIT :n_rows;

-- query: listing_line_of one
-- in:    id key
-- out:   thing_line
SELECT o.name AS title, t.organisation_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id, t.seen
  FROM listing t JOIN network_door_organisation_card o ON o.id = t.organisation_id
 WHERE t.id = :id;

-- ---- As it is compared ------------------------------------------------------

-- query: listing_line_save none
-- in:    id key, offers text, needs text, challenges text, languages text
INSERT INTO listing_line (id, offers, needs, challenges, languages)
VALUES (:id, :offers, :needs, :challenges, :languages)
ON CONFLICT (id) DO UPDATE SET offers = excluded.offers,
    needs = excluded.needs, challenges = excluded.challenges,
    languages = excluded.languages;

-- query: listing_tag_forget none
-- in:    listing_id key
DELETE FROM listing_tag WHERE listing_id = :listing_id;

-- query: listing_tag_insert none
-- in:    id key, listing_id key, part text, word text, weight int,
--        all_weight int, is_public bool, until_on date
INSERT INTO listing_tag (id, listing_id, part, word, weight, all_weight,
    is_public, until_on)
VALUES (:id, :listing_id, :part, :word, :weight, :all_weight, :is_public,
    :until_on)
ON CONFLICT (id) DO NOTHING;

-- Who has this word, of those that the viewer may see; from the index alone.
-- query: listing_with_word many
-- in:    part text, word text, viewer key, today date, n_rows int
-- out:   listing_id key, weight int, all_weight int
SELECT listing_id, weight, all_weight FROM listing_tag
 WHERE part = :part AND word = :word AND (is_public = 1 OR :viewer > 0)
   AND until_on >= :today
 ORDER BY listing_id LIMIT :n_rows;

-- shape: listing_card
--   id key, organisation_id key, name text, place_name text?,
--   offers text, needs text, challenges text, languages text,
--   said_offers text?, said_needs text?, said_challenges text?,
--   has_interpreter bool, room int?, seen text, may_write bool,
--   until_on date?, is_illustrative bool, n_partnerships int

-- query: listing_card_get one
-- in:    id key
-- out:   listing_card
SELECT t.id, t.organisation_id, o.name, o.place_name, w.offers, w.needs,
       w.challenges, w.languages, t.offers AS said_offers,
       t.needs AS said_needs, t.challenges AS said_challenges,
       t.has_interpreter, t.room, t.seen, t.may_write, t.until_on,
       t.is_illustrative,
       (SELECT count(DISTINCT x.partnership_id)
          FROM network_door_organisation_in x
         WHERE x.organisation_id = t.organisation_id
           AND x.status <> 'ended') AS n_partnerships
  FROM listing t JOIN listing_line w ON w.id = t.id
  JOIN network_door_organisation_card o ON o.id = t.organisation_id
 WHERE t.id = :id;

-- Sixteen at once: those that a first look found.
-- query: listing_cards many
-- in:    k1 key, k2 key, k3 key, k4 key, k5 key, k6 key, k7 key, k8 key,
--        k9 key, k10 key, k11 key, k12 key, k13 key, k14 key, k15 key,
--        k16 key
-- out:   listing_card
SELECT t.id, t.organisation_id, o.name, o.place_name, w.offers, w.needs,
       w.challenges, w.languages, t.offers AS said_offers,
       t.needs AS said_needs, t.challenges AS said_challenges,
       t.has_interpreter, t.room, t.seen, t.may_write, t.until_on,
       t.is_illustrative,
       (SELECT count(DISTINCT x.partnership_id)
          FROM network_door_organisation_in x
         WHERE x.organisation_id = t.organisation_id
           AND x.status <> 'ended') AS n_partnerships
  FROM listing t JOIN listing_line w ON w.id = t.id
  JOIN network_door_organisation_card o ON o.id = t.organisation_id
 WHERE t.id IN (:k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11,
       :k12, :k13, :k14, :k15, :k16)
 ORDER BY t.id LIMIT 16;

-- The newest of them, as everybody sees them.
-- query: listing_newest many
-- in:    seen text, before_id key, n_rows int
-- out:   id key, name text, place_name text?, offers text?, needs text?,
--        until_on date?, is_illustrative bool
-- sqlite:
SELECT t.id, o.name, o.place_name, t.offers, t.needs, t.until_on,
       t.is_illustrative
  FROM listing t JOIN network_door_organisation_card o ON o.id = t.organisation_id
 WHERE t.seen = :seen AND t.id < :before_id
 ORDER BY t.id DESC LIMIT :n_rows;
-- postgresql:
SELECT t.id, o.name, o.place_name, t.offers, t.needs, t.until_on,
       t.is_illustrative
  FROM listing t JOIN network_door_organisation_card o ON o.id = t.organisation_id
 WHERE (t.seen, t.id) >= (:seen, 0) AND (t.seen, t.id) < (:seen, :before_id)
 ORDER BY t.seen DESC, t.id DESC LIMIT :n_rows;

-- The organisations that somebody is a member of, with their listings.
-- query: listing_mine many
-- in:    viewer key, today date, n_rows int
-- out:   organisation_id key, name text, listing_id key?
SELECT m.thing_id AS organisation_id, o.name, t.id AS listing_id
  FROM people_door_membership m
  JOIN network_door_organisation_card o ON o.id = m.thing_id
  LEFT JOIN listing t ON t.organisation_id = o.id
 WHERE m.person_id = :viewer AND m.role = 'member' AND m.starts_on <= :today
   AND (m.ends_on IS NULL OR m.ends_on > :today)
 ORDER BY m.thing_id, m.id LIMIT :n_rows;
