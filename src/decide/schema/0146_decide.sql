-- A proposal is withdrawn by who looks after it, with a reason that is public.
ALTER TABLE proposal_asking ADD COLUMN withdrawn_on @TEXT@;
ALTER TABLE proposal_asking ADD COLUMN withdrawn_why @TEXT@;
-- The round that the last result is of: the next begins when asking opens.
ALTER TABLE proposal_asking ADD COLUMN result_round @INT@;

-- News of a proposal that are on their way to those who are asked: how far
-- they have come. The row goes with the last mail.
CREATE TABLE proposal_news (
    id          @KEY@,
    proposal_id @INT@ NOT NULL,
    kind        @TEXT@ NOT NULL,  -- listed asked changed worded fallen withdrawn
    told_from   @TEXT@ NOT NULL,  -- where this house is, for the link
    n_sides     @INT@ NOT NULL,   -- whose members have all heard
    after_id    @INT@ NOT NULL    -- the last membership of the side at work
) @STRICT@;
CREATE INDEX proposal_news_of ON proposal_news (proposal_id, id);
