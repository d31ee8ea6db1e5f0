-- expect: parameter_one_dialect.sql:3: 'n' is declared, but :n is not used for PostgreSQL
-- query: place_find one
-- in:    n int
-- out:   id key
-- sqlite:
SELECT id FROM place WHERE id = :n;
-- postgresql:
SELECT id FROM place WHERE id = 1;
