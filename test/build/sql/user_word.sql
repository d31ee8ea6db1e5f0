-- expect: user_word.sql:5: 'user' may not stand here: PostgreSQL reserves it
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place WHERE code = user ORDER BY id LIMIT :n_rows;
