-- The lot that a journey is counted with: five or more that nobody counted
-- before, each lot known by its first. NULL: not counted yet. 0: its lot is no
-- more, for another of it was taken back.
ALTER TABLE told ADD COLUMN lot @INT@;
CREATE INDEX told_lot ON told (pathway_id, lot, sent_on, id);
