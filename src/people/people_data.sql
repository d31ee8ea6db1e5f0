-- Everything kept here about one person: handed out, or erased.

-- use: people/people.sql

-- The person stays as a row that says nothing: what points at it stays whole.
-- query: person_erase_row none
-- in:    id key, code text, name text, name_sort text
UPDATE person SET code = :code, name = :name, name_sort = :name_sort,
    language = NULL, seen = 'nobody'
 WHERE id = :id;

-- query: session_erase none
-- in:    person_id key
DELETE FROM session WHERE person_id = :person_id;

-- query: link_erase none
-- in:    person_id key
DELETE FROM one_time_link WHERE person_id = :person_id;

-- query: account_erase none
-- in:    person_id key
DELETE FROM account WHERE id = :person_id;

-- query: link_of_person many
-- in:    person_id key, n_rows int
-- out:   purpose text, made_at time, ends_at time, used_at time?
SELECT purpose, made_at, ends_at, used_at FROM one_time_link
 WHERE person_id = :person_id
 ORDER BY person_id DESC, id DESC LIMIT :n_rows;
