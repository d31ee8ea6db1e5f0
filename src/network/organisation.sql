-- Organisations and who works there: kept, brought in and out, shown.

-- use: network/place.sql

-- shape: organisation
--   id key, code text, name text, name_sort text, kind text, place_id key?,
--   website text?, is_illustrative bool

-- query: organisation_find one
-- in:    code text
-- out:   organisation
SELECT id, code, name, name_sort, kind, place_id, website, is_illustrative
  FROM organisation WHERE code = :code;

-- query: organisation_get one
-- in:    id key
-- out:   organisation
SELECT id, code, name, name_sort, kind, place_id, website, is_illustrative
  FROM organisation WHERE id = :id;

-- query: organisation_insert none
-- in:    organisation
INSERT INTO organisation (id, code, name, name_sort, kind, place_id, website,
    is_illustrative)
VALUES (:id, :code, :name, :name_sort, :kind, :place_id, :website,
    :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: organisation_update none
-- in:    organisation
UPDATE organisation SET code = :code, name = :name, name_sort = :name_sort,
    kind = :kind, place_id = :place_id, website = :website,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: organisation_each each
-- out:   key key, code text, name text, kind text, place text?,
--        website text?, is_illustrative bool
SELECT t.id AS key, t.code, t.name, t.kind, r1.code AS place, t.website,
       t.is_illustrative
  FROM organisation t
  LEFT JOIN place r1 ON r1.id = t.place_id
 ORDER BY t.code;

-- query: organisation_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM organisation t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'organisation' ORDER BY t.code, p.lang, p.part;

-- shape: affiliation
--   id key, code text, person_id key, organisation_id key, role text?,
--   starts_on date?, ends_on date?

-- query: affiliation_find one
-- in:    code text
-- out:   affiliation
SELECT id, code, person_id, organisation_id, role, starts_on, ends_on
  FROM affiliation WHERE code = :code;

-- query: affiliation_get one
-- in:    id key
-- out:   affiliation
SELECT id, code, person_id, organisation_id, role, starts_on, ends_on
  FROM affiliation WHERE id = :id;

-- query: affiliation_insert none
-- in:    affiliation
INSERT INTO affiliation (id, code, person_id, organisation_id, role,
    starts_on, ends_on)
VALUES (:id, :code, :person_id, :organisation_id, :role, :starts_on, :ends_on)
ON CONFLICT (id) DO NOTHING;

-- query: affiliation_update none
-- in:    affiliation
UPDATE affiliation SET code = :code, person_id = :person_id,
    organisation_id = :organisation_id, role = :role, starts_on = :starts_on,
    ends_on = :ends_on
 WHERE id = :id;

-- query: affiliation_each each
-- out:   key key, code text, person text, organisation text, role text?,
--        starts_on date?, ends_on date?
SELECT t.id AS key, t.code, r1.code AS person, r2.code AS organisation,
       t.role, t.starts_on, t.ends_on
  FROM affiliation t
  LEFT JOIN person r1 ON r1.id = t.person_id
  LEFT JOIN organisation r2 ON r2.id = t.organisation_id
 ORDER BY t.code;

-- query: organisation_list many
-- in:    after_sort text, after_id key, n_rows int
-- out:   directory_line
-- sqlite:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM organisation t LEFT JOIN place r ON r.id = t.place_id
 WHERE t.name_sort = :after_sort AND t.id > :after_id
 UNION ALL
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM organisation t LEFT JOIN place r ON r.id = t.place_id
 WHERE t.name_sort > :after_sort
 ORDER BY 3, 1 LIMIT :n_rows;
-- postgresql:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM organisation t LEFT JOIN place r ON r.id = t.place_id
 WHERE (t.name_sort, t.id) > (:after_sort, :after_id)
 ORDER BY t.name_sort, t.id LIMIT :n_rows;

-- query: organisation_list_kind many
-- in:    kind text, after_sort text, after_id key, n_rows int
-- out:   directory_line
-- sqlite:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM organisation t LEFT JOIN place r ON r.id = t.place_id
 WHERE t.kind = :kind AND t.name_sort = :after_sort AND t.id > :after_id
 UNION ALL
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM organisation t LEFT JOIN place r ON r.id = t.place_id
 WHERE t.kind = :kind AND t.name_sort > :after_sort
 ORDER BY 3, 1 LIMIT :n_rows;
-- postgresql:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM organisation t LEFT JOIN place r ON r.id = t.place_id
 WHERE t.kind = :kind AND (t.name_sort, t.id) > (:after_sort, :after_id)
 ORDER BY t.name_sort, t.id LIMIT :n_rows;

-- `+ 0`: else PostgreSQL walks the whole word index in the order of its key.
-- query: organisation_list_words many
-- in:    words match, kind text?, after_id key, n_rows int
-- out:   directory_line
-- sqlite:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM search_word w JOIN organisation t ON t.id = w.rowid
  LEFT JOIN place r ON r.id = t.place_id
 WHERE w.search_word MATCH :words AND w.rowid > :after_id
   AND (:kind IS NULL OR t.kind = :kind)
 ORDER BY w.rowid LIMIT :n_rows;
-- postgresql:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM search_word w JOIN organisation t ON t.id = w.id
  LEFT JOIN place r ON r.id = t.place_id
 WHERE w.words @@ to_tsquery('simple', :words) AND w.id > :after_id
   AND (:kind IS NULL OR t.kind = :kind)
 ORDER BY w.id + 0 LIMIT :n_rows;

-- An organisation's page.

-- query: organisation_partnerships many
-- in:    organisation_id key, n_rows int
-- out:   id key, name text, status text, side_name text, position int,
--        role text
SELECT p.id, p.name, p.status, s.name AS side_name, s.position, o.role
  FROM side_organisation o JOIN side s ON s.id = o.side_id
  JOIN partnership p ON p.id = s.partnership_id
 WHERE o.organisation_id = :organisation_id
 ORDER BY o.side_id LIMIT :n_rows;

-- Of whom `viewer` (0: a visitor) may know the name.
-- query: organisation_people many
-- in:    organisation_id key, viewer key, today date, n_rows int
-- out:   id key, name text, is_illustrative bool, role text?, starts_on date?,
--        ends_on date?, link_id key
SELECT p.id, p.name, p.is_illustrative, t.role, t.starts_on, t.ends_on,
       t.id AS link_id
  FROM affiliation t JOIN people_door_person p ON p.id = t.person_id
 WHERE t.organisation_id = :organisation_id
   AND (t.ends_on IS NULL OR t.ends_on > :today)
   AND (p.seen = 'public' OR p.id = :viewer
     OR (p.seen = 'network' AND :viewer > 0)
     OR (p.seen = 'partnership' AND EXISTS (
        SELECT 1 FROM people_door_together h
         WHERE h.viewer_id = :viewer AND h.person_id = p.id
           AND h.viewer_starts_on <= :today AND h.starts_on <= :today
           AND (h.viewer_ends_on IS NULL OR h.viewer_ends_on > :today)
           AND (h.ends_on IS NULL OR h.ends_on > :today))))
 ORDER BY t.id LIMIT :n_rows;

-- query: organisation_programmes many
-- in:    funder_id key, n_rows int
-- out:   id key, name text
SELECT id, name FROM programme
 WHERE funder_id = :funder_id ORDER BY name_sort, id LIMIT :n_rows;

-- To be removed, or not: the row, and who names it.

-- query: organisation_delete none
-- in:    id key
DELETE FROM organisation WHERE id = :id;

-- query: affiliation_delete none
-- in:    id key
DELETE FROM affiliation WHERE id = :id;

-- query: organisation_in_place many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM organisation WHERE place_id = :id ORDER BY name_sort, id LIMIT :n_rows;

-- query: affiliation_by_person many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM affiliation WHERE person_id = :id ORDER BY id LIMIT :n_rows;

-- query: affiliation_of_organisation many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM affiliation WHERE organisation_id = :id ORDER BY id LIMIT :n_rows;
