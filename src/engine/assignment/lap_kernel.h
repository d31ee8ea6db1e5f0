/* Inside the assignment problem: one kernel, written once for each pair of
 * types. Before including it:
 *
 *     CELL    the type of a cost      WIDE   of a sum      UWIDE  unsigned
 *     LIMIT   how far a potential may be from 0
 *     ABSENT  of a cell, and as a sum it is worth VOID_COST
 *     K(x)    the name of x in this kernel
 *
 * Whoever is behind the names: v are the columns' potentials. A row that is
 * free grows a tree of shortest paths over reduced costs; keys are the lengths
 * of the paths to columns that are still open, and -1 for the others, which
 * no length is below and which is the largest of the unsigned numbers: so the
 * inner loop has no branch, and compilers make it wide.
 */

struct K(work)
{
    const CELL *costs;
    int32_t n_rows, n_columns;
    WIDE *v, *keys;
    WIDE step_max;             /* of a potential at once */
    int32_t *before;           /* the row by which a path came to a column */
    int32_t *row_of, *column_of;
    int32_t *ahead, *reached;   /* columns */
    WIDE *lengths;             /* of those reached */
    int32_t *free_rows, n_free;
    int64_t n_scans; /* rows that paths went by */
    bool (*go_on)(void *context, double share_frac); /* or NULL */
    void *context;
    double share_frac; /* what it was told last */
    bool has_absent;   /* or it is not known */
    bool is_too_large, is_impossible, is_stopped;
};

static inline WIDE
K(value)(CELL c)
{
    return VALUE(c);
}

#define KERNEL_PASSES(NAME, TARGET)                                            \
    /* keys = costs - v; the least of them */                                  \
    TARGET static WIDE K(NAME##_begin)(                                        \
        const CELL *restrict c, const WIDE *restrict v, WIDE *restrict keys,   \
        int32_t n)                                                             \
    {                                                                          \
        WIDE least = K(value)(c[0]) - v[0];                                    \
        for (int32_t j = 0; j < n; j++) {                                      \
            WIDE d = K(value)(c[j]) - v[j];                                    \
            keys[j] = d;                                                       \
            least = d < least ? d : least;                                     \
        }                                                                      \
        return least;                                                          \
    }                                                                          \
    TARGET static WIDE K(NAME##_least)(const WIDE *restrict keys, int32_t n)   \
    {                                                                          \
        WIDE least = keys[0];                                                  \
        for (int32_t j = 0; j < n; j++)                                        \
            least = keys[j] < least ? keys[j] : least;                         \
        return least;                                                          \
    }                                                                          \
    /* shorter by way of this row? The least key of those still open. */       \
    TARGET static UWIDE K(NAME##_relax)(                                       \
        const CELL *restrict c, const WIDE *restrict v, WIDE *restrict keys,   \
        int32_t *restrict before, WIDE off, int32_t row, int32_t n)            \
    {                                                                          \
        UWIDE least = (UWIDE)-1;                                               \
        for (int32_t j = 0; j < n; j++) {                                      \
            WIDE d = K(value)(c[j]) - v[j] - off, key = keys[j];               \
            bool is_less = d < key;                                            \
            key = is_less ? d : key;                                           \
            before[j] = is_less ? row : before[j];                             \
            keys[j] = key;                                                     \
            UWIDE u = (UWIDE)key;                                              \
            least = u < least ? u : least;                                     \
        }                                                                      \
        return least;                                                          \
    }                                                                          \
    /* the first place from `from` on that holds it; n: none */               \
    TARGET static int32_t K(NAME##_find)(                                      \
        const WIDE *restrict keys, int32_t from, int32_t n, WIDE key)          \
    {                                                                          \
        for (; from + 64 <= n; from += 64) {                                   \
            WIDE is_any = 0;                                                   \
            for (int32_t k = 0; k < 64; k++)                                   \
                is_any |= -(WIDE)(keys[from + k] == key);                      \
            if (is_any != 0)                                                   \
                break;                                                         \
        }                                                                      \
        while (from < n && keys[from] != key)                                  \
            from++;                                                            \
        return from;                                                           \
    }                                                                          \
    TARGET static void K(NAME##_least_rows)(const CELL *restrict c,            \
        WIDE *restrict v, int32_t *restrict rows, int32_t row, int32_t n)      \
    {                                                                          \
        for (int32_t j = 0; j < n; j++) {                                      \
            WIDE x = K(value)(c[j]);                                           \
            bool is_less = x < v[j];                                           \
            v[j] = is_less ? x : v[j];                                         \
            rows[j] = is_less ? row : rows[j];                                 \
        }                                                                      \
    }

KERNEL_PASSES(plain, )
#ifdef WIDE_REGISTERS
KERNEL_PASSES(wide, WIDE_REGISTERS)
#endif
#undef KERNEL_PASSES

static const struct K(passes)
{
    WIDE (*begin)(const CELL *restrict c, const WIDE *restrict v,
        WIDE *restrict keys, int32_t n);
    WIDE (*least)(const WIDE *restrict keys, int32_t n);
    UWIDE (*relax)(const CELL *restrict c, const WIDE *restrict v,
        WIDE *restrict keys, int32_t *restrict before, WIDE off, int32_t row,
        int32_t n);
    int32_t (*find)(
        const WIDE *restrict keys, int32_t from, int32_t n, WIDE key);
    void (*least_rows)(const CELL *restrict c, WIDE *restrict v,
        int32_t *restrict rows, int32_t row, int32_t n);
}
K(all_passes)[] = {
    { K(plain_begin), K(plain_least), K(plain_relax), K(plain_find),
        K(plain_least_rows) },
#ifdef WIDE_REGISTERS
    { K(wide_begin), K(wide_least), K(wide_relax), K(wide_find),
        K(wide_least_rows) },
#endif
};

static const CELL *
K(row)(const struct K(work) * w, int32_t i)
{
    return w->costs + (ptrdiff_t)i * w->n_columns;
}

static void
K(lower)(struct K(work) * w, int32_t j, WIDE by)
{
    w->v[j] -= by;
    if (w->v[j] < -(WIDE)LIMIT)
        w->is_too_large = true;
}

/* Square problems only: each column takes the row that is cheapest there,
 * unless another had it before; a row with one column gives the others room
 * for as long as it stays cheapest. */
static void
K(reduce_columns)(struct K(work) * w, const struct K(passes) * p)
{
    int32_t n = w->n_columns;
    int32_t *rows = w->ahead, *n_matches = w->reached;
    for (int32_t j = 0; j < n; j++) {
        w->v[j] = K(value)(K(row)(w, 0)[j]);
        rows[j] = 0;
    }
    for (int32_t i = 1; i < n; i++)
        p->least_rows(K(row)(w, i), w->v, rows, i, n);
    for (int32_t i = 0; i < n; i++)
        n_matches[i] = 0;
    for (int32_t j = n - 1; j >= 0; j--) {
        int32_t i = rows[j];
        if (w->v[j] > (WIDE)LIMIT)
            w->is_impossible = true;
        if (n_matches[i]++ == 0) {
            w->column_of[i] = j;
            w->row_of[j] = i;
        }
    }
    for (int32_t i = 0; i < n && !w->is_impossible; i++) {
        if (n_matches[i] == 0)
            w->free_rows[w->n_free++] = i;
        if (n_matches[i] != 1 || n == 1)
            continue;
        int32_t j = w->column_of[i];
        p->begin(K(row)(w, i), w->v, w->keys, n);
        w->keys[j] = (WIDE)((UWIDE)-1 >> 1);
        WIDE room = p->least(w->keys, n);
        K(lower)(w, j, room < w->step_max ? room : w->step_max);
    }
}

/* A free row takes its cheapest column, and makes it as dear for the others
 * as its second cheapest: whoever had it looks for another. Each of two
 * sweeps takes so many steps and no more: on distances it would go on. */
static void
K(reduce_rows)(struct K(work) * w, const struct K(passes) * p)
{
    int32_t n = w->n_columns;
    for (int sweep = 0; sweep < 2 && n > 1; sweep++) {
        int32_t n_before = w->n_free, k = 0, n_steps = 0;
        w->n_free = 0;
        while (k < n_before && !w->is_too_large) {
            int32_t i = w->free_rows[k++];
            WIDE first = p->begin(K(row)(w, i), w->v, w->keys, n);
            if (first >= VOID_COST / 2) {
                w->is_impossible = true;
                return;
            }
            int32_t j = p->find(w->keys, 0, n, first);
            w->keys[j] = (WIDE)((UWIDE)-1 >> 1);
            WIDE second = p->least(w->keys, n);
            int32_t other = w->row_of[j];
            if (first < second) {
                WIDE step = second - first;
                K(lower)(w, j, step < w->step_max ? step : w->step_max);
            } else if (other >= 0) {
                j = p->find(w->keys, 0, n, second);
                other = w->row_of[j];
            }
            w->column_of[i] = j;
            w->row_of[j] = i;
            if (other < 0)
                continue;
            w->column_of[other] = -1;
            if (first < second && n_steps++ < STEPS_MAX(w->n_rows))
                w->free_rows[--k] = other;
            else
                w->free_rows[w->n_free++] = other;
        }
        while (k < n_before)
            w->free_rows[w->n_free++] = w->free_rows[k++];
    }
}

/* Columns at the least length: they are closed and their rows are next. The
 * first that nobody has ends the search: its number, or -1. */
static int32_t
K(close_columns)(struct K(work) * w, const struct K(passes) * p, WIDE length,
    int32_t *n_ahead, int32_t *n_reached)
{
    int32_t n = w->n_columns;
    for (int32_t j = p->find(w->keys, 0, n, length); j < n;
         j = p->find(w->keys, j + 1, n, length)) {
        if (w->row_of[j] < 0)
            return j;
        w->keys[j] = -1;
        w->lengths[*n_reached] = length;
        w->reached[(*n_reached)++] = j;
        w->ahead[(*n_ahead)++] = j;
    }
    return -1;
}

/* The shortest path from a free row to a free column. */
static void
K(augment)(struct K(work) * w, const struct K(passes) * p, int32_t free_row)
{
    int32_t n = w->n_columns, n_ahead = 0, n_reached = 0, end;
    WIDE length = 0, first = p->begin(K(row)(w, free_row), w->v, w->keys, n);
    if (first >= VOID_COST / 2) {
        w->is_impossible = true;
        return;
    }
    for (int32_t j = 0; j < n; j++) {
        w->keys[j] -= first;
        w->before[j] = free_row;
    }
    while ((end = K(close_columns)(w, p, length, &n_ahead, &n_reached)) < 0) {
        UWIDE least = 0;
        while (n_ahead > 0) {
            int32_t j = w->ahead[--n_ahead], i = w->row_of[j];
            WIDE off = K(value)(K(row)(w, i)[j]) - w->v[j] - length;
            least = p->relax(
                K(row)(w, i), w->v, w->keys, w->before, off, i, n);
            if (least == (UWIDE)length)
                break;
        }
        if (least >= (UWIDE)VOID_COST / 2) {
            w->is_impossible = true;
            return;
        }
        length = (WIDE)least;
    }
    w->n_scans += n_reached;
    for (int32_t k = 0; k < n_reached; k++)
        K(lower)(w, w->reached[k], length - w->lengths[k]);
    for (int32_t i = -1; i != free_row;) {
        i = w->before[end];
        int32_t next = w->column_of[i];
        w->row_of[end] = i;
        w->column_of[i] = end;
        end = next;
    }
}

static bool
K(is_asked_to_stop)(struct K(work) * w, double share_frac)
{
    if (share_frac > w->share_frac)
        w->share_frac = share_frac;
    if (w->go_on != NULL && !w->go_on(w->context, w->share_frac))
        w->is_stopped = true;
    return w->is_stopped;
}

/* A square problem alone, where only differences of potentials count: the
 * greatest of them is 0 again. */
static void
K(raise)(struct K(work) * w)
{
    WIDE most = w->v[0];
    for (int32_t j = 1; j < w->n_columns; j++)
        most = w->v[j] > most ? w->v[j] : most;
    for (int32_t j = 0; j < w->n_columns; j++)
        w->v[j] -= most;
}

/* One round of an auction: who is free takes their cheapest column and makes
 * it dearer by `more` than the second cheapest is, from nothing until all
 * have one. */
static void
K(bid)(struct K(work) * w, const struct K(passes) * p, WIDE more,
    int64_t *n_bids)
{
    int32_t n = w->n_columns, n_free = 0;
    K(raise)(w);
    for (int32_t j = 0; j < n; j++)
        w->row_of[j] = -1;
    for (int32_t i = n - 1; i >= 0; i--)
        w->free_rows[n_free++] = i;
    while (n_free > 0 && (*n_bids)-- > 0 && !w->is_too_large) {
        int32_t i = w->free_rows[n_free - 1];
        WIDE first = p->begin(K(row)(w, i), w->v, w->keys, n);
        int32_t j = p->find(w->keys, 0, n, first);
        w->keys[j] = (WIDE)((UWIDE)-1 >> 1);
        WIDE step = p->least(w->keys, n) - first;
        K(lower)(w, j, (step < w->step_max ? step : w->step_max) + more);
        n_free--;
        if (w->row_of[j] >= 0)
            w->free_rows[n_free++] = w->row_of[j];
        w->row_of[j] = i;
    }
}

/* Where each path goes by most of the rows, as when the costs are products:
 * potentials from an auction in which `more` becomes less and less, until what
 * it finds is all but the best. Who has their cheapest column there keeps it,
 * the others are free. Whatever it comes to is a beginning like any other. */
static void
K(start_anew)(struct K(work) * w, const struct K(passes) * p)
{
    int32_t n = w->n_columns;
    int64_t n_bids = BIDS_MAX(n);
    for (WIDE more = w->step_max / 4; more > 0 && n_bids > 0; more /= 4) {
        if (K(is_asked_to_stop)(w, w->share_frac))
            return;
        K(bid)(w, p, more, &n_bids);
    }
    w->n_free = 0;
    for (int32_t i = 0; i < n; i++)
        w->column_of[i] = -1;
    for (int32_t j = 0; j < n; j++)
        if (w->row_of[j] >= 0)
            w->column_of[w->row_of[j]] = j;
    for (int32_t i = 0; i < n; i++) {
        int32_t j = w->column_of[i];
        WIDE least = p->begin(K(row)(w, i), w->v, w->keys, n);
        if (j >= 0 && w->keys[j] == least)
            continue;
        if (j >= 0)
            w->column_of[i] = w->row_of[j] = -1;
        w->free_rows[w->n_free++] = i;
    }
}

/* Hard, and worth another beginning: most rows are still free. */
static bool
K(is_hard)(const struct K(work) * w, int32_t n_done)
{
    return !w->has_absent && w->n_rows == w->n_columns &&
        w->n_scans > (int64_t)SCANS_MAX * w->n_rows &&
        w->n_free - n_done > w->n_rows / 2;
}

static void
K(solve)(struct K(work) * w, bool is_portable)
{
    size_t n_kinds = sizeof K(all_passes) / sizeof K(all_passes)[0];
    const struct K(passes) *p =
        &K(all_passes)[is_portable || !has_wide_registers() ? 0 : n_kinds - 1];
    bool has_started_anew = false;
    for (int32_t j = 0; j < w->n_columns; j++)
        w->row_of[j] = -1;
    for (int32_t i = 0; i < w->n_rows; i++)
        w->column_of[i] = -1;
    if (w->n_rows == w->n_columns)
        K(reduce_columns)(w, p);
    else
        for (int32_t i = 0; i < w->n_rows; i++)
            w->free_rows[w->n_free++] = i;
    if (!w->is_impossible)
        K(reduce_rows)(w, p);
    for (int32_t k = 0;
         k < w->n_free && !w->is_impossible && !w->is_too_large; k++) {
        if (K(is_asked_to_stop)(w, (double)k / w->n_free))
            return;
        K(augment)(w, p, w->free_rows[k]);
        if (!has_started_anew && K(is_hard)(w, k + 1)) {
            has_started_anew = true;
            K(start_anew)(w, p);
            if (!w->is_stopped && !w->is_too_large)
                K(reduce_rows)(w, p);
            k = -1;
        }
    }
}

/* Rows whose column is not their cheapest any more are free again. */
[[maybe_unused]] static void
K(take_up)(struct K(work) * w, const struct K(passes) * p)
{
    for (int32_t i = 0; i < w->n_rows; i++) {
        int32_t j = w->column_of[i];
        if (j < 0)
            continue;
        WIDE least = p->begin(K(row)(w, i), w->v, w->keys, w->n_columns);
        if (w->keys[j] == least && least < VOID_COST / 2)
            continue;
        w->column_of[i] = w->row_of[j] = -1;
    }
}

/* From what is there, see struct lap_again, to an answer; w->v and
 * w->column_of are set. */
[[maybe_unused]] static void
K(again)(struct K(work) * w, bool is_cheapest)
{
    size_t n_kinds = sizeof K(all_passes) / sizeof K(all_passes)[0];
    const struct K(passes) *p =
        &K(all_passes)[!has_wide_registers() ? 0 : n_kinds - 1];
    for (int32_t j = 0; j < w->n_columns; j++)
        w->row_of[j] = -1;
    for (int32_t i = 0; i < w->n_rows; i++)
        if (w->column_of[i] >= 0)
            w->row_of[w->column_of[i]] = i;
    if (!is_cheapest)
        K(take_up)(w, p);
    for (int32_t i = 0; i < w->n_rows && !w->is_impossible && !w->is_too_large;
         i++)
        if (w->column_of[i] < 0)
            K(augment)(w, p, i);
}

/* The cells that cost no more than row + column. */
[[maybe_unused]] static void
K(tight)(struct K(work) * w, struct grid *to)
{
    size_t n_kinds = sizeof K(all_passes) / sizeof K(all_passes)[0];
    const struct K(passes) *p =
        &K(all_passes)[!has_wide_registers() ? 0 : n_kinds - 1];
    int32_t n = w->n_columns;
    for (int32_t i = 0; i < w->n_rows; i++) {
        WIDE least = p->begin(K(row)(w, i), w->v, w->keys, n);
        for (int32_t j = p->find(w->keys, 0, n, least); j < n;
             j = p->find(w->keys, j + 1, n, least))
            grid_add(to, i, j);
    }
}

/* Room for all that it needs; false when there is none. */
static bool
K(take_room)(struct K(work) * w, struct arena *a)
{
    ptrdiff_t n = w->n_columns;
    w->v = TRY(a, WIDE, n);
    w->keys = TRY(a, WIDE, n);
    w->lengths = TRY(a, WIDE, n);
    w->before = TRY(a, int32_t, n);
    w->row_of = TRY(a, int32_t, n);
    w->column_of = TRY(a, int32_t, n);
    w->ahead = TRY(a, int32_t, n);
    w->reached = TRY(a, int32_t, n);
    w->free_rows = TRY(a, int32_t, n);
    return w->v != NULL && w->keys != NULL && w->lengths != NULL &&
        w->before != NULL && w->row_of != NULL && w->column_of != NULL &&
        w->ahead != NULL && w->reached != NULL && w->free_rows != NULL;
}

/* From what is there to an answer, see struct lap_again. */
[[maybe_unused]] static enum lap_end
K(run_again)(
    struct K(work) * w, const struct lap_again *g, struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    w->n_rows = w->n_columns = (int32_t)g->n;
    if (!K(take_room)(w, a))
        return LAP_NO_ROOM;
    for (ptrdiff_t j = 0; j < g->n; j++) {
        w->v[j] = (WIDE)g->columns[j];
        w->column_of[j] = g->column_of[j];
    }
    K(again)(w, g->is_cheapest);
    if (!w->is_too_large && !w->is_impossible && g->tight != NULL)
        K(tight)(w, g->tight);
    for (ptrdiff_t j = 0; !w->is_too_large && j < g->n; j++) {
        g->columns[j] = w->v[j];
        g->column_of[j] = w->column_of[j];
    }
    arena_rewind(a, mark);
    return w->is_too_large ? LAP_TOO_LARGE
        : w->is_impossible ? LAP_IMPOSSIBLE
                           : LAP_SOLVED;
}

/* A whole problem: its answer but for rows and total. */
[[maybe_unused]] static enum lap_end
K(run)(struct K(work) * w, struct cp_lap_answer *answer, struct arena *a,
    const struct cp_lap *p)
{
    struct arena_mark mark = arena_mark(a);
    w->n_rows = (int32_t)p->n_rows;
    w->n_columns = (int32_t)p->n_columns;
    w->go_on = p->go_on;
    w->context = p->context;
    if (!K(take_room)(w, a))
        return LAP_NO_ROOM;
    K(solve)(w, p->is_portable);
    for (ptrdiff_t i = 0; i < p->n_rows; i++)
        answer->column_of[i] = w->column_of[i];
    for (ptrdiff_t j = 0; j < p->n_columns; j++)
        answer->columns[j] = w->v[j];
    arena_rewind(a, mark);
    return w->is_stopped   ? LAP_STOPPED
        : w->is_too_large  ? LAP_TOO_LARGE
        : w->is_impossible ? LAP_IMPOSSIBLE
                           : LAP_SOLVED;
}

#undef CELL
#undef WIDE
#undef UWIDE
#undef LIMIT
#undef VALUE
#undef VOID_COST
#undef K
