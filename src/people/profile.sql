-- What somebody shows of themselves. Who may see it is decided here: `viewer`
-- is who asks, 0 a visitor.

-- query: person_seen one
-- in:    id key, viewer key, today date
-- out:   id key, name text, is_illustrative bool, seen text
SELECT p.id, p.name, p.is_illustrative, p.seen
  FROM people_door_person p
 WHERE p.id = :id
   AND (p.seen = 'public' OR p.id = :viewer
     OR (p.seen = 'network' AND :viewer > 0)
     OR (p.seen = 'partnership' AND EXISTS (
        SELECT 1 FROM people_door_together h
         WHERE h.viewer_id = :viewer AND h.person_id = p.id
           AND h.viewer_starts_on <= :today AND h.starts_on <= :today
           AND (h.viewer_ends_on IS NULL OR h.viewer_ends_on > :today)
           AND (h.ends_on IS NULL OR h.ends_on > :today))));

-- query: profile_seen many
-- in:    person_id key, viewer key, today date, n_rows int
-- out:   part text, seen text, value text?
SELECT f.part, f.seen, f.value FROM profile f
 WHERE f.person_id = :person_id
   AND (f.seen = 'public' OR f.person_id = :viewer
     OR (f.seen = 'network' AND :viewer > 0)
     OR (f.seen = 'partnership' AND EXISTS (
        SELECT 1 FROM people_door_together h
         WHERE h.viewer_id = :viewer AND h.person_id = f.person_id
           AND h.viewer_starts_on <= :today AND h.starts_on <= :today
           AND (h.viewer_ends_on IS NULL OR h.viewer_ends_on > :today)
           AND (h.ends_on IS NULL OR h.ends_on > :today))))
 ORDER BY f.part LIMIT :n_rows;

-- Who chose nothing shows them to the network.
-- query: person_languages_seen many
-- in:    person_id key, viewer key, today date, n_rows int
-- out:   lang text, level text
SELECT l.lang, l.level FROM person_language l
  LEFT JOIN profile f ON f.person_id = l.person_id AND f.part = 'languages'
 WHERE l.person_id = :person_id
   AND (f.seen = 'public' OR l.person_id = :viewer
     OR (COALESCE(f.seen, 'network') = 'network' AND :viewer > 0)
     OR (f.seen = 'partnership' AND EXISTS (
        SELECT 1 FROM people_door_together h
         WHERE h.viewer_id = :viewer AND h.person_id = l.person_id
           AND h.viewer_starts_on <= :today AND h.starts_on <= :today
           AND (h.viewer_ends_on IS NULL OR h.viewer_ends_on > :today)
           AND (h.ends_on IS NULL OR h.ends_on > :today))))
 ORDER BY l.lang LIMIT :n_rows;

-- What was written about somebody; of whoever is made up for an example
-- everybody may read it.
-- query: person_about_seen many
-- in:    person_id key, viewer key, today date, n_rows int
-- out:   lang text, is_original bool, source text, printed text
SELECT t.lang, t.is_original, t.source, t.printed
  FROM prose t
  JOIN person p ON p.id = t.thing_id
  LEFT JOIN profile f ON f.person_id = t.thing_id AND f.part = 'about'
 WHERE t.thing_id = :person_id AND t.part = 'about'
   AND (COALESCE(f.seen, CASE WHEN p.is_illustrative = 1 THEN 'public'
                              ELSE 'network' END) = 'public'
     OR t.thing_id = :viewer
     OR (COALESCE(f.seen, 'network') = 'network' AND :viewer > 0)
     OR (f.seen = 'partnership' AND EXISTS (
        SELECT 1 FROM people_door_together h
         WHERE h.viewer_id = :viewer AND h.person_id = t.thing_id
           AND h.viewer_starts_on <= :today AND h.starts_on <= :today
           AND (h.viewer_ends_on IS NULL OR h.viewer_ends_on > :today)
           AND (h.ends_on IS NULL OR h.ends_on > :today))))
 ORDER BY t.lang LIMIT :n_rows;

-- query: person_set_profile none
-- in:    id key, name text, name_sort text, seen text
UPDATE person SET name = :name, name_sort = :name_sort, seen = :seen
 WHERE id = :id;

-- query: profile_insert none
-- in:    id key, person_id key, part text, seen text, value text?
INSERT INTO profile (id, person_id, part, seen, value)
VALUES (:id, :person_id, :part, :seen, :value)
ON CONFLICT (person_id, part)
DO UPDATE SET seen = excluded.seen, value = excluded.value;

-- query: person_language_insert none
-- in:    id key, person_id key, lang text, level text
INSERT INTO person_language (id, person_id, lang, level)
VALUES (:id, :person_id, :lang, :level)
ON CONFLICT (person_id, lang) DO UPDATE SET level = excluded.level;

-- query: person_language_forget none
-- in:    person_id key
DELETE FROM person_language WHERE person_id = :person_id;

-- query: profile_forget none
-- in:    person_id key
DELETE FROM profile WHERE person_id = :person_id;
