-- After an erasure.

-- The parts of the word index become one: words of rows that are gone go.
-- query: search_word_merge none
-- sqlite:
INSERT INTO search_word (search_word) VALUES ('optimize');
-- postgresql:
UPDATE search_word SET id = id WHERE id = 0;
