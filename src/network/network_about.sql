-- The network as a thing. It has no row: there is always one, with the key 1,
-- and what it is called is prose.

-- use: keep/thing.sql

-- shape: network_row
--   id key, code text

-- query: network_line one
-- in:    id key
-- out:   thing_line
SELECT COALESCE((SELECT p.source FROM prose p
                  WHERE p.thing_id = :id AND p.part = 'name'
                    AND p.is_original = 1 LIMIT 1), 'Counterpart')
           AS title,
       CAST(NULL AS BIGINT) AS within_id, CAST(NULL AS BIGINT) AS above_id,
       'public' AS seen
 WHERE :id = 1;

-- query: network_get one
-- in:    id key
-- out:   network_row
SELECT CAST(1 AS BIGINT) AS id, 'network' AS code WHERE :id = 1;

-- query: network_find one
-- in:    code text
-- out:   network_row
SELECT CAST(1 AS BIGINT) AS id, 'network' AS code WHERE :code = 'network';

-- There is nothing to write: no text is of a part that is called 'network'.
-- query: network_update none
-- in:    network_row
UPDATE prose SET part = part WHERE thing_id = :id AND part = :code AND id < 0;
