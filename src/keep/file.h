/* The bytes of a document, in the database, in pieces.
 *
 * They come in some pieces a transaction, so that whoever else writes waits
 * for none of it, and count for nothing until file_finish in the step that
 * shows them; what was begun and never finished is swept.
 *
 * People get wrong: file_keep is not for a writing step, it makes its own;
 * file_finish is.
 *
 * Shape   pieces of FILE_CHUNK bytes, numbered from 1, the last one shorter
 * Memory  one piece, whatever the size
 * Errors  those of the database and of reading
 */
#ifndef KEEP_FILE_H
#define KEEP_FILE_H

#include "keep/file.sql.h"
#include "keep/file_type.h"
#include "web/web.h"

enum { FILE_CHUNK = 256 * 1024, FILE_HASH = 64 };

/* `row` says document_id, name, type, uploader_id; the rest is filled in. */
enum err file_keep(struct db *db, struct arena *a,
    const struct file_source *from, struct kept_file *row);
/* In the writing step that shows it. */
enum err file_finish(struct db *writer, const struct kept_file *row);
/* What file_keep kept and nobody will show. */
enum err file_discard(struct db *db, struct arena *a, int64_t file_id);

/* Piece after piece; what `each` returns other than OK ends it.
 * ERR_NOT_FOUND  a piece is missing */
enum err file_each_chunk(struct db *db, struct arena *a,
    const struct kept_file *row, int64_t from, int64_t to,
    enum err (*each)(void *context, text bytes), void *context);

/* As the answer: its headers, a part of it when the request asks for one.
 * `is_public`: caches that others share may keep it. */
enum err file_answer(struct request *rq, struct answer *an,
    const struct kept_file *row, bool is_public);

/* The file of a form as a source. */
struct upload_source {
    const struct request *rq;
    const struct upload *upload;
};
struct file_source file_source_of(struct upload_source *u);

/* Drop what was begun before that time. */
enum err file_sweep(struct db *db, struct arena *a, int64_t before);
/* Is each file what its hash says? One line a fault. */
enum err file_check(struct db *db, struct arena *a,
    void (*tell)(void *context, const char *line), void *context);

/* The largest file that is taken, in bytes: as it was set, and never more
 * than FILE_MB_MAX. */
enum { FILE_MB_MAX = 60 };
int64_t file_limit(struct db *db, struct arena *a);

#endif
