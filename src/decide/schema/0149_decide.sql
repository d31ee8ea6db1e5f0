-- How much a conversation decides, what it cannot change, and what happens
-- with its result, by when: said before anybody answers.
ALTER TABLE conversation ADD COLUMN level @TEXT@;
ALTER TABLE conversation ADD COLUMN fixed @TEXT@;
ALTER TABLE conversation ADD COLUMN result_use @TEXT@;
ALTER TABLE conversation ADD COLUMN result_by @TEXT@;

-- What was agreed for now and was reopened stays in the register as what it
-- was; the later result stands beside it.
ALTER TABLE decision ADD COLUMN reopened_on @TEXT@;
ALTER TABLE decision ADD COLUMN was_proposal_id @INT@;
ALTER TABLE decision ADD COLUMN later_id @INT@;
CREATE INDEX decision_was ON decision (was_proposal_id, id);
CREATE INDEX decision_later ON decision (later_id, id);
