-- What sides show each other of how their pathways are walked.

-- Logs of a partnership that were read, by side, newest first. Who may not see
-- one is told nothing of it.
-- query: flows_logs many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, n_cases int, first_day text?, last_day text?,
--        is_shown bool, judged_hash text?, judged_at time?, pathway_id key, pathway_name text, series text,
--        is_illustrative bool, side_id key, side_name text, position int
SELECT l.id, l.name, l.n_cases, l.first_day, l.last_day, l.is_shown,
       l.judged_hash, l.judged_at,
       w.id AS pathway_id, w.name AS pathway_name, w.series,
       w.is_illustrative, w.side_id, s.name AS side_name, s.position
  FROM network_door_side s JOIN pathway w ON w.side_id = s.id
  JOIN pathway_log l ON l.pathway_id = w.id
 WHERE s.partnership_id = :partnership_id AND l.status = 'read'
 ORDER BY s.position, l.id DESC LIMIT :n_rows;

-- query: flows_turn none
-- in:    id key, is_shown bool
UPDATE pathway_log SET is_shown = :is_shown WHERE id = :id;

-- The newest board of a side, to put something on.
-- query: flows_board many
-- in:    side_id key, n_rows int
-- out:   id key, name text, series text
SELECT id, name, series FROM board WHERE side_id = :side_id
 ORDER BY id DESC LIMIT :n_rows;

-- Logs of a pathway whose rows are kept: they can be judged anew.
-- query: flows_rows_of_pathway many
-- in:    pathway_id key, n_rows int
-- out:   id key
SELECT id FROM pathway_log
 WHERE pathway_id = :pathway_id AND status = 'read'
   AND rows_file_id IS NOT NULL ORDER BY id LIMIT :n_rows;

-- And those past their day.
-- query: flows_rows_old many
-- in:    day date, n_rows int
-- out:   id key, rows_file_id key?
SELECT id, rows_file_id FROM pathway_log
 WHERE rows_until < :day ORDER BY rows_until, id LIMIT :n_rows;

-- And those that could be judged anew, by the day until which they are kept.
-- query: flows_rows_kept many
-- in:    day date, after_id key, n_rows int
-- out:   id key, pathway_id key, judged_hash text?, rows_file_id key?,
--        rows_until date?
SELECT id, pathway_id, judged_hash, rows_file_id, rows_until FROM pathway_log
 WHERE (rows_until, id) > (:day, :after_id)
 ORDER BY rows_until, id LIMIT :n_rows;

-- query: flows_forget_rows none
-- in:    id key
UPDATE pathway_log SET rows_file_id = NULL, rows_until = NULL WHERE id = :id;

-- What was found by a wording of the pathway: all but how the file was, and
-- how long its steps took themselves.
-- query: flows_forget_views none
-- in:    log_id key
DELETE FROM pathway_view
 WHERE log_id = :log_id AND kind NOT IN ('report', 'refused', 'service');
