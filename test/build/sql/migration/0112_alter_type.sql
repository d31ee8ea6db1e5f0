-- expect: 0112_alter_type.sql:2: column kind: @KEY@, @INT@, @REAL@, @TEXT@ or @BLOB@
ALTER TABLE place ADD COLUMN kind TEXT;
