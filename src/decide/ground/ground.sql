-- What people share: what the count reads, and what it found.

-- ---- What is counted -----------------------------------------------------------

-- query: ground_statements many
-- in:    conversation_id key, n_rows int
-- out:   id key, number int, status text
SELECT id, number, status FROM statement
 WHERE conversation_id = :conversation_id ORDER BY number LIMIT :n_rows;

-- query: statements_out one
-- in:    conversation_id key
-- out:   n int
SELECT count(*) AS n FROM statement
 WHERE conversation_id = :conversation_id AND status = 'out';

-- ---- What was found ------------------------------------------------------------

-- shape: ground_result
--   id key, conversation_id key, is_final bool, counted_on date, seed int,
--   votes_hash text, n_people int?, n_people_tens int, n_units int,
--   n_groups int, why_none text?, resamples int, tries text, share_one real?,
--   share_two real?, is_arbitrary bool, salt text

-- query: ground_result_insert none
-- in:    ground_result
INSERT INTO ground_result (id, conversation_id, is_final, counted_on, seed,
    votes_hash, n_people, n_people_tens, n_units, n_groups, why_none,
    resamples, tries, share_one, share_two, is_arbitrary, salt)
VALUES (:id, :conversation_id, :is_final, :counted_on, :seed, :votes_hash,
    :n_people, :n_people_tens, :n_units, :n_groups, :why_none, :resamples,
    :tries, :share_one, :share_two, :is_arbitrary, :salt)
ON CONFLICT (id) DO NOTHING;

-- query: ground_result_get one
-- in:    conversation_id key
-- out:   ground_result
SELECT id, conversation_id, is_final, counted_on, seed, votes_hash, n_people,
       n_people_tens, n_units, n_groups, why_none, resamples, tries, share_one,
       share_two, is_arbitrary, salt
  FROM ground_result WHERE conversation_id = :conversation_id;

-- query: ground_row_insert none
-- in:    id key, conversation_id key, statement_id key, label int, place int,
--        label_without int?, score real?, lowest_id key?, one_id key?,
--        two_id key?, is_between bool, gap real?
INSERT INTO ground_row (id, conversation_id, statement_id, label, place,
    label_without, score, lowest_id, one_id, two_id, is_between, gap)
VALUES (:id, :conversation_id, :statement_id, :label, :place, :label_without,
    :score, :lowest_id, :one_id, :two_id, :is_between, :gap)
ON CONFLICT (id) DO NOTHING;

-- query: ground_row_without none
-- in:    conversation_id key, statement_id key, label_without int?
UPDATE ground_row SET label_without = :label_without
 WHERE conversation_id = :conversation_id AND statement_id = :statement_id;

-- shape: ground_line
--   statement_id key, label int, place int, label_without int?, score real?,
--   lowest_id key?, one_id key?, two_id key?, is_between bool, gap real?,
--   number int, status text, lang text, words text, said text?

-- Of one label, as they stand in its list.
-- query: ground_lines many
-- in:    conversation_id key, label int, after_place int, lang text,
--        n_rows int
-- out:   ground_line
SELECT g.statement_id, g.label, g.place, g.label_without, g.score, g.lowest_id,
       g.one_id, g.two_id, g.is_between, g.gap, s.number, s.status, s.lang,
       s.words,
       (SELECT w.words FROM statement_words w
         WHERE w.thing_id = s.id AND w.lang = :lang) AS said
  FROM ground_row g JOIN statement s ON s.id = g.statement_id
 WHERE g.conversation_id = :conversation_id AND g.label = :label
   AND g.place > :after_place
 ORDER BY g.place LIMIT :n_rows;

-- query: ground_line_of one
-- in:    conversation_id key, number int, lang text
-- out:   ground_line
SELECT g.statement_id, g.label, g.place, g.label_without, g.score, g.lowest_id,
       g.one_id, g.two_id, g.is_between, g.gap, s.number, s.status, s.lang,
       s.words,
       (SELECT w.words FROM statement_words w
         WHERE w.thing_id = s.id AND w.lang = :lang) AS said
  FROM statement s JOIN ground_row g
    ON g.statement_id = s.id AND g.conversation_id = s.conversation_id
 WHERE s.conversation_id = :conversation_id AND s.number = :number;

-- How many of each label.
-- query: ground_labels many
-- in:    conversation_id key, n_rows int
-- out:   label int, n int
SELECT label, count(*) AS n FROM ground_row
 WHERE conversation_id = :conversation_id
 GROUP BY label ORDER BY label LIMIT :n_rows;

-- Of which the label would be another without what was flagged.
-- query: ground_others one
-- in:    conversation_id key
-- out:   n int
SELECT count(label_without) AS n FROM ground_row
 WHERE conversation_id = :conversation_id;

-- query: ground_cell_insert none
-- in:    id key, conversation_id key, statement_id key, unit_id key,
--        agree int?, disagree int?, pass int?, n int?, about int?,
--        at_least int?
INSERT INTO ground_cell (id, conversation_id, statement_id, unit_id, agree,
    disagree, pass, n, about, at_least)
VALUES (:id, :conversation_id, :statement_id, :unit_id, :agree, :disagree,
    :pass, :n, :about, :at_least)
ON CONFLICT (id) DO NOTHING;

-- query: ground_cells many
-- in:    conversation_id key, statement_id key, n_rows int
-- out:   unit_id key, agree int?, disagree int?, pass int?, n int?, about int?,
--        at_least int?
SELECT unit_id, agree, disagree, pass, n, about, at_least FROM ground_cell
 WHERE conversation_id = :conversation_id AND statement_id = :statement_id
 ORDER BY unit_id LIMIT :n_rows;

-- query: ground_cells_each each
-- in:    conversation_id key
-- out:   statement_id key, unit_id key, agree int?, disagree int?, pass int?,
--        n int?, about int?, at_least int?
SELECT statement_id, unit_id, agree, disagree, pass, n, about, at_least
  FROM ground_cell
 WHERE conversation_id = :conversation_id
 ORDER BY statement_id, unit_id;

-- query: ground_side_insert none
-- in:    id key, conversation_id key, statement_id key, side_id key,
--        share real
INSERT INTO ground_side (id, conversation_id, statement_id, side_id, share)
VALUES (:id, :conversation_id, :statement_id, :side_id, :share)
ON CONFLICT (id) DO NOTHING;

-- query: ground_sides many
-- in:    conversation_id key, statement_id key, n_rows int
-- out:   side_id key, share real
SELECT side_id, share FROM ground_side
 WHERE conversation_id = :conversation_id AND statement_id = :statement_id
 ORDER BY side_id LIMIT :n_rows;

-- query: ground_joined_insert none
-- in:    id key, conversation_id key, unit_id key, with_id key
INSERT INTO ground_joined (id, conversation_id, unit_id, with_id)
VALUES (:id, :conversation_id, :unit_id, :with_id)
ON CONFLICT (id) DO NOTHING;

-- query: ground_joined_of many
-- in:    conversation_id key, n_rows int
-- out:   unit_id key, with_id key
SELECT unit_id, with_id FROM ground_joined
 WHERE conversation_id = :conversation_id ORDER BY unit_id LIMIT :n_rows;

-- query: ground_unit_insert none
-- in:    id key, conversation_id key, unit_id key, n_answers int
INSERT INTO ground_unit (id, conversation_id, unit_id, n_answers)
VALUES (:id, :conversation_id, :unit_id, :n_answers)
ON CONFLICT (id) DO NOTHING;

-- How the people of each community came to answer.
-- query: ground_ways_of each
-- in:    conversation_id key
-- out:   unit_id key, way text
SELECT p.unit_id, p.way FROM participant p
 WHERE p.conversation_id = :conversation_id ORDER BY p.id;

-- query: ground_way_insert none
-- in:    id key, conversation_id key, unit_id key, way text, n_tens int
INSERT INTO ground_way (id, conversation_id, unit_id, way, n_tens)
VALUES (:id, :conversation_id, :unit_id, :way, :n_tens)
ON CONFLICT (conversation_id, unit_id, way) DO NOTHING;

-- query: ground_ways many
-- in:    conversation_id key, n_rows int
-- out:   unit_id key, way text, n_tens int
SELECT unit_id, way, n_tens FROM ground_way
 WHERE conversation_id = :conversation_id
 ORDER BY unit_id, way LIMIT :n_rows;

-- query: ground_way_delete none
-- in:    conversation_id key
DELETE FROM ground_way WHERE conversation_id = :conversation_id;

-- query: ground_units many
-- in:    conversation_id key, n_rows int
-- out:   unit_id key, n_answers int
SELECT unit_id, n_answers FROM ground_unit
 WHERE conversation_id = :conversation_id ORDER BY unit_id LIMIT :n_rows;

-- query: ground_group_insert none
-- in:    id key, conversation_id key, number int, n_people int?, told text,
--        x real?, y real?, xx real?, xy real?, yy real?
INSERT INTO ground_group (id, conversation_id, number, n_people, told, x, y,
    xx, xy, yy)
VALUES (:id, :conversation_id, :number, :n_people, :told, :x, :y, :xx, :xy,
    :yy)
ON CONFLICT (id) DO NOTHING;

-- query: ground_groups many
-- in:    conversation_id key, n_rows int
-- out:   number int, n_people int?, told text, x real?, y real?, xx real?,
--        xy real?, yy real?
SELECT number, n_people, told, x, y, xx, xy, yy FROM ground_group
 WHERE conversation_id = :conversation_id ORDER BY number LIMIT :n_rows;

-- query: ground_share_insert none
-- in:    id key, conversation_id key, statement_id key, number int, agree int,
--        n int
INSERT INTO ground_share (id, conversation_id, statement_id, number, agree, n)
VALUES (:id, :conversation_id, :statement_id, :number, :agree, :n)
ON CONFLICT (id) DO NOTHING;

-- query: ground_shares many
-- in:    conversation_id key, statement_id key, n_rows int
-- out:   number int, agree int, n int
SELECT number, agree, n FROM ground_share
 WHERE conversation_id = :conversation_id AND statement_id = :statement_id
 ORDER BY number LIMIT :n_rows;

-- query: ground_shares_each each
-- in:    conversation_id key
-- out:   statement_id key, number int, agree int, n int
SELECT statement_id, number, agree, n FROM ground_share
 WHERE conversation_id = :conversation_id
 ORDER BY statement_id, number;

-- query: ground_side_name one
-- in:    id key
-- out:   name text
SELECT name FROM network_door_side WHERE id = :id;

-- ---- It is for anybody ---------------------------------------------------------

-- query: ground_open_insert none
-- in:    id key, conversation_id key, opened_by key?, opened_on date
INSERT INTO ground_open (id, conversation_id, opened_by, opened_on)
VALUES (:id, :conversation_id, :opened_by, :opened_on)
ON CONFLICT DO NOTHING;

-- query: ground_open_get one
-- in:    conversation_id key
-- out:   opened_on date
SELECT opened_on FROM ground_open WHERE conversation_id = :conversation_id;

-- query: ground_open_delete none
-- in:    conversation_id key
DELETE FROM ground_open WHERE conversation_id = :conversation_id;

-- query: ground_open_erase none
-- in:    opened_by key?
UPDATE ground_open SET opened_by = NULL WHERE opened_by = :opened_by;

-- ---- Of which nothing stays ----------------------------------------------------

-- query: ground_result_delete none
-- in:    conversation_id key
DELETE FROM ground_result WHERE conversation_id = :conversation_id;

-- query: ground_row_delete none
-- in:    conversation_id key
DELETE FROM ground_row WHERE conversation_id = :conversation_id;

-- query: ground_cell_delete none
-- in:    conversation_id key
DELETE FROM ground_cell WHERE conversation_id = :conversation_id;

-- query: ground_side_delete none
-- in:    conversation_id key
DELETE FROM ground_side WHERE conversation_id = :conversation_id;

-- query: ground_joined_delete none
-- in:    conversation_id key
DELETE FROM ground_joined WHERE conversation_id = :conversation_id;

-- query: ground_unit_delete none
-- in:    conversation_id key
DELETE FROM ground_unit WHERE conversation_id = :conversation_id;

-- query: ground_group_delete none
-- in:    conversation_id key
DELETE FROM ground_group WHERE conversation_id = :conversation_id;

-- query: ground_share_delete none
-- in:    conversation_id key
DELETE FROM ground_share WHERE conversation_id = :conversation_id;

-- query: ground_sign_delete none
-- in:    conversation_id key
DELETE FROM ground_sign WHERE conversation_id = :conversation_id;

-- query: ground_sign_erase none
-- in:    decided_by key?
UPDATE ground_sign SET decided_by = NULL WHERE decided_by = :decided_by;
