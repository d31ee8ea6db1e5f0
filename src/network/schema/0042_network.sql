-- For other rooms: what a partnership, a side, an organisation is called, and
-- where it lies.
CREATE VIEW network_door_partnership AS
SELECT id, code, name, name_sort, kind, status FROM partnership;
CREATE VIEW network_door_side AS
SELECT id, code, partnership_id, position, name FROM side;
CREATE VIEW network_door_organisation AS
SELECT id, code, name, name_sort, kind, place_id FROM organisation;
-- On which sides an organisation is, and who works for it.
CREATE VIEW network_door_side_organisation AS
SELECT id, side_id, organisation_id, role FROM side_organisation;
CREATE VIEW network_door_affiliation AS
SELECT id, person_id, organisation_id, role, starts_on, ends_on
  FROM affiliation;
