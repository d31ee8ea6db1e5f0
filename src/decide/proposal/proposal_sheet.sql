-- Proposals in files: drafts, and what came of those that have ended. Nobody's
-- answer is in any of them, and none goes out while people are asked.

-- use: decide/proposal/proposal.sql

-- shape: proposal_card
--   id key, code text, partnership_id key, name text, level text, lang text,
--   body text, fixed text?, status text, version int, round int,
--   opened_on date?, closes_on date?, result text?, result_version int?,
--   is_illustrative bool

-- query: proposal_card_find one
-- in:    code text
-- out:   proposal_card
SELECT p.id, p.code, p.partnership_id, p.name, p.level, p.lang,
       COALESCE((SELECT v.body FROM proposal_version v
                  WHERE v.proposal_id = p.id AND v.number = 1
                    AND p.is_made = 1), p.body) AS body,
       NULLIF(p.fixed, '') AS fixed,
       CASE WHEN p.is_made = 1 THEN 'draft' ELSE p.status END AS status,
       CASE WHEN p.is_made = 1 THEN 1 ELSE p.version END AS version,
       CASE WHEN p.is_made = 1 THEN 1 ELSE p.round END AS round,
       CASE WHEN p.is_made = 0 THEN p.opened_on END AS opened_on,
       CASE WHEN p.is_made = 0 THEN p.closes_on END AS closes_on,
       CASE WHEN p.is_made = 0 THEN p.result END AS result,
       CASE WHEN p.is_made = 0 THEN p.result_version END AS result_version,
       p.is_illustrative
  FROM proposal p WHERE p.code = :code;

-- query: proposal_card_get one
-- in:    id key
-- out:   proposal_card
SELECT p.id, p.code, p.partnership_id, p.name, p.level, p.lang,
       COALESCE((SELECT v.body FROM proposal_version v
                  WHERE v.proposal_id = p.id AND v.number = 1
                    AND p.is_made = 1), p.body) AS body,
       NULLIF(p.fixed, '') AS fixed,
       CASE WHEN p.is_made = 1 THEN 'draft' ELSE p.status END AS status,
       CASE WHEN p.is_made = 1 THEN 1 ELSE p.version END AS version,
       CASE WHEN p.is_made = 1 THEN 1 ELSE p.round END AS round,
       CASE WHEN p.is_made = 0 THEN p.opened_on END AS opened_on,
       CASE WHEN p.is_made = 0 THEN p.closes_on END AS closes_on,
       CASE WHEN p.is_made = 0 THEN p.result END AS result,
       CASE WHEN p.is_made = 0 THEN p.result_version END AS result_version,
       p.is_illustrative
  FROM proposal p WHERE p.id = :id;

-- query: proposal_card_insert none
-- in:    proposal_card
INSERT INTO proposal (id, code, partnership_id, name, level, lang, body,
    fixed, status, version, round, opened_on, closes_on, result,
    result_version, is_illustrative, base, added_at, has_paragraphs)
VALUES (:id, :code, :partnership_id, :name, :level, :lang, :body, COALESCE(:fixed, ''),
    :status, :version, :round, :opened_on, :closes_on, :result,
    :result_version, :is_illustrative, :version, 0, 0)
ON CONFLICT DO NOTHING;

-- query: proposal_card_update none
-- in:    proposal_card
UPDATE proposal SET code = :code, partnership_id = :partnership_id,
    name = :name, level = :level, lang = :lang, body = :body,
    fixed = COALESCE(:fixed, ''), status = :status, version = :version, round = :round,
    opened_on = :opened_on, closes_on = :closes_on, result = :result,
    result_version = :result_version, is_illustrative = :is_illustrative,
    base = :version
 WHERE id = :id;

-- query: proposal_card_each each
-- out:   key key, code text, partnership text, name text, level text,
--        lang text, body text, fixed text?, status text, version int,
--        round int, opened_on date?, closes_on date?, result text?,
--        result_version int?, is_illustrative bool
SELECT t.id AS key, t.code, (SELECT x.code FROM network_door_partnership x
       WHERE x.id = t.partnership_id) AS partnership, t.name, t.level,
       t.lang,
       COALESCE((SELECT v.body FROM proposal_version v
                  WHERE v.proposal_id = t.id AND v.number = 1
                    AND t.is_made = 1), t.body) AS body,
       NULLIF(t.fixed, '') AS fixed,
       CASE WHEN t.is_made = 1 THEN 'draft' ELSE t.status END AS status,
       CASE WHEN t.is_made = 1 THEN 1 ELSE t.version END AS version,
       CASE WHEN t.is_made = 1 THEN 1 ELSE t.round END AS round,
       CASE WHEN t.is_made = 0 THEN t.opened_on END AS opened_on,
       CASE WHEN t.is_made = 0 THEN t.closes_on END AS closes_on,
       CASE WHEN t.is_made = 0 THEN t.result END AS result,
       CASE WHEN t.is_made = 0 THEN t.result_version END AS result_version,
       t.is_illustrative
  FROM proposal t
 WHERE CASE WHEN t.is_made = 1 THEN 1
            WHEN t.status = 'draft' THEN 1
            WHEN t.status = 'ended' AND t.result IS NOT NULL THEN 1
            ELSE 0 END = 1
 ORDER BY t.code;

-- shape: proposal_side_card
--   id key, code text, proposal_id key, number int, side_id key, state text?

-- query: proposal_side_card_find one
-- in:    code text
-- out:   proposal_side_card
SELECT id, code, proposal_id, number, side_id, state
  FROM proposal_side WHERE code = :code;

-- query: proposal_side_card_get one
-- in:    id key
-- out:   proposal_side_card
SELECT id, code, proposal_id, number, side_id, state
  FROM proposal_side WHERE id = :id;

-- query: proposal_side_card_insert none
-- in:    proposal_side_card
INSERT INTO proposal_side (id, code, proposal_id, number, side_id, state)
VALUES (:id, :code, :proposal_id, :number, :side_id, :state)
ON CONFLICT DO NOTHING;

-- query: proposal_side_card_update none
-- in:    proposal_side_card
UPDATE proposal_side SET code = :code, proposal_id = :proposal_id,
    number = :number, side_id = :side_id, state = :state
 WHERE id = :id;

-- query: proposal_side_card_each each
-- out:   key key, code text, proposal text, number int, side text,
--        state text?
SELECT t.id AS key, t.code, (SELECT x.code FROM proposal x WHERE x.id =
       t.proposal_id) AS proposal, t.number, (SELECT x.code FROM
       network_door_side x WHERE x.id = t.side_id) AS side, t.state
  FROM proposal_side t CROSS JOIN proposal p
 WHERE p.id = t.proposal_id
   AND CASE WHEN p.is_made = 1 THEN 0
            WHEN p.status = 'draft' THEN 1
            WHEN p.status = 'ended' AND p.result IS NOT NULL THEN 1
            ELSE 0 END = 1
 ORDER BY t.code;

-- shape: proposal_unit_card
--   id key, code text, proposal_id key, number int, side_id key, name text,
--   is_role bool, n_members int?, own_quorum int, share int, share_of int,
--   takes_staff bool, aside int, state text?, why text?

-- query: proposal_unit_card_find one
-- in:    code text
-- out:   proposal_unit_card
SELECT u.id, u.code, u.proposal_id, u.number, u.side_id, u.name, u.is_role,
       u.n_members, u.own_quorum, u.share, u.share_of, u.takes_staff,
       CASE WHEN p.is_made = 1 THEN 0 ELSE u.aside END AS aside,
       CASE WHEN p.is_made = 0 THEN u.state END AS state,
       CASE WHEN p.is_made = 0 THEN u.why END AS why
  FROM proposal_unit u JOIN proposal p ON p.id = u.proposal_id
 WHERE u.code = :code;

-- query: proposal_unit_card_get one
-- in:    id key
-- out:   proposal_unit_card
SELECT u.id, u.code, u.proposal_id, u.number, u.side_id, u.name, u.is_role,
       u.n_members, u.own_quorum, u.share, u.share_of, u.takes_staff,
       CASE WHEN p.is_made = 1 THEN 0 ELSE u.aside END AS aside,
       CASE WHEN p.is_made = 0 THEN u.state END AS state,
       CASE WHEN p.is_made = 0 THEN u.why END AS why
  FROM proposal_unit u JOIN proposal p ON p.id = u.proposal_id
 WHERE u.id = :id;

-- query: proposal_unit_card_insert none
-- in:    proposal_unit_card
INSERT INTO proposal_unit (id, code, proposal_id, number, side_id, name,
    is_role, n_members, own_quorum, share, share_of, takes_staff, aside,
    state, why, n_heard)
VALUES (:id, :code, :proposal_id, :number, :side_id, :name, :is_role,
    :n_members, :own_quorum, :share, :share_of, :takes_staff, :aside,
    :state, :why, 0)
ON CONFLICT DO NOTHING;

-- query: proposal_unit_card_update none
-- in:    proposal_unit_card
UPDATE proposal_unit SET code = :code, proposal_id = :proposal_id,
    number = :number, side_id = :side_id, name = :name, is_role = :is_role,
    n_members = :n_members, own_quorum = :own_quorum, share = :share,
    share_of = :share_of, takes_staff = :takes_staff, aside = :aside,
    state = :state, why = :why
 WHERE id = :id;

-- query: proposal_unit_card_each each
-- out:   key key, code text, proposal text, number int, side text, name text,
--        is_role bool, n_members int?, own_quorum int, share int,
--        share_of int, takes_staff bool, aside int, state text?, why text?
SELECT t.id AS key, t.code, (SELECT x.code FROM proposal x WHERE x.id =
       t.proposal_id) AS proposal, t.number, (SELECT x.code FROM
       network_door_side x WHERE x.id = t.side_id) AS side, t.name,
       t.is_role, t.n_members, t.own_quorum, t.share, t.share_of,
       t.takes_staff, CASE WHEN p.is_made = 1 THEN 0 ELSE t.aside END AS aside,
       CASE WHEN p.is_made = 0 THEN t.state END AS state,
       CASE WHEN p.is_made = 0 THEN t.why END AS why
  FROM proposal_unit t CROSS JOIN proposal p
 WHERE p.id = t.proposal_id
   AND CASE WHEN p.is_made = 1 THEN 1
            WHEN p.status = 'draft' THEN 1
            WHEN p.status = 'ended' AND p.result IS NOT NULL THEN 1
            ELSE 0 END = 1
 ORDER BY t.code;

-- shape: proposal_version_card
--   id key, code text, proposal_id key, number int, body text, ended_on date

-- query: proposal_version_card_find one
-- in:    code text
-- out:   proposal_version_card
SELECT id, code, proposal_id, number, body, ended_on
  FROM proposal_version WHERE code = :code;

-- query: proposal_version_card_get one
-- in:    id key
-- out:   proposal_version_card
SELECT id, code, proposal_id, number, body, ended_on
  FROM proposal_version WHERE id = :id;

-- query: proposal_version_card_insert none
-- in:    proposal_version_card
INSERT INTO proposal_version (id, code, proposal_id, number, body, ended_on)
VALUES (:id, :code, :proposal_id, :number, :body, :ended_on)
ON CONFLICT DO NOTHING;

-- query: proposal_version_card_update none
-- in:    proposal_version_card
UPDATE proposal_version SET code = :code, proposal_id = :proposal_id,
    number = :number, body = :body, ended_on = :ended_on
 WHERE id = :id;

-- query: proposal_version_card_each each
-- out:   key key, code text, proposal text, number int, body text,
--        ended_on date
SELECT t.id AS key, t.code, (SELECT x.code FROM proposal x WHERE x.id =
       t.proposal_id) AS proposal, t.number, t.body, t.ended_on
  FROM proposal_version t CROSS JOIN proposal p
 WHERE p.id = t.proposal_id
   AND CASE WHEN p.is_made = 1 THEN 0
            WHEN p.status = 'draft' THEN 1
            WHEN p.status = 'ended' AND p.result IS NOT NULL THEN 1
            ELSE 0 END = 1
 ORDER BY t.code;
