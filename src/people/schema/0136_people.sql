-- Of which sheet a slip is, and what whoever printed it called it.
CREATE VIEW people_door_slip AS SELECT id, sheet_id FROM slip;
CREATE VIEW people_door_slip_sheet AS
SELECT id, title, n_slips FROM slip_sheet;
