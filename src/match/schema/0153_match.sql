-- Visits of a pair: meetings from one day to another, at the place of one of
-- them, or online; and what somebody wrote about one of their meetings.

-- place online; NULL: a meeting and no visit.
ALTER TABLE match_meeting ADD COLUMN visit @TEXT@;
ALTER TABLE match_meeting ADD COLUMN host_id @INT@; -- match_person: whose place
ALTER TABLE match_meeting ADD COLUMN until_on @TEXT@; -- the last day, if later
ALTER TABLE match_reflection ADD COLUMN meeting_id @INT@;
CREATE INDEX match_reflection_meeting ON match_reflection (meeting_id, id);
