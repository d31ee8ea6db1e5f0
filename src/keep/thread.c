#include "keep/thread.h"

#include "base/key.h"
#include "keep/audit.h"
#include "os/clock.h"
#include "os/entropy.h"

enum { N_KINDS = 5 };

const char *const thread_kinds[] = { "comes_from", "answers", "supports",
    "changed", "adopted", NULL };

/* Which of both ends was there first: of "comes from" that to which it leads,
 * of "supports" that from which it does. A word for a link is its place here,
 * and leads back in time or on. */
static const struct {
    const char *kind;
    bool is_reversed; /* read from the end that the link leads to */
} hows[THREAD_WORDS] = {
    { "comes_from", false },
    { "answers", false },
    { "supports", true },
    { "changed", true },
    { "adopted", false },
    { "comes_from", true },
    { "answers", true },
    { "supports", false },
    { "changed", false },
    { "adopted", true },
};
const char *const thread_words[] = { N_("Comes from"), N_("Answers"),
    N_("Supported by"), N_("Changed by"), N_("Adopted"), N_("Led to"),
    N_("Answered by"), N_("Supports"), N_("Changed"), N_("Adopted by"), NULL };
const char *const thread_how_names[] = { "comes_from", "answers",
    "supported_by", "changed_by", "adopted", "led_to", "answered_by",
    "supports", "changed", "adopted_by", NULL };

int
thread_how(const struct thread_row *row, int64_t id)
{
    bool is_reversed = row->to_id == id;
    for (int i = 0; i < THREAD_WORDS; i++)
        if (hows[i].is_reversed == is_reversed &&
            text_is_equal(row->kind, text_of(hows[i].kind)))
            return i;
    return is_reversed ? N_KINDS : 0; /* of a newer program */
}

void
thread_other(
    const struct thread_row *row, int64_t id, text *kind, int64_t *other_id)
{
    bool is_reversed = row->to_id == id;
    *kind = is_reversed ? row->from_kind : row->to_kind;
    *other_id = is_reversed ? row->from_id : row->to_id;
}

struct thread_link
thread_link_of(
    int how, text kind, int64_t id, text other_kind, int64_t other_id)
{
    text link = text_of(hows[how].kind);
    if (hows[how].is_reversed)
        return (struct thread_link){ other_kind, other_id, link, kind, id };
    return (struct thread_link){ kind, id, link, other_kind, other_id };
}

text
thread_address(struct arena *a, text kind, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(
        a, "/thread/%.*s/%.*s", TEXT_ARG(kind), TEXT_ARG(key_print(id, key)));
}

/* ---- Writing --------------------------------------------------------------
 */

static bool
is_sound(const struct thread_link *link)
{
    bool is_known = false;
    for (int i = 0; thread_kinds[i] != NULL; i++)
        is_known =
            is_known || text_is_equal(link->kind, text_of(thread_kinds[i]));
    return is_known && link->from_id != link->to_id && link->from_id != 0 &&
        link->to_id != 0;
}

/* Both ends, of which one may be changed and the other seen. */
static enum err
check_rights(struct db *db, struct arena *a, const struct actor *who,
    const struct thread_link *link)
{
    struct thing from, to;
    enum err e = thing_load(db, a, link->from_kind, link->from_id, &from);
    if (e == OK)
        e = thing_load(db, a, link->to_kind, link->to_id, &to);
    if (e != OK)
        return e;
    if (!thing_may_see(who, &from) || !thing_may_see(who, &to))
        return ERR_NOT_FOUND;
    return thing_may_edit(who, &from) || thing_may_edit(who, &to) ? OK
                                                                  : ERR_DENIED;
}

static struct thread_find_in
find_in(const struct thread_link *link)
{
    return (struct thread_find_in){
        .from_id = link->from_id, .kind = link->kind, .to_id = link->to_id
    };
}

/* Both ends can tell what was done; of what is not signed the other alone. */
static enum err
audit_both(struct db *writer, struct arena *a, int64_t actor_id,
    const struct thread_link *link, bool is_nameless, text action)
{
    text detail = arena_print(a, "[\"thread\",\"%.*s\"]", TEXT_ARG(link->kind));
    struct audit what = { .actor_id = actor_id,
        .action = action,
        .kind = link->from_kind,
        .thing_id = link->from_id,
        .detail = detail,
        .is_nameless = is_nameless };
    enum err e = is_nameless ? OK : audit_add(writer, what);
    what.kind = link->to_kind;
    what.thing_id = link->to_id;
    return e == OK ? audit_add(writer, what) : e;
}

enum { DAY_S = 86'400 };

static enum err
put(struct db *writer, struct arena *a, int64_t actor_id,
    const struct thread_link *link, bool is_nameless, bool *is_new)
{
    struct thread_row row;
    int64_t n = 0;
    if (is_new != NULL)
        *is_new = false;
    if (!is_sound(link))
        return ERR_BAD_INPUT;
    enum err e = thread_find(writer, a, find_in(link), &row);
    if (e != ERR_NOT_FOUND)
        return e;
    row = (struct thread_row){ .from_kind = link->from_kind,
        .from_id = link->from_id,
        .kind = link->kind,
        .to_kind = link->to_kind,
        .to_id = link->to_id,
        .at = now_s() };
    if (is_nameless)
        row.at -= row.at % DAY_S;
    e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = is_nameless ? key_of_day(row.at) : key_new();
        e = thread_insert(writer, &row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (is_new != NULL)
        *is_new = e == OK;
    return e == OK
        ? audit_both(writer, a, actor_id, link, is_nameless, TEXT("link"))
        : e;
}

enum err
thread_put(struct db *writer, struct arena *a, int64_t actor_id,
    const struct thread_link *link, bool *is_new)
{
    return put(writer, a, actor_id, link, false, is_new);
}

enum err
thread_put_nameless(
    struct db *writer, struct arena *a, const struct thread_link *link)
{
    return put(writer, a, 0, link, true, NULL);
}

enum err
thread_link(struct db *writer, struct arena *a, const struct actor *who,
    const struct thread_link *link, bool *is_new)
{
    if (!is_sound(link))
        return ERR_BAD_INPUT;
    enum err e = check_rights(writer, a, who, link);
    return e == OK ? thread_put(writer, a, who->person_id, link, is_new) : e;
}

enum err
thread_unlink(struct db *writer, struct arena *a, const struct actor *who,
    const struct thread_link *link)
{
    struct thread_row row;
    enum err e = check_rights(writer, a, who, link);
    if (e == OK)
        e = thread_find(writer, a, find_in(link), &row);
    if (e == OK)
        e = thread_delete(
            writer, (struct thread_delete_in){ .id = row.id }, NULL);
    return e == OK
        ? audit_both(writer, a, who->person_id, link, false, TEXT("unlink"))
        : e;
}

enum err
thread_take_nameless(
    struct db *writer, struct arena *a, const struct thread_link *link)
{
    struct thread_row row;
    enum err e = thread_find(writer, a, find_in(link), &row);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK)
        e = thread_delete(
            writer, (struct thread_delete_in){ .id = row.id }, NULL);
    return e == OK ? audit_both(writer, a, 0, link, true, TEXT("unlink")) : e;
}

enum err
thread_forget(struct db *writer, int64_t thing_id)
{
    enum err e = thread_delete_from(
        writer, (struct thread_delete_from_in){ .thing_id = thing_id }, NULL);
    return e == OK
        ? thread_delete_to(writer,
              (struct thread_delete_to_in){ .thing_id = thing_id }, NULL)
        : e;
}

/* ---- Asking ---------------------------------------------------------------
 */

static void
ask_rows(
    struct db_batch *batch, int64_t id, int64_t n_rows, struct thread_block *b)
{
    *b = (struct thread_block){ .id = id };
    thread_from_ask(batch,
        (struct thread_from_in){ .thing_id = id, .n_rows = n_rows }, &b->from,
        &b->n_from);
    thread_to_ask(batch,
        (struct thread_to_in){ .thing_id = id, .n_rows = n_rows }, &b->to,
        &b->n_to);
}

void
thread_ask(struct db_batch *batch, int64_t id, struct thread_block *b)
{
    ask_rows(batch, id, THREAD_ROWS, b);
    b->is_counted = true;
}

enum err
thread_of(struct db *db, struct arena *a, int64_t thing_id, int64_t n_rows,
    struct thread_block *b)
{
    struct db_batch batch = db_batch_open(db, a);
    ask_rows(&batch, thing_id, n_rows, b);
    return db_batch_run(&batch);
}

/* What came before stands first, then by word, then by time. */
static void
sort_ends(struct thread_block *b)
{
    for (int i = 1; i < b->n_ends; i++) {
        struct thread_end end = b->ends[i];
        int k = i;
        for (; k > 0 &&
             (b->ends[k - 1].how > end.how ||
                 (b->ends[k - 1].how == end.how &&
                     b->ends[k - 1].link_id > end.link_id));
             k--)
            b->ends[k] = b->ends[k - 1];
        b->ends[k] = end;
    }
}

static enum err
take_ends(struct request *rq, struct thread_block *b,
    const struct thread_row *rows, ptrdiff_t n_rows)
{
    for (ptrdiff_t at = 0; at < n_rows; at += DB_BATCH_MAX) {
        struct thing_asked asked[DB_BATCH_MAX];
        struct db_batch batch = db_batch_open(rq->db, rq->arena);
        ptrdiff_t n = n_rows - at < DB_BATCH_MAX ? n_rows - at : DB_BATCH_MAX;
        for (ptrdiff_t i = 0; i < n; i++) {
            text kind;
            int64_t id;
            thread_other(&rows[at + i], b->id, &kind, &id);
            thing_ask(&batch, kind, id, &asked[i]);
        }
        enum err e = db_batch_run(&batch);
        if (e != OK)
            return e;
        for (ptrdiff_t i = 0; i < n; i++) {
            struct thread_end end = { .link_id = rows[at + i].id,
                .how = thread_how(&rows[at + i], b->id) };
            if (!thing_take(&asked[i], &end.thing))
                continue; /* taken away, for now */
            if (!thing_may_see(&rq->actor, &end.thing)) {
                b->n_hidden++;
                continue;
            }
            end.address = thing_address(rq->arena, &end.thing);
            require(b->n_ends < THREAD_ENDS_MAX);
            b->ends[b->n_ends++] = end;
        }
    }
    return OK;
}

enum err
thread_finish(
    struct request *rq, const char *kind, int64_t id, struct thread_block *b)
{
    struct thing self;
    b->kind = text_of(kind);
    require(b->id == id);
    ptrdiff_t n = b->n_from + b->n_to;
    enum err e = OK;
    if (n > 0) { /* one array, so that one batch answers */
        struct thread_row *rows = arena_new(rq->arena, struct thread_row, n);
        for (ptrdiff_t i = 0; i < n; i++)
            rows[i] = i < b->n_from ? b->from[i] : b->to[i - b->n_from];
        e = take_ends(rq, b, rows, n);
        sort_ends(b);
    }
    /* most have few, and no need to be counted */
    bool has_more = b->n_from == THREAD_ROWS || b->n_to == THREAD_ROWS;
    if (e == OK && b->is_counted && has_more) {
        struct thread_count_row count;
        e = thread_count(rq->db, rq->arena,
            (struct thread_count_in){
                .thing_id = id, .n_max = THREAD_COUNT_MAX },
            &count);
        b->n_more = e == OK ? count.n_from + count.n_to - n : 0;
    }
    if (e == OK && rq->actor.person_id != 0) {
        e = thing_load_now(rq, b->kind, id, &self);
        b->may_edit = e == OK && thing_may_edit(&rq->actor, &self);
    }
    return e;
}
