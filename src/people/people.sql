-- Persons: kept, brought in and out.

-- shape: person
--   id key, code text, name text, name_sort text, language text?,
--   is_illustrative bool, seen text?

-- query: person_find one
-- in:    code text
-- out:   person
SELECT id, code, name, name_sort, language, is_illustrative, seen
  FROM person WHERE code = :code;

-- query: person_get one
-- in:    id key
-- out:   person
SELECT id, code, name, name_sort, language, is_illustrative, seen
  FROM person WHERE id = :id;

-- query: person_insert none
-- in:    person
INSERT INTO person (id, code, name, name_sort, language, is_illustrative, seen)
VALUES (:id, :code, :name, :name_sort, :language, :is_illustrative, :seen)
ON CONFLICT (id) DO NOTHING;

-- query: person_update none
-- in:    person
UPDATE person SET code = :code, name = :name, name_sort = :name_sort,
    language = :language, is_illustrative = :is_illustrative, seen = :seen
 WHERE id = :id;

-- query: person_each each
-- out:   key key, code text, name text, language text?, is_illustrative bool,
--        seen text?
SELECT t.id AS key, t.code, t.name, t.language, t.is_illustrative, t.seen
  FROM person t
 ORDER BY t.code;

-- query: person_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM person t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'person' ORDER BY t.code, p.lang, p.part;

-- To be removed, or not: the row, and who names it.

-- query: person_delete none
-- in:    id key
DELETE FROM person WHERE id = :id;

-- Those whose name begins so, by the beginning of its sort key.
-- query: person_named many
-- in:    from text, until text, n_rows int
-- out:   id key, name text
SELECT id, name FROM person
 WHERE name_sort >= :from AND name_sort < :until
 ORDER BY name_sort, id LIMIT :n_rows;
