-- What every room needs kept. One table or two for each small file of keep/.

-- keep/audit: who did what to which, written in the transaction that did it.
CREATE TABLE audit (
    id         @KEY@,
    at         @INT@ NOT NULL,
    actor_id   @INT@,               -- NULL: nobody signed in, or a command
    action     @TEXT@ NOT NULL,     -- create change remove request
    kind       @TEXT@ NOT NULL,     -- the thing's table
    thing_id   @INT@ NOT NULL,
    detail     @TEXT@               -- JSON, never what somebody answered
) @STRICT@;
CREATE INDEX audit_thing ON audit (thing_id, id);

-- keep/prose: what people write about a thing, each text in its language,
-- with translations by people beside it.
CREATE TABLE prose (
    id          @KEY@,
    kind        @TEXT@ NOT NULL,    -- the thing's table
    thing_id    @INT@ NOT NULL,
    part        @TEXT@ NOT NULL,    -- challenge aim objectives about ...
    lang        @TEXT@ NOT NULL,    -- BCP 47: en sv sw luo ...
    is_original @INT@ NOT NULL CHECK (is_original IN (0, 1)),
    source      @TEXT@ NOT NULL,    -- Markdown
    printed     @TEXT@ NOT NULL,    -- as HTML, when saved
    printer     @INT@ NOT NULL,     -- the version of the printer
    updated_at  @INT@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX prose_thing ON prose (thing_id, part, lang);

-- keep/search: folded words of each thing that can be found.
CREATE TABLE search (
    id          @KEY@,              -- the thing's own
    kind        @TEXT@ NOT NULL,
    folded      @TEXT@ NOT NULL     -- kind's own word first, then the words
) @STRICT@;
-- sqlite:
CREATE VIRTUAL TABLE search_word USING fts5 (folded, tokenize = 'unicode61');
-- postgresql:
CREATE TABLE search_word (
    id    BIGINT PRIMARY KEY,
    words tsvector NOT NULL
);
CREATE INDEX search_word_words ON search_word USING gin (words);
-- both:

-- keep/once: a post sent twice makes one thing.
CREATE TABLE once (
    token   @TEXT@ NOT NULL PRIMARY KEY,
    at      @INT@ NOT NULL,
    result  @TEXT@ NOT NULL         -- where the first one was sent to
) @STRICT@;
CREATE INDEX once_at ON once (at);

-- keep/setting: what the network settled, and what the program must remember.
CREATE TABLE setting (
    name    @TEXT@ NOT NULL PRIMARY KEY,
    value   @TEXT@ NOT NULL
) @STRICT@;
