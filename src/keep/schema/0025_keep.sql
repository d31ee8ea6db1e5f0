-- keep/file: bytes that people hand each other, in pieces of 256 KB.
CREATE TABLE file (
    id          @KEY@,
    document_id @INT@ NOT NULL,
    name        @TEXT@ NOT NULL,    -- for a download
    type        @TEXT@ NOT NULL,    -- its code: pdf png ...
    size        @INT@ NOT NULL,
    hash        @TEXT@ NOT NULL,    -- BLAKE2b-256, hexadecimal
    uploader_id @INT@,              -- NULL: a command
    uploaded_at @INT@ NOT NULL,
    is_whole    @INT@ NOT NULL CHECK (is_whole IN (0, 1))
) @STRICT@;
CREATE INDEX file_document ON file (document_id, is_whole, id);
CREATE INDEX file_pending ON file (is_whole, uploaded_at);
CREATE INDEX file_uploader ON file (uploader_id, id);

CREATE TABLE file_chunk (
    id       @KEY@,
    file_id  @INT@ NOT NULL REFERENCES file (id),
    position @INT@ NOT NULL,        -- from 1
    bytes    @BLOB@ NOT NULL
) @STRICT@;
CREATE UNIQUE INDEX file_chunk_file ON file_chunk (file_id, position);

-- keep/document: a file with a title, within a thing; each new content is a
-- version, and the one before stays.
CREATE TABLE document (
    id          @KEY@,
    code        @TEXT@ NOT NULL,
    name        @TEXT@ NOT NULL,    -- the title
    name_sort   @TEXT@ NOT NULL,
    lang        @TEXT@,             -- of what is in it
    seen        @TEXT@ NOT NULL,    -- public network within nobody
    within_kind @TEXT@ NOT NULL,
    within_id   @INT@ NOT NULL,
    above_id    @INT@,              -- what that is within
    file_id     @INT@ NOT NULL,     -- the content of now
    created_at  @INT@ NOT NULL,
    deleted_at  @INT@               -- gone, with a way back for 30 days
) @STRICT@;
CREATE UNIQUE INDEX document_code ON document (code);
CREATE INDEX document_within ON document (within_id, deleted_at, id);
CREATE INDEX document_above ON document (above_id, deleted_at, id);
CREATE INDEX document_deleted ON document (deleted_at);
