-- Who leads for safeguarding or equality: with whoever raised it they close an
-- objection of safety or rights, and neither does alone.
ALTER TABLE proposal ADD COLUMN lead_person_id @INT@;
CREATE INDEX proposal_lead ON proposal (lead_person_id, id);
ALTER TABLE proposal_objection ADD COLUMN own_key @INT@ NOT NULL DEFAULT 0;
ALTER TABLE proposal_objection ADD COLUMN lead_key @INT@ NOT NULL DEFAULT 0;
