-- Who may sign in, their sessions, and links that are opened once.

-- shape: account
--   person_id key, mail text?, sign_name text?, password text?, is_pin bool,
--   created_at time, name text, language text?

-- query: account_by_mail one
-- in:    mail text
-- out:   account
SELECT a.id AS person_id, a.mail, a.sign_name, a.password, a.is_pin,
       a.created_at, p.name, p.language
  FROM account a JOIN person p ON p.id = a.id
 WHERE a.mail = :mail;

-- query: account_by_sign_name one
-- in:    sign_name text
-- out:   account
SELECT a.id AS person_id, a.mail, a.sign_name, a.password, a.is_pin,
       a.created_at, p.name, p.language
  FROM account a JOIN person p ON p.id = a.id
 WHERE a.sign_name = :sign_name;

-- query: account_get one
-- in:    person_id key
-- out:   account
SELECT a.id AS person_id, a.mail, a.sign_name, a.password, a.is_pin,
       a.created_at, p.name, p.language
  FROM account a JOIN person p ON p.id = a.id
 WHERE a.id = :person_id;

-- query: account_page many
-- in:    after_id key, n_rows int
-- out:   person_id key, mail text?, password text?, role text?, name text
SELECT a.id AS person_id, a.mail, a.password,
       (SELECT m.role FROM membership m
         WHERE m.person_id = a.id AND m.thing_id = 0 AND m.ends_on IS NULL
         ORDER BY m.id DESC LIMIT 1) AS role,
       (SELECT p.name FROM person p WHERE p.id = a.id) AS name
  FROM account a WHERE a.id > :after_id ORDER BY a.id LIMIT :n_rows;

-- query: account_insert none
-- in:    person_id key, mail text?, created_at time
INSERT INTO account (id, mail, created_at)
VALUES (:person_id, :mail, :created_at)
ON CONFLICT DO NOTHING;

-- query: account_set_password none
-- in:    person_id key, password text, is_pin bool
UPDATE account SET password = :password, is_pin = :is_pin
 WHERE id = :person_id;

-- A name to sign in with is given once, and no other's.
-- query: account_insert_named none
-- in:    person_id key, sign_name text, password text, is_pin bool,
--        created_at time
INSERT INTO account (id, sign_name, password, is_pin, created_at)
VALUES (:person_id, :sign_name, :password, :is_pin, :created_at)
ON CONFLICT DO NOTHING;

-- An address is given once.
-- query: account_set_mail none
-- in:    person_id key, mail text
UPDATE account SET mail = :mail
 WHERE id = :person_id AND mail IS NULL;

-- query: person_set_name none
-- in:    id key, name text, name_sort text
UPDATE person SET name = :name, name_sort = :name_sort WHERE id = :id;

-- query: person_set_language none
-- in:    id key, language text
UPDATE person SET language = :language WHERE id = :id;

-- Whose membership of the network ended is nobody here.
-- Also one that has ended: the answer is kept for longer than a second.
-- query: session_find one
-- in:    hash blob, today date
-- out:   id key, person_id key, made_at time, seen_at time, ends_at time,
--        name text, language text?, two_step_at time?
SELECT s.id, s.person_id, s.made_at, s.seen_at, s.ends_at, p.name, p.language,
       t.confirmed_at AS two_step_at
  FROM session s
  JOIN account a ON a.id = s.person_id
  JOIN person p ON p.id = s.person_id
  LEFT JOIN two_step t ON t.id = s.person_id
 WHERE s.hash = :hash AND s.waits_for IS NULL
   AND (NOT EXISTS (SELECT 1 FROM membership m
         WHERE m.person_id = s.person_id AND m.thing_id = 0)
     OR EXISTS (SELECT 1 FROM membership m
         WHERE m.person_id = s.person_id AND m.thing_id = 0
           AND m.starts_on <= :today
           AND (m.ends_on IS NULL OR m.ends_on > :today)));

-- query: session_insert none
-- in:    id key, hash blob, person_id key, made_at time, seen_at time,
--        ends_at time, device text?, waits_for text?
INSERT INTO session (id, hash, person_id, made_at, seen_at, ends_at, device,
    waits_for)
VALUES (:id, :hash, :person_id, :made_at, :seen_at, :ends_at, :device,
    :waits_for)
ON CONFLICT (id) DO NOTHING;

-- One that waits: who it is was shown with a password, and not yet with a code.
-- query: session_waiting one
-- in:    hash blob, now time
-- out:   id key, person_id key
SELECT id, person_id FROM session
 WHERE hash = :hash AND ends_at > :now AND waits_for IS NOT NULL;

-- query: session_set_seen none
-- in:    id key, seen_at time, ends_at time
UPDATE session SET seen_at = :seen_at, ends_at = :ends_at WHERE id = :id;

-- query: session_of_person many
-- in:    person_id key, n_rows int
-- out:   id key, made_at time, seen_at time, ends_at time, device text?,
--        waits_for text?
SELECT id, made_at, seen_at, ends_at, device, waits_for FROM session
 WHERE person_id = :person_id
 ORDER BY person_id DESC, id DESC LIMIT :n_rows;

-- query: session_end none
-- in:    id key, person_id key
DELETE FROM session WHERE id = :id AND person_id = :person_id;

-- query: session_end_others none
-- in:    person_id key, id key
DELETE FROM session WHERE person_id = :person_id AND id <> :id;

-- query: session_forget none
-- in:    before time
DELETE FROM session WHERE ends_at < :before;

-- query: link_insert none
-- in:    id key, hash blob, person_id key, purpose text, made_at time,
--        ends_at time
INSERT INTO one_time_link (id, hash, person_id, purpose, made_at, ends_at)
VALUES (:id, :hash, :person_id, :purpose, :made_at, :ends_at)
ON CONFLICT (id) DO NOTHING;

-- query: link_find one
-- in:    hash blob
-- out:   id key, person_id key, purpose text, ends_at time, used_at time?
SELECT id, person_id, purpose, ends_at, used_at FROM one_time_link
 WHERE hash = :hash;

-- query: link_take none
-- in:    hash blob, purpose text, now time
UPDATE one_time_link SET used_at = :now
 WHERE hash = :hash AND purpose = :purpose AND used_at IS NULL
   AND ends_at > :now;

-- query: link_forget none
-- in:    before time
DELETE FROM one_time_link WHERE ends_at < :before;

-- query: link_recall none
-- in:    person_id key, purpose text
DELETE FROM one_time_link
 WHERE person_id = :person_id AND purpose = :purpose AND used_at IS NULL;

-- query: link_recall_all none
-- in:    person_id key
DELETE FROM one_time_link WHERE person_id = :person_id AND used_at IS NULL;
