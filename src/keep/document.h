/* Documents: files with a title, within a thing.
 *
 * A document is a thing of the kind "document". Who may change what it is
 * within may add one; each new content is a version, and those before stay.
 * Deleted ones have a way back for as many days as is set
 * (keep_removed_days), then a sweep takes their bytes.
 */
#ifndef KEEP_DOCUMENT_H
#define KEEP_DOCUMENT_H

#include "base/json.h"
#include "keep/document.sql.h"
#include "keep/file.h"
#include "keep/thing.h"

enum { DOCUMENTS_SHOWN = 10 };

extern const struct sheet document_sheet;
extern const struct thing_kind keep_things[];

/* The block of a thing's page: % keep_documents(v, &p->documents); nothing is
 * printed where there are none and the reader may add none. */
struct documents {
    struct thing thing; /* what they belong to */
    bool may_add, has_more;
    struct document_line_of *rows, *inner; /* its own; those within it */
    ptrdiff_t n_rows, n_inner;
};
/* Ask in the page's batch, take when it ran. What is within a partnership,
 * its sides and projects, is asked for as well. */
struct documents_asked {
    struct thing_asked thing;
    struct documents documents;
};
void documents_ask(struct db_batch *batch, const struct actor *who, text kind,
    int64_t id, struct documents_asked *asked);
/* The same where the caller knows who of the thing reads: of what is seen
 * closely, its members and facilitators (documents_are_for). */
void documents_ask_for(struct db_batch *batch, const struct actor *who,
    text kind, int64_t id, bool is_within, struct documents_asked *asked);
bool documents_are_for(const struct actor *who, const struct thing *t);
void documents_take(const struct actor *who, struct documents_asked *asked,
    struct documents *d);

/* "/document/slug-KEY" */
text document_address(struct arena *a, text name, int64_t id);
/* N_(): "Members of the network"; of public network within nobody. */
const char *seen_word(text seen);
/* "1.4 MB", in the reader's language. */
text file_size_said(struct view *v, int64_t bytes);

/* May documents be within things of that kind? */
bool document_may_be_of(text kind);
/* One that came with a form of another room, which said who may: kept, and the
 * reader sent to `address`. What is wrong with it is said at the form's field
 * "file", and *is_refused. */
struct document_given {
    text name, lang, seen;
    text address; /* not known: its own page */
    bool must_be_picture;
};
enum err document_attach(struct request *rq, struct answer *an,
    struct form *form, const struct upload *upload, const struct thing *within,
    const struct document_given *given, bool *is_refused);
/* For the sweeper: what was deleted before that time, with its bytes. */
enum err document_sweep(struct db *db, struct arena *a, int64_t before);

/* What a person sent: each of their files by name, size and hash. Erasing
 * takes the contents that they sent, and the documents that had no other. */
enum err document_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
document_erase_person(struct db *writer, struct arena *a, int64_t person_id);

#endif
