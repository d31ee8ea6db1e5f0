-- query: draft_find one
-- in:    person_id key, kind text, thing_id key, within_id key
-- out:   id key, fields json, at time
SELECT id, fields, at FROM draft
 WHERE person_id = :person_id AND kind = :kind AND thing_id = :thing_id
   AND within_id = :within_id;

-- query: draft_save none
-- in:    id key, person_id key, kind text, thing_id key, within_id key,
--        fields json, at time
INSERT INTO draft (id, person_id, kind, thing_id, within_id, fields, at)
VALUES (:id, :person_id, :kind, :thing_id, :within_id, :fields, :at)
ON CONFLICT (person_id, kind, thing_id, within_id)
DO UPDATE SET fields = :fields, at = :at;

-- query: draft_delete none
-- in:    person_id key, kind text, thing_id key, within_id key
DELETE FROM draft
 WHERE person_id = :person_id AND kind = :kind AND thing_id = :thing_id
   AND within_id = :within_id;

-- query: draft_throw none
-- in:    id key, person_id key
DELETE FROM draft WHERE id = :id AND person_id = :person_id;

-- query: draft_of_person many
-- in:    person_id key, n_rows int
-- out:   id key, kind text, thing_id key, within_id key, fields json, at time
SELECT id, kind, thing_id, within_id, fields, at FROM draft
 WHERE person_id = :person_id
 ORDER BY kind, thing_id, within_id LIMIT :n_rows;

-- query: draft_forget none
-- in:    before time
DELETE FROM draft WHERE at < :before;

-- query: draft_forget_person none
-- in:    person_id key
DELETE FROM draft WHERE person_id = :person_id;

-- query: lost_draft_insert none
-- in:    id key, hash blob, person_id key, kind text, thing_id key,
--        within_id key, fields json, at time
INSERT INTO lost_draft (id, hash, person_id, kind, thing_id, within_id, fields,
                        at)
VALUES (:id, :hash, :person_id, :kind, :thing_id, :within_id, :fields, :at)
ON CONFLICT DO NOTHING;

-- query: lost_draft_find one
-- in:    hash blob
-- out:   id key, person_id key, kind text, thing_id key, within_id key,
--        fields json, at time
SELECT id, person_id, kind, thing_id, within_id, fields, at
  FROM lost_draft WHERE hash = :hash;

-- query: lost_draft_delete none
-- in:    id key
DELETE FROM lost_draft WHERE id = :id;

-- query: lost_draft_forget none
-- in:    before time
DELETE FROM lost_draft WHERE at < :before;

-- query: lost_draft_forget_person none
-- in:    person_id key
DELETE FROM lost_draft WHERE person_id = :person_id;
