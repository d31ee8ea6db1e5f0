-- The newest board of a side, to put on it what was found beside another.
CREATE INDEX board_newest ON board (side_id, id);
