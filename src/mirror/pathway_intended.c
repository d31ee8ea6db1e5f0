/* What was meant: a pathway list or a process tree, and how far each way of a
 * log is from it. */
#include "mirror/pathway_cmd.h"

#include "engine/pathway/target.h"
#include "engine/pathway/tree.h"
#include "os/file.h"

enum err
pathway_read_intended(struct command_call *call, text path,
    struct pathway_meant *meant, struct why *why)
{
    struct cp_pathway_fault fault;
    text source;
    enum err e = file_read(path, call->arena, 1 << 20, &source, why);
    if (e != OK)
        return e;
    e = cp_tree_is(source)
        ? cp_tree_parse(&meant->pathway, call->arena, source, &fault)
        : cp_pathway_parse(&meant->pathway, call->arena, source, &fault);
    if (e != OK) {
        struct buf b = buf_in(call->arena, 200);
        pathway_put_sentence(&b, fault.phrase, fault.about);
        return fault.column == 0
            ? err_say(why, ERR_BAD_INPUT, "%.*s, line %d: %.*s", TEXT_ARG(path),
                  fault.line, TEXT_ARG(buf_text(&b)))
            : err_say(why, ERR_BAD_INPUT, "%.*s, line %d, column %d: %.*s",
                  TEXT_ARG(path), fault.line, fault.column,
                  TEXT_ARG(buf_text(&b)));
    }
    meant->model = cp_model_of(&meant->pathway, call->arena);
    return OK;
}

/* ---- Promises of the command line ------------------------------------------
 */

static void
add_steps(struct arena *a, const struct cp_pathway_item *item,
    struct cp_pathway_item *all, int *n_room)
{
    for (int i = 0; i < item->n_items; i++)
        add_steps(a, item->items[i], all, n_room);
    if (item->kind != CP_PATHWAY_STEP)
        return;
    for (int i = 0; i < all->n_items; i++)
        if (text_is_equal(all->items[i]->name, item->name))
            return;
    if (all->n_items == *n_room) {
        struct cp_pathway_item **more =
            arena_new(a, struct cp_pathway_item *, 2 * *n_room);
        for (int i = 0; i < all->n_items; i++)
            more[i] = all->items[i];
        all->items = more;
        *n_room *= 2;
    }
    struct cp_pathway_item *step = arena_new(a, struct cp_pathway_item, 1);
    *step = (struct cp_pathway_item){
        .kind = CP_PATHWAY_STEP, .name = item->name, .weight = 1
    };
    all->items[all->n_items++] = step;
}

static void
add_targets(struct arena *a, struct cp_pathway *p,
    const struct cp_pathway_target *more, int n)
{
    struct cp_pathway_target *all =
        arena_new(a, struct cp_pathway_target, p->n_targets + n);
    for (int i = 0; i < p->n_targets; i++)
        all[i] = p->targets[i];
    for (int i = 0; i < n; i++)
        all[p->n_targets + i] = more[i];
    p->targets = all;
    p->n_targets += n;
}

/* A promise is a line of a list. So that a tree may have one too, it is read
 * below a list of the names alone. */
enum err
pathway_add_promises(struct command_call *call, text promises,
    struct pathway_meant *meant, struct why *why)
{
    struct arena *a = call->arena;
    struct cp_pathway_fault fault;
    struct cp_pathway list;
    struct cp_pathway_item steps = { .kind = CP_PATHWAY_ONE_OF,
        .items = arena_new(a, struct cp_pathway_item *, 64) };
    struct cp_pathway_item *row = &steps;
    int n_room = 64;
    for (int i = 0; i < meant->pathway.n_rows; i++)
        add_steps(a, meant->pathway.rows[i], &steps, &n_room);
    if (steps.n_items == 1)
        row = steps.items[0];
    while (!text_is_empty(promises)) {
        text line = text_cut(promises, '\n', &promises);
        struct buf b = buf_in(a, 2000);
        cp_pathway_write(&(struct cp_pathway){ .rows = &row, .n_rows = 1 }, &b);
        buf_add(&b, line);
        buf_byte(&b, '\n');
        if (cp_pathway_parse(&list, a, buf_text(&b), &fault) != OK) {
            struct buf words = buf_in(a, 200);
            pathway_put_sentence(&words, fault.phrase, fault.about);
            return err_say(why, ERR_BAD_INPUT, "--promise \"%.*s\": %.*s",
                TEXT_ARG(text_prefix(line, 200)), TEXT_ARG(buf_text(&words)));
        }
        if (list.n_targets != 1 || list.n_rows != 1)
            return err_say(why, ERR_BAD_INPUT,
                "--promise is such as \"within 14 days 80%%: Triage -> "
                "Treatment\"");
        add_targets(a, &meant->pathway, list.targets, 1);
    }
    return OK;
}

/* ---- Each variant against it ----------------------------------------------
 */

enum { CHECKED_WHOLE = 500 /* moves: the checker is slow */ };
#define THREAD_BYTES_MAX (INT64_C(1) << 32)

struct judging {
    const struct pathway_found *f;
    struct pathway_meant *meant;
    enum pathway_judging how;
    const int32_t *numbers; /* the model's, by activity of the log */
    const bool *closes;     /* by activity of the log */
    int64_t longest;
    struct cp_untie untie;
};
struct worker {
    const struct judging *work;
    struct thread thread;
    struct arena *arena;
    int64_t first, every;
};

/* A way is looked at by its checker before it is printed. */
static void
judge_one(const struct judging *w, struct arena *a, int64_t i, int32_t *events,
    text *names, bool *is_tied)
{
    const struct cp_variant *v = &w->f->variants.variants[i];
    const struct cp_model *m = w->meant->model;
    struct cp_judged *j;
    bool is_closed = w->how == PATHWAY_WHOLE;
    for (int64_t k = 0; k < v->n; k++) {
        events[k] = w->numbers[v->events[k]];
        names[k] = w->f->log.activities[v->events[k]];
        is_closed |= w->closes[v->events[k]];
        is_tied[k] = cp_variant_is_tied(v, k);
    }
    if (w->how == PATHWAY_COSTS) {
        w->meant->costs[i] =
            cp_untied_cost(&w->untie, a, events, is_tied, v->n);
        return;
    }
    j = &w->meant->judged[i];
    cp_judge_untied(j, &w->untie, a, events, names, is_tied, v->n, is_closed);
    w->meant->costs[i] = j->cost;
    for (int64_t k = 0; j->order != NULL && k < v->n; k++) {
        int32_t from = v->events[j->order[k]];
        events[k] = w->numbers[from];
        names[k] = w->f->log.activities[from];
    }
    require(j->path.n > CHECKED_WHOLE
            ? cp_align_check_long(&j->path, m, a, events, v->n, !is_closed)
            : cp_align_check(
                  &j->path, &w->meant->pathway, a, names, v->n, !is_closed));
}

static void
judge_some(void *context)
{
    struct worker *k = context;
    int32_t *events = arena_new(k->arena, int32_t, k->work->longest);
    text *names = arena_new(k->arena, text, k->work->longest);
    bool *is_tied = arena_new(k->arena, bool, k->work->longest);
    for (int64_t i = k->first; i < k->work->f->variants.n; i += k->every)
        judge_one(k->work, k->arena, i, events, names, is_tied);
}

enum err
pathway_judge(struct arena *a, const struct pathway_found *f,
    struct pathway_meant *meant, enum pathway_judging how, struct why *why)
{
    int32_t *numbers = arena_new(a, int32_t, f->log.n_activities);
    struct judging work = { f, meant, how, numbers,
        cp_activities_closing(a, &meant->pathway, &f->log), 1,
        cp_untie_in(meant->model, a) };
    struct worker workers[PATHWAY_THREADS_MAX];
    int n = meant->n_threads < 1 ? 1 : meant->n_threads, n_begun = 1;
    enum err e = OK;
    meant->costs = arena_new(a, struct cp_align_cost, f->variants.n);
    if (how != PATHWAY_COSTS)
        meant->judged = arena_new(a, struct cp_judged, f->variants.n);
    for (int32_t i = 0; i < f->log.n_activities; i++)
        numbers[i] = cp_model_activity(meant->model, f->log.activities[i]);
    for (int64_t i = 0; i < f->variants.n; i++)
        if (f->variants.variants[i].n > work.longest)
            work.longest = f->variants.variants[i].n;
    /* the answer of each stands at its own place, whoever finds it */
    workers[0] = (struct worker){ &work, .arena = a, .every = n };
    for (; e == OK && n_begun < n; n_begun++) {
        struct worker *k = &workers[n_begun];
        struct arena *own = &meant->arenas[meant->n_arenas++];
        *k = (struct worker){ &work, .arena = own, .first = n_begun,
            .every = n };
        arena_open(own, THREAD_BYTES_MAX);
        e = thread_start(&k->thread, "pathway", judge_some, k, why);
    }
    if (e == OK)
        judge_some(&workers[0]);
    else
        n_begun--;
    for (int i = 1; i < n_begun; i++)
        thread_join(&workers[i].thread);
    return e;
}

void
pathway_meant_close(struct pathway_meant *meant)
{
    while (meant->n_arenas > 0)
        arena_close(&meant->arenas[--meant->n_arenas]);
}
