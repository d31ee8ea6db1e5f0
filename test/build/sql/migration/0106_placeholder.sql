-- expect: 0106_placeholder.sql:4: @BOOL@ is none of @KEY@ @INT@ @REAL@ @TEXT@ @BLOB@ @STRICT@
CREATE TABLE thing (
    id @KEY@,
    b  @BOOL@
) @STRICT@;
