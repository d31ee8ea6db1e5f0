-- What db_write_quietly wrote is counted too, beside: rights and sessions are
-- kept until either number moves.
ALTER TABLE change_counter ADD COLUMN n_quiet @INT@ NOT NULL DEFAULT 0;
