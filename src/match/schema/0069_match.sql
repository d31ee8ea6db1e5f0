-- A coordinator may decline a partnership that was proposed, and says why.
ALTER TABLE listing_letter ADD COLUMN refused_by @INT@;   -- person
ALTER TABLE listing_letter ADD COLUMN refused_at @INT@;
ALTER TABLE listing_letter ADD COLUMN refused_words @TEXT@;
CREATE INDEX listing_letter_refuser ON listing_letter (refused_by, id);
