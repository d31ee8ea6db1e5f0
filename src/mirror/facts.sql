-- Facts about the sides and their places: kinds of them, values.

-- use: keep/thing.sql

-- shape: fact_kind
--   id key, code text, name text, name_sort text, topic text, unit text?,
--   per int, position int, is_population bool

-- query: fact_kind_find one
-- in:    code text
-- out:   fact_kind
SELECT id, code, name, name_sort, topic, unit, per, position, is_population
  FROM fact_kind WHERE code = :code;

-- query: fact_kind_get one
-- in:    id key
-- out:   fact_kind
SELECT id, code, name, name_sort, topic, unit, per, position, is_population
  FROM fact_kind WHERE id = :id;

-- query: fact_kind_insert none
-- in:    fact_kind
INSERT INTO fact_kind (id, code, name, name_sort, topic, unit, per, position,
    is_population)
VALUES (:id, :code, :name, :name_sort, :topic, :unit, :per, :position,
    :is_population)
ON CONFLICT (id) DO NOTHING;

-- query: fact_kind_update none
-- in:    fact_kind
UPDATE fact_kind SET code = :code, name = :name, name_sort = :name_sort,
    topic = :topic, unit = :unit, per = :per, position = :position,
    is_population = :is_population
 WHERE id = :id;

-- query: fact_kind_delete none
-- in:    id key
DELETE FROM fact_kind WHERE id = :id;

-- query: fact_kind_each each
-- out:   key key, code text, name text, topic text, unit text?, per int,
--        position int, is_population bool
SELECT t.id AS key, t.code, t.name, t.topic, t.unit, t.per, t.position,
       t.is_population
  FROM fact_kind t ORDER BY t.code;

-- query: fact_kind_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM fact_kind t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'fact_kind'
 ORDER BY t.code, p.lang, p.part;

-- query: fact_kind_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, CAST(NULL AS BIGINT) AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'network' AS seen
  FROM fact_kind WHERE id = :id;

-- All kinds, in the reader's words where there are some.
-- query: fact_kinds many
-- in:    after_position int, after_id key, lang text, n_rows int
-- out:   id key, code text, name text, topic text, unit text?, per int,
--        is_population bool, words text?, definition text?
SELECT k.id, k.code, k.name, k.topic, k.unit, k.per, k.is_population,
       (SELECT p.source FROM prose p WHERE p.thing_id = k.id
           AND p.part = 'name' AND p.lang = :lang) AS words,
       COALESCE(
           (SELECT p.source FROM prose p WHERE p.thing_id = k.id
               AND p.part = 'definition' AND p.lang = :lang),
           (SELECT min(p.source) FROM prose p WHERE p.thing_id = k.id
               AND p.part = 'definition' AND p.is_original = 1))
           AS definition
  FROM fact_kind k
 WHERE (k.position, k.id) > (:after_position, :after_id)
 ORDER BY k.position, k.id LIMIT :n_rows;

-- ---- Values ------------------------------------------------------------------

-- shape: fact
--   id key, code text, side_id key, kind_id key, year int, value real,
--   defined_as text?, source text, link text?, is_illustrative bool

-- query: fact_find one
-- in:    code text
-- out:   fact
SELECT id, code, side_id, kind_id, year, value, defined_as, source, link,
       is_illustrative
  FROM fact WHERE code = :code;

-- query: fact_get one
-- in:    id key
-- out:   fact
SELECT id, code, side_id, kind_id, year, value, defined_as, source, link,
       is_illustrative
  FROM fact WHERE id = :id;

-- query: fact_insert none
-- in:    fact
INSERT INTO fact (id, code, side_id, kind_id, year, value, defined_as, source,
    link, is_illustrative)
VALUES (:id, :code, :side_id, :kind_id, :year, :value, :defined_as, :source,
    :link, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: fact_update none
-- in:    fact
UPDATE fact SET code = :code, side_id = :side_id, kind_id = :kind_id,
    year = :year, value = :value, defined_as = :defined_as, source = :source,
    link = :link, is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: fact_delete none
-- in:    id key
DELETE FROM fact WHERE id = :id;

-- query: fact_each each
-- out:   key key, code text, side text, kind text, year int, value real,
--        defined_as text?, source text, link text?, is_illustrative bool
SELECT t.id AS key, t.code,
       (SELECT s.code FROM network_door_side s WHERE s.id = t.side_id) AS side,
       (SELECT k.code FROM fact_kind k WHERE k.id = t.kind_id) AS kind,
       t.year, t.value, t.defined_as, t.source, t.link, t.is_illustrative
  FROM fact t ORDER BY t.code;

-- query: fact_line one
-- in:    id key
-- out:   thing_line
SELECT k.name AS title, t.side_id AS within_id, s.partnership_id AS above_id,
       'within' AS seen
  FROM fact t JOIN network_door_side s ON s.id = t.side_id
  JOIN fact_kind k ON k.id = t.kind_id
 WHERE t.id = :id;

-- query: fact_of_side many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM fact WHERE side_id = :id ORDER BY kind_id, year, id
 LIMIT :n_rows;

-- query: fact_of_kind many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM fact WHERE kind_id = :id ORDER BY id LIMIT :n_rows;

-- Those of a partnership: of a side and a kind the newest year first.
-- query: fact_of_partnership many
-- in:    partnership_id key, n_rows int
-- out:   id key, side_id key, kind_id key, year int, value real,
--        defined_as text?, source text, link text?, is_illustrative bool
SELECT t.id, t.side_id, t.kind_id, t.year, t.value, t.defined_as, t.source,
       t.link, t.is_illustrative
  FROM network_door_side s JOIN fact t ON t.side_id = s.id
 WHERE s.partnership_id = :partnership_id
 ORDER BY s.position, t.kind_id, t.year DESC, t.id DESC LIMIT :n_rows;

-- query: fact_sides many
-- in:    partnership_id key, n_rows int
-- out:   id key, code text, name text, position int, place_name text?,
--        population int?, population_year int?, population_source text?
SELECT s.id, s.code, s.name, s.position, s.place_name, s.population,
       s.population_year, s.population_source
  FROM network_door_side_place s
 WHERE s.partnership_id = :partnership_id ORDER BY s.position LIMIT :n_rows;

-- query: fact_head one
-- in:    id key
-- out:   id key, side_id key, side_name text, position int,
--        partnership_id key, partnership_name text, kind_id key
SELECT t.id, t.side_id, s.name AS side_name, s.position, s.partnership_id,
       p.name AS partnership_name, t.kind_id
  FROM fact t JOIN network_door_side s ON s.id = t.side_id
  JOIN network_door_partnership p ON p.id = s.partnership_id
 WHERE t.id = :id;

-- The one value of a side, a kind and a year that a file speaks of.
-- query: fact_of_year many
-- in:    side_id key, kind_id key, year int, n_rows int
-- out:   fact
SELECT id, code, side_id, kind_id, year, value, defined_as, source, link,
       is_illustrative
  FROM fact
 WHERE side_id = :side_id AND kind_id = :kind_id AND year = :year
 ORDER BY id DESC LIMIT :n_rows;
