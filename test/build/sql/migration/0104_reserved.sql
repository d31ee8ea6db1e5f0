-- expect: 0104_reserved.sql:2: 'user' may not stand here: PostgreSQL reserves it
CREATE TABLE user (
    id @KEY@
) @STRICT@;
