-- keep/prose: who translated, and from which wording.
ALTER TABLE prose ADD COLUMN hash @TEXT@;          -- of source, BLAKE2b-128
ALTER TABLE prose ADD COLUMN translator_id @INT@;  -- NULL: came in a file
ALTER TABLE prose ADD COLUMN of_hash @TEXT@;       -- of the original then
CREATE INDEX prose_original ON prose (is_original, updated_at, id);
CREATE INDEX prose_translator ON prose (translator_id, id);
