-- Who said something of a proposal hears that it was answered: the day after,
-- all of a day together.
ALTER TABLE contribution ADD COLUMN is_told @INT@ NOT NULL DEFAULT 0;
CREATE INDEX contribution_told ON contribution (is_told, settled_on, id);
