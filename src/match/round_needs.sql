-- What those who take part said they need.

-- An answer for each; what the questionnaire calls private is left to the
-- caller not to ask for.
-- query: round_needs many
-- in:    round_id key, questionnaire_id key, question text, after_id key,
--        n_rows int
-- out:   person_id key, name text, seen text, side_id key, value text?
SELECT m.person_id, p.name, p.seen, m.side_id, v.value
  FROM match_person m JOIN people_door_person p ON p.id = m.person_id
  JOIN reply x ON x.questionnaire_id = :questionnaire_id AND x.about_id = 0
        AND x.person_id = m.person_id AND x.turn = 1
  JOIN reply_value v ON v.reply_id = x.id AND v.question = :question
 WHERE m.round_id = :round_id AND m.person_id > :after_id
   AND v.value IS NOT NULL AND v.value <> ''
 ORDER BY m.person_id LIMIT :n_rows;
