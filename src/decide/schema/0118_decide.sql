-- Where the pages of the house are, for reminders that go out of themselves;
-- and what is due.
ALTER TABLE sitting ADD COLUMN root @TEXT@;
CREATE INDEX sitting_remind ON sitting (status, reminded_on, held_on, id);
