-- Who was asked in and has not come yet.

-- query: invite_person_insert none
-- in:    id key, code text, name text, name_sort text, language text?
INSERT INTO person (id, code, name, name_sort, language, is_illustrative)
VALUES (:id, :code, :name, :name_sort, :language, 0)
ON CONFLICT (id) DO NOTHING;

-- Links that wait to be opened, those first that end first.
-- query: invite_waiting many
-- in:    after_end time, after_id key, n_rows int
-- out:   id key, person_id key, ends_at time, name text, mail text?
SELECT l.id, l.person_id, l.ends_at, p.name, a.mail
  FROM one_time_link l JOIN account a ON a.id = l.person_id
  JOIN person p ON p.id = l.person_id
 WHERE l.purpose = 'welcome' AND l.used_at IS NULL
   AND (l.ends_at, l.id) > (:after_end, :after_id)
 ORDER BY l.ends_at, l.id LIMIT :n_rows;
