-- expect: 0101_type.sql:4: column n: @KEY@, @INT@, @REAL@, @TEXT@ or @BLOB@
CREATE TABLE thing (
    id @KEY@,
    n  INTEGER
) @STRICT@;
