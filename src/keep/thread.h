/* The thread: what came of what, both ways. A link joins any two things, has
 * a kind, and is there once; every page of a thing can show its own.
 *
 *     voice <- theme <- proposal <- decision <- action -> change
 *
 * A link reads from one thing to the other: "a proposal COMES FROM a voice".
 * Which of the two was first follows from the kind.
 *
 * A page asks in its first batch and finishes after it:
 *
 *     struct thread_block thread;
 *     thread_ask(&batch, id, &thread);
 *     ... db_batch_run(&batch) ...
 *     e = thread_finish(rq, "partnership", id, &thread);
 *     ... in the template:  keep_thread(v, &p->thread);
 *
 * A thing that was taken away leaves its links; they are not shown, and come
 * back with it. Whoever deletes for good calls thread_forget.
 *
 * People get wrong: an end that the reader may not see is counted, never
 * named, and nothing is asked about what lies behind it.
 *
 * Errors  ERR_BAD_INPUT  to itself, or a kind of link that there is not
 *         ERR_NOT_FOUND  an end is not there, or not for this reader
 *         ERR_DENIED     they may change neither end
 */
#ifndef KEEP_THREAD_H
#define KEEP_THREAD_H

#include "base/json.h"
#include "keep/sheet_text.h"
#include "keep/thing.h"
#include "keep/thread.sql.h"

/* comes_from answers supports changed adopted; NULL at the end */
extern const char *const thread_kinds[];

struct thread_link {
    text from_kind;
    int64_t from_id;
    text kind;
    text to_kind;
    int64_t to_id;
};

/* ---- Writing, inside a db_write step; the audit row is written too ---- */

/* For whoever asked the person: may change one of the two, may see the other.
 * *is_new (may be NULL): it was not there yet. */
enum err thread_link(struct db *writer, struct arena *a,
    const struct actor *who, const struct thread_link *link, bool *is_new);
enum err thread_unlink(struct db *writer, struct arena *a,
    const struct actor *who, const struct thread_link *link);

/* For a room that makes one thing out of another, in the same step, after its
 * route said who may. */
enum err thread_put(struct db *writer, struct arena *a, int64_t actor_id,
    const struct thread_link *link, bool *is_new);

/* The same from what is not signed: nothing says who linked it, and no time
 * finer than the day; in the audit log it stands at the other end alone. */
enum err thread_put_nameless(
    struct db *writer, struct arena *a, const struct thread_link *link);

/* The same way back, for a room whose rule a link follows. OK when there is
 * none. */
enum err thread_take_nameless(
    struct db *writer, struct arena *a, const struct thread_link *link);

/* All links of a thing that will not come back. */
enum err thread_forget(struct db *writer, int64_t thing_id);

/* ---- What a page shows ---- */

enum {
    THREAD_ROWS = 8,      /* of each direction on a thing's own page */
    THREAD_ENDS_MAX = 32, /* of both, on any page */
    THREAD_COUNT_MAX = 500,
    THREAD_WORDS = 10     /* kinds of links, each read from both ends */
};

/* The other end, as a reader may know it. */
struct thread_end {
    struct thing thing;
    text address;
    int64_t link_id;
    int how; /* of thread_words: what stands between the two */
};
struct thread_block {
    text kind; /* of the thing whose page it is */
    int64_t id;
    struct thread_row *from, *to; /* as asked */
    ptrdiff_t n_from, n_to;
    bool is_counted; /* where there are more than these, how many? */

    struct thread_end ends[THREAD_ENDS_MAX]; /* what came before first, in
                              groups of the same word, each in time's order */
    int n_ends, n_hidden;
    int64_t n_more; /* links that are not on this page */
    bool may_edit;
    const struct form *form; /* NULL: links are not taken away here */
};

/* "Comes from", "Led to", ...: N_() phrases; the first half lead back, the
 * other half on. thread_how_names are their names in forms. */
extern const char *const thread_words[THREAD_WORDS + 1];
extern const char *const thread_how_names[THREAD_WORDS + 1];

void thread_ask(struct db_batch *batch, int64_t id, struct thread_block *b);
/* After the batch ran. Cost: one batch more, none when there is no link; a
 * question where there are more than THREAD_ROWS one way */
enum err thread_finish(
    struct request *rq, const char *kind, int64_t id, struct thread_block *b);
/* "/thread/KIND/KEY": all of it, as far as it goes. */
text thread_address(struct arena *a, text kind, int64_t id);

/* What people paste: an address of this site, whole or from its first slash,
 * in any language, to the kind and key of a thing. Nothing is asked. */
bool thread_read_address(
    const struct request *rq, text address, text *kind, int64_t *id);

/* For engines and other rooms: both directions of one thing, `n_rows` each at
 * most, without titles or rights. */
enum err thread_of(struct db *db, struct arena *a, int64_t thing_id,
    int64_t n_rows, struct thread_block *b);

/* ---- For the doors ---- */

/* thread.csv: from_kind,from,kind,to_kind,to,at by the things' codes. */
enum err thread_import(struct sheet_texts *t);
/* Its lines about documents, when these are in. */
enum err thread_import_later(struct sheet_texts *t);
enum err thread_export(
    struct db *db, struct arena *a, text dir, struct why *why);
enum err thread_check(struct db *db, struct arena *a,
    void (*say)(void *context, const char *line), void *context);
/* "thread": what this person is linked with. Erasing forgets that. */
enum err thread_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err thread_erase_person(
    struct db *writer, struct arena *a, int64_t person_id);

/* Inside the thread's own files: the end of a link that is not `id`, and what
 * stands between them, read from `id`. */
int thread_how(const struct thread_row *row, int64_t id);
void thread_other(const struct thread_row *row, int64_t id, text *kind,
    int64_t *other_id);
/* The link that a word makes, read from the first thing. */
struct thread_link thread_link_of(
    int how, text kind, int64_t id, text other_kind, int64_t other_id);

#endif
