-- expect: nothing
-- makes:  WHERE p.code = ?1 AND p.name <> 'it''s :code' AND \"p\".id <> ?2
-- makes:  WHERE p.code = $1 AND p.name <> 'it''s :code' AND \"p\".id <> $2
-- makes: bool has_parent_id;
-- makes: * Everything of a place, with * / in its comment.
-- makes: struct place_full {
-- makes: { "parent_id", DB_INT, "key", true,
-- Everything of a place, with */ in its comment.
-- shape: place_full
--   id key, code text, name text, parent_id key?, area real?,
--   n_votes int, is_open bool, picture blob?

-- query: place_find one
-- in:    code text, id key
-- out:   place_full
SELECT p.id, p.code, p.name, p.parent_id, p.area, p.n_votes, p.is_open,
       p.picture -- :nothing
  FROM place p /* nor :here */
 WHERE p.code = :code AND p.name <> 'it''s :code' AND "p".id <> :id;

-- query: place_page many
-- in:    after_id key, status text?, is_open bool?, n_rows int
-- out:   id key, text text, html text?, n int, share real?
SELECT p.id, p.name AS text, q.name AS html, count(*) AS n,
       CAST(sum(p.n_votes) AS DOUBLE PRECISION) / 2 AS share
  FROM place p LEFT JOIN place q ON q.id = p.parent_id
 WHERE p.id > :after_id AND (:status IS NULL OR p.code = :status)
   AND (:is_open IS NULL OR p.is_open = :is_open)
   AND p.n_votes * 2 > 0 AND p.name IS DISTINCT FROM q.name
 GROUP BY p.id, p.name, q.name ORDER BY p.id LIMIT :n_rows;

-- query: place_each each
-- out:   place_full
SELECT id, code, name, parent_id, area, n_votes, is_open, picture
  FROM place ORDER BY id;

-- query: place_each_child each
-- in:    parent_id key
-- out:   id key, is_large bool
SELECT id, CASE WHEN n_votes > 100 THEN 1 ELSE 0 END AS is_large
  FROM place WHERE parent_id = :parent_id ORDER BY id;

-- query: place_insert none
-- in:    place_full
INSERT INTO place (id, code, name, parent_id, area, n_votes, is_open, picture)
VALUES (:id, :code, :name, :parent_id, :area, :n_votes, :is_open, :picture)
ON CONFLICT (id) DO UPDATE SET name = :name;

-- query: place_take one
-- in:    id key
-- out:   code text
DELETE FROM place WHERE id = :id RETURNING code;

-- query: place_take_all many
-- out:   id key, n_votes int
UPDATE place SET n_votes = n_votes + 1 WHERE is_open = 1
RETURNING id, n_votes;

-- query: place_clear none
DELETE FROM place WHERE 1 = 1;

-- query: place_open many
-- out:   id key, code text
SELECT id, code FROM place_door_open ORDER BY id LIMIT 100;

-- query: place_search many
-- in:    words match, n_rows int
-- out:   id key
-- sqlite:
SELECT rowid AS id FROM place_word WHERE place_word MATCH :words
-- postgresql:
SELECT id FROM place_word WHERE words @@ to_tsquery('simple', :words)
-- both:
 ORDER BY id LIMIT :n_rows;

-- query: place_tree many
-- in:    id key
-- out:   id key, depth int
WITH RECURSIVE above (id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM place WHERE id = :id
    UNION ALL
    SELECT p.id, p.parent_id, a.depth + 1
      FROM place p JOIN above a ON p.id = a.parent_id WHERE a.depth < 20
)
SELECT id, depth FROM above ORDER BY depth LIMIT 20;
