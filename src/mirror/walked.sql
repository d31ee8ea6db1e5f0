-- Logs of how pathways were walked, and what was found in them.

-- use: keep/thing.sql

-- shape: pathway_log
--   id key, pathway_id key, name text, status text, file_id key?,
--   file_name text, case_column text?, activity_column text?,
--   time_column text?, zone text?, day_order text, attributes text?,
--   added_by key?, added_at time, n_events int, n_cases int, n_refused int,
--   first_day text?, last_day text?, is_shown bool, judged_hash text?,
--   judged_at time?, rows_file_id key?, rows_until date?,
--   lifecycle_column text?, birth_column text?, classifier text?,
--   is_any_order bool

-- query: pathway_log_get one
-- in:    id key
-- out:   pathway_log
SELECT id, pathway_id, name, status, file_id, file_name, case_column,
       activity_column, time_column, zone, day_order, attributes, added_by,
       added_at, n_events, n_cases, n_refused, first_day, last_day,
       is_shown, judged_hash, judged_at, rows_file_id, rows_until,
       lifecycle_column, birth_column, classifier, is_any_order
  FROM pathway_log WHERE id = :id;

-- query: pathway_log_insert none
-- in:    pathway_log
INSERT INTO pathway_log (id, pathway_id, name, status, file_id, file_name,
    case_column, activity_column, time_column, zone, day_order, attributes,
    added_by, added_at, n_events, n_cases, n_refused, first_day, last_day,
    is_shown, judged_hash, judged_at, rows_file_id, rows_until,
    lifecycle_column, birth_column, classifier, is_any_order)
VALUES (:id, :pathway_id, :name, :status, :file_id, :file_name, :case_column,
    :activity_column, :time_column, :zone, :day_order, :attributes, :added_by,
    :added_at, :n_events, :n_cases, :n_refused, :first_day, :last_day,
    :is_shown, :judged_hash, :judged_at, :rows_file_id, :rows_until,
    :lifecycle_column, :birth_column, :classifier, :is_any_order)
ON CONFLICT (id) DO NOTHING;

-- query: pathway_log_update none
-- in:    pathway_log
UPDATE pathway_log SET pathway_id = :pathway_id, name = :name,
    status = :status, file_id = :file_id, file_name = :file_name,
    case_column = :case_column, activity_column = :activity_column,
    time_column = :time_column, zone = :zone, day_order = :day_order,
    attributes = :attributes, added_by = :added_by, added_at = :added_at,
    n_events = :n_events, n_cases = :n_cases, n_refused = :n_refused,
    first_day = :first_day, last_day = :last_day, is_shown = :is_shown,
    judged_hash = :judged_hash, judged_at = :judged_at,
    rows_file_id = :rows_file_id, rows_until = :rows_until,
    lifecycle_column = :lifecycle_column, birth_column = :birth_column,
    classifier = :classifier, is_any_order = :is_any_order
 WHERE id = :id;

-- query: pathway_log_delete none
-- in:    id key
DELETE FROM pathway_log WHERE id = :id;

-- query: pathway_log_line one
-- in:    id key
-- out:   thing_line
SELECT l.name AS title, l.pathway_id AS within_id, w.side_id AS above_id,
       'within' AS seen
  FROM pathway_log l JOIN pathway w ON w.id = l.pathway_id
 WHERE l.id = :id;

-- query: pathway_logs many
-- in:    pathway_id key, n_rows int
-- out:   id key, name text, status text, n_events int, n_cases int,
--        first_day text?, last_day text?, is_shown bool
SELECT id, name, status, n_events, n_cases, first_day, last_day, is_shown
  FROM pathway_log WHERE pathway_id = :pathway_id ORDER BY id DESC
 LIMIT :n_rows;

-- query: pathway_log_ids many
-- in:    pathway_id key, n_rows int
-- out:   id key
SELECT id FROM pathway_log WHERE pathway_id = :pathway_id ORDER BY id
 LIMIT :n_rows;

-- query: pathway_logs_of_person many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, name text, added_at time
SELECT id, name, added_at FROM pathway_log
 WHERE added_by = :person_id AND id > :after_id ORDER BY id LIMIT :n_rows;

-- query: pathway_log_unsign none
-- in:    person_id key?
UPDATE pathway_log SET added_by = NULL WHERE added_by = :person_id;

-- query: pathway_view_get one
-- in:    log_id key, kind text
-- out:   content text
SELECT content FROM pathway_view WHERE log_id = :log_id AND kind = :kind;

-- query: pathway_view_kinds many
-- in:    log_id key, n_rows int
-- out:   kind text
SELECT kind FROM pathway_view WHERE log_id = :log_id ORDER BY kind
 LIMIT :n_rows;

-- query: pathway_view_insert none
-- in:    id key, log_id key, kind text, content text
INSERT INTO pathway_view (id, log_id, kind, content)
VALUES (:id, :log_id, :kind, :content)
ON CONFLICT (log_id, kind) DO UPDATE SET content = :content;

-- query: pathway_view_forget none
-- in:    log_id key
DELETE FROM pathway_view WHERE log_id = :log_id;
