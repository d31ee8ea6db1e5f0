-- What the network is being asked now: whoever comes by may read it.

-- shape: deciding_row
--   id key, name text, lang text, level text, ends_on date?,
--   partnership_id key, partnership_name text?

-- query: deciding_listed many
-- in:    before_id key, n_rows int
-- out:   deciding_row
SELECT t.id, t.name, t.lang, t.level, k.challenge_until AS ends_on,
       t.partnership_id, p.name AS partnership_name
  FROM proposal t LEFT JOIN proposal_asking k ON k.id = t.id
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.status = 'listed' AND t.id < :before_id
 ORDER BY t.status DESC, t.id DESC LIMIT :n_rows;

-- Asked, or heard: the soonest to end first.
-- query: deciding_proposals many
-- in:    status text, after_on date, after_id key, n_rows int
-- out:   deciding_row
SELECT t.id, t.name, t.lang, t.level, t.closes_on AS ends_on,
       t.partnership_id, p.name AS partnership_name
  FROM proposal t
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.status = :status AND (t.closes_on, t.id) > (:after_on, :after_id)
 ORDER BY t.closes_on, t.id LIMIT :n_rows;

-- query: deciding_conversations many
-- in:    after_on date, after_id key, n_rows int
-- out:   deciding_row
SELECT t.id, t.name, t.lang, '' AS level, t.closes_on AS ends_on,
       t.partnership_id, p.name AS partnership_name
  FROM conversation t
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.status = 'open' AND t.opened_to = 'network'
   AND (t.closes_on, t.id) > (:after_on, :after_id)
 ORDER BY t.closes_on, t.id LIMIT :n_rows;

-- query: deciding_panels many
-- in:    after_on date, after_id key, n_rows int
-- out:   deciding_row
SELECT t.id, t.name, t.lang, '' AS level, t.closes_on AS ends_on,
       t.partnership_id, p.name AS partnership_name
  FROM panel t
  LEFT JOIN network_door_partnership p ON p.id = t.partnership_id
 WHERE t.status = 'open'
   AND (t.closes_on, t.id) > (:after_on, :after_id)
 ORDER BY t.closes_on, t.id LIMIT :n_rows;
