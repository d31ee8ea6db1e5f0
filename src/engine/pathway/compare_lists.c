/* Two pathway lists, row by row. */
#include "engine/pathway/compare_sides.h"

#include "base/sort.h"

struct flat {
    struct arena *arena;
    struct cp_list_row *rows;
    int32_t n;
};

static int32_t
count_items(const struct cp_pathway_item *item)
{
    int32_t n = 1;
    for (int i = 0; i < item->n_items; i++)
        n += count_items(item->items[i]);
    return n;
}

static int
by_bytes(const void *context, const void *x, const void *y)
{
    (void)context;
    return text_compare(*(const text *)x, *(const text *)y);
}

static void
collect(const struct cp_pathway_item *item, text *codes, text *names, int *n)
{
    const struct cp_names *stage = &item->attributes[CP_PATHWAY_STAGE];
    if (item->kind == CP_PATHWAY_STEP) {
        codes[*n] = stage->n > 0 ? stage->names[0] : item->name;
        names[(*n)++] = item->name;
    }
    for (int i = 0; i < item->n_items; i++)
        collect(item->items[i], codes, names, n);
}

static text
joined(struct arena *a, const text *parts, int n, const char *mark)
{
    struct buf b = buf_in(a, 200);
    for (int i = 0; i < n; i++) {
        if (i > 0)
            buf_add(&b, text_of(mark));
        buf_add(&b, parts[i]);
    }
    return buf_text(&b);
}

/* A step; or a group without an order, which is the set of its parts. */
static void
add_row(struct flat *f, const struct cp_pathway_item *item, bool may_skip,
    bool may_repeat)
{
    const struct cp_names *stage = &item->attributes[CP_PATHWAY_STAGE];
    struct cp_list_row *row = &f->rows[f->n++];
    int n = 0, most = count_items(item);
    text *codes = arena_new(f->arena, text, most);
    text *names = arena_new(f->arena, text, most);
    text *room = arena_new(f->arena, text, most);
    collect(item, codes, names, &n);
    sort(codes, room, n, sizeof *codes, by_bytes, NULL);
    *row = (struct cp_list_row){ .kind = item->kind,
        .may_skip = may_skip || item->may_skip,
        .may_repeat = may_repeat || item->may_repeat,
        .promise = TEXT("") };
    text parts = joined(
        f->arena, names, n, item->kind == CP_PATHWAY_ONE_OF ? " / " : ", ");
    bool has_label = text_is_known(item->label);
    row->name = has_label ? item->label : parts;
    row->parts = has_label ? parts : TEXT("");
    row->code =
        stage->n > 0 ? stage->names[0] : joined(f->arena, codes, n, "\n");
}

static void
flatten(struct flat *f, const struct cp_pathway_item *item, bool may_skip,
    bool may_repeat)
{
    if (item->kind != CP_PATHWAY_IN_ORDER) {
        add_row(f, item, may_skip, may_repeat);
        return;
    }
    for (int i = 0; i < item->n_items; i++)
        flatten(f, item->items[i], may_skip || item->may_skip,
            may_repeat || item->may_repeat);
}

/* What was promised of a row stands where it ends. */
static void
put_promises(struct flat *f, const struct cp_pathway *p)
{
    for (int t = 0; t < p->n_targets; t++) {
        struct cp_pathway one = { .targets = &p->targets[t], .n_targets = 1 };
        for (int32_t i = 0; i < f->n; i++) {
            if (!text_is_equal(f->rows[i].name, p->targets[t].end))
                continue;
            struct buf b = buf_in(f->arena, 200);
            buf_add(&b, f->rows[i].promise);
            if (b.len > 0)
                buf_add(&b, TEXT("; "));
            cp_pathway_write(&one, &b);
            f->rows[i].promise = text_trim(buf_text(&b));
        }
    }
}

static struct flat
flat_of(struct arena *a, const struct cp_pathway *p)
{
    struct flat f = { .arena = a };
    int32_t most = 0;
    for (int i = 0; i < p->n_rows; i++)
        most += count_items(p->rows[i]);
    f.rows = arena_new(a, struct cp_list_row, most);
    for (int i = 0; i < p->n_rows; i++)
        flatten(&f, p->rows[i], false, false);
    put_promises(&f, p);
    return f;
}

static void
pair(struct cp_lists *to, const struct cp_list_row *x,
    const struct cp_list_row *y)
{
    struct cp_list_pair *p = &to->pairs[to->n++];
    *p = (struct cp_list_pair){ .kind = x == NULL ? CP_PAIR_SECOND
            : y == NULL                           ? CP_PAIR_FIRST
                                                  : CP_PAIR_BOTH,
        .rows = { x, y } };
    if (p->kind != CP_PAIR_BOTH)
        return;
    p->differs_skip = x->may_skip != y->may_skip;
    p->differs_repeat = x->may_repeat != y->may_repeat;
    p->differs_kind = x->kind != y->kind;
    p->differs_promise = !text_is_equal(x->promise, y->promise);
    if (p->differs_skip || p->differs_repeat || p->differs_kind ||
        p->differs_promise)
        p->kind = CP_PAIR_OTHER_RULE;
}

static bool
has_code(const struct flat *f, text code)
{
    for (int32_t i = 0; i < f->n; i++)
        if (text_is_equal(f->rows[i].code, code))
            return true;
    return false;
}

void
cp_lists_compare(struct cp_lists *to, struct arena *a,
    const struct cp_pathway *first, const struct cp_pathway *second)
{
    struct flat x = flat_of(a, first), y = flat_of(a, second);
    *to = (struct cp_lists){ .pairs =
                                 arena_new(a, struct cp_list_pair, x.n + y.n) };
    struct arena_mark mark = arena_mark(a);
    int32_t width = y.n + 1;
    /* the longest that rows i and j and all behind them have in common */
    int32_t *longest = arena_new(a, int32_t, (ptrdiff_t)(x.n + 1) * width);
    for (int32_t i = x.n - 1; i >= 0; i--)
        for (int32_t j = y.n - 1; j >= 0; j--) {
            int32_t *at = &longest[i * width + j];
            int32_t down = at[width], right = at[1];
            *at = text_is_equal(x.rows[i].code, y.rows[j].code)
                ? at[width + 1] + 1
                : down > right ? down
                               : right;
        }
    int32_t i = 0, j = 0;
    while (i < x.n || j < y.n) {
        const int32_t *at = &longest[i * width + j];
        if (i < x.n && j < y.n && text_is_equal(x.rows[i].code, y.rows[j].code))
            pair(to, &x.rows[i++], &y.rows[j++]);
        else if (j < y.n && (i == x.n || at[1] == *at))
            pair(to, NULL, &y.rows[j++]);
        else
            pair(to, &x.rows[i++], NULL);
    }
    arena_rewind(a, mark);
    for (int32_t k = 0; k < to->n; k++) {
        struct cp_list_pair *p = &to->pairs[k];
        if (p->kind == CP_PAIR_FIRST)
            p->is_elsewhere = has_code(&y, p->rows[0]->code);
        else if (p->kind == CP_PAIR_SECOND)
            p->is_elsewhere = has_code(&x, p->rows[1]->code);
    }
}
