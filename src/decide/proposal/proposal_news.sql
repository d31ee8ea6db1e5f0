-- News of a proposal, on their way to those who are asked.

-- shape: proposal_news
--   id key, proposal_id key, kind text, told_from text, n_sides int,
--   after_id key

-- query: proposal_news_add none
-- in:    proposal_news
INSERT INTO proposal_news (id, proposal_id, kind, told_from, n_sides, after_id)
VALUES (:id, :proposal_id, :kind, :told_from, :n_sides, :after_id)
ON CONFLICT (id) DO NOTHING;

-- query: proposal_news_get one
-- in:    id key
-- out:   proposal_news
SELECT id, proposal_id, kind, told_from, n_sides, after_id
  FROM proposal_news WHERE id = :id;

-- query: proposal_news_of many
-- in:    proposal_id key, n_rows int
-- out:   id key
SELECT id FROM proposal_news
 WHERE proposal_id = :proposal_id ORDER BY id LIMIT :n_rows;

-- query: proposal_news_waiting many
-- in:    after_id key, n_rows int
-- out:   id key
SELECT id FROM proposal_news WHERE id > :after_id ORDER BY id LIMIT :n_rows;

-- query: proposal_news_move none
-- in:    id key, n_sides int, after_id key
UPDATE proposal_news SET n_sides = :n_sides, after_id = :after_id
 WHERE id = :id;

-- query: proposal_news_end none
-- in:    id key
DELETE FROM proposal_news WHERE id = :id;

-- The first of somebody's memberships of a side: who is one twice hears once.
-- query: proposal_member_first one
-- in:    person_id key, thing_id key, today date
-- out:   id key
SELECT id FROM people_door_membership
 WHERE person_id = :person_id AND thing_id = :thing_id AND role = 'member'
   AND starts_on <= :today AND (ends_on IS NULL OR ends_on > :today)
 ORDER BY id LIMIT 1;

-- query: proposal_remove_news none
-- in:    proposal_id key
DELETE FROM proposal_news WHERE proposal_id = :proposal_id;
