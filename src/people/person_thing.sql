-- What any room may know of a person.

-- use: keep/thing.sql

-- query: person_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, CAST(NULL AS BIGINT) AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'network' AS seen
  FROM person WHERE id = :id;
