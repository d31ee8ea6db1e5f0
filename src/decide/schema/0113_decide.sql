-- A receipt: the code by which somebody who came with a slip, or for whom
-- another wrote, finds their answers again. Of what was taken back the link
-- stays without a participant, so that nobody begins anew without end.
ALTER TABLE participant_link ADD COLUMN receipt @BLOB@;
ALTER TABLE participant_link ADD COLUMN unit_id @INT@;
ALTER TABLE participant_link ADD COLUMN n_added @INT@ NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX participant_link_receipt ON participant_link (receipt);

-- When a conversation was opened and closed, and why so early; and since when
-- it is open again.
ALTER TABLE conversation ADD COLUMN opened_on @TEXT@;
ALTER TABLE conversation ADD COLUMN closed_on @TEXT@;
ALTER TABLE conversation ADD COLUMN reopened_on @TEXT@;
ALTER TABLE conversation ADD COLUMN reason @TEXT@;

-- May who belongs to no side answer for it?
ALTER TABLE conversation_unit ADD COLUMN is_for_all @INT@ NOT NULL DEFAULT 0;
UPDATE conversation_unit SET is_for_all = 1 WHERE conversation_id IN
    (SELECT c.id FROM conversation c WHERE c.opened_to = 'network');

-- How many have answered, by the way they did, as last counted: nothing is
-- counted in the step of an answer, which many take at once.
CREATE TABLE conversation_tally (
    id         @KEY@,                 -- of the conversation
    n_people   @INT@ NOT NULL,
    n_helped   @INT@ NOT NULL,
    n_paper    @INT@ NOT NULL,
    n_answers  @INT@ NOT NULL,
    counted_at @INT@ NOT NULL,        -- the minute
    took_ms    @INT@ NOT NULL,
    is_final   @INT@ NOT NULL CHECK (is_final IN (0, 1)) -- after the close
) @STRICT@;

-- What the next statement of somebody of a unit is chosen by, as last counted.
CREATE TABLE conversation_ask (
    id              @KEY@,
    conversation_id @INT@ NOT NULL,
    unit_id         @INT@ NOT NULL,
    counts          @TEXT@ NOT NULL   -- "NUMBER AGREE PASS ALL OF_UNIT LEAST;"
) @STRICT@;
CREATE UNIQUE INDEX conversation_ask_of
    ON conversation_ask (conversation_id, unit_id);
ALTER TABLE participant DROP COLUMN n_answers;
