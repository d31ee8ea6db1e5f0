-- Which version the last close was of; and what must be found by proposal when
-- a partnership is gone for good.
ALTER TABLE proposal ADD COLUMN result_version @INT@;
CREATE INDEX proposal_voice_proposal ON proposal_voice (proposal_id, id);
