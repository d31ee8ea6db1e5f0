-- Proposals in files: a name of their own for each row, and whether it was
-- made up.
ALTER TABLE proposal ADD COLUMN code @TEXT@ NOT NULL DEFAULT '';
ALTER TABLE proposal ADD COLUMN is_illustrative @INT@ NOT NULL DEFAULT 0;
ALTER TABLE proposal_unit ADD COLUMN code @TEXT@ NOT NULL DEFAULT '';
ALTER TABLE proposal_side ADD COLUMN code @TEXT@ NOT NULL DEFAULT '';
ALTER TABLE proposal_version ADD COLUMN code @TEXT@ NOT NULL DEFAULT '';
UPDATE proposal SET code = 'proposal-' || CAST(id AS TEXT);
UPDATE proposal_unit SET code = 'unit-' || CAST(id AS TEXT);
UPDATE proposal_side SET code = 'side-' || CAST(id AS TEXT);
UPDATE proposal_version SET code = 'version-' || CAST(id AS TEXT);
CREATE UNIQUE INDEX proposal_code ON proposal (code);
CREATE UNIQUE INDEX proposal_unit_code ON proposal_unit (code);
CREATE UNIQUE INDEX proposal_side_code ON proposal_side (code);
CREATE UNIQUE INDEX proposal_version_code ON proposal_version (code);
