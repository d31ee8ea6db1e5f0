-- What a database cannot check by itself: texts and words of things that are
-- gone, and partnerships that have not two sides. Later rooms look at those of
-- their own kinds.

-- query: orphan_prose many
-- in:    n_rows int
-- out:   kind text, thing_id key, part text, lang text
SELECT p.kind, p.thing_id, p.part, p.lang
  FROM prose p
 WHERE p.kind IN ('place', 'organisation', 'partnership', 'side', 'project',
                  'person', 'programme', 'page', 'document')
   AND NOT EXISTS (SELECT 1 FROM search s WHERE s.id = p.thing_id)
   AND NOT EXISTS (SELECT 1 FROM side d WHERE d.id = p.thing_id)
   AND NOT EXISTS (SELECT 1 FROM project j WHERE j.id = p.thing_id)
   AND NOT EXISTS (SELECT 1 FROM person h WHERE h.id = p.thing_id)
   AND NOT EXISTS (SELECT 1 FROM programme g WHERE g.id = p.thing_id)
   AND NOT EXISTS (SELECT 1 FROM page x WHERE x.id = p.thing_id)
   AND NOT EXISTS (SELECT 1 FROM document y WHERE y.id = p.thing_id)
 ORDER BY p.thing_id, p.part, p.lang LIMIT :n_rows;

-- query: orphan_search many
-- in:    n_rows int
-- out:   kind text, id key
SELECT s.kind, s.id
  FROM search s
 WHERE s.kind IN ('place', 'organisation', 'partnership', 'programme',
                  'person')
   AND NOT EXISTS (SELECT 1 FROM place a WHERE a.id = s.id)
   AND NOT EXISTS (SELECT 1 FROM organisation o WHERE o.id = s.id)
   AND NOT EXISTS (SELECT 1 FROM partnership t WHERE t.id = s.id)
   AND NOT EXISTS (SELECT 1 FROM programme g WHERE g.id = s.id)
   AND NOT EXISTS (SELECT 1 FROM person h WHERE h.id = s.id)
 ORDER BY s.id LIMIT :n_rows;
