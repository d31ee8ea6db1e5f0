-- What those who take part said they need.

-- An answer for each who has a role on their side: whom a facilitator merely
-- wrote into the round did not say it to them. What the questionnaire calls
-- private is left to the caller not to ask for.
-- query: round_needs many
-- in:    round_id key, questionnaire_id key, question text, after_id key,
--        today date, n_rows int
-- out:   person_id key, name text, seen text, side_id key, value text?
SELECT m.person_id, p.name, p.seen, m.side_id, v.value
  FROM match_person m JOIN people_door_person p ON p.id = m.person_id
  JOIN reply x ON x.questionnaire_id = :questionnaire_id AND x.about_id = 0
        AND x.person_id = m.person_id AND x.turn = 1
  JOIN reply_value v ON v.reply_id = x.id AND v.question = :question
 WHERE m.round_id = :round_id AND m.person_id > :after_id
   AND v.value IS NOT NULL AND v.value <> ''
   AND EXISTS (SELECT 1 FROM people_door_membership k
        WHERE k.person_id = m.person_id AND k.thing_id = m.side_id
          AND k.role = 'member' AND k.starts_on <= :today
          AND (k.ends_on IS NULL OR k.ends_on > :today))
 ORDER BY m.person_id LIMIT :n_rows;

-- What one of a pair wrote of what should come of it: for the other.
-- query: pair_said one
-- in:    questionnaire_id key, person_id key, question text
-- out:   value text?, lang text
SELECT v.value, x.lang
  FROM reply x
  JOIN reply_value v ON v.reply_id = x.id AND v.question = :question
 WHERE x.questionnaire_id = :questionnaire_id AND x.about_id = 0
   AND x.person_id = :person_id AND x.turn = 1 AND v.value IS NOT NULL;
