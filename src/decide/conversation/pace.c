/* The pace of answers, counted in memory and written as sums. */
#include "decide/conversation/pace.h"

#include "os/entropy.h"
#include "os/thread.h"

#include <sodium.h>

struct slot {
    int64_t conversation_id, unit_id, window_at;
    int64_t n_begun, n_answers, n_timed, n_quick;
    int64_t some[PACE_LEAST]; /* who answered: so many and no more */
    int n_some;
};

static struct mutex lock = MUTEX_INIT;
static struct slot slots[PACE_SLOTS];
static int n_slots;

bool
pace_note(const struct pace_note *what, int64_t now)
{
    int64_t at = now - now % PACE_WINDOW_S;
    bool is_due = false;
    struct slot *to = NULL;
    mutex_lock(&lock);
    for (int i = 0; i < n_slots; i++) {
        struct slot *s = &slots[i];
        is_due |= s->window_at != at;
        if (s->window_at == at && s->unit_id == what->unit_id &&
            s->conversation_id == what->conversation_id)
            to = s;
    }
    if (to == NULL && n_slots < PACE_SLOTS) {
        to = &slots[n_slots++];
        *to = (struct slot){ .conversation_id = what->conversation_id,
            .unit_id = what->unit_id,
            .window_at = at };
    }
    if (to != NULL) {
        bool is_there = false;
        to->n_begun += what->is_new;
        to->n_answers++;
        to->n_timed += what->is_timed;
        to->n_quick += what->is_timed && what->is_quick;
        for (int i = 0; i < to->n_some; i++)
            is_there |= to->some[i] == what->participant_id;
        if (!is_there && to->n_some < PACE_LEAST)
            to->some[to->n_some++] = what->participant_id;
    }
    mutex_unlock(&lock);
    return is_due;
}

/* ---- Written ------------------------------------------------------------- */

struct flushing {
    struct slot *slots;
    int n;
};

/* Those that are over leave the memory. */
static void
take(struct arena *a, int64_t now, int64_t all_of, struct flushing *to)
{
    int n_left = 0;
    to->slots = arena_new(a, struct slot, PACE_SLOTS);
    to->n = 0;
    mutex_lock(&lock);
    for (int i = 0; i < n_slots; i++) {
        bool is_over = slots[i].window_at + PACE_WINDOW_S <= now;
        if (is_over || slots[i].conversation_id == all_of)
            to->slots[to->n++] = slots[i];
        else
            slots[n_left++] = slots[i];
    }
    n_slots = n_left;
    mutex_unlock(&lock);
}

static enum err
put_window(struct db *writer, const struct slot *s, int64_t unit_id)
{
    return pace_window_put(writer,
        (struct pace_window_put_in){ .id = (int64_t)(entropy_bits() >> 1 | 1),
            .conversation_id = s->conversation_id,
            .unit_id = unit_id,
            .window_at = s->window_at,
            .n_begun = s->n_begun,
            .n_answers = s->n_answers },
        NULL);
}

static enum err
put_sum(struct db *writer, const struct slot *s, int64_t unit_id, text day)
{
    return pace_sum_put(writer,
        (struct pace_sum_put_in){ .id = (int64_t)(entropy_bits() >> 1 | 1),
            .conversation_id = s->conversation_id,
            .unit_id = unit_id,
            .day = day,
            .n_begun = s->n_begun,
            .n_answers = s->n_answers,
            .n_timed = s->n_timed,
            .n_quick = s->n_quick },
        NULL);
}

/* The slots of one conversation and window. What all answered less what is
 * told of communities is what the others answered: so these are ten people
 * together, or none, or no community is told. */
static enum err
put_one(struct db *writer, struct arena *a, const struct flushing *f, int first)
{
    struct slot all = f->slots[first];
    int n_some = 0, n_hidden = 0;
    enum err e = OK;
    all.n_begun = all.n_answers = all.n_timed = all.n_quick = 0;
    for (int pass = 0; e == OK && pass < 2; pass++)
        for (int i = first; e == OK && i < f->n; i++) {
            const struct slot *s = &f->slots[i];
            if (s->conversation_id != all.conversation_id ||
                s->window_at != all.window_at)
                continue;
            if (pass == 0) {
                all.n_begun += s->n_begun;
                all.n_answers += s->n_answers;
                all.n_timed += s->n_timed;
                all.n_quick += s->n_quick;
                n_some += s->n_some;
                n_hidden += s->n_some < PACE_LEAST ? s->n_some : 0;
                e = put_sum(writer, s, s->unit_id, TEXT(""));
            } else if (s->n_some >= PACE_LEAST &&
                (n_hidden == 0 || n_hidden >= PACE_LEAST))
                e = put_window(writer, s, s->unit_id);
        }
    if (e == OK)
        e = put_sum(writer, &all, all.conversation_id, TEXT(""));
    if (e == OK)
        e = put_sum(
            writer, &all, all.conversation_id, day_of(a, all.window_at));
    return e == OK && n_some >= PACE_LEAST
        ? put_window(writer, &all, all.conversation_id)
        : e;
}

static enum err
flush_step(struct db *writer, struct arena *a, void *arg)
{
    const struct flushing *f = arg;
    enum err e = OK;
    for (int i = 0; e == OK && i < f->n; i++) {
        struct conversation row;
        bool is_first = true;
        for (int k = 0; k < i; k++)
            is_first &=
                f->slots[k].conversation_id != f->slots[i].conversation_id ||
                f->slots[k].window_at != f->slots[i].window_at;
        if (!is_first)
            continue;
        e = conversation_get(writer, a,
            (struct conversation_get_in){ f->slots[i].conversation_id }, &row);
        if (e == OK)
            e = put_one(writer, a, f, i);
        else if (e == ERR_NOT_FOUND)
            e = OK; /* it is gone, with all that hung on it */
    }
    return e;
}

enum err
pace_flush(struct db *db, struct arena *a, int64_t now, int64_t all_of)
{
    struct flushing f;
    take(a, now, all_of, &f);
    return f.n == 0 ? OK : db_write_quietly(db, a, flush_step, &f);
}

/* ---- Past its time ------------------------------------------------------- */

enum err
pace_close(
    struct db *writer, struct arena *a, int64_t conversation_id, int64_t now)
{
    text ends_on = day_of(a, now + (int64_t)PACE_KEPT_DAYS * 86'400);
    return pace_end(writer,
        (struct pace_end_in){ .conversation_id = conversation_id,
            .unit_id = conversation_id,
            .ends_on = ends_on },
        NULL);
}

static enum err
over_step(struct db *writer, struct arena *a, void *arg)
{
    int64_t id = *(const int64_t *)arg;
    struct conversation row;
    enum err e =
        conversation_get(writer, a, (struct conversation_get_in){ id }, &row);
    bool is_closed = e == OK && text_is_equal(row.status, TEXT("closed"));
    if (e == OK && is_closed)
        e = pace_windows_delete(
            writer, (struct pace_windows_delete_in){ id }, NULL);
    if (e == OK && is_closed)
        e = pace_days_delete(writer, (struct pace_days_delete_in){ id }, NULL);
    if (e == OK) /* opened again: the next close begins the days anew */
        e = pace_ended(writer,
            (struct pace_ended_in){ .conversation_id = id, .unit_id = id },
            NULL);
    return e == ERR_NOT_FOUND ? pace_forget(writer, id) : e;
}

enum err
pace_sweep(struct db *db, struct arena *a, int64_t now)
{
    struct pace_over_row *rows;
    ptrdiff_t n;
    enum err e = pace_flush(db, a, now, 0);
    if (e == OK)
        e = pace_over(db, a,
            (struct pace_over_in){ .today = day_of(a, now), .n_rows = 50 },
            &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = db_write_quietly(db, a, over_step, &rows[i].conversation_id);
    return e;
}

enum err
pace_forget(struct db *writer, int64_t conversation_id)
{
    enum err e = pace_windows_delete(
        writer, (struct pace_windows_delete_in){ conversation_id }, NULL);
    return e == OK ? pace_sums_delete(writer,
                         (struct pace_sums_delete_in){ conversation_id }, NULL)
                   : e;
}

/* ---- How fast ------------------------------------------------------------ */

enum { MARK_BYTES = 16 };

static text
mark_of(struct request *rq, int64_t statement_id, text when)
{
    unsigned char hash[MARK_BYTES];
    char *hex = arena_new(rq->arena, char, 2 * MARK_BYTES + 1);
    text said = arena_print(
        rq->arena, "shown %lld %.*s", (long long)statement_id, TEXT_ARG(when));
    crypto_generichash(hash, sizeof hash, (const unsigned char *)said.ptr,
        (unsigned long long)said.len, (const unsigned char *)rq->secret.ptr,
        (size_t)rq->secret.len);
    sodium_bin2hex(hex, 2 * MARK_BYTES + 1, hash, sizeof hash);
    return (text){ hex, 2 * MARK_BYTES };
}

text
pace_shown(struct request *rq, int64_t statement_id, int64_t now_ms)
{
    text when = arena_print(rq->arena, "%lld", (long long)now_ms);
    return arena_print(rq->arena, "%.*s-%.*s", TEXT_ARG(when),
        TEXT_ARG(mark_of(rq, statement_id, when)));
}

bool
pace_read(struct request *rq, int64_t statement_id, text shown, int64_t now_ms,
    bool *is_quick)
{
    int64_t at;
    text rest = shown, when = text_cut(rest, '-', &rest);
    *is_quick = false;
    if (!text_is_known(shown) || !text_parse_int(when, &at) ||
        !text_is_equal(rest, mark_of(rq, statement_id, when)))
        return false;
    *is_quick = now_ms - at < PACE_QUICK_MS;
    return true;
}
