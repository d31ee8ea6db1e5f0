-- expect: 0102_strict.sql:2: table thing is not strict: end it with ') @STRICT@;'
CREATE TABLE thing (
    id @KEY@
);
