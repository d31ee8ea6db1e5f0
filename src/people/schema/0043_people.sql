-- For other rooms: who has which role of which thing, since when, until when.
CREATE VIEW people_door_membership AS
SELECT id, person_id, role, kind, thing_id, partnership_id, starts_on, ends_on
  FROM membership;
