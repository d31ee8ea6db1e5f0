-- Groups may ask for shared free hours.
ALTER TABLE match_group_set ADD COLUMN hours_min @INT@;
