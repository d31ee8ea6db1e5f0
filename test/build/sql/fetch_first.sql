-- expect: fetch_first.sql:6: 'FETCH' may not stand here: write LIMIT
-- expect: fetch_first.sql:3: query place_list of kind many has no LIMIT
-- query: place_list many
-- in:    n_rows int
-- out:   id key
SELECT id FROM place WHERE n_votes > :n_rows ORDER BY id FETCH FIRST 5 ROWS ONLY;
