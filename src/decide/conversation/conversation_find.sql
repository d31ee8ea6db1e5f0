-- Conversations and statements found by their words, by whoever may read them.

-- query: found_words many
-- in:    thing_id key, n_rows int
-- out:   words text
SELECT words FROM statement_words WHERE thing_id = :thing_id
 ORDER BY lang LIMIT :n_rows;

-- query: found_keys many
-- in:    conversation_id key, n_rows int
-- out:   id key
SELECT id FROM statement WHERE conversation_id = :conversation_id
 ORDER BY number LIMIT :n_rows;

-- Whose result is shown to anybody; of the others those that are asked of the
-- network, for who is signed in, and those of partnerships in which they are.
-- shape: conversation_found
--   id key, partnership_id key, partnership_name text?, name text, lang text,
--   opened_to text, status text, closes_on date, is_illustrative bool,
--   is_shown bool, said text?

-- query: conversations_read many
-- in:    viewer key, today date, sees_all bool, before_id key, lang text,
--        n_rows int
-- out:   conversation_found
SELECT c.id, c.partnership_id, p.name AS partnership_name, c.name, c.lang,
       c.opened_to, c.status, c.closes_on, c.is_illustrative,
       CASE WHEN (SELECT count(*) FROM ground_open o
         WHERE o.conversation_id = c.id) = 0 THEN 0 ELSE 1 END AS is_shown,
       (SELECT t.words FROM statement_words t
         WHERE t.thing_id = c.id AND t.lang = :lang) AS said
  FROM conversation c
  LEFT JOIN network_door_partnership p ON p.id = c.partnership_id
 WHERE c.id < :before_id AND c.status <> 'draft'
   AND ((SELECT count(*) FROM ground_open o
         WHERE o.conversation_id = c.id) > 0 OR :sees_all = 1
     OR (:viewer <> 0 AND c.opened_to = 'network')
     OR EXISTS (SELECT 1 FROM people_door_membership m
                 WHERE m.person_id = :viewer
                   AND m.partnership_id = c.partnership_id
                   AND m.starts_on <= :today
                   AND (m.ends_on IS NULL OR m.ends_on > :today)))
 ORDER BY c.id DESC LIMIT :n_rows;

-- query: conversations_found many
-- in:    words match, viewer key, today date, sees_all bool, lang text,
--        n_rows int
-- out:   conversation_found
-- sqlite:
SELECT c.id, c.partnership_id, p.name AS partnership_name, c.name, c.lang,
       c.opened_to, c.status, c.closes_on, c.is_illustrative,
       CASE WHEN (SELECT count(*) FROM ground_open o
         WHERE o.conversation_id = c.id) = 0 THEN 0 ELSE 1 END AS is_shown,
       (SELECT t.words FROM statement_words t
         WHERE t.thing_id = c.id AND t.lang = :lang) AS said
  FROM search_word w JOIN conversation c ON c.id = w.rowid
  LEFT JOIN network_door_partnership p ON p.id = c.partnership_id
 WHERE w.search_word MATCH :words AND c.status <> 'draft'
   AND ((SELECT count(*) FROM ground_open o
         WHERE o.conversation_id = c.id) > 0 OR :sees_all = 1
     OR (:viewer <> 0 AND c.opened_to = 'network')
     OR EXISTS (SELECT 1 FROM people_door_membership m
                 WHERE m.person_id = :viewer
                   AND m.partnership_id = c.partnership_id
                   AND m.starts_on <= :today
                   AND (m.ends_on IS NULL OR m.ends_on > :today)))
 ORDER BY w.rowid DESC LIMIT :n_rows;
-- postgresql:
SELECT c.id, c.partnership_id, p.name AS partnership_name, c.name, c.lang,
       c.opened_to, c.status, c.closes_on, c.is_illustrative,
       CASE WHEN (SELECT count(*) FROM ground_open o
         WHERE o.conversation_id = c.id) = 0 THEN 0 ELSE 1 END AS is_shown,
       (SELECT t.words FROM statement_words t
         WHERE t.thing_id = c.id AND t.lang = :lang) AS said
  FROM search_word w JOIN conversation c ON c.id = w.id
  LEFT JOIN network_door_partnership p ON p.id = c.partnership_id
 WHERE w.words @@ to_tsquery('simple', :words) AND c.status <> 'draft'
   AND ((SELECT count(*) FROM ground_open o
         WHERE o.conversation_id = c.id) > 0 OR :sees_all = 1
     OR (:viewer <> 0 AND c.opened_to = 'network')
     OR EXISTS (SELECT 1 FROM people_door_membership m
                 WHERE m.person_id = :viewer
                   AND m.partnership_id = c.partnership_id
                   AND m.starts_on <= :today
                   AND (m.ends_on IS NULL OR m.ends_on > :today)))
 ORDER BY w.id + 0 DESC LIMIT :n_rows;

-- shape: statement_found
--   id key, number int, lang text, words text, said text?,
--   conversation_id key, partnership_id key, partnership_name text?,
--   name text, name_lang text, name_said text?, opened_to text, status text,
--   is_shown bool

-- query: statements_found many
-- in:    words match, viewer key, today date, sees_all bool, before_id key,
--        lang text, n_rows int
-- out:   statement_found
-- sqlite:
SELECT s.id, s.number, s.lang, s.words,
       (SELECT t.words FROM statement_words t
         WHERE t.thing_id = s.id AND t.lang = :lang) AS said,
       s.conversation_id, c.partnership_id, p.name AS partnership_name,
       c.name, c.lang AS name_lang,
       (SELECT t.words FROM statement_words t
         WHERE t.thing_id = c.id AND t.lang = :lang) AS name_said,
       c.opened_to, c.status,
       CASE WHEN (SELECT count(*) FROM ground_open o
         WHERE o.conversation_id = c.id) = 0 THEN 0 ELSE 1 END AS is_shown
  FROM search_word w JOIN statement s ON s.id = w.rowid
  JOIN conversation c ON c.id = s.conversation_id
  LEFT JOIN network_door_partnership p ON p.id = c.partnership_id
 WHERE w.search_word MATCH :words AND w.rowid < :before_id
   AND s.status = 'in' AND c.status <> 'draft'
   AND ((SELECT count(*) FROM ground_open o
         WHERE o.conversation_id = c.id) > 0 OR :sees_all = 1
     OR (:viewer <> 0 AND c.opened_to = 'network')
     OR EXISTS (SELECT 1 FROM people_door_membership m
                 WHERE m.person_id = :viewer
                   AND m.partnership_id = c.partnership_id
                   AND m.starts_on <= :today
                   AND (m.ends_on IS NULL OR m.ends_on > :today)))
 ORDER BY w.rowid DESC LIMIT :n_rows;
-- postgresql:
SELECT s.id, s.number, s.lang, s.words,
       (SELECT t.words FROM statement_words t
         WHERE t.thing_id = s.id AND t.lang = :lang) AS said,
       s.conversation_id, c.partnership_id, p.name AS partnership_name,
       c.name, c.lang AS name_lang,
       (SELECT t.words FROM statement_words t
         WHERE t.thing_id = c.id AND t.lang = :lang) AS name_said,
       c.opened_to, c.status,
       CASE WHEN (SELECT count(*) FROM ground_open o
         WHERE o.conversation_id = c.id) = 0 THEN 0 ELSE 1 END AS is_shown
  FROM search_word w JOIN statement s ON s.id = w.id
  JOIN conversation c ON c.id = s.conversation_id
  LEFT JOIN network_door_partnership p ON p.id = c.partnership_id
 WHERE w.words @@ to_tsquery('simple', :words) AND w.id < :before_id
   AND s.status = 'in' AND c.status <> 'draft'
   AND ((SELECT count(*) FROM ground_open o
         WHERE o.conversation_id = c.id) > 0 OR :sees_all = 1
     OR (:viewer <> 0 AND c.opened_to = 'network')
     OR EXISTS (SELECT 1 FROM people_door_membership m
                 WHERE m.person_id = :viewer
                   AND m.partnership_id = c.partnership_id
                   AND m.starts_on <= :today
                   AND (m.ends_on IS NULL OR m.ends_on > :today)))
 ORDER BY w.id + 0 DESC LIMIT :n_rows;
