-- What any room may know of a thing of this room.

-- use: keep/thing.sql

-- query: place_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, CAST(NULL AS BIGINT) AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'public' AS seen
  FROM place WHERE id = :id;

-- query: organisation_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, CAST(NULL AS BIGINT) AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'public' AS seen
  FROM organisation WHERE id = :id;

-- Named after the person where it says no role: then as closely kept as they.
-- query: affiliation_line one
-- in:    id key
-- out:   thing_line
SELECT COALESCE(t.role, p.name) AS title, t.organisation_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id,
       CASE WHEN t.role IS NOT NULL OR p.seen = 'public' THEN 'public'
            WHEN p.seen = 'network' THEN 'network' ELSE 'nobody' END AS seen
  FROM affiliation t JOIN people_door_person p ON p.id = t.person_id
 WHERE t.id = :id;

-- query: programme_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, CAST(NULL AS BIGINT) AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'public' AS seen
  FROM programme WHERE id = :id;

-- query: partnership_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, CAST(NULL AS BIGINT) AS within_id,
       CAST(NULL AS BIGINT) AS above_id, 'public' AS seen
  FROM partnership WHERE id = :id;

-- query: side_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id, CAST(NULL AS BIGINT) AS above_id,
       'public' AS seen
  FROM side WHERE id = :id;

-- query: side_organisation_line one
-- in:    id key
-- out:   thing_line
SELECT o.name AS title, t.side_id AS within_id, s.partnership_id AS above_id,
       'public' AS seen
  FROM side_organisation t JOIN organisation o ON o.id = t.organisation_id
  JOIN side s ON s.id = t.side_id
 WHERE t.id = :id;

-- query: project_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id, CAST(NULL AS BIGINT) AS above_id,
       'public' AS seen
  FROM project WHERE id = :id;
