-- expect: 0103_strict_word.sql:4: 'STRICT': write @STRICT@
CREATE TABLE thing (
    id @KEY@
) STRICT;
