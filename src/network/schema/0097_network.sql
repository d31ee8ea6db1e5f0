-- For other rooms: the sides of a partnership, where each is, and how many
-- live there.
CREATE VIEW network_door_side_place AS
SELECT s.id, s.code, s.partnership_id, s.position, s.name,
       p.name AS place_name, p.population, p.population_year,
       p.source AS population_source
  FROM side s LEFT JOIN place p ON p.id = s.place_id;
