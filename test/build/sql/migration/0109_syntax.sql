-- expect: 0109_syntax.sql:5: near "INDX": syntax error
-- a comment; with a semicolon
ALTER TABLE place ADD COLUMN kind @TEXT@;
DROP INDEX place_code;
ALTER TABLE place RENAME code INDX key;
