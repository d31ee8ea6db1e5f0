-- expect: 0111_view_star.sql:3: '*': name the columns
CREATE VIEW place_door_all AS
SELECT * FROM place;
