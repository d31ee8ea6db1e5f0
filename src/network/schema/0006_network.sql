-- A request is answered, or declined, by somebody and with a reason.
ALTER TABLE join_request ADD COLUMN reason @TEXT@;
ALTER TABLE join_request ADD COLUMN settled_at @INT@;
ALTER TABLE join_request ADD COLUMN settled_by @INT@;  -- a person's key
