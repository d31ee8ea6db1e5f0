-- Places: as they are kept, brought in and out; then as pages show them.

-- shape: place
--   id key, code text, name text, name_sort text, kind text, parent_id key?,
--   latitude real?, longitude real?, population int?, population_year int?,
--   source text?

-- query: place_find one
-- in:    code text
-- out:   place
SELECT id, code, name, name_sort, kind, parent_id, latitude, longitude,
       population, population_year, source
  FROM place WHERE code = :code;

-- query: place_get one
-- in:    id key
-- out:   place
SELECT id, code, name, name_sort, kind, parent_id, latitude, longitude,
       population, population_year, source
  FROM place WHERE id = :id;

-- query: place_insert none
-- in:    place
INSERT INTO place (id, code, name, name_sort, kind, parent_id, latitude,
    longitude, population, population_year, source)
VALUES (:id, :code, :name, :name_sort, :kind, :parent_id, :latitude,
    :longitude, :population, :population_year, :source)
ON CONFLICT (id) DO NOTHING;

-- query: place_update none
-- in:    place
UPDATE place SET code = :code, name = :name, name_sort = :name_sort,
    kind = :kind, parent_id = :parent_id, latitude = :latitude,
    longitude = :longitude, population = :population,
    population_year = :population_year, source = :source
 WHERE id = :id;

-- query: place_each each
-- out:   key key, code text, name text, kind text, parent text?,
--        latitude real?, longitude real?, population int?,
--        population_year int?, source text?
SELECT t.id AS key, t.code, t.name, t.kind, r1.code AS parent, t.latitude,
       t.longitude, t.population, t.population_year, t.source
  FROM place t
  LEFT JOIN place r1 ON r1.id = t.parent_id
 ORDER BY t.code;

-- query: place_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM place t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'place' ORDER BY t.code, p.lang, p.part;

-- Each list has two ways in: by name, a page after (name_sort, id), and by
-- words through the search index.

-- The same line for every directory of this room.
-- shape: directory_line
--   id key, name text, name_sort text, kind text, within text?

-- SQLite compares but the first of a pair by its index, and would walk all of
-- one name: it is asked for the rest of the same name, then for later ones.
-- query: place_list many
-- in:    after_sort text, after_id key, n_rows int
-- out:   directory_line
-- sqlite:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM place t LEFT JOIN place r ON r.id = t.parent_id
 WHERE t.name_sort = :after_sort AND t.id > :after_id
 UNION ALL
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM place t LEFT JOIN place r ON r.id = t.parent_id
 WHERE t.name_sort > :after_sort
 ORDER BY 3, 1 LIMIT :n_rows;
-- postgresql:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM place t LEFT JOIN place r ON r.id = t.parent_id
 WHERE (t.name_sort, t.id) > (:after_sort, :after_id)
 ORDER BY t.name_sort, t.id LIMIT :n_rows;

-- query: place_list_kind many
-- in:    kind text, after_sort text, after_id key, n_rows int
-- out:   directory_line
-- sqlite:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM place t LEFT JOIN place r ON r.id = t.parent_id
 WHERE t.kind = :kind AND t.name_sort = :after_sort AND t.id > :after_id
 UNION ALL
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM place t LEFT JOIN place r ON r.id = t.parent_id
 WHERE t.kind = :kind AND t.name_sort > :after_sort
 ORDER BY 3, 1 LIMIT :n_rows;
-- postgresql:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM place t LEFT JOIN place r ON r.id = t.parent_id
 WHERE t.kind = :kind AND (t.name_sort, t.id) > (:after_sort, :after_id)
 ORDER BY t.name_sort, t.id LIMIT :n_rows;

-- `+ 0`: else PostgreSQL walks the whole word index in the order of its key.
-- query: place_list_words many
-- in:    words match, kind text?, after_id key, n_rows int
-- out:   directory_line
-- sqlite:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM search_word w JOIN place t ON t.id = w.rowid
  LEFT JOIN place r ON r.id = t.parent_id
 WHERE w.search_word MATCH :words AND w.rowid > :after_id
   AND (:kind IS NULL OR t.kind = :kind)
 ORDER BY w.rowid LIMIT :n_rows;
-- postgresql:
SELECT t.id, t.name, t.name_sort, t.kind, r.name AS within
  FROM search_word w JOIN place t ON t.id = w.id
  LEFT JOIN place r ON r.id = t.parent_id
 WHERE w.words @@ to_tsquery('simple', :words) AND w.id > :after_id
   AND (:kind IS NULL OR t.kind = :kind)
 ORDER BY w.id + 0 LIMIT :n_rows;

-- A place's page: what lies in it, who is there, what touches it.

-- query: place_children many
-- in:    place_id key, n_rows int
-- out:   id key, name text, kind text
SELECT id, name, kind FROM place
 WHERE parent_id = :place_id ORDER BY name_sort, id LIMIT :n_rows;

-- query: place_organisations many
-- in:    place_id key, n_rows int
-- out:   id key, name text, kind text
SELECT id, name, kind FROM organisation
 WHERE place_id = :place_id ORDER BY name_sort, id LIMIT :n_rows;

-- query: place_partnerships many
-- in:    place_id key, n_rows int
-- out:   id key, name text, status text, side_name text, position int
SELECT p.id, p.name, p.status, s.name AS side_name, s.position
  FROM side s JOIN partnership p ON p.id = s.partnership_id
 WHERE s.place_id = :place_id
 ORDER BY s.partnership_id LIMIT :n_rows;

-- To be removed, or not: the row, and who names it.

-- query: place_delete none
-- in:    id key
DELETE FROM place WHERE id = :id;

-- query: place_in_place many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM place WHERE parent_id = :id ORDER BY name_sort, id LIMIT :n_rows;
