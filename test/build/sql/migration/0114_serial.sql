-- expect: 0114_serial.sql:8: 'bigserial' may not stand here: the program makes the keys
-- sqlite:
CREATE TABLE thing (
    id @KEY@
) @STRICT@;
-- postgresql:
CREATE TABLE thing (
    id bigserial PRIMARY KEY
);
