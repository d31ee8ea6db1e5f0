-- expect: 0113_if_not_exists.sql:2: 'IF NOT' may not stand here: a migration runs once and knows
CREATE TABLE IF NOT EXISTS thing (
    id @KEY@
) @STRICT@;
