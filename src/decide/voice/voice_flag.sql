-- Voices in which somebody may be in danger, and the lead who answers.

-- query: voice_lead_find one
-- in:    partnership_id key
-- out:   id key, person_id key, n_days int, name text
SELECT l.id, l.person_id, l.n_days,
       COALESCE((SELECT p.name FROM people_door_person p
                  WHERE p.id = l.person_id), '') AS name
  FROM voice_lead l WHERE l.partnership_id = :partnership_id;

-- query: voice_lead_insert none
-- in:    id key, partnership_id key, person_id key, n_days int
INSERT INTO voice_lead (id, partnership_id, person_id, n_days)
VALUES (:id, :partnership_id, :person_id, :n_days)
ON CONFLICT DO NOTHING;

-- query: voice_lead_update none
-- in:    partnership_id key, person_id key, n_days int
UPDATE voice_lead SET person_id = :person_id, n_days = :n_days
 WHERE partnership_id = :partnership_id;

-- query: voice_lead_erase none
-- in:    person_id key
DELETE FROM voice_lead WHERE person_id = :person_id;

-- query: voice_lead_forget none
-- in:    partnership_id key
DELETE FROM voice_lead WHERE partnership_id = :partnership_id;

-- query: voice_leads_of many
-- in:    person_id key, n_rows int
-- out:   partnership_id key, n_days int
SELECT partnership_id, n_days FROM voice_lead WHERE person_id = :person_id
 ORDER BY id LIMIT :n_rows;

-- shape: voice_flag
--   id key, voice_id key, partnership_id key, lead_id key?, raised_by key?,
--   why text, raised_on date, due_on date, answer text?, answered_on date?

-- query: voice_flag_get one
-- in:    id key
-- out:   voice_flag
SELECT id, voice_id, partnership_id, lead_id, raised_by, why, raised_on,
       due_on, answer, answered_on
  FROM voice_flag WHERE id = :id;

-- query: voice_flag_insert none
-- in:    voice_flag
INSERT INTO voice_flag (id, voice_id, partnership_id, lead_id, raised_by, why,
    raised_on, due_on, answer, answered_on)
VALUES (:id, :voice_id, :partnership_id, :lead_id, :raised_by, :why,
    :raised_on, :due_on, :answer, :answered_on)
ON CONFLICT (id) DO NOTHING;

-- query: voice_flag_answer none
-- in:    id key, answer text?, answered_on date?
UPDATE voice_flag SET answer = :answer, answered_on = :answered_on
 WHERE id = :id AND answered_on IS NULL;

-- The newest first, with what was told.
-- query: voice_flags_of many
-- in:    partnership_id key, before_id key, n_rows int
-- out:   id key, voice_id key, lead_id key?, why text, raised_on date,
--        due_on date, answer text?, answered_on date?, words text, lang text
SELECT f.id, f.voice_id, f.lead_id, f.why, f.raised_on, f.due_on, f.answer,
       f.answered_on, v.words, v.lang
  FROM voice_flag f JOIN voice v ON v.id = f.voice_id
 WHERE f.partnership_id = :partnership_id AND f.id < :before_id
 ORDER BY f.id DESC LIMIT :n_rows;

-- query: voice_flags_open many
-- in:    voice_id key, n_rows int
-- out:   id key, answered_on date?
SELECT id, answered_on FROM voice_flag
 WHERE voice_id = :voice_id ORDER BY id DESC LIMIT :n_rows;

-- query: voice_flags_by many
-- in:    raised_by key?, after_id key, n_rows int
-- out:   id key, why text, raised_on date
SELECT id, why, raised_on FROM voice_flag
 WHERE raised_by = :raised_by AND id > :after_id ORDER BY id LIMIT :n_rows;

-- query: voice_flags_answered many
-- in:    lead_id key?, after_id key, n_rows int
-- out:   id key, answer text?, answered_on date?
SELECT id, answer, answered_on FROM voice_flag
 WHERE lead_id = :lead_id AND id > :after_id AND answered_on IS NOT NULL
 ORDER BY id LIMIT :n_rows;

-- query: voice_flag_unsign none
-- in:    raised_by key?
UPDATE voice_flag SET raised_by = NULL, why = '' WHERE raised_by = :raised_by;

-- query: voice_flag_unlead none
-- in:    lead_id key?
UPDATE voice_flag SET lead_id = NULL WHERE lead_id = :lead_id;

-- query: voice_flag_forget none
-- in:    partnership_id key
DELETE FROM voice_flag WHERE partnership_id = :partnership_id;
