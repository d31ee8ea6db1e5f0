-- expect: query_missing.sql:2: SQL that belongs to no query
SELECT id
  FROM place;
