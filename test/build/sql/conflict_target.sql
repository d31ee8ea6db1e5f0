-- expect: conflict_target.sql:5: 'ON CONFLICT' may not stand here: PostgreSQL wants ON CONFLICT (...)
-- query: place_add none
-- in:    id key, code text
INSERT INTO place (id, code, name, n_votes, is_open)
VALUES (:id, :code, 'a', 0, 1) ON CONFLICT DO UPDATE SET code = :code;
