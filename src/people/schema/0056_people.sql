-- A name of its own by which a file calls a membership. NULL: made on a page,
-- and files call it by its key.
ALTER TABLE membership ADD COLUMN code @TEXT@;
CREATE UNIQUE INDEX membership_code ON membership (code);
