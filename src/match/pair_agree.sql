-- A round while its pairs are agreed on, and the round that follows.

-- Those who take part, and are in no pair that stands, or ended as planned.
-- query: agree_waiting many
-- in:    round_id key, after_id key, n_rows int
-- out:   id key, person_id key, name text, position int, side_name text
SELECT i.id, m.person_id, p.name, s.position, s.name AS side_name
  FROM match_input i JOIN match_person m ON m.id = i.id
  JOIN people_door_person p ON p.id = m.person_id
  JOIN network_door_side s ON s.id = m.side_id
 WHERE i.round_id = :round_id AND i.id > :after_id
   AND NOT EXISTS (SELECT 1 FROM match_gone g WHERE g.id = i.id)
   AND NOT EXISTS (SELECT 1 FROM match_pair t WHERE t.a_id = i.id
         AND (t.status IN ('proposed', 'offered', 'agreed', 'running')
             OR (t.status = 'ended' AND NOT EXISTS (SELECT 1 FROM match_gone g
                   WHERE g.id IN (t.a_id, t.b_id, t.third_id)))))
   AND NOT EXISTS (SELECT 1 FROM match_pair t WHERE t.b_id = i.id
         AND (t.status IN ('proposed', 'offered', 'agreed', 'running')
             OR (t.status = 'ended' AND NOT EXISTS (SELECT 1 FROM match_gone g
                   WHERE g.id IN (t.a_id, t.b_id, t.third_id)))))
   AND NOT EXISTS (SELECT 1 FROM match_pair t WHERE t.third_id = i.id
         AND (t.status IN ('proposed', 'offered', 'agreed', 'running')
             OR (t.status = 'ended' AND NOT EXISTS (SELECT 1 FROM match_gone g
                   WHERE g.id IN (t.a_id, t.b_id, t.third_id)))))
 ORDER BY i.id LIMIT :n_rows;

-- query: agree_proposed_keys many
-- in:    round_id key, after_id key, n_rows int
-- out:   id key
SELECT id FROM match_pair
 WHERE round_id = :round_id AND status = 'proposed' AND id > :after_id
 ORDER BY id LIMIT :n_rows;

-- Has somebody made the round that follows already?
-- query: agree_next one
-- in:    id key
-- out:   id key, name text
SELECT r.id, r.name FROM match_state s JOIN match_round r ON r.id = s.id
 WHERE s.previous_id = :id
 ORDER BY s.previous_id, s.id LIMIT 1;

-- query: agree_next_round none
-- in:    id key, from_id key, code text, name text, name_sort text
INSERT INTO match_round (id, code, name, name_sort, partnership_id,
    questionnaire_id, mode, closes_on, weight_role, weight_level,
    weight_interests, weight_language, weight_give, weight_goals, weight_time,
    days_needed, related, has_interpreter, may_share_organisation, has_wishes,
    counterparts)
SELECT :id, :code, :name, :name_sort, partnership_id, questionnaire_id, mode,
       NULL, weight_role, weight_level, weight_interests, weight_language,
       weight_give, weight_goals, weight_time, days_needed, related,
       has_interpreter, may_share_organisation, has_wishes, counterparts
  FROM match_round WHERE id = :from_id;

-- All that must not be, private lists as well: for copying alone.
-- query: agree_rules many
-- in:    round_id key, after_id key, n_rows int
-- out:   id key, kind text, a_id key, b_id key, reason text?, made_at time,
--        made_by key?
SELECT id, kind, a_id, b_id, reason, made_at, made_by FROM match_rule
 WHERE round_id = :round_id AND kind <> 'pin' AND id > :after_id
 ORDER BY id LIMIT :n_rows;
