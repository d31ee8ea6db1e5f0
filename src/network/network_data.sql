-- Everything kept here about one person: handed out, or erased.

-- query: affiliation_of_person many
-- in:    person_id key, n_rows int
-- out:   id key, organisation_id key, organisation_name text, role text?,
--        starts_on date?, ends_on date?
SELECT t.id, t.organisation_id, o.name AS organisation_name, t.role,
       t.starts_on, t.ends_on
  FROM affiliation t JOIN organisation o ON o.id = t.organisation_id
 WHERE t.person_id = :person_id
 ORDER BY t.person_id, t.id LIMIT :n_rows;

-- query: affiliation_erase none
-- in:    person_id key
DELETE FROM affiliation WHERE person_id = :person_id;

-- Requests are few, and found by an address as somebody typed it.
-- query: join_request_each each
-- out:   id key, mail text, at time, name text, place_name text,
--        organisation text?, message text?, status text, reason text?,
--        settled_at time?
SELECT id, mail, at, name, place_name, organisation, message, status, reason,
       settled_at
  FROM join_request ORDER BY id;

-- query: join_request_remove none
-- in:    id key
DELETE FROM join_request WHERE id = :id;
