-- Names of their own by which files call a conversation, those who answer in
-- it, its statements, and translations of them.
ALTER TABLE conversation ADD COLUMN code @TEXT@;
ALTER TABLE conversation_unit ADD COLUMN code @TEXT@;
ALTER TABLE statement ADD COLUMN code @TEXT@;
ALTER TABLE statement_words ADD COLUMN code @TEXT@;
UPDATE conversation SET code = 'c' || CAST(id AS TEXT);
UPDATE conversation_unit SET code = 'c' || CAST(id AS TEXT);
UPDATE statement SET code = 'c' || CAST(id AS TEXT);
UPDATE statement_words SET code = 'c' || CAST(id AS TEXT);
CREATE UNIQUE INDEX conversation_code ON conversation (code);
CREATE UNIQUE INDEX conversation_unit_code ON conversation_unit (code);
CREATE UNIQUE INDEX statement_code ON statement (code);
CREATE UNIQUE INDEX statement_words_code ON statement_words (code);
