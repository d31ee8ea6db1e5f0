-- What is being asked now, across the network: by the day on which it ends.
CREATE INDEX conversation_asked
    ON conversation (status, opened_to, closes_on, id);
CREATE INDEX panel_asked ON panel (status, closes_on, id);
