#include "support/trees.h"

#include "engine/pathway/tree.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

/* A tree by lot, of activities first to first + n - 1. Parts of what comes in
 * any order share none, unless is_shared. */
static void
by_lot(struct random *r, struct buf *b, int first, int n, int depth,
    bool is_shared)
{
    static const char *const operators[] = { "->( ", "X( ", "+( ", "+( ",
        "*( " };
    if (n == 1 || depth == 0) {
        if (random_below(r, 8) == 0)
            buf_add(b, TEXT("tau"));
        else
            buf_print(
                b, "'%c'", 'a' + first + (int)random_below(r, (uint64_t)n));
        return;
    }
    uint64_t kind = random_below(r, 5);
    int n_parts = kind == 4 ? 2 : 2 + (int)random_below(r, 2);
    if (n_parts > n)
        n_parts = n;
    buf_add(b, text_of(operators[kind]));
    for (int i = 0; i < n_parts; i++) {
        int from = first + n * i / n_parts, to = first + n * (i + 1) / n_parts;
        bool is_own = kind == 2 || kind == 3 || random_below(r, 3) > 0;
        if (is_shared && random_below(r, 2) == 0)
            is_own = false;
        if (i > 0)
            buf_add(b, TEXT(", "));
        by_lot(r, b, is_own ? from : first, is_own ? to - from : n, depth - 1,
            is_shared);
    }
    buf_add(b, TEXT(" )"));
}

void
draw_tree(
    struct drawn_tree *d, struct random *r, struct arena *a, bool is_shared)
{
    struct cp_pathway_fault fault;
    struct buf b = buf_in(a, 200);
    by_lot(r, &b, 0, 6, 1 + (int)random_below(r, 4), is_shared);
    d->tree = buf_text(&b);
    if (cp_tree_parse(&d->p, a, d->tree, &fault) != OK)
        fail_msg("%s: %.*s", fault.phrase, TEXT_ARG(d->tree));
    d->m = cp_model_of(&d->p, a);
}
