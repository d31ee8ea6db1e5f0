-- For other rooms: an organisation as a list shows it; in which partnerships
-- it is, once for each of its roles there.
CREATE VIEW network_door_organisation_card AS
SELECT o.id, o.code, o.name, o.name_sort, o.kind, o.is_illustrative,
       p.name AS place_name
  FROM organisation o LEFT JOIN place p ON p.id = o.place_id;
CREATE VIEW network_door_organisation_in AS
SELECT x.organisation_id, x.side_id, s.partnership_id, p.name, p.status
  FROM side_organisation x JOIN side s ON s.id = x.side_id
  JOIN partnership p ON p.id = s.partnership_id;
