-- For other rooms: in which language a person is written to.
CREATE VIEW people_door_language AS SELECT id, language FROM person;
