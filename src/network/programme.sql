-- Programmes: what pays.

-- shape: programme
--   id key, code text, name text, name_sort text, funder_id key?,
--   currency text?, amount_cents cents?, starts_on date?, ends_on date?,
--   website text?

-- query: programme_find one
-- in:    code text
-- out:   programme
SELECT id, code, name, name_sort, funder_id, currency, amount_cents,
       starts_on, ends_on, website
  FROM programme WHERE code = :code;

-- query: programme_get one
-- in:    id key
-- out:   programme
SELECT id, code, name, name_sort, funder_id, currency, amount_cents,
       starts_on, ends_on, website
  FROM programme WHERE id = :id;

-- query: programme_insert none
-- in:    programme
INSERT INTO programme (id, code, name, name_sort, funder_id, currency,
    amount_cents, starts_on, ends_on, website)
VALUES (:id, :code, :name, :name_sort, :funder_id, :currency, :amount_cents,
    :starts_on, :ends_on, :website)
ON CONFLICT (id) DO NOTHING;

-- query: programme_update none
-- in:    programme
UPDATE programme SET code = :code, name = :name, name_sort = :name_sort,
    funder_id = :funder_id, currency = :currency,
    amount_cents = :amount_cents, starts_on = :starts_on, ends_on = :ends_on,
    website = :website
 WHERE id = :id;

-- query: programme_each each
-- out:   key key, code text, name text, funder text?, currency text?,
--        amount_cents cents?, starts_on date?, ends_on date?, website text?
SELECT t.id AS key, t.code, t.name, r1.code AS funder, t.currency,
       t.amount_cents, t.starts_on, t.ends_on, t.website
  FROM programme t
  LEFT JOIN organisation r1 ON r1.id = t.funder_id
 ORDER BY t.code;

-- query: programme_each_prose each
-- out:   code text, lang text, part text, is_original bool, source text
SELECT t.code, p.lang, p.part, p.is_original, p.source
  FROM programme t CROSS JOIN prose p
 WHERE p.thing_id = t.id AND p.kind = 'programme' ORDER BY t.code, p.lang, p.part;

-- query: programme_partnerships many
-- in:    programme_id key, n_rows int
-- out:   id key, name text, status text
SELECT id, name, status FROM partnership
 WHERE programme_id = :programme_id ORDER BY name_sort, id LIMIT :n_rows;

-- To be removed, or not: the row, and who names it.

-- query: programme_delete none
-- in:    id key
DELETE FROM programme WHERE id = :id;

-- query: programme_of_organisation many
-- in:    id key, n_rows int
-- out:   id key
SELECT id FROM programme WHERE funder_id = :id ORDER BY name_sort, id LIMIT :n_rows;
