-- What the program notes of its own care.

-- query: backup_insert none
-- in:    id key, at time, n_bytes int
INSERT INTO backup (id, at, n_bytes) VALUES (:id, :at, :n_bytes)
ON CONFLICT (id) DO NOTHING;

-- The number of those who were erased after it is of no use without it.
-- query: backup_newest many
-- in:    before_id key, n_rows int
-- out:   id key, at time, n_bytes int, n_erased int, erased_at time?
SELECT b.id, b.at, b.n_bytes,
       (SELECT count(*) FROM erasure e WHERE e.at >= b.at) AS n_erased,
       (SELECT min(e.at) FROM erasure e WHERE e.at >= b.at) AS erased_at
  FROM backup b WHERE b.id < :before_id ORDER BY b.id DESC LIMIT :n_rows;

-- query: backup_forget none
-- in:    before_id key
DELETE FROM backup WHERE id < :before_id;

-- query: storage_put none
-- in:    day text, name text, n_bytes int
INSERT INTO storage (day, name, n_bytes) VALUES (:day, :name, :n_bytes)
ON CONFLICT (day, name) DO UPDATE SET n_bytes = :n_bytes;

-- query: storage_of_day many
-- in:    day text, n_rows int
-- out:   name text, n_bytes int
SELECT name, n_bytes FROM storage WHERE day = :day
 ORDER BY name LIMIT :n_rows;

-- query: storage_last_day many
-- in:    until text, n_rows int
-- out:   day text
SELECT day FROM storage WHERE day <= :until
 ORDER BY day DESC LIMIT :n_rows;

-- query: storage_forget none
-- in:    day text
DELETE FROM storage WHERE day < :day;
