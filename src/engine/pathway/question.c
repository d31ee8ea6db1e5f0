#include "engine/pathway/question.h"

#include "base/sort.h"

#include <string.h>

/* ---- Questions --------------------------------------------------------------
 */

struct cp_questions
cp_questions_begin(struct arena *a)
{
    return (struct cp_questions){ .arena = a };
}

static struct cp_question *
add_questions(struct cp_questions *q, int32_t n)
{
    if (q->n + n > q->n_room) {
        q->n_room = 2 * q->n_room + n + 16;
        struct cp_question *more =
            arena_new(q->arena, struct cp_question, q->n_room);
        if (q->n > 0)
            memcpy(more, q->questions, (size_t)q->n * sizeof *more);
        q->questions = more;
    }
    q->n += n;
    return &q->questions[q->n - n];
}

/* ---- Edges ------------------------------------------------------------------
 */

struct pair_slot {
    uint64_t pair; /* plus 1; 0: free */
    int32_t edge;  /* of those asked, or -1 */
};
struct pairs {
    struct pair_slot *slots;
    ptrdiff_t n_slots;
};

static struct pair_slot *
slot_of(const struct pairs *t, int32_t from, int32_t to)
{
    uint64_t pair = ((uint64_t)from << 32 | (uint32_t)to) + 1;
    for (uint64_t at = pair * 0x9E37'79B9'7F4A'7C15u >> 24;; at++) {
        struct pair_slot *s = &t->slots[at & (uint64_t)(t->n_slots - 1)];
        if (s->pair == 0)
            s->pair = pair;
        if (s->pair == pair)
            return s;
    }
}

static int
by_cases(const void *context, const void *x, const void *y)
{
    const struct cp_graph *g = context;
    int64_t a = g->edges[*(const int32_t *)x].n_cases;
    int64_t b = g->edges[*(const int32_t *)y].n_cases;
    return (a < b) - (a > b);
}

/* Which edges are asked about, marked. */
static bool *
choose_edges(struct arena *a, const struct cp_graph *g)
{
    bool *is_asked = arena_new(a, bool, g->n_edges);
    int32_t *ids = arena_new(a, int32_t, g->n_edges);
    int32_t *room = arena_new(a, int32_t, g->n_edges);
    for (int32_t e = 0; e < g->n_edges; e++)
        ids[e] = e;
    sort(ids, room, g->n_edges, sizeof *ids, by_cases, g);
    for (int32_t e = 0; e < g->n_edges && e < CP_ASK_EDGES_MAX; e++)
        is_asked[ids[e]] = true;
    return is_asked;
}

struct edge_at {
    struct cp_timed *waits;
    int32_t *having;
    int64_t n_waits, n_having;
};

static void
fill_edges(const struct cp_log *log, const struct pairs *t, struct edge_at *at)
{
    for (int32_t c = 0; c < log->n_cases; c++)
        for (int64_t i = log->starts[c] + 1; i < log->starts[c + 1]; i++) {
            if (log->is_any_order && log->times[i - 1] == log->times[i])
                continue; /* no edge */
            int32_t e = slot_of(t, log->events[i - 1], log->events[i])->edge;
            if (e < 0)
                continue;
            struct edge_at *one = &at[e];
            one->waits[one->n_waits++] =
                (struct cp_timed){ log->times[i] - log->times[i - 1], c, 1 };
            if (one->n_having == 0 || one->having[one->n_having - 1] != c)
                one->having[one->n_having++] = c;
        }
}

void
cp_questions_of_edges(
    struct cp_questions *q, const struct cp_log *log, const struct cp_graph *g)
{
    struct arena *a = q->arena;
    int32_t n = g->n_edges < CP_ASK_EDGES_MAX ? g->n_edges : CP_ASK_EDGES_MAX;
    struct cp_question *questions = add_questions(q, n);
    struct edge_at *at = arena_new(a, struct edge_at, n);
    const bool *is_asked = choose_edges(a, g);
    struct pairs t = { .n_slots = 64 };
    int64_t most = 0;
    int32_t k = 0;
    while (t.n_slots < 4 * (ptrdiff_t)g->n_edges)
        t.n_slots *= 2;
    t.slots = arena_new(a, struct pair_slot, t.n_slots);
    for (int32_t e = 0; e < g->n_edges; e++) {
        const struct cp_edge_count *edge = &g->edges[e];
        slot_of(&t, edge->from, edge->to)->edge = is_asked[e] ? k : -1;
        if (!is_asked[e])
            continue;
        at[k].waits = arena_new(a, struct cp_timed, edge->n_events);
        at[k].having = arena_new(a, int32_t, edge->n_cases);
        most = edge->n_events > most ? edge->n_events : most;
        questions[k++] = (struct cp_question){ .kind = CP_ASK_EDGE,
            .from = log->activities[edge->from],
            .to = log->activities[edge->to] };
    }
    fill_edges(log, &t, at);
    struct arena_mark mark = arena_mark(a);
    struct cp_timed *room = arena_new(a, struct cp_timed, most);
    for (k = 0; k < n; k++) {
        cp_waits_sort(at[k].waits, room, at[k].n_waits);
        questions[k].waits = at[k].waits;
        questions[k].n_waits = at[k].n_waits;
        questions[k].having = at[k].having;
        questions[k].n_having = at[k].n_having;
    }
    arena_rewind(a, mark);
    q->n_edges_left_out += g->n_edges - n;
}

/* ---- Steps ------------------------------------------------------------------
 */

static int
by_name(const void *context, const void *x, const void *y)
{
    const text *names = context;
    return text_compare(names[*(const int32_t *)x], names[*(const int32_t *)y]);
}

void
cp_questions_of_steps(struct cp_questions *q, const struct cp_log *log)
{
    struct arena *a = q->arena;
    int32_t n = log->n_activities;
    int32_t *ids = arena_new(a, int32_t, n), *room = arena_new(a, int32_t, n);
    int32_t *last = arena_new(a, int32_t, n); /* case, plus 1 */
    int64_t *n_cases = arena_new(a, int64_t, n);
    int32_t **having = arena_new(a, int32_t *, n);
    for (int32_t c = 0; c < log->n_cases; c++)
        for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++)
            if (last[log->events[i]] != c + 1) {
                last[log->events[i]] = c + 1;
                n_cases[log->events[i]]++;
            }
    for (int32_t k = 0; k < n; k++) {
        ids[k] = k;
        having[k] = arena_new(a, int32_t, n_cases[k]);
        n_cases[k] = 0;
    }
    for (int32_t c = 0; c < log->n_cases; c++)
        for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++) {
            int32_t k = log->events[i];
            if (n_cases[k] == 0 || having[k][n_cases[k] - 1] != c)
                having[k][n_cases[k]++] = c;
        }
    sort(ids, room, n, sizeof *ids, by_name, log->activities);
    struct cp_question *questions = add_questions(q, n);
    for (int32_t k = 0; k < n; k++)
        questions[k] = (struct cp_question){ .kind = CP_ASK_STEP,
            .to = log->activities[ids[k]],
            .having = having[ids[k]],
            .n_having = n_cases[ids[k]] };
}

/* ---- Stages -----------------------------------------------------------------
 */

static void
ask_status(struct cp_questions *q, const struct cp_staged *staged,
    enum cp_question_kind kind, enum cp_case_status one,
    enum cp_case_status other)
{
    int32_t *having = arena_new(q->arena, int32_t, staged->n_cases);
    int64_t n = 0;
    for (int32_t c = 0; c < staged->n_cases; c++)
        if (staged->status[c] == one || staged->status[c] == other)
            having[n++] = c;
    *add_questions(q, 1) =
        (struct cp_question){ .kind = kind, .having = having, .n_having = n };
}

static void
ask_stage(struct cp_questions *q, const struct cp_log *log,
    const struct cp_stages *stages, const struct cp_staged *staged, int32_t s,
    struct cp_timed *room)
{
    struct arena *a = q->arena;
    int32_t n_cases = staged->n_cases;
    int32_t *having = arena_new(a, int32_t, n_cases);
    struct cp_timed *waits = arena_new(a, struct cp_timed, n_cases);
    struct cp_timed *watched = arena_new(a, struct cp_timed, n_cases);
    int64_t n = 0, n_waits = 0, n_watched = 0;
    for (int32_t c = 0; c < n_cases; c++) {
        const int64_t *firsts =
            staged->firsts + (ptrdiff_t)c * staged->n_stages;
        int64_t here = firsts[s];
        if (here != CP_STAGE_NEVER)
            having[n++] = c;
        if (s == 0 || firsts[s - 1] == CP_STAGE_NEVER)
            continue;
        if (here == CP_STAGE_NEVER)
            watched[n_watched++] = (struct cp_timed){
                log->times[log->starts[c + 1] - 1] - firsts[s - 1], c, 0
            };
        else if (here >= firsts[s - 1])
            watched[n_watched++] = waits[n_waits++] =
                (struct cp_timed){ here - firsts[s - 1], c, 1 };
    }
    cp_waits_sort(waits, room, n_waits);
    cp_waits_sort(watched, room, n_watched);
    *add_questions(q, 1) = (struct cp_question){ .kind = CP_ASK_STAGE,
        .from = s > 0 ? stages->stages[s - 1].name : (text){ 0 },
        .to = stages->stages[s].name,
        .number = s,
        .having = having,
        .n_having = n,
        .waits = waits,
        .n_waits = n_waits,
        .watched = watched,
        .n_watched = n_watched };
}

void
cp_questions_of_stages(struct cp_questions *q, const struct cp_log *log,
    const struct cp_stages *stages, const struct cp_staged *staged)
{
    struct cp_timed *room =
        arena_new(q->arena, struct cp_timed, staged->n_cases);
    for (int32_t s = 0; s < stages->n; s++)
        ask_stage(q, log, stages, staged, s, room);
    ask_status(q, staged, CP_ASK_CLOSED, CP_CASE_CLOSED, CP_CASE_EARLY);
    ask_status(q, staged, CP_ASK_LOST, CP_CASE_LOST, CP_CASE_LOST);
}

/* ---- Against what was meant -------------------------------------------------
 */

void
cp_questions_of_fit(struct cp_questions *q, const struct cp_log *log,
    const int32_t *full, const int32_t *prefix, const struct cp_staged *staged)
{
    int32_t *fit = arena_new(q->arena, int32_t, log->n_cases);
    int32_t *so_far = arena_new(q->arena, int32_t, log->n_cases);
    int64_t n = 0, n_so_far = 0;
    for (int32_t c = 0; c < log->n_cases; c++) {
        bool is_closed = staged->status[c] == CP_CASE_CLOSED ||
            staged->status[c] == CP_CASE_EARLY;
        if (full[c] == 0)
            fit[n++] = c;
        if ((is_closed ? full[c] : prefix[c]) == 0)
            so_far[n_so_far++] = c;
    }
    struct cp_question *two = add_questions(q, 2);
    two[0] = (struct cp_question){
        .kind = CP_ASK_FIT, .having = fit, .n_having = n
    };
    two[1] = (struct cp_question){
        .kind = CP_ASK_FIT_SO_FAR, .having = so_far, .n_having = n_so_far
    };
}

void
cp_questions_of_target(struct cp_questions *q, const struct cp_log *log,
    text name, int32_t number, const struct cp_target_result *result)
{
    struct arena *a = q->arena;
    int32_t *having = arena_new(a, int32_t, result->n[CP_TARGET_IN_TIME]);
    bool *is_asked = arena_new(a, bool, log->n_cases);
    struct cp_timed *waits = arena_new(a, struct cp_timed, result->n_waits);
    int64_t n = 0, n_waits = 0;
    for (int32_t c = 0; c < log->n_cases; c++) {
        enum cp_target_class is = result->of_case[c];
        bool has_come = is == CP_TARGET_IN_TIME || is == CP_TARGET_LATE;
        is_asked[c] = has_come || is == CP_TARGET_NEVER;
        if (is == CP_TARGET_IN_TIME)
            having[n++] = c;
        if (!has_come)
            continue;
        waits[n_waits] = (struct cp_timed){ result->waits[n_waits], c, 1 };
        n_waits++;
    }
    struct arena_mark mark = arena_mark(a);
    cp_waits_sort(waits, arena_new(a, struct cp_timed, n_waits), n_waits);
    arena_rewind(a, mark);
    *add_questions(q, 1) = (struct cp_question){ .kind = CP_ASK_TARGET,
        .to = name,
        .number = number,
        .having = having,
        .n_having = n,
        .is_asked = is_asked,
        .waits = waits,
        .n_waits = n_waits };
}

void
cp_questions_of_waits(struct cp_questions *q, const struct cp_log *log,
    text from, text to, const struct cp_waits *waits)
{
    struct arena *a = q->arena;
    struct cp_timed *come = arena_new(a, struct cp_timed, waits->n);
    int32_t *having = arena_new(a, int32_t, waits->n);
    bool *is_asked = arena_new(a, bool, log->n_cases);
    bool *has_come = arena_new(a, bool, log->n_cases);
    int64_t n = 0, n_having = 0;
    for (int64_t i = 0; i < waits->n; i++) {
        const struct cp_timed *w = &waits->waits[i];
        is_asked[w->of_case] = true;
        if (w->cause != 1)
            continue;
        come[n++] = *w;
        has_come[w->of_case] = true;
    }
    for (int32_t c = 0; c < log->n_cases; c++)
        if (has_come[c])
            having[n_having++] = c;
    *add_questions(q, 1) = (struct cp_question){ .kind = CP_ASK_WAIT,
        .from = from,
        .to = to,
        .having = having,
        .n_having = n_having,
        .is_asked = is_asked,
        .waits = come,
        .n_waits = n,
        .watched = waits->waits,
        .n_watched = waits->n };
}
