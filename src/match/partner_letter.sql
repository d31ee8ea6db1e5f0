-- Letters from one listed organisation to another, and what came of them.

-- shape: listing_letter
--   id key, from_id key, to_id key, from_name text, to_name text, status text,
--   words text?, written_by key?, written_at time, reason text?,
--   answered_by key?, answered_at time?, partnership_id key?,
--   proposed_by key?, proposed_for key?, proposed_at time?,
--   proposed_words text?, refused_by key?, refused_at time?,
--   refused_words text?

-- query: letter_insert none
-- in:    listing_letter
INSERT INTO listing_letter (id, from_id, to_id, from_name, to_name, status,
    words, written_by, written_at, reason, answered_by, answered_at,
    partnership_id, proposed_by, proposed_for, proposed_at, proposed_words,
    refused_by, refused_at, refused_words)
VALUES (:id, :from_id, :to_id, :from_name, :to_name, :status, :words,
    :written_by, :written_at, :reason, :answered_by, :answered_at,
    :partnership_id, :proposed_by, :proposed_for, :proposed_at,
    :proposed_words, :refused_by, :refused_at, :refused_words)
ON CONFLICT (id) DO NOTHING;

-- query: letter_get one
-- in:    id key
-- out:   listing_letter
SELECT id, from_id, to_id, from_name, to_name, status, words, written_by,
       written_at, reason, answered_by, answered_at, partnership_id,
       proposed_by, proposed_for, proposed_at, proposed_words, refused_by,
       refused_at, refused_words
  FROM listing_letter WHERE id = :id;

-- The newest first, a range of the index as partnership_newest says it.
-- query: letters_to many
-- in:    to_id key, before_id key, n_rows int
-- out:   listing_letter
SELECT id, from_id, to_id, from_name, to_name, status, words, written_by,
       written_at, reason, answered_by, answered_at, partnership_id,
       proposed_by, proposed_for, proposed_at, proposed_words, refused_by,
       refused_at, refused_words
  FROM listing_letter WHERE to_id = :to_id AND id < :before_id
 ORDER BY to_id DESC, id DESC LIMIT :n_rows;

-- query: letters_from many
-- in:    from_id key, before_id key, n_rows int
-- out:   listing_letter
SELECT id, from_id, to_id, from_name, to_name, status, words, written_by,
       written_at, reason, answered_by, answered_at, partnership_id,
       proposed_by, proposed_for, proposed_at, proposed_words, refused_by,
       refused_at, refused_words
  FROM listing_letter WHERE from_id = :from_id AND id < :before_id
 ORDER BY from_id DESC, id DESC LIMIT :n_rows;

-- query: letters_between many
-- in:    from_id key, to_id key, n_rows int
-- out:   id key, status text, answered_at time?
SELECT id, status, answered_at FROM listing_letter
 WHERE from_id = :from_id AND to_id = :to_id
 ORDER BY from_id DESC, to_id DESC, id DESC LIMIT :n_rows;

-- query: letters_of_status many
-- in:    status text, before_id key, n_rows int
-- out:   listing_letter
SELECT id, from_id, to_id, from_name, to_name, status, words, written_by,
       written_at, reason, answered_by, answered_at, partnership_id,
       proposed_by, proposed_for, proposed_at, proposed_words, refused_by,
       refused_at, refused_words
  FROM listing_letter
-- sqlite:
 WHERE status = :status AND id < :before_id
 ORDER BY id DESC LIMIT :n_rows;
-- postgresql:
 WHERE (status, id) >= (:status, 0) AND (status, id) < (:status, :before_id)
 ORDER BY status DESC, id DESC LIMIT :n_rows;

-- Only what waits: the second of two who answer changes nothing.
-- query: letter_answer none
-- in:    id key, to_id key, status text, reason text?, answered_by key,
--        answered_at time
UPDATE listing_letter
   SET status = :status, reason = :reason, answered_by = :answered_by,
       answered_at = :answered_at
 WHERE id = :id AND to_id = :to_id AND status = 'waiting';

-- Once, by a member of either; the second changes nothing. What was declined
-- may be proposed anew.
-- query: letter_propose none
-- in:    id key, person_id key, listing_id key, at time, words text?
UPDATE listing_letter
   SET proposed_by = :person_id, proposed_for = :listing_id,
       proposed_at = :at, proposed_words = :words, refused_by = NULL,
       refused_at = NULL, refused_words = NULL
 WHERE id = :id AND status = 'accepted'
   AND (proposed_at IS NULL OR refused_at IS NOT NULL)
   AND (from_id = :listing_id OR to_id = :listing_id);

-- What stands proposed: the second of two coordinators changes nothing.
-- query: letter_refuse none
-- in:    id key, person_id key, at time, words text
UPDATE listing_letter
   SET refused_by = :person_id, refused_at = :at, refused_words = :words
 WHERE id = :id AND status = 'accepted' AND proposed_at IS NOT NULL
   AND refused_at IS NULL;

-- query: letter_made none
-- in:    id key, partnership_id key
UPDATE listing_letter SET status = 'made', partnership_id = :partnership_id
 WHERE id = :id AND status = 'accepted' AND refused_at IS NULL;

-- Members of an organisation: who gets its mail.
-- query: listing_members many
-- in:    organisation_id key, today date, n_rows int
-- out:   person_id key
SELECT m.person_id FROM people_door_membership m
 WHERE m.thing_id = :organisation_id AND m.role = 'member'
   AND m.starts_on <= :today AND (m.ends_on IS NULL OR m.ends_on > :today)
 ORDER BY m.id LIMIT :n_rows;

-- The network's coordinators, those first who were made so first.
-- query: letter_coordinators many
-- in:    today date, n_rows int
-- out:   person_id key
SELECT m.person_id FROM people_door_membership m
 WHERE m.thing_id = 0 AND m.role = 'coordinator'
   AND m.starts_on <= :today AND (m.ends_on IS NULL OR m.ends_on > :today)
 ORDER BY m.id LIMIT :n_rows;

-- ---- Of one person ----------------------------------------------------------

-- query: letters_written_by many
-- in:    person_id key, n_rows int
-- out:   id key, from_name text, to_name text, status text, words text?,
--        written_at time
SELECT id, from_name, to_name, status, words, written_at FROM listing_letter
 WHERE written_by = :person_id ORDER BY written_by, id LIMIT :n_rows;

-- query: letters_answered_by many
-- in:    person_id key, n_rows int
-- out:   id key, from_name text, to_name text, status text, reason text?,
--        answered_at time?
SELECT id, from_name, to_name, status, reason, answered_at FROM listing_letter
 WHERE answered_by = :person_id ORDER BY answered_by, id LIMIT :n_rows;

-- query: letters_proposed_by many
-- in:    person_id key, n_rows int
-- out:   id key, from_name text, to_name text, proposed_words text?,
--        proposed_at time?
SELECT id, from_name, to_name, proposed_words, proposed_at FROM listing_letter
 WHERE proposed_by = :person_id ORDER BY proposed_by, id LIMIT :n_rows;

-- query: letters_refused_by many
-- in:    person_id key, n_rows int
-- out:   id key, from_name text, to_name text, refused_words text?,
--        refused_at time?
SELECT id, from_name, to_name, refused_words, refused_at FROM listing_letter
 WHERE refused_by = :person_id ORDER BY refused_by, id LIMIT :n_rows;

-- query: letters_forget_refuser none
-- in:    person_id key
UPDATE listing_letter SET refused_words = NULL, refused_by = NULL
 WHERE refused_by = :person_id;

-- query: letters_forget_proposer none
-- in:    person_id key
UPDATE listing_letter SET proposed_words = NULL, proposed_by = NULL
 WHERE proposed_by = :person_id;

-- query: letters_forget_writer none
-- in:    person_id key
UPDATE listing_letter SET words = NULL, written_by = NULL
 WHERE written_by = :person_id;

-- query: letters_forget_answerer none
-- in:    person_id key
UPDATE listing_letter SET reason = NULL, answered_by = NULL
 WHERE answered_by = :person_id;
