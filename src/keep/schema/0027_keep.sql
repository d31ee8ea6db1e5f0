-- keep/page: pages about the network; title and text are prose.
CREATE TABLE page (
    id         @KEY@,
    code       @TEXT@ NOT NULL,    -- of its address: /page/how-we-work
    seen       @TEXT@ NOT NULL,    -- public network nobody
    is_in_foot @INT@ NOT NULL CHECK (is_in_foot IN (0, 1))
) @STRICT@;
CREATE UNIQUE INDEX page_code ON page (code);
CREATE INDEX page_foot ON page (is_in_foot, seen, id);
