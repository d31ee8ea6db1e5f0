-- What people agreed to.

-- shape: consent
--   id key, person_id key?, slip_id key?, kind text, thing_id key,
--   wording int, lang text, given_at time, withdrawn_at time?

-- query: consent_insert none
-- in:    consent
INSERT INTO consent (id, person_id, slip_id, kind, thing_id, wording, lang,
                     given_at, withdrawn_at)
VALUES (:id, :person_id, :slip_id, :kind, :thing_id, :wording, :lang,
        :given_at, :withdrawn_at)
ON CONFLICT (id) DO NOTHING;

-- The newest row decides.
-- query: consent_of_person many
-- in:    person_id key, kind text, thing_id key, n_rows int
-- out:   consent
SELECT id, person_id, slip_id, kind, thing_id, wording, lang, given_at,
       withdrawn_at
  FROM consent
 WHERE person_id = :person_id AND kind = :kind AND thing_id = :thing_id
 ORDER BY person_id DESC, kind DESC, thing_id DESC, id DESC LIMIT :n_rows;

-- query: consent_of_slip many
-- in:    slip_id key, kind text, thing_id key, n_rows int
-- out:   consent
SELECT id, person_id, slip_id, kind, thing_id, wording, lang, given_at,
       withdrawn_at
  FROM consent
 WHERE slip_id = :slip_id AND kind = :kind AND thing_id = :thing_id
 ORDER BY slip_id DESC, kind DESC, thing_id DESC, id DESC LIMIT :n_rows;

-- query: consent_all_of_person many
-- in:    person_id key, n_rows int
-- out:   consent
SELECT id, person_id, slip_id, kind, thing_id, wording, lang, given_at,
       withdrawn_at
  FROM consent WHERE person_id = :person_id
 ORDER BY person_id, kind, thing_id, id LIMIT :n_rows;

-- query: consent_set_withdrawn none
-- in:    id key, withdrawn_at time
UPDATE consent SET withdrawn_at = :withdrawn_at
 WHERE id = :id AND withdrawn_at IS NULL;

-- query: consent_get one
-- in:    id key
-- out:   consent
SELECT id, person_id, slip_id, kind, thing_id, wording, lang, given_at,
       withdrawn_at
  FROM consent WHERE id = :id;
