-- expect: 0110_view.sql:2: no such column: nonsense
CREATE VIEW place_door_all AS
SELECT id, nonsense FROM place;
