-- expect: rows_in_postgresql_block.sql:8: 'rowid' may not stand here
-- query: place_search one
-- in:    words match
-- out:   id key
-- sqlite:
SELECT rowid AS id FROM place_word WHERE place_word MATCH :words;
-- postgresql:
SELECT rowid AS id FROM place_word WHERE words @@ to_tsquery('simple', :words);
