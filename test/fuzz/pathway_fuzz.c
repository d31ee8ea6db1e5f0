/* A pathway list: what is taken is written, read and written again to the same
 * bytes; and every trace has a path whose cost the checker agrees with. */
#include "engine/pathway/align.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { EVENTS = 12, WORK = 600 };

/* Of a long list few events: it is the reader that is tried. */
static void
try_trace(const struct cp_pathway *p, const struct cp_model *m, struct arena *a,
    const uint8_t *data, size_t size)
{
    int32_t events[EVENTS], n_known = cp_model_n_activities(m);
    ptrdiff_t n = 0, n_max = WORK / (ptrdiff_t)size;
    n_max = n_max < 2 ? 2 : n_max < EVENTS ? n_max : EVENTS;
    /* the text's own bytes choose, one activity that nobody knows included */
    for (size_t i = 0; i < size && n < n_max; i += 3)
        events[n++] = data[i] % (n_known + 1) - 1;
    struct cp_align_cost cost = cp_align_cost(m, a, events, n);
    require(cost.prefix >= 0 && cost.prefix <= cost.full &&
        cost.full <= n + cp_pathway_shortest(p));
    for (int is_prefix = 0; is_prefix < 2; is_prefix++) {
        struct cp_alignment path;
        cp_align(&path, m, a, events, n, is_prefix);
        require(path.cost == (is_prefix ? cost.prefix : cost.full));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena a;
    struct cp_pathway p, again;
    struct cp_pathway_fault fault;
    text source = { (const char *)data, (ptrdiff_t)size };
    if (size > 1500)
        return 0;
    arena_reset(&a, 1 << 26);
    if (cp_pathway_parse(&p, &a, source, &fault) == OK) {
        struct buf one = buf_in(&a, 2000), two = buf_in(&a, 2000);
        cp_pathway_write(&p, &one);
        require(cp_pathway_parse(&again, &a, buf_text(&one), &fault) == OK);
        cp_pathway_write(&again, &two);
        require(text_is_equal(buf_text(&one), buf_text(&two)));
        if (text_hash(source) % 8 == 0) /* the reader is what is tried */
            try_trace(&p, cp_model_of(&p, &a), &a, data, size);
    } else {
        require(fault.line >= 1 && fault.phrase != NULL);
    }
    return 0;
}
