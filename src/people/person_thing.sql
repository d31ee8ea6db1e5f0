-- What any room may know of a person.

-- use: keep/thing.sql

-- Pages of any room show what is written about somebody too: as closely kept
-- as the closer of name and text.
-- query: person_line one
-- in:    id key
-- out:   thing_line
SELECT p.name AS title, CAST(NULL AS BIGINT) AS within_id,
       CAST(NULL AS BIGINT) AS above_id,
       CASE WHEN p.seen IN ('partnership', 'nobody')
              OR f.seen IN ('partnership', 'nobody') THEN 'nobody'
            ELSE 'network' END AS seen
  FROM people_door_person p
  LEFT JOIN profile f ON f.person_id = p.id AND f.part = 'about'
 WHERE p.id = :id;
