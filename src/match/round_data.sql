-- What rounds keep about one person: handed out, or erased.

-- query: round_rows_of_person many
-- in:    person_id key, n_rows int
-- out:   id key, code text, round_id key, round_name text, side_name text,
--        role_family text?, level int?, sectors text?, interests text?,
--        languages text?, offers text?, wants text?, goals text?, free text?,
--        wishes text?, safeguard text?, may_trio bool, has_lived bool,
--        line text?
SELECT m.id, m.code, m.round_id, r.name AS round_name, s.name AS side_name,
       m.role_family, m.level, m.sectors, m.interests, m.languages, m.offers,
       m.wants, m.goals, m.free, m.wishes, m.safeguard, m.may_trio, m.has_lived,
       i.line
  FROM match_person m JOIN match_round r ON r.id = m.round_id
  JOIN network_door_side s ON s.id = m.side_id
  LEFT JOIN match_input i ON i.id = m.id
 WHERE m.person_id = :person_id
 ORDER BY m.person_id, m.id LIMIT :n_rows;

-- Whom they said that they cannot be paired with: their own words alone.
-- query: round_not_with_of many
-- in:    id key, n_rows int
-- out:   name text
SELECT p.name FROM match_rule t JOIN match_person m ON m.id = t.b_id
  JOIN people_door_person p ON p.id = m.person_id
 WHERE t.a_id = :id AND t.kind = 'not_with' ORDER BY t.a_id, t.id LIMIT :n_rows;

-- query: round_person_erase none
-- in:    id key, code text
UPDATE match_person SET code = :code, organisation_id = NULL,
    role_family = NULL, level = NULL, sectors = NULL, interests = NULL,
    languages = NULL, offers = NULL, wants = NULL, goals = NULL, free = NULL,
    wishes = NULL, safeguard = NULL, has_lived = 0
 WHERE id = :id;

-- query: round_input_erase none
-- in:    id key
DELETE FROM match_input WHERE id = :id;

-- query: round_waiting_erase none
-- in:    id key
DELETE FROM match_waiting WHERE id = :id;

-- query: round_rules_erase none
-- in:    id key
DELETE FROM match_rule WHERE (a_id = :id OR b_id = :id) AND kind = 'not_with';

-- query: round_rule_reasons_erase none
-- in:    id key
UPDATE match_rule SET reason = NULL WHERE a_id = :id OR b_id = :id;

-- Lists of others that may name them.
-- query: round_lists many
-- in:    round_id key, n_rows int
-- out:   id key, wishes text?, line text?
SELECT m.id, m.wishes, i.line
  FROM match_person m LEFT JOIN match_input i ON i.id = m.id
 WHERE m.round_id = :round_id
 ORDER BY m.side_id, m.id LIMIT :n_rows;

-- query: round_line_set none
-- in:    id key, line text
UPDATE match_input SET line = :line WHERE id = :id;
