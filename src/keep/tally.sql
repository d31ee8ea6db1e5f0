-- Counts by day.

-- query: tally_add none
-- in:    day text, name text, n int
INSERT INTO tally (day, name, n) VALUES (:day, :name, :n)
ON CONFLICT (day, name) DO UPDATE SET n = tally.n + :n;

-- query: tally_since many
-- in:    day text, n_rows int
-- out:   day text, name text, n int
SELECT day, name, n FROM tally WHERE day >= :day
 ORDER BY day, name LIMIT :n_rows;

-- query: tally_forget_before none
-- in:    day text
DELETE FROM tally WHERE day < :day;
