-- Several counterparts for one person, in the pages.

-- How many somebody may have in this round, when they say that they would take
-- them; not known: one. What a facilitator writes for one person counts beside
-- it.
ALTER TABLE match_round ADD COLUMN counterparts @INT@
    CHECK (counterparts BETWEEN 1 AND 3);

-- Points that it counted less when pairs were found, for it is another
-- counterpart of one of them; not known: none.
ALTER TABLE match_pair ADD COLUMN penalty @INT@;
