-- The chain over the audit log.

-- shape: chain_row
--   id key, at time, actor_id key?, action text, kind text, thing_id key,
--   detail json?, chain_n int?, chain_hash blob?

-- query: audit_unsealed many
-- in:    n_rows int
-- out:   chain_row
SELECT id, at, actor_id, action, kind, thing_id, detail, chain_n, chain_hash
  FROM audit WHERE chain_n IS NULL ORDER BY id LIMIT :n_rows;

-- query: audit_set_chain none
-- in:    id key, chain_n int, chain_hash blob
UPDATE audit SET chain_n = :chain_n, chain_hash = :chain_hash
 WHERE id = :id AND chain_n IS NULL;

-- query: audit_chain_last many
-- in:    n_rows int
-- out:   chain_n int?, chain_hash blob?
SELECT chain_n, chain_hash FROM audit WHERE chain_n > 0
 ORDER BY chain_n DESC LIMIT :n_rows;

-- query: audit_chain_each each
-- out:   chain_row
SELECT id, at, actor_id, action, kind, thing_id, detail, chain_n, chain_hash
  FROM audit WHERE chain_n > 0 ORDER BY chain_n, id;

-- query: audit_chain_first many
-- in:    after_n int, n_rows int
-- out:   at time, chain_n int?, chain_hash blob?
SELECT at, chain_n, chain_hash FROM audit WHERE chain_n > :after_n
 ORDER BY chain_n LIMIT :n_rows;

-- query: audit_forget_until none
-- in:    chain_n int
DELETE FROM audit WHERE chain_n > 0 AND chain_n <= :chain_n;
