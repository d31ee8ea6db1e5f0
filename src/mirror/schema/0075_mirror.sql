-- What of a log other sides may see, when a member of its side said so; by
-- which wording of the pathway it was judged; and its rows, without anybody's
-- name, where somebody asked to keep them, until a day.
ALTER TABLE pathway_log ADD COLUMN is_shown @INT@ NOT NULL DEFAULT 0;
ALTER TABLE pathway_log ADD COLUMN judged_hash @TEXT@;
ALTER TABLE pathway_log ADD COLUMN judged_at @INT@;
ALTER TABLE pathway_log ADD COLUMN rows_file_id @INT@;
ALTER TABLE pathway_log ADD COLUMN rows_until @TEXT@;
CREATE INDEX pathway_log_rows ON pathway_log (rows_until, id);
