-- expect: 0105_reserved_column.sql:4: 'end' is a word that PostgreSQL reserves
CREATE TABLE thing (
    id @KEY@,
    end @INT@
) @STRICT@;
