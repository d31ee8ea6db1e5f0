/* What kind of file is this? By what is in it, never by its name.
 *
 * A few kinds are taken: what people in a partnership hand each other, and
 * what no reader's machine runs. Everything else is refused with a sentence.
 * An office file is a zip: its directory is read, nothing is unpacked.
 *
 * People get wrong: a name counts in one case. Plain text has no mark of its
 * own, so a text must also be called one (.txt .csv .md): a script is text.
 *
 * Memory  64 KB of the arena at most, but for an office file's directory:
 *         4 MB at most
 * Cost    some reads; of plain text all of it once
 * Source  WHATWG MIME Sniffing, 2025; ISO 32000-1, 7.5.2; PNG 3rd edition, 5;
 *         RFC 9649 (WebP); RFC 3533 (Ogg); RFC 9559 (WebM); ISO 14496-12
 *         (boxes); PKWARE
 *         APPNOTE 6.3.10, 4.3; OpenDocument 1.3 part 2, 3; ECMA-376 part 2;
 *         D. Fifield, "A better zip bomb", 2019 (overlapping entries)
 */
#ifndef KEEP_FILE_TYPE_H
#define KEEP_FILE_TYPE_H

#include "base/arena.h"

/* Bytes from wherever they are; *n is 0 at the end. */
struct file_source {
    enum err (*read)(
        void *context, int64_t at, char *to, ptrdiff_t room, ptrdiff_t *n);
    void *context;
    int64_t size;
};
/* All of [at, at + n), or ERR_BAD_INPUT when there are fewer. */
enum err file_source_get(
    const struct file_source *s, int64_t at, char *to, ptrdiff_t n);

struct file_type {
    const char *code; /* "pdf": as it is kept, and the name's ending */
    const char *mime; /* as it is sent */
    const char *word; /* N_("PDF document") */
    bool is_inline;   /* browsers may show it, sandboxed */
    const char *also[3]; /* other endings that its names may have */
};
/* NULL when there is none. */
const struct file_type *file_type_find(text code);
/* The i-th of all; NULL after the last. */
const struct file_type *file_type_at(int i);

/* Errors  ERR_BAD_INPUT  refused: *refusal is a phrase, N_("...")
 *         those of reading */
enum err file_type_of(const struct file_source *s, struct arena *a, text name,
    const struct file_type **type, const char **refusal);

/* A name for a download: without folders, control bytes and what no file
 * system takes; ends as its type does; at most 120 bytes. */
text file_name_for(struct arena *a, text name, const struct file_type *type);

#endif
