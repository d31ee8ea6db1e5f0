-- Partnerships, their sides and projects: kept, brought in and out, shown.

-- shape: partnership
--   id key, code text, name text, name_sort text, kind text, status text,
--   programme_id key?, starts_on date?, ends_on date?, is_illustrative bool

-- query: partnership_find one
-- in:    code text
-- out:   partnership
SELECT id, code, name, name_sort, kind, status, programme_id, starts_on,
       ends_on, is_illustrative
  FROM partnership WHERE code = :code;

-- query: partnership_get one
-- in:    id key
-- out:   partnership
SELECT id, code, name, name_sort, kind, status, programme_id, starts_on,
       ends_on, is_illustrative
  FROM partnership WHERE id = :id;

-- query: partnership_insert none
-- in:    partnership
INSERT INTO partnership (id, code, name, name_sort, kind, status,
    programme_id, starts_on, ends_on, is_illustrative)
VALUES (:id, :code, :name, :name_sort, :kind, :status, :programme_id,
    :starts_on, :ends_on, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: partnership_update none
-- in:    partnership
UPDATE partnership SET code = :code, name = :name, name_sort = :name_sort,
    kind = :kind, status = :status, programme_id = :programme_id,
    starts_on = :starts_on, ends_on = :ends_on,
    is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: partnership_each each
-- out:   key key, code text, name text, kind text, status text,
--        programme text?, starts_on date?, ends_on date?,
--        is_illustrative bool
SELECT t.id AS key, t.code, t.name, t.kind, t.status, r1.code AS programme,
       t.starts_on, t.ends_on, t.is_illustrative
  FROM partnership t
  LEFT JOIN programme r1 ON r1.id = t.programme_id
 ORDER BY t.code;

-- query: partnership_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM partnership t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'partnership' ORDER BY t.code, p.lang, p.part;

-- shape: side
--   id key, code text, partnership_id key, position int, name text,
--   place_id key?

-- query: side_find one
-- in:    code text
-- out:   side
SELECT id, code, partnership_id, position, name, place_id
  FROM side WHERE code = :code;

-- query: side_get one
-- in:    id key
-- out:   side
SELECT id, code, partnership_id, position, name, place_id
  FROM side WHERE id = :id;

-- query: side_insert none
-- in:    side
INSERT INTO side (id, code, partnership_id, position, name, place_id)
VALUES (:id, :code, :partnership_id, :position, :name, :place_id)
ON CONFLICT (id) DO NOTHING;

-- query: side_update none
-- in:    side
UPDATE side SET code = :code, partnership_id = :partnership_id,
    position = :position, name = :name, place_id = :place_id
 WHERE id = :id;

-- query: side_each each
-- out:   key key, code text, partnership text, position int, name text,
--        place text?
SELECT t.id AS key, t.code, r1.code AS partnership, t.position, t.name,
       r2.code AS place
  FROM side t
  LEFT JOIN partnership r1 ON r1.id = t.partnership_id
  LEFT JOIN place r2 ON r2.id = t.place_id
 ORDER BY t.code;

-- query: side_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM side t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'side' ORDER BY t.code, p.lang, p.part;

-- shape: side_organisation
--   id key, code text, side_id key, organisation_id key, role text

-- query: side_organisation_find one
-- in:    code text
-- out:   side_organisation
SELECT id, code, side_id, organisation_id, role
  FROM side_organisation WHERE code = :code;

-- query: side_organisation_get one
-- in:    id key
-- out:   side_organisation
SELECT id, code, side_id, organisation_id, role
  FROM side_organisation WHERE id = :id;

-- query: side_organisation_insert none
-- in:    side_organisation
INSERT INTO side_organisation (id, code, side_id, organisation_id, role)
VALUES (:id, :code, :side_id, :organisation_id, :role)
ON CONFLICT (id) DO NOTHING;

-- query: side_organisation_update none
-- in:    side_organisation
UPDATE side_organisation SET code = :code, side_id = :side_id,
    organisation_id = :organisation_id, role = :role
 WHERE id = :id;

-- query: side_organisation_each each
-- out:   key key, code text, side text, organisation text, role text
SELECT t.id AS key, t.code, r1.code AS side, r2.code AS organisation, t.role
  FROM side_organisation t
  LEFT JOIN side r1 ON r1.id = t.side_id
  LEFT JOIN organisation r2 ON r2.id = t.organisation_id
 ORDER BY t.code;

-- shape: project
--   id key, code text, partnership_id key, name text, name_sort text,
--   status text, starts_on date?, ends_on date?

-- query: project_find one
-- in:    code text
-- out:   project
SELECT id, code, partnership_id, name, name_sort, status, starts_on, ends_on
  FROM project WHERE code = :code;

-- query: project_get one
-- in:    id key
-- out:   project
SELECT id, code, partnership_id, name, name_sort, status, starts_on, ends_on
  FROM project WHERE id = :id;

-- query: project_insert none
-- in:    project
INSERT INTO project (id, code, partnership_id, name, name_sort, status,
    starts_on, ends_on)
VALUES (:id, :code, :partnership_id, :name, :name_sort, :status, :starts_on,
    :ends_on)
ON CONFLICT (id) DO NOTHING;

-- query: project_update none
-- in:    project
UPDATE project SET code = :code, partnership_id = :partnership_id,
    name = :name, name_sort = :name_sort, status = :status,
    starts_on = :starts_on, ends_on = :ends_on
 WHERE id = :id;

-- query: project_each each
-- out:   key key, code text, partnership text, name text, status text,
--        starts_on date?, ends_on date?
SELECT t.id AS key, t.code, r1.code AS partnership, t.name, t.status,
       t.starts_on, t.ends_on
  FROM project t
  LEFT JOIN partnership r1 ON r1.id = t.partnership_id
 ORDER BY t.code;

-- query: project_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM project t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'project' ORDER BY t.code, p.lang, p.part;

-- One row for each side of each partnership on the list; a partnership that
-- has no side yet is one row. The rows of one stand together.

-- shape: partnership_line
--   id key, name text, kind text, status text, position int?,
--   side_name text?

-- query: partnership_list many
-- in:    after_sort text, after_id key, n_rows int
-- out:   partnership_line
-- sqlite:
SELECT p.id, p.name, p.kind, p.status, s.position, s.name AS side_name
  FROM (SELECT t.id, t.name, t.name_sort, t.kind, t.status
          FROM partnership t
         WHERE t.name_sort = :after_sort AND t.id > :after_id
         UNION ALL
        SELECT t.id, t.name, t.name_sort, t.kind, t.status
          FROM partnership t
         WHERE t.name_sort > :after_sort
         ORDER BY 3, 1 LIMIT :n_rows) p
  LEFT JOIN side s ON s.partnership_id = p.id
 ORDER BY p.name_sort, p.id, s.position LIMIT :n_rows * 6;
-- postgresql:
SELECT p.id, p.name, p.kind, p.status, s.position, s.name AS side_name
  FROM (SELECT t.id, t.name, t.name_sort, t.kind, t.status
          FROM partnership t
         WHERE (t.name_sort, t.id) > (:after_sort, :after_id)
         ORDER BY t.name_sort, t.id LIMIT :n_rows) p
  LEFT JOIN side s ON s.partnership_id = p.id
 ORDER BY p.name_sort, p.id, s.position LIMIT :n_rows * 6;

-- query: partnership_list_status many
-- in:    status text, after_sort text, after_id key, n_rows int
-- out:   partnership_line
-- sqlite:
SELECT p.id, p.name, p.kind, p.status, s.position, s.name AS side_name
  FROM (SELECT t.id, t.name, t.name_sort, t.kind, t.status
          FROM partnership t
         WHERE t.status = :status
           AND t.name_sort = :after_sort AND t.id > :after_id
         UNION ALL
        SELECT t.id, t.name, t.name_sort, t.kind, t.status
          FROM partnership t
         WHERE t.status = :status
           AND t.name_sort > :after_sort
         ORDER BY 3, 1 LIMIT :n_rows) p
  LEFT JOIN side s ON s.partnership_id = p.id
 ORDER BY p.name_sort, p.id, s.position LIMIT :n_rows * 6;
-- postgresql:
SELECT p.id, p.name, p.kind, p.status, s.position, s.name AS side_name
  FROM (SELECT t.id, t.name, t.name_sort, t.kind, t.status
          FROM partnership t
         WHERE t.status = :status
           AND (t.name_sort, t.id) > (:after_sort, :after_id)
         ORDER BY t.name_sort, t.id LIMIT :n_rows) p
  LEFT JOIN side s ON s.partnership_id = p.id
 ORDER BY p.name_sort, p.id, s.position LIMIT :n_rows * 6;

-- `+ 0`: else PostgreSQL walks the whole word index in the order of its key.
-- query: partnership_list_words many
-- in:    words match, status text?, after_id key, n_rows int
-- out:   partnership_line
-- sqlite:
SELECT p.id, p.name, p.kind, p.status, s.position, s.name AS side_name
  FROM (SELECT t.id, t.name, t.kind, t.status
          FROM search_word w JOIN partnership t ON t.id = w.rowid
         WHERE w.search_word MATCH :words AND w.rowid > :after_id
           AND (:status IS NULL OR t.status = :status)
         ORDER BY w.rowid LIMIT :n_rows) p
  LEFT JOIN side s ON s.partnership_id = p.id
 ORDER BY p.id, s.position LIMIT :n_rows * 6;
-- postgresql:
SELECT p.id, p.name, p.kind, p.status, s.position, s.name AS side_name
  FROM (SELECT t.id, t.name, t.kind, t.status
          FROM search_word w JOIN partnership t ON t.id = w.id
         WHERE w.words @@ to_tsquery('simple', :words)
           AND w.id > :after_id
           AND (:status IS NULL OR t.status = :status)
         ORDER BY w.id + 0 LIMIT :n_rows) p
  LEFT JOIN side s ON s.partnership_id = p.id
 ORDER BY p.id, s.position LIMIT :n_rows * 6;

-- The newest first, for the front page and its map. PostgreSQL is told a range
-- of the index: given `status = ...` it walks all partnerships from the newest
-- on, however few have the status.
-- query: partnership_newest many
-- in:    status text, before_id key, n_rows int
-- out:   id key, name text, kind text, status text,
--        position int?, side_name text?, place_id key?, place_name text?,
--        latitude real?, longitude real?
SELECT p.id, p.name, p.kind, p.status, s.position,
       s.name AS side_name, s.place_id, r.name AS place_name, r.latitude,
       r.longitude
  FROM (SELECT t.id, t.name, t.kind, t.status
          FROM partnership t
-- sqlite:
         WHERE t.status = :status AND t.id < :before_id
         ORDER BY t.id DESC LIMIT :n_rows) p
-- postgresql:
         WHERE (t.status, t.id) >= (:status, 0)
           AND (t.status, t.id) < (:status, :before_id)
         ORDER BY t.status DESC, t.id DESC LIMIT :n_rows) p
-- both:
  LEFT JOIN side s ON s.partnership_id = p.id
  LEFT JOIN place r ON r.id = s.place_id
 ORDER BY p.id DESC, s.position LIMIT :n_rows * 6;

-- The sides of one partnership, with the place's point for the map.
-- query: partnership_sides many
-- in:    partnership_id key, n_rows int
-- out:   id key, position int, name text, place_id key?, place_name text?,
--        latitude real?, longitude real?
SELECT s.id, s.position, s.name, s.place_id, r.name AS place_name,
       r.latitude, r.longitude
  FROM side s LEFT JOIN place r ON r.id = s.place_id
 WHERE s.partnership_id = :partnership_id
 ORDER BY s.position LIMIT :n_rows;

-- All organisations of all sides of one partnership, in one query.
-- query: partnership_organisations many
-- in:    partnership_id key, n_rows int
-- out:   side_id key, id key, name text, role text, link_id key
SELECT o.side_id, g.id, g.name, o.role, o.id AS link_id
  FROM side s JOIN side_organisation o ON o.side_id = s.id
  JOIN organisation g ON g.id = o.organisation_id
 WHERE s.partnership_id = :partnership_id
 ORDER BY s.position, o.id LIMIT :n_rows;

-- query: partnership_projects many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, status text, starts_on date?, ends_on date?,
--        has_links bool
SELECT j.id, j.name, j.status, j.starts_on, j.ends_on,
       CASE WHEN EXISTS (SELECT 1 FROM thread f WHERE f.from_id = j.id)
              OR EXISTS (SELECT 1 FROM thread t WHERE t.to_id = j.id)
            THEN 1 ELSE 0 END AS has_links
  FROM project j WHERE j.partnership_id = :partnership_id
 ORDER BY j.name_sort, j.id LIMIT :n_rows;

-- What is written about its sides and projects, those of one together.

-- shape: part_prose
--   thing_id key, part text, lang text, is_original bool, source text,
--   printed text, kind text, updated_at time, hash text?, translator_id key?,
--   of_hash text?

-- query: partnership_sides_prose many
-- in:    partnership_id key, n_rows int
-- out:   part_prose
SELECT p.thing_id, p.part, p.lang, p.is_original, p.source, p.printed, p.kind,
       p.updated_at, p.hash, p.translator_id, p.of_hash
  FROM side s JOIN prose p ON p.thing_id = s.id
 WHERE s.partnership_id = :partnership_id
 ORDER BY s.position, p.part, p.lang LIMIT :n_rows;

-- query: partnership_projects_prose many
-- in:    partnership_id key, n_rows int
-- out:   part_prose
SELECT p.thing_id, p.part, p.lang, p.is_original, p.source, p.printed, p.kind,
       p.updated_at, p.hash, p.translator_id, p.of_hash
  FROM project j JOIN prose p ON p.thing_id = j.id
 WHERE j.partnership_id = :partnership_id
 ORDER BY j.name_sort, j.id, p.part, p.lang LIMIT :n_rows;

-- query: partnership_programme one
-- in:    id key
-- out:   id key, name text
SELECT g.id, g.name
  FROM partnership p JOIN programme g ON g.id = p.programme_id
 WHERE p.id = :id;

-- Who has this position on a partnership? A position never changes hands.
-- query: side_at one
-- in:    partnership_id key, position int
-- out:   id key
SELECT id FROM side
 WHERE partnership_id = :partnership_id AND position = :position;

-- By which words a partnership is found.
-- query: partnership_words many
-- in:    id key, n_rows int
-- out:   name text, side_name text?, place_name text?
SELECT p.name, s.name AS side_name, r.name AS place_name
  FROM partnership p LEFT JOIN side s ON s.partnership_id = p.id
  LEFT JOIN place r ON r.id = s.place_id
 WHERE p.id = :id ORDER BY s.position LIMIT :n_rows;

-- To be removed, or not: the row, and who names it.

-- query: partnership_delete none
-- in:    id key
DELETE FROM partnership WHERE id = :id;

-- query: side_delete none
-- in:    id key
DELETE FROM side WHERE id = :id;

-- query: side_organisation_delete none
-- in:    id key
DELETE FROM side_organisation WHERE id = :id;

-- query: project_delete none
-- in:    id key
DELETE FROM project WHERE id = :id;

-- query: partnership_of_programme many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM partnership WHERE programme_id = :id ORDER BY name_sort, id LIMIT :n_rows;

-- query: side_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM side WHERE partnership_id = :id ORDER BY position LIMIT :n_rows;

-- query: side_in_place many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM side WHERE place_id = :id ORDER BY partnership_id LIMIT :n_rows;

-- query: organisation_of_side many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM side_organisation WHERE side_id = :id ORDER BY id LIMIT :n_rows;

-- query: side_of_organisation many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM side_organisation WHERE organisation_id = :id ORDER BY side_id LIMIT :n_rows;

-- query: project_of_partnership many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM project WHERE partnership_id = :id ORDER BY name_sort, id LIMIT :n_rows;
