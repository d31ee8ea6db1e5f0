-- shape: search_entry
--   id key, kind text, folded text

-- query: search_find one
-- in:    id key
-- out:   search_entry
SELECT id, kind, folded FROM search WHERE id = :id;

-- query: search_insert none
-- in:    search_entry
INSERT INTO search (id, kind, folded) VALUES (:id, :kind, :folded)
ON CONFLICT (id) DO UPDATE SET kind = :kind, folded = :folded;

-- query: search_delete none
-- in:    id key
DELETE FROM search WHERE id = :id;

-- query: search_word_insert none
-- in:    id key, folded text
-- sqlite:
INSERT INTO search_word (rowid, folded) VALUES (:id, :folded);
-- postgresql:
INSERT INTO search_word (id, words)
VALUES (:id, to_tsvector('simple', :folded));

-- query: search_word_delete none
-- in:    id key
-- sqlite:
DELETE FROM search_word WHERE rowid = :id;
-- postgresql:
DELETE FROM search_word WHERE id = :id;

-- After a copy from another database the index is made anew.
-- query: search_word_reindex none
-- sqlite:
INSERT INTO search_word (rowid, folded) SELECT id, folded FROM search;
-- postgresql:
INSERT INTO search_word (id, words)
SELECT id, to_tsvector('simple', folded) FROM search;

-- Newest keys last, in the order of the keys: ranks of the two databases
-- differ, and ranking would read every hit.
-- query: search_kind many
-- in:    words match, after_id key, n_rows int
-- out:   id key
-- sqlite:
SELECT rowid AS id FROM search_word
 WHERE search_word MATCH :words AND rowid > :after_id
 ORDER BY rowid LIMIT :n_rows;
-- postgresql:
SELECT id FROM search_word
 WHERE words @@ to_tsquery('simple', :words) AND id > :after_id
 ORDER BY id LIMIT :n_rows;
