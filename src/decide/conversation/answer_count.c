/* What all answered, counted from the answers themselves: for what is asked
 * next while a conversation is open, now and then; for what is shown, once,
 * when it has closed.
 *
 * People get wrong: to count in the step of an answer. Many who answer at once
 * would wait for one row each. */
#include "decide/conversation/conversation.h"

#include "base/buf.h"
#include "decide/conversation/helped.h"
#include "engine/opinion/ask.h"
#include "os/clock.h"
#include "os/entropy.h"

#include <stdlib.h>

struct place {
    int64_t id;
    int32_t at;
};
struct counted {
    int64_t agree, disagree, pass;
};
struct answer_counting {
    struct conversation row;
    struct conversation_units_row *units;
    ptrdiff_t n_units;
    struct statements_to_ask_row *statements;
    ptrdiff_t n_statements;
    struct place *by_id; /* statements, by key */
    struct counted *of;  /* unit, then statement */
    struct tally_put_in tally;
    int64_t began_ns;
};

static int
place_compare(const void *a, const void *b)
{
    int64_t x = ((const struct place *)a)->id,
            y = ((const struct place *)b)->id;
    return (x > y) - (x < y);
}

static ptrdiff_t
statement_at(const struct answer_counting *c, int64_t id)
{
    ptrdiff_t low = 0, high = c->n_statements;
    while (low < high) {
        ptrdiff_t middle = (low + high) / 2;
        if (c->by_id[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->n_statements && c->by_id[low].id == id ? c->by_id[low].at
                                                           : -1;
}

enum err
answer_count_row(struct answer_counting *c, const struct answer_row *row)
{
    ptrdiff_t unit = 0;
    while (unit < c->n_units && c->units[unit].id != row->unit_id)
        unit++;
    c->tally.n_people++;
    c->tally.n_helped += text_is_equal(row->way, TEXT("helped"));
    c->tally.n_paper += text_is_equal(row->way, TEXT("paper"));
    c->tally.n_message += text_is_equal(row->way, TEXT("message"));
    if (unit == c->n_units)
        return OK;
    struct counted *of = &c->of[unit * c->n_statements];
    for (int32_t k = 0; k < row->n; k++) {
        of[row->of[k]].agree += row->votes[k] > 0;
        of[row->of[k]].disagree += row->votes[k] < 0;
        of[row->of[k]].pass += row->votes[k] == 0;
    }
    c->tally.n_answers += row->n;
    return OK;
}

static enum err
count_one(void *context, const struct answer_row *row)
{
    return answer_count_row(context, row);
}

/* Hands are numbers beside the answers: nobody stands behind them. */
static enum err
count_hands(struct db *db, struct arena *a, struct answer_counting *c)
{
    struct hand_count *rows;
    ptrdiff_t n;
    enum err e = hands_of(db, a,
        (struct hands_of_in){
            .conversation_id = c->row.id, .n_rows = HANDS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        ptrdiff_t s = statement_at(c, rows[i].statement_id);
        for (ptrdiff_t u = 0; s >= 0 && u < c->n_units; u++)
            if (c->units[u].id == rows[i].unit_id) {
                struct counted *to = &c->of[u * c->n_statements + s];
                to->agree += rows[i].agree;
                to->disagree += rows[i].disagree;
                to->pass += rows[i].pass;
            }
    }
    return e;
}

static enum err
begin(struct db *db, struct arena *a, int64_t id, struct answer_counting *c)
{
    c->began_ns = monotonic_ns();
    enum err e =
        conversation_get(db, a, (struct conversation_get_in){ id }, &c->row);
    if (e == OK)
        e = conversation_units(db, a,
            (struct conversation_units_in){
                .conversation_id = id, .n_rows = UNITS_MAX },
            &c->units, &c->n_units);
    if (e == OK)
        e = statements_to_ask(db, a,
            (struct statements_to_ask_in){
                .conversation_id = id, .n_rows = STATEMENTS_MAX },
            &c->statements, &c->n_statements);
    if (e != OK)
        return e;
    c->by_id = arena_new(a, struct place, c->n_statements + 1);
    c->of = arena_new(a, struct counted, c->n_units * c->n_statements + 1);
    for (ptrdiff_t s = 0; s < c->n_statements; s++)
        c->by_id[s] = (struct place){ c->statements[s].id, (int32_t)s };
    qsort(c->by_id, (size_t)c->n_statements, sizeof *c->by_id, place_compare);
    return OK;
}

static enum err
end(struct db *db, struct arena *a, struct answer_counting *c)
{
    enum err e = count_hands(db, a, c);
    int64_t now = now_s();
    c->tally.id = c->row.id;
    c->tally.counted_at = now - now % 60;
    c->tally.took_ms = (monotonic_ns() - c->began_ns) / 1'000'000;
    c->tally.is_final = text_is_equal(c->row.status, TEXT("closed"));
    return e;
}

/* ---- Kept ---------------------------------------------------------------- */

static text
say_asks(struct arena *a, const struct answer_counting *c, ptrdiff_t unit)
{
    struct buf b = buf_in(a, 24 * c->n_statements + 1);
    for (ptrdiff_t s = 0; s < c->n_statements; s++) {
        int64_t agree = 0, pass = 0, all = 0, own = 0, least = INT64_MAX;
        int64_t of_side[UNIT_SIDES_MAX + 1] = { 0 };
        for (ptrdiff_t u = 0; u < c->n_units; u++) {
            const struct counted *n = &c->of[u * c->n_statements + s];
            int64_t here = n->agree + n->disagree + n->pass;
            agree += n->agree;
            pass += n->pass;
            all += here;
            own += u == unit ? here : 0;
            of_side[c->units[u].side_position] += here;
        }
        for (ptrdiff_t u = 0; u < c->n_units; u++)
            if (of_side[c->units[u].side_position] < least)
                least = of_side[c->units[u].side_position];
        if (all > 0)
            buf_print(&b, "%lld %lld %lld %lld %lld %lld;",
                (long long)c->statements[s].number, (long long)agree,
                (long long)pass, (long long)all, (long long)own,
                (long long)least);
    }
    return buf_text(&b);
}

static enum err
write_asks(struct db *writer, struct arena *a, const struct answer_counting *c)
{
    enum err e = OK;
    for (ptrdiff_t u = 0; e == OK && u < c->n_units; u++)
        e = ask_put(writer,
            (struct ask_put_in){ .id = (int64_t)(entropy_bits() >> 1 | 1),
                .conversation_id = c->row.id,
                .unit_id = c->units[u].id,
                .counts = say_asks(a, c, u) },
            NULL);
    return e;
}

static enum err
write_counts(struct db *writer, const struct answer_counting *c)
{
    enum err e = conversation_forget_counts(
        writer, (struct conversation_forget_counts_in){ c->row.id }, NULL);
    for (ptrdiff_t i = 0; e == OK && i < c->n_units * c->n_statements; i++) {
        const struct counted *n = &c->of[i];
        if (n->agree + n->disagree + n->pass == 0)
            continue;
        e = answer_count_insert(writer,
            (struct answer_count_insert_in){
                .id = (int64_t)(entropy_bits() >> 1 | 1),
                .conversation_id = c->row.id,
                .statement_id = c->statements[i % c->n_statements].id,
                .unit_id = c->units[i / c->n_statements].id,
                .agree = n->agree,
                .disagree = n->disagree,
                .pass = n->pass },
            NULL);
    }
    return e;
}

static enum err
write_all(struct db *writer, struct arena *a, void *arg)
{
    struct answer_counting *c = arg;
    struct conversation now;
    enum err e = conversation_get(
        writer, a, (struct conversation_get_in){ c->row.id }, &now);
    if (e == OK && !text_is_equal(now.status, c->row.status))
        e = ERR_BUSY; /* closed or opened meanwhile: what was counted is old */
    if (e == OK)
        e = tally_put(writer, c->tally, NULL);
    if (e == OK)
        e = c->tally.is_final ? write_counts(writer, c)
                              : write_asks(writer, a, c);
    return e;
}

enum err
answer_count_begin(struct db *db, struct arena *a, int64_t conversation_id,
    struct answer_counting **to)
{
    struct tally_get_row tally;
    enum err e =
        tally_get(db, a, (struct tally_get_in){ conversation_id }, &tally);
    *to = NULL;
    if (e == OK && tally.is_final)
        return OK; /* what was counted at the close stays */
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *to = arena_new(a, struct answer_counting, 1);
    return begin(db, a, conversation_id, *to);
}

enum err
answer_count_end(struct db *db, struct arena *a, struct answer_counting *c)
{
    enum err e = end(db, a, c);
    return e == OK ? db_write(db, a, write_all, c) : e;
}

static enum err
count(struct db *db, struct arena *a, int64_t id, struct answer_counting *c)
{
    enum err e = begin(db, a, id, c);
    int64_t *ids = arena_new(a, int64_t, c->n_statements + 1);
    for (ptrdiff_t s = 0; s < c->n_statements; s++)
        ids[s] = c->statements[s].id;
    if (e == OK)
        e = answers_read(&(struct answer_reader){ .db = db,
            .arena = a,
            .conversation_id = id,
            .statement_ids = ids,
            .n_statements = c->n_statements,
            .each = count_one,
            .context = c });
    return e == OK ? end(db, a, c) : e;
}

static enum err
nothing(struct db *writer, struct arena *a, void *arg)
{
    (void)writer;
    (void)a;
    (void)arg;
    return OK;
}

/* A conversation that closed meanwhile is counted by the job of that. */
enum err
conversation_count_run(struct job_call *call, struct why *why)
{
    (void)why;
    struct answer_counting *c =
        arena_new(call->arena, struct answer_counting, 1);
    enum err e = count(call->db, call->arena, call->thing_id, c);
    if (e == OK && !text_is_equal(c->row.status, TEXT("open")))
        return job_finish(call, nothing, NULL);
    return e == OK ? job_finish(call, write_all, c) : e;
}

/* ---- When ---------------------------------------------------------------- */

static enum err
ask_step(struct db *writer, struct arena *a, void *arg)
{
    return job_ask(writer, a, "conversation_count", *(const int64_t *)arg, 0);
}

/* One answer in sixteen looks whether it is time: a minute after the last
 * count, or fifty times as long as that took. */
enum err
answer_count_if_due(struct request *rq, int64_t conversation_id)
{
    enum { LEAST = 20, EVERY_S = 60, SHARE = 50 };
    struct tally_get_row tally;
    struct participant_count_row people = { 0 };
    if (entropy_bits() % 16 != 0)
        return OK;
    enum err e = tally_get(
        rq->db, rq->arena, (struct tally_get_in){ conversation_id }, &tally);
    if (e == OK) {
        int64_t wait_s = tally.took_ms * SHARE / 1000;
        if (rq->now < tally.counted_at + EVERY_S + wait_s)
            return OK;
    } else if (e == ERR_NOT_FOUND)
        e = participant_count(rq->db, rq->arena,
            (struct participant_count_in){
                .conversation_id = conversation_id, .n_max = LEAST },
            &people);
    if (e != OK || (people.n < LEAST && people.n > 0))
        return e;
    return db_write_quietly(rq->db, rq->arena, ask_step, &conversation_id);
}

/* ---- Read ---------------------------------------------------------------- */

/* The next of the numbers of one statement; -1: it ends. */
static int64_t
next_number(text *rest, char end)
{
    int64_t n;
    text digits = text_cut(*rest, end, rest);
    return text_parse_int(digits, &n) ? n : -1;
}

void
answer_weigh(struct cp_ask *asks, const struct statements_to_ask_row *rows,
    ptrdiff_t n, text counts)
{
    ptrdiff_t at = 0;
    while (text_is_known(counts) && counts.len > 0) {
        int64_t number = next_number(&counts, ' ');
        int64_t agree = next_number(&counts, ' ');
        int64_t pass = next_number(&counts, ' ');
        int64_t all = next_number(&counts, ' ');
        int64_t own = next_number(&counts, ' ');
        int64_t least = next_number(&counts, ';');
        while (at < n && rows[at].number < number)
            at++;
        if (at == n || number < 0 || least < 0)
            return;
        if (rows[at].number != number)
            continue;
        asks[at].agree = agree;
        asks[at].passes = pass;
        asks[at].all = all;
        asks[at].all_of_unit = own;
        asks[at].least_of_side = least;
    }
}
