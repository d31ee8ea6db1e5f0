-- Voices: what people lived, told in their language; the themes that they are
-- sorted into; and, apart, who told it.

CREATE TABLE theme (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    partnership_id  @INT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    name_sort       @TEXT@ NOT NULL,
    lang            @TEXT@ NOT NULL,      -- that the name is in
    is_illustrative @INT@ NOT NULL CHECK (is_illustrative IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX theme_code ON theme (code);
CREATE INDEX theme_partnership ON theme (partnership_id, name_sort, id);

-- Somewhere where people are asked: what join slips are printed for.
CREATE TABLE listening (
    id              @KEY@,
    partnership_id  @INT@ NOT NULL,
    side_id         @INT@ NOT NULL,
    name            @TEXT@ NOT NULL,
    made_on         @TEXT@ NOT NULL
) @STRICT@;
CREATE INDEX listening_partnership ON listening (partnership_id, id);

-- What somebody told. Nothing here says who, nor when but for the day; its key
-- is of chance within that day.
CREATE TABLE voice (
    id              @KEY@,
    code            @TEXT@ NOT NULL,
    partnership_id  @INT@ NOT NULL,
    side_id         @INT@ NOT NULL,
    listening_id    @INT@,
    lang            @TEXT@ NOT NULL,
    words           @TEXT@ NOT NULL,
    way             @TEXT@ NOT NULL,      -- self helped sheet
    said_on         @TEXT@ NOT NULL,
    status          @TEXT@ NOT NULL,      -- new read withdrawn
    shown_to        @TEXT@ NOT NULL,      -- count facilitators sides public
    shown           @INT@ NOT NULL,       -- to whom it is now: voice.h
    is_child        @INT@ NOT NULL,
    is_flagged      @INT@ NOT NULL,       -- a flag of safeguarding is open
    file_id         @INT@,                -- its recording
    thanks          @TEXT@,
    thanked_on      @TEXT@,
    outcome         @TEXT@,               -- taken answered out withdrawn
    outcome_words   @TEXT@,
    outcome_lang    @TEXT@,
    outcome_on      @TEXT@,
    news_on         @TEXT@,               -- since when they are to be told
    is_illustrative @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX voice_code ON voice (code);
CREATE INDEX voice_partnership ON voice (partnership_id, said_on, id);
CREATE INDEX voice_side ON voice (side_id, id);
CREATE INDEX voice_news ON voice (news_on, id);

-- And who that is, apart: an account, or a slip of paper and the hash of the
-- code of a receipt; the name that they want to stand under it.
CREATE TABLE voice_link (
    id            @KEY@,
    voice_id      @INT@ NOT NULL,
    person_id     @INT@,
    slip_id       @INT@,
    receipt       @TEXT@,
    guardian      @TEXT@,                 -- the same for a child's guardian
    name          @TEXT@,
    linked_on     @TEXT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX voice_link_voice ON voice_link (voice_id);
CREATE INDEX voice_link_person ON voice_link (person_id, id);
CREATE UNIQUE INDEX voice_link_slip ON voice_link (slip_id);
CREATE UNIQUE INDEX voice_link_receipt ON voice_link (receipt);
CREATE UNIQUE INDEX voice_link_guardian ON voice_link (guardian);

-- Written down by another.
CREATE TABLE voice_helped (
    id           @KEY@,
    voice_id     @INT@ NOT NULL,
    helper_id    @INT@,
    mode         @TEXT@ NOT NULL,   -- paper telephone sms person sign group
    is_own_words @INT@ NOT NULL,    -- or a summary
    read_back    @TEXT@ NOT NULL,   -- yes no
    how          @TEXT@,
    interpreter  @TEXT@,
    place        @TEXT@
) @STRICT@;
CREATE UNIQUE INDEX voice_helped_voice ON voice_helped (voice_id);
CREATE INDEX voice_helped_helper ON voice_helped (helper_id, id);

-- The same in another language, by people.
CREATE TABLE voice_words (
    id            @KEY@,
    code          @TEXT@ NOT NULL,
    voice_id      @INT@ NOT NULL,
    lang          @TEXT@ NOT NULL,
    words         @TEXT@ NOT NULL,
    translator_id @INT@,
    by_name       @TEXT@ NOT NULL,
    by_role       @TEXT@ NOT NULL,
    made_on       @TEXT@ NOT NULL,
    is_corrected  @INT@ NOT NULL        -- by who told it
) @STRICT@;
CREATE UNIQUE INDEX voice_words_code ON voice_words (code);
CREATE UNIQUE INDEX voice_words_of ON voice_words (voice_id, lang);
CREATE INDEX voice_words_translator ON voice_words (translator_id, id);

CREATE TABLE voice_theme (
    id       @KEY@,
    code     @TEXT@ NOT NULL,
    voice_id @INT@ NOT NULL,
    theme_id @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX voice_theme_code ON voice_theme (code);
CREATE UNIQUE INDEX voice_theme_of ON voice_theme (voice_id, theme_id);
CREATE INDEX voice_theme_theme ON voice_theme (theme_id, voice_id);

-- Somebody may be in danger: a named lead answers within some days.
CREATE TABLE voice_lead (
    id             @KEY@,
    partnership_id @INT@ NOT NULL,
    person_id      @INT@ NOT NULL,
    n_days         @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX voice_lead_of ON voice_lead (partnership_id);
CREATE INDEX voice_lead_person ON voice_lead (person_id, id);

CREATE TABLE voice_flag (
    id             @KEY@,
    voice_id       @INT@ NOT NULL,
    partnership_id @INT@ NOT NULL,
    lead_id        @INT@,
    raised_by      @INT@,
    why            @TEXT@ NOT NULL,
    raised_on      @TEXT@ NOT NULL,
    due_on         @TEXT@ NOT NULL,
    answer         @TEXT@,
    answered_on    @TEXT@
) @STRICT@;
CREATE INDEX voice_flag_voice ON voice_flag (voice_id, id);
CREATE INDEX voice_flag_partnership ON voice_flag (partnership_id, id);
CREATE INDEX voice_flag_lead ON voice_flag (lead_id, id);
CREATE INDEX voice_flag_raised ON voice_flag (raised_by, id);
