-- What the floor itself keeps: a number that is another one after each
-- committed change, so that every process in front of this database knows
-- when what it remembers is old. (schema_migration is made by the program.)
-- sqlite:
CREATE TABLE change_counter (
    shard     @KEY@,
    n_changes @INT@ NOT NULL
) @STRICT@;
INSERT INTO change_counter (shard, n_changes) VALUES (0, 1);
-- postgresql:
-- Many rows, their sum is the number: two writers that change one row at once
-- would collide. Pages are left nine tenths empty, so that the rows lie apart,
-- an update stays on its page and the planner uses the key: a serialisable
-- writer that reads the whole table collides with every other.
CREATE TABLE change_counter (
    shard     @KEY@,
    n_changes @INT@ NOT NULL
) WITH (fillfactor = 10);
INSERT INTO change_counter (shard, n_changes)
SELECT a.n * 8 + b.n, 1
  FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7)) AS a (n)
 CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7)) AS b (n);
