/* A process tree as text: what is taken has costs within their bounds, ways
 * that the checker agrees with, and a list that means the same when it has
 * one. */
#include "engine/pathway/fit.h"
#include "engine/pathway/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { EVENTS = 10, WORK = 200 };

/* The more parts a tree may have, the fewer: it is the reader that is tried,
 * and to judge an activity of many parts is a search. */
static ptrdiff_t
choose_events(
    const struct cp_model *m, const uint8_t *data, size_t size, int32_t *events)
{
    int32_t n_known = cp_model_n_activities(m);
    ptrdiff_t n = 0, n_max = WORK / (ptrdiff_t)size;
    n_max = n_max < 1 ? 1 : n_max < EVENTS ? n_max : EVENTS;
    /* the text's own bytes choose, one activity that nobody knows included */
    for (size_t i = 0; i < size && n < n_max; i += 3)
        events[n++] = data[i] % (n_known + 1) - 1;
    return n;
}

static void
try_trace(const struct cp_pathway *p, const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n)
{
    text names[EVENTS];
    struct cp_align_cost cost = cp_align_cost(m, a, events, n);
    for (ptrdiff_t i = 0; i < n; i++)
        names[i] = events[i] < 0 ? TEXT("\n") : cp_model_name(m, events[i]);
    require(cost.prefix >= 0 && cost.prefix <= cost.full &&
        cost.full <= n + cp_pathway_shortest(p));
    for (int is_closed = 0; is_closed < 2; is_closed++) {
        struct cp_judged j;
        cp_judge(&j, m, a, events, names, n, is_closed);
        require(j.path.cost == cp_judged_cost(&j));
        require(cp_align_check(&j.path, p, a, names, n, !is_closed));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena a;
    struct cp_pathway p, list;
    struct cp_pathway_fault fault;
    text source = { (const char *)data, (ptrdiff_t)size };
    int32_t events[EVENTS];
    if (size > 400)
        return 0;
    arena_reset(&a, 1 << 29);
    if (cp_tree_parse(&p, &a, source, &fault) == OK) {
        const struct cp_model *m = cp_model_of(&p, &a);
        ptrdiff_t n = choose_events(m, data, size, events);
        bool has_list = cp_tree_has_list(&p, &a, &fault);
        if (text_hash(source) % 8 != 0) /* the reader is what is tried */
            return 0;
        try_trace(&p, m, &a, events, n);
        if (has_list) {
            struct buf b = buf_in(&a, 1000);
            cp_pathway_write(&p, &b);
            require(cp_pathway_parse(&list, &a, buf_text(&b), &fault) == OK);
            struct cp_align_cost one = cp_align_cost(m, &a, events, n);
            struct cp_align_cost two =
                cp_align_cost(cp_model_of(&list, &a), &a, events, n);
            require(one.full == two.full && one.prefix == two.prefix);
        }
    } else {
        require(fault.line >= 1 && fault.column >= 1 && fault.phrase != NULL);
    }
    return 0;
}
