-- Who works where, as pages show it and as people say it of themselves.

-- query: person_affiliations many
-- in:    person_id key, n_rows int
-- out:   id key, organisation_id key, organisation_name text, role text?,
--        starts_on date?, ends_on date?
SELECT t.id, t.organisation_id, o.name AS organisation_name, t.role,
       t.starts_on, t.ends_on
  FROM affiliation t JOIN organisation o ON o.id = t.organisation_id
 WHERE t.person_id = :person_id
 ORDER BY t.person_id DESC, t.id DESC LIMIT :n_rows;

-- Only one's own.
-- query: affiliation_end none
-- in:    id key, person_id key, ends_on date
UPDATE affiliation SET ends_on = :ends_on
 WHERE id = :id AND person_id = :person_id;

-- query: affiliation_get_own one
-- in:    id key, person_id key
-- out:   id key, organisation_id key, role text?, starts_on date?, ends_on date?
SELECT id, organisation_id, role, starts_on, ends_on FROM affiliation
 WHERE id = :id AND person_id = :person_id;
