-- Whoever is known here, for the coordinators.

-- shape: person_admin
--   id key, name text, name_sort text, language text?, is_illustrative bool,
--   has_account bool, mail text?, has_password bool, link_ends_at time?

-- query: person_admin_list many
-- in:    after_sort text, after_id key, n_rows int
-- out:   person_admin
SELECT p.id, p.name, p.name_sort, p.language, p.is_illustrative,
       CASE WHEN a.id IS NULL THEN 0 ELSE 1 END AS has_account, a.mail,
       CASE WHEN a.password IS NULL THEN 0 ELSE 1 END AS has_password,
       (SELECT max(l.ends_at) FROM one_time_link l
         WHERE l.person_id = p.id AND l.purpose = 'welcome'
           AND l.used_at IS NULL) AS link_ends_at
  FROM person p LEFT JOIN account a ON a.id = p.id
 WHERE (p.name_sort, p.id) > (:after_sort, :after_id)
 ORDER BY p.name_sort, p.id LIMIT :n_rows;

-- `+ 0`: else PostgreSQL walks the whole word index in the order of its key.
-- query: person_admin_words many
-- in:    words match, after_id key, n_rows int
-- out:   person_admin
SELECT p.id, p.name, p.name_sort, p.language, p.is_illustrative,
       CASE WHEN a.id IS NULL THEN 0 ELSE 1 END AS has_account, a.mail,
       CASE WHEN a.password IS NULL THEN 0 ELSE 1 END AS has_password,
       (SELECT max(l.ends_at) FROM one_time_link l
         WHERE l.person_id = p.id AND l.purpose = 'welcome'
           AND l.used_at IS NULL) AS link_ends_at
-- sqlite:
  FROM search_word w JOIN person p ON p.id = w.rowid
  LEFT JOIN account a ON a.id = p.id
 WHERE w.search_word MATCH :words AND w.rowid > :after_id
 ORDER BY w.rowid LIMIT :n_rows;
-- postgresql:
  FROM search_word w JOIN person p ON p.id = w.id
  LEFT JOIN account a ON a.id = p.id
 WHERE w.words @@ to_tsquery('simple', :words) AND w.id > :after_id
 ORDER BY w.id + 0 LIMIT :n_rows;

-- query: person_admin_get one
-- in:    id key
-- out:   person_admin
SELECT p.id, p.name, p.name_sort, p.language, p.is_illustrative,
       CASE WHEN a.id IS NULL THEN 0 ELSE 1 END AS has_account, a.mail,
       CASE WHEN a.password IS NULL THEN 0 ELSE 1 END AS has_password,
       (SELECT max(l.ends_at) FROM one_time_link l
         WHERE l.person_id = p.id AND l.purpose = 'welcome'
           AND l.used_at IS NULL) AS link_ends_at
  FROM person p LEFT JOIN account a ON a.id = p.id
 WHERE p.id = :id;
