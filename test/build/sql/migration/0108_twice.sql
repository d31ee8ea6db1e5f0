-- expect: 0108_twice.sql:2: table place already exists
CREATE TABLE place (
    id @KEY@
) @STRICT@;
