-- Panels drawn by lot.

-- use: keep/thing.sql

-- ---- The panel ----------------------------------------------------------------

-- shape: panel
--   id key, code text, partnership_id key, name text, purpose text, asked text, lang text,
--   opened_to text, status text, size int, ceiling int?, has_households bool,
--   closes_on date, held text?, pay text?, travel text?, childcare text?,
--   interpreter text?, contact text?, seed_source text?, seed_on date?,
--   ended_on date?, erased_on date?, is_illustrative bool

-- query: panel_get one
-- in:    id key
-- out:   panel
SELECT id, code, partnership_id, name, purpose, asked, lang, opened_to,
       status, size, ceiling, has_households, closes_on, held, pay, travel, childcare,
       interpreter, contact, seed_source, seed_on, ended_on, erased_on,
       is_illustrative
  FROM panel WHERE id = :id;

-- query: panel_insert none
-- in:    panel
INSERT INTO panel (id, code, partnership_id, name, purpose, asked, lang,
    opened_to, status, size, ceiling, has_households, closes_on, held, pay,
    travel, childcare, interpreter, contact, seed_source, seed_on, ended_on,
    erased_on, is_illustrative)
VALUES (:id, :code, :partnership_id, :name, :purpose, :asked, :lang, :opened_to,
    :status, :size, :ceiling, :has_households, :closes_on, :held, :pay,
    :travel, :childcare, :interpreter, :contact, :seed_source, :seed_on,
    :ended_on, :erased_on, :is_illustrative)
ON CONFLICT (id) DO NOTHING;

-- query: panel_update none
-- in:    panel
UPDATE panel SET code = :code, partnership_id = :partnership_id, name = :name,
    purpose = :purpose, asked = :asked, lang = :lang, opened_to = :opened_to,
    status = :status, size = :size, ceiling = :ceiling,
    has_households = :has_households, closes_on = :closes_on, held = :held,
    pay = :pay, travel = :travel, childcare = :childcare,
    interpreter = :interpreter, contact = :contact,
    seed_source = :seed_source, seed_on = :seed_on, ended_on = :ended_on,
    erased_on = :erased_on, is_illustrative = :is_illustrative
 WHERE id = :id;

-- query: panel_delete none
-- in:    id key
DELETE FROM panel WHERE id = :id;

-- What is being made is for those who make it; then everybody may see it.
-- query: panel_line one
-- in:    id key
-- out:   thing_line
SELECT name AS title, partnership_id AS within_id,
       CAST(NULL AS BIGINT) AS above_id,
       CASE WHEN status = 'draft' THEN 'closely' ELSE 'public' END AS seen
  FROM panel WHERE id = :id;

-- query: panels_of many
-- in:    partnership_id key, n_rows int
-- out:   id key, name text, lang text, status text, size int, closes_on date,
--        ended_on date?, is_illustrative bool
SELECT id, name, lang, status, size, closes_on, ended_on, is_illustrative
  FROM panel WHERE partnership_id = :partnership_id
 ORDER BY id DESC LIMIT :n_rows;

-- query: panel_ids many
-- in:    partnership_id key, n_rows int
-- out:   id key
SELECT id FROM panel WHERE partnership_id = :partnership_id
 ORDER BY id LIMIT :n_rows;

-- query: panel_partnership one
-- in:    id key
-- out:   name text
SELECT name FROM network_door_partnership WHERE id = :id;

-- ---- Quotas -------------------------------------------------------------------

-- shape: panel_line
--   id key, code text, panel_id key, position int, feature text, value text,
--   low int, high int, share real?

-- query: panel_lines many
-- in:    panel_id key, n_rows int
-- out:   panel_line
SELECT id, code, panel_id, position, feature, value, low, high, share
  FROM panel_line WHERE panel_id = :panel_id
 ORDER BY position LIMIT :n_rows;

-- query: panel_line_insert none
-- in:    panel_line
INSERT INTO panel_line (id, code, panel_id, position, feature, value, low,
    high, share)
VALUES (:id, :code, :panel_id, :position, :feature, :value, :low, :high, :share)
ON CONFLICT (id) DO NOTHING;

-- query: panel_line_move none
-- in:    panel_id key, position int, low int, high int
UPDATE panel_line SET low = :low, high = :high
 WHERE panel_id = :panel_id AND position = :position;

-- query: panel_lines_delete none
-- in:    panel_id key
DELETE FROM panel_line WHERE panel_id = :panel_id;

-- ---- Volunteers ---------------------------------------------------------------

-- shape: panel_volunteer
--   id key, panel_id key, ticket int, way text, lang text, household text?,
--   standing text, name text?, told text?

-- query: panel_volunteer_get one
-- in:    id key
-- out:   panel_volunteer
SELECT id, panel_id, ticket, way, lang, household, standing, name, told
  FROM panel_volunteer WHERE id = :id;

-- query: panel_volunteer_with one
-- in:    panel_id key, ticket int
-- out:   panel_volunteer
SELECT id, panel_id, ticket, way, lang, household, standing, name, told
  FROM panel_volunteer WHERE panel_id = :panel_id AND ticket = :ticket;

-- query: panel_volunteer_insert none
-- in:    panel_volunteer
INSERT INTO panel_volunteer (id, panel_id, ticket, way, lang, household,
    standing, name, told)
VALUES (:id, :panel_id, :ticket, :way, :lang, :household, :standing, :name,
    :told)
ON CONFLICT DO NOTHING;

-- query: panel_volunteer_update none
-- in:    panel_volunteer
UPDATE panel_volunteer SET panel_id = :panel_id, ticket = :ticket, way = :way,
    lang = :lang, household = :household, standing = :standing, name = :name,
    told = :told
 WHERE id = :id;

-- query: panel_volunteer_delete none
-- in:    id key
DELETE FROM panel_volunteer WHERE id = :id;

-- query: panel_volunteers many
-- in:    panel_id key, after_ticket int, n_rows int
-- out:   panel_volunteer
SELECT id, panel_id, ticket, way, lang, household, standing, name, told
  FROM panel_volunteer
 WHERE panel_id = :panel_id AND ticket > :after_ticket
 ORDER BY ticket LIMIT :n_rows;

-- query: panel_volunteer_number one
-- in:    panel_id key, n_max int
-- out:   n int
SELECT count(*) AS n FROM (SELECT id FROM panel_volunteer
    WHERE panel_id = :panel_id LIMIT :n_max) t;

-- Whether a file made up who volunteered.
-- query: panel_is_made_up one
-- in:    panel_id key
-- out:   n int
SELECT count(*) AS n FROM (SELECT id FROM made_volunteer
    WHERE panel_id = :panel_id LIMIT 1) t;

-- query: panel_link_insert none
-- in:    id key, panel_id key, volunteer_id key, person_id key?, slip_id key?,
--        label text?, linked_on date
INSERT INTO panel_link (id, panel_id, volunteer_id, person_id, slip_id, label,
    linked_on)
VALUES (:id, :panel_id, :volunteer_id, :person_id, :slip_id, :label,
    :linked_on)
ON CONFLICT DO NOTHING;

-- query: panel_link_of_person one
-- in:    panel_id key, person_id key?
-- out:   volunteer_id key
SELECT volunteer_id FROM panel_link
 WHERE person_id = :person_id AND panel_id = :panel_id;

-- query: panel_link_of_slip one
-- in:    panel_id key, slip_id key?
-- out:   volunteer_id key
SELECT volunteer_id FROM panel_link
 WHERE slip_id = :slip_id AND panel_id = :panel_id;

-- query: panel_link_of_label one
-- in:    panel_id key, label text?
-- out:   volunteer_id key
SELECT volunteer_id FROM panel_link
 WHERE panel_id = :panel_id AND label = :label;

-- query: panel_link_to one
-- in:    volunteer_id key
-- out:   id key, person_id key?, slip_id key?, label text?, linked_on date
SELECT id, person_id, slip_id, label, linked_on FROM panel_link
 WHERE volunteer_id = :volunteer_id;

-- query: panel_link_delete none
-- in:    volunteer_id key
DELETE FROM panel_link WHERE volunteer_id = :volunteer_id;

-- query: panel_links_of_person many
-- in:    person_id key?, after_id key, n_rows int
-- out:   panel_id key, name text, status text, volunteer_id key,
--        linked_on date, ticket int, standing text, shown_name text?
SELECT l.panel_id, p.name, p.status, l.volunteer_id, l.linked_on, v.ticket,
       v.standing, v.name AS shown_name
  FROM panel_link l JOIN panel p ON p.id = l.panel_id
  JOIN panel_volunteer v ON v.id = l.volunteer_id
 WHERE l.person_id = :person_id AND l.panel_id > :after_id
 ORDER BY l.panel_id LIMIT :n_rows;

-- ---- What they said -----------------------------------------------------------

-- query: panel_answer_insert none
-- in:    id key, panel_id key, volunteer_id key, feature text, value text
INSERT INTO panel_answer (id, panel_id, volunteer_id, feature, value)
VALUES (:id, :panel_id, :volunteer_id, :feature, :value)
ON CONFLICT DO NOTHING;

-- query: panel_answers_of many
-- in:    volunteer_id key, n_rows int
-- out:   feature text, value text
SELECT feature, value FROM panel_answer WHERE volunteer_id = :volunteer_id
 ORDER BY feature LIMIT :n_rows;

-- query: panel_answers_delete none
-- in:    volunteer_id key
DELETE FROM panel_answer WHERE volunteer_id = :volunteer_id;

-- query: panel_answers_all many
-- in:    panel_id key, n_rows int
-- out:   volunteer_id key, feature text, value text
SELECT volunteer_id, feature, value FROM panel_answer
 WHERE panel_id = :panel_id ORDER BY volunteer_id, feature LIMIT :n_rows;

-- Who is in it still, and on which day they came.
-- query: panel_days_of many
-- in:    panel_id key, n_rows int
-- out:   id key, ticket int, household text?, linked_on date
SELECT v.id, v.ticket, v.household, l.linked_on
  FROM panel_volunteer v JOIN panel_link l ON l.volunteer_id = v.id
 WHERE v.panel_id = :panel_id ORDER BY v.id LIMIT :n_rows;

-- ---- Lists --------------------------------------------------------------------

-- shape: panel_list
--   id key, panel_id key, number int, kind text, status text, size int,
--   reason text?, n_pool int, reached int, said json?, n_panels int,
--   hash text?, list_seed text?, solver text?, lowest real?, highest real?,
--   gini real?, made_at time?, seed text?, seed_source text?, drawn int?,
--   drawn_at time?, tickets text?, confirmed_by key?, confirmed_at time?,
--   told_from text?

-- query: panel_list_insert none
-- in:    panel_list
INSERT INTO panel_list (id, panel_id, number, kind, status, size, reason,
    n_pool, reached, said, n_panels, hash, list_seed, solver, lowest, highest,
    gini, made_at, seed, seed_source, drawn, drawn_at, tickets, confirmed_by,
    confirmed_at, told_from)
VALUES (:id, :panel_id, :number, :kind, :status, :size, :reason, :n_pool,
    :reached, :said, :n_panels, :hash, :list_seed, :solver, :lowest, :highest,
    :gini, :made_at, :seed, :seed_source, :drawn, :drawn_at, :tickets,
    :confirmed_by, :confirmed_at, :told_from)
ON CONFLICT DO NOTHING;

-- query: panel_list_update none
-- in:    panel_list
UPDATE panel_list SET panel_id = :panel_id, number = :number, kind = :kind,
    status = :status, size = :size, reason = :reason, n_pool = :n_pool,
    reached = :reached, said = :said, n_panels = :n_panels, hash = :hash,
    list_seed = :list_seed, solver = :solver, lowest = :lowest,
    highest = :highest, gini = :gini, made_at = :made_at, seed = :seed,
    seed_source = :seed_source, drawn = :drawn, drawn_at = :drawn_at,
    tickets = :tickets, confirmed_by = :confirmed_by,
    confirmed_at = :confirmed_at, told_from = :told_from
 WHERE id = :id;

-- Newest first.
-- query: panel_lists many
-- in:    panel_id key, n_rows int
-- out:   panel_list
SELECT id, panel_id, number, kind, status, size, reason, n_pool, reached, said,
       n_panels, hash, list_seed, solver, lowest, highest, gini, made_at, seed,
       seed_source, drawn, drawn_at, tickets, confirmed_by, confirmed_at,
       told_from
  FROM panel_list WHERE panel_id = :panel_id
 ORDER BY number DESC LIMIT :n_rows;

-- query: panel_list_numbered one
-- in:    panel_id key, number int
-- out:   panel_list
SELECT id, panel_id, number, kind, status, size, reason, n_pool, reached, said,
       n_panels, hash, list_seed, solver, lowest, highest, gini, made_at, seed,
       seed_source, drawn, drawn_at, tickets, confirmed_by, confirmed_at,
       told_from
  FROM panel_list WHERE panel_id = :panel_id AND number = :number;

-- query: panel_file_insert none
-- in:    id key, panel_id key, list_id key, name text, content text
INSERT INTO panel_file (id, panel_id, list_id, name, content)
VALUES (:id, :panel_id, :list_id, :name, :content)
ON CONFLICT DO NOTHING;

-- query: panel_file_get one
-- in:    list_id key, name text
-- out:   content text
SELECT content FROM panel_file WHERE list_id = :list_id AND name = :name;

-- query: panel_file_change none
-- in:    list_id key, name text, content text
UPDATE panel_file SET content = :content
 WHERE list_id = :list_id AND name = :name;

-- query: panel_files_delete none
-- in:    list_id key
DELETE FROM panel_file WHERE list_id = :list_id;

-- ---- Counts, and what was done ------------------------------------------------

-- shape: panel_count
--   id key, panel_id key, position int, feature text, value text,
--   n_volunteers int?, n_panel int?

-- query: panel_counts many
-- in:    panel_id key, n_rows int
-- out:   panel_count
SELECT id, panel_id, position, feature, value, n_volunteers, n_panel
  FROM panel_count WHERE panel_id = :panel_id
 ORDER BY position LIMIT :n_rows;

-- query: panel_count_insert none
-- in:    panel_count
INSERT INTO panel_count (id, panel_id, position, feature, value, n_volunteers,
    n_panel)
VALUES (:id, :panel_id, :position, :feature, :value, :n_volunteers, :n_panel)
ON CONFLICT (id) DO NOTHING;

-- query: panel_counts_delete none
-- in:    panel_id key
DELETE FROM panel_count WHERE panel_id = :panel_id;

-- query: panel_event_insert none
-- in:    id key, panel_id key, at time, person_id key?, what text,
--        reason text?, detail text?
INSERT INTO panel_event (id, panel_id, at, person_id, what, reason, detail)
VALUES (:id, :panel_id, :at, :person_id, :what, :reason, :detail)
ON CONFLICT (id) DO NOTHING;

-- query: panel_events many
-- in:    panel_id key, n_rows int
-- out:   id key, at time, what text, reason text?, detail text?, name text?
SELECT e.id, e.at, e.what, e.reason, e.detail, p.name
  FROM panel_event e LEFT JOIN people_door_person p ON p.id = e.person_id
 WHERE e.panel_id = :panel_id ORDER BY e.id LIMIT :n_rows;

-- ---- Of which nothing stays ----------------------------------------------------

-- query: panel_unsign_events none
-- in:    person_id key?
UPDATE panel_event SET person_id = NULL WHERE person_id = :person_id;

-- query: panel_unsign_lists none
-- in:    confirmed_by key?
UPDATE panel_list SET confirmed_by = NULL WHERE confirmed_by = :confirmed_by;

-- query: panel_events_of many
-- in:    person_id key?, after_id key, n_rows int
-- out:   id key, at time, what text, reason text?, name text
SELECT e.id, e.at, e.what, e.reason, p.name
  FROM panel_event e JOIN panel p ON p.id = e.panel_id
 WHERE e.person_id = :person_id AND e.id > :after_id
 ORDER BY e.id LIMIT :n_rows;

-- query: panel_attended many
-- in:    volunteer_id key, n_rows int
-- out:   day date
SELECT day FROM panel_attendance WHERE volunteer_id = :volunteer_id
 ORDER BY id LIMIT :n_rows;

-- query: panel_attendance_leave none
-- in:    volunteer_id key
DELETE FROM panel_attendance WHERE volunteer_id = :volunteer_id;

-- query: panel_forget_attendance none
-- in:    panel_id key
DELETE FROM panel_attendance WHERE panel_id = :panel_id;

-- query: panel_forget_events none
-- in:    panel_id key
DELETE FROM panel_event WHERE panel_id = :panel_id;

-- query: panel_forget_files none
-- in:    panel_id key
DELETE FROM panel_file WHERE panel_id = :panel_id;

-- query: panel_forget_lists none
-- in:    panel_id key
DELETE FROM panel_list WHERE panel_id = :panel_id;

-- query: panel_forget_answers none
-- in:    panel_id key
DELETE FROM panel_answer WHERE panel_id = :panel_id;

-- query: panel_forget_links none
-- in:    panel_id key
DELETE FROM panel_link WHERE panel_id = :panel_id;

-- query: panel_forget_volunteers none
-- in:    panel_id key
DELETE FROM panel_volunteer WHERE panel_id = :panel_id;

-- ---- After the draw -------------------------------------------------------------

-- query: panel_standing_number one
-- in:    panel_id key, standing text, n_max int
-- out:   n int
SELECT count(*) AS n FROM (SELECT id FROM panel_volunteer
    WHERE panel_id = :panel_id AND standing = :standing LIMIT :n_max) t;

-- query: panel_standing many
-- in:    panel_id key, standing text, n_rows int
-- out:   panel_volunteer
SELECT id, panel_id, ticket, way, lang, household, standing, name, told
  FROM panel_volunteer WHERE panel_id = :panel_id AND standing = :standing
 ORDER BY ticket LIMIT :n_rows;

-- query: panel_attendance_clear none
-- in:    panel_id key, day date
DELETE FROM panel_attendance WHERE panel_id = :panel_id AND day = :day;

-- query: panel_attendance_insert none
-- in:    id key, panel_id key, volunteer_id key, day date
INSERT INTO panel_attendance (id, panel_id, volunteer_id, day)
VALUES (:id, :panel_id, :volunteer_id, :day)
ON CONFLICT DO NOTHING;

-- query: panel_days many
-- in:    panel_id key, n_rows int
-- out:   day date, n int
SELECT day, count(*) AS n FROM panel_attendance WHERE panel_id = :panel_id
 GROUP BY day ORDER BY day LIMIT :n_rows;

-- Ended before that day, and not forgotten yet.
-- query: panel_due many
-- in:    before date, n_rows int
-- out:   id key
SELECT id FROM panel
 WHERE status = 'ended' AND erased_on IS NULL AND ended_on <= :before
 ORDER BY ended_on, id LIMIT :n_rows;

-- query: panel_forget_proofs none
-- in:    panel_id key
DELETE FROM panel_file
 WHERE panel_id = :panel_id AND name IN ('people', 'certificate');

-- query: panel_forget_households none
-- in:    panel_id key
UPDATE panel_volunteer SET household = NULL WHERE panel_id = :panel_id;

-- Who did not come to be a member is nobody here any more.
-- query: panel_forget_others none
-- in:    panel_id key
DELETE FROM panel_link WHERE panel_id = :panel_id
   AND volunteer_id IN (SELECT v.id FROM panel_volunteer v
       WHERE v.panel_id = :panel_id AND v.standing <> 'accepted');

-- Those whom a helper or a file wrote down, by their mark.
-- query: panel_labelled many
-- in:    panel_id key, after_label text, n_rows int
-- out:   label text?, ticket int, standing text, way text
SELECT l.label, v.ticket, v.standing, v.way
  FROM panel_link l JOIN panel_volunteer v ON v.id = l.volunteer_id
 WHERE l.panel_id = :panel_id AND l.label > :after_label
 ORDER BY l.label LIMIT :n_rows;

-- ---- The register ---------------------------------------------------------------

-- shape: panel_listed
--   id key, name text, lang text, status text, size int, closes_on date,
--   is_illustrative bool, partnership_name text?

-- query: panels_shown many
-- in:    before_id key, n_rows int
-- out:   panel_listed
SELECT t.id, t.name, t.lang, t.status, t.size, t.closes_on, t.is_illustrative,
       p.name AS partnership_name
  FROM panel t LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.is_shown = 1 AND t.id < :before_id
 ORDER BY t.id DESC LIMIT :n_rows;

-- query: panels_found many
-- in:    words match, before_id key, n_rows int
-- out:   panel_listed
-- sqlite:
SELECT t.id, t.name, t.lang, t.status, t.size, t.closes_on, t.is_illustrative,
       p.name AS partnership_name
  FROM search_word w JOIN panel t ON t.id = w.rowid
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE w.search_word MATCH :words AND w.rowid < :before_id
 ORDER BY w.rowid DESC LIMIT :n_rows;
-- postgresql:
SELECT t.id, t.name, t.lang, t.status, t.size, t.closes_on, t.is_illustrative,
       p.name AS partnership_name
  FROM search_word w JOIN panel t ON t.id = w.id
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE w.words @@ to_tsquery('simple', :words) AND w.id < :before_id
 ORDER BY w.id + 0 DESC LIMIT :n_rows;

-- query: panel_show none
-- in:    id key
UPDATE panel SET is_shown = 1 WHERE id = :id;
