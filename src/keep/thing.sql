-- What is known of any thing: each kind has one query with this answer.

-- shape: thing_line
--   title text, within_id key?, above_id key?, seen text
