-- The outbox. What is forgotten is NULL; the rows stay.

-- shape: mail_letter
--   id key, person_id key?, receiver text?, lang text, kind text,
--   subject text?, body text?, about_id key?, status text, made_at time,
--   since_at time, ends_at time?, due_at time, n_tries int, last_code int?,
--   settled_at time?

-- query: mail_insert none
-- in:    id key, person_id key?, receiver text, lang text, kind text,
--        subject text, body text, about_id key?, status text, urgency int,
--        made_at time, ends_at time?, due_at time
INSERT INTO mail (id, person_id, receiver, lang, kind, subject, body, about_id,
    status, urgency, made_at, since_at, ends_at, due_at, n_tries)
VALUES (:id, :person_id, :receiver, :lang, :kind, :subject, :body, :about_id,
    :status, :urgency, :made_at, :made_at, :ends_at, :due_at, 0)
ON CONFLICT (id) DO NOTHING;

-- query: mail_get one
-- in:    id key
-- out:   mail_letter
SELECT id, person_id, receiver, lang, kind, subject, body, about_id, status,
       made_at, since_at, ends_at, due_at, n_tries, last_code, settled_at
  FROM mail WHERE id = :id;

-- The next that is due, of one urgency.
-- query: mail_next one
-- in:    urgency int, now time
-- out:   mail_letter
SELECT id, person_id, receiver, lang, kind, subject, body, about_id, status,
       made_at, since_at, ends_at, due_at, n_tries, last_code, settled_at
  FROM mail
-- sqlite:
 WHERE status = 'waiting' AND urgency = :urgency AND due_at <= :now
 ORDER BY due_at, id LIMIT 1;
-- postgresql:
 WHERE (status, urgency, due_at) >= ('waiting', :urgency, 0)
   AND (status, urgency, due_at) <= ('waiting', :urgency, :now)
 ORDER BY status, urgency, due_at, id LIMIT 1;

-- Whoever changes a row has it until then; n_tries counts beforehand, so that
-- one that stops the program does not do so for ever.
-- query: mail_claim none
-- in:    id key, due_at time, until_at time
UPDATE mail SET due_at = :until_at, n_tries = n_tries + 1
 WHERE id = :id AND status = 'waiting' AND due_at = :due_at;

-- query: mail_put_off none
-- in:    id key, due_at time, last_code int?
UPDATE mail SET due_at = :due_at, last_code = :last_code
 WHERE id = :id AND status = 'waiting';

-- As mail_put_off, and this try did not count.
-- query: mail_give_back none
-- in:    id key, due_at time
UPDATE mail SET due_at = :due_at, n_tries = n_tries - 1
 WHERE id = :id AND status = 'waiting' AND n_tries > 0;

-- query: mail_settle none
-- in:    id key, status text, last_code int?, settled_at time, forget_at time
UPDATE mail SET status = :status, last_code = :last_code,
    settled_at = :settled_at, forget_at = :forget_at
 WHERE id = :id AND status = 'waiting';

-- query: mail_hand_on none
-- in:    id key, settled_at time, forget_at time
UPDATE mail SET status = 'handed', settled_at = :settled_at,
    forget_at = :forget_at
 WHERE id = :id AND status IN ('waiting', 'given_up') AND body IS NOT NULL;

-- query: mail_try_again none
-- in:    id key, due_at time
UPDATE mail SET status = 'waiting', since_at = :due_at, due_at = :due_at,
    n_tries = 0, settled_at = NULL, forget_at = NULL
 WHERE id = :id AND status IN ('waiting', 'given_up') AND body IS NOT NULL;

-- query: mail_forget_old none
-- in:    now time
UPDATE mail SET receiver = NULL, subject = NULL, body = NULL, forget_at = NULL
 WHERE forget_at <= :now;

-- query: mail_forget_late none
-- in:    now time
UPDATE mail SET status = 'late', settled_at = :now, receiver = NULL,
    subject = NULL, body = NULL, ends_at = NULL
 WHERE ends_at <= :now AND status = 'waiting';

-- Of one status, the newest first.
-- query: mail_list many
-- in:    status text, before_id key, n_rows int
-- out:   id key, receiver text?, lang text, kind text, subject text?,
--        status text, made_at time, due_at time, n_tries int, last_code int?,
--        settled_at time?
SELECT id, receiver, lang, kind, subject, status, made_at, due_at, n_tries,
       last_code, settled_at
  FROM mail
-- sqlite:
 WHERE status = :status AND id < :before_id
 ORDER BY id DESC LIMIT :n_rows;
-- postgresql:
 WHERE (status, id) >= (:status, 0) AND (status, id) < (:status, :before_id)
 ORDER BY status DESC, id DESC LIMIT :n_rows;

-- As much of them as has to be counted.
-- query: mail_count one
-- in:    status text, n_rows int
-- out:   n int
SELECT count(*) AS n
  FROM (SELECT id FROM mail
-- sqlite:
         WHERE status = :status ORDER BY id LIMIT :n_rows) AS few;
-- postgresql:
         WHERE (status, id) >= (:status, 0)
           AND (status, id) <= (:status, 9223372036854775807)
         ORDER BY status, id LIMIT :n_rows) AS few;

-- query: mail_of_person many
-- in:    person_id key, after_id key, n_rows int
-- out:   id key, receiver text?, lang text, kind text, subject text?,
--        body text?, status text, made_at time, settled_at time?
SELECT id, receiver, lang, kind, subject, body, status, made_at, settled_at
  FROM mail WHERE person_id = :person_id AND id > :after_id
 ORDER BY person_id, id LIMIT :n_rows;

-- query: mail_erase_of_person none
-- in:    person_id key, now time
UPDATE mail SET person_id = NULL, receiver = NULL, subject = NULL, body = NULL,
    about_id = NULL, ends_at = NULL, forget_at = NULL,
    settled_at = CASE WHEN status = 'waiting' THEN :now ELSE settled_at END,
    status = CASE WHEN status = 'waiting' THEN 'removed' ELSE status END
 WHERE person_id = :person_id;

-- query: mail_erase_of_address none
-- in:    receiver text, now time
UPDATE mail SET person_id = NULL, receiver = NULL, subject = NULL, body = NULL,
    about_id = NULL, ends_at = NULL, forget_at = NULL,
    settled_at = CASE WHEN status = 'waiting' THEN :now ELSE settled_at END,
    status = CASE WHEN status = 'waiting' THEN 'removed' ELSE status END
 WHERE receiver = :receiver;

-- query: mail_erase_of_about none
-- in:    about_id key, now time
UPDATE mail SET person_id = NULL, receiver = NULL, subject = NULL, body = NULL,
    about_id = NULL, ends_at = NULL, forget_at = NULL,
    settled_at = CASE WHEN status = 'waiting' THEN :now ELSE settled_at END,
    status = CASE WHEN status = 'waiting' THEN 'removed' ELSE status END
 WHERE about_id = :about_id;

-- query: mail_stop_find one
-- in:    hash blob, kind text
-- out:   at time
SELECT at FROM mail_stop WHERE hash = :hash AND kind = :kind;

-- query: mail_stop_list many
-- in:    hash blob, n_rows int
-- out:   kind text, at time
SELECT kind, at FROM mail_stop WHERE hash = :hash
 ORDER BY hash, kind LIMIT :n_rows;

-- query: mail_stop_insert none
-- in:    hash blob, kind text, at time
INSERT INTO mail_stop (hash, kind, at) VALUES (:hash, :kind, :at)
ON CONFLICT (hash, kind) DO NOTHING;

-- query: mail_stop_remove none
-- in:    hash blob, kind text
DELETE FROM mail_stop WHERE hash = :hash AND kind = :kind;

-- query: mail_stop_forget none
-- in:    hash blob
DELETE FROM mail_stop WHERE hash = :hash;
