-- For other rooms: what a place is called.
CREATE VIEW network_door_place AS
SELECT id, code, name, kind FROM place;
