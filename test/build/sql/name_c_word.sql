-- expect: name_c_word.sql:3: 'default' is a word of C
-- query: place_find one
-- in:    default key
-- out:   id key
SELECT id FROM place WHERE id = :default;
