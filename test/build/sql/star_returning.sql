-- expect: star_returning.sql:5: '*': name the columns
-- query: place_drop many
-- in:    id key
-- out:   id key
DELETE FROM place WHERE id = :id RETURNING *;
