-- How a log is read, further: the column that says start and complete, the one
-- with the day of birth, the name of XES' steps; and whether what stands at
-- one time has an order.
ALTER TABLE pathway_log ADD COLUMN lifecycle_column @TEXT@;
ALTER TABLE pathway_log ADD COLUMN birth_column @TEXT@;
ALTER TABLE pathway_log ADD COLUMN classifier @TEXT@;
ALTER TABLE pathway_log ADD COLUMN is_any_order @INT@ NOT NULL DEFAULT 0;
