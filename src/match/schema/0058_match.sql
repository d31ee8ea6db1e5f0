-- After a yes, a member of either organisation may propose the partnership; a
-- coordinator makes it.
ALTER TABLE listing_letter ADD COLUMN proposed_by @INT@;   -- person
ALTER TABLE listing_letter ADD COLUMN proposed_for @INT@;  -- row of listing
ALTER TABLE listing_letter ADD COLUMN proposed_at @INT@;
ALTER TABLE listing_letter ADD COLUMN proposed_words @TEXT@;
CREATE INDEX listing_letter_proposer ON listing_letter (proposed_by, id);
