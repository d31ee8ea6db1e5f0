#include "engine/pathway/side_groups.h"

#include "base/sort.h"
#include "engine/inequality/hide.h" /* lint: one place alone hides */

#include <string.h>

#define DAY INT64_C(86'400'000'000)
enum { GROUPS_MAX = 200 }; /* more are no groups, but values */

/* ---- Tables that share totals ---------------------------------------------
 */

static ptrdiff_t
table_of(const struct cp_tables *t, int way, int question)
{
    return (ptrdiff_t)way * t->n_questions + question;
}

static struct cp_hide_table
as_table(const struct cp_tables *t, int way, int question)
{
    ptrdiff_t at = table_of(t, way, question);
    return (struct cp_hide_table){ .cells = t->cells[at],
        .n_rows = t->n_groups[way],
        .n_columns = t->n_answers[question],
        .threshold = t->threshold,
        .must_hide = t->is_hidden[at] };
}

/* What is hidden of the totals of one is hidden of all that share them. */
static bool
share_totals(struct cp_tables *t, int way, int question)
{
    struct cp_hide_table one = as_table(t, way, question);
    bool *is_hidden = t->is_hidden[table_of(t, way, question)];
    bool is_changed = false;
    for (int q = 0; q < t->n_questions; q++) {
        struct cp_hide_table other = as_table(t, way, q);
        for (int32_t g = 0; g < one.n_rows; g++) {
            bool *to = &is_hidden[cp_hide_at(&one, g, one.n_columns)];
            if (!*to && other.must_hide[cp_hide_at(&other, g, other.n_columns)])
                *to = is_changed = true;
        }
    }
    for (int w = 0; w < t->n_ways; w++) {
        struct cp_hide_table other = as_table(t, w, question);
        for (int32_t c = 0; c < one.n_columns; c++) {
            bool *to = &is_hidden[cp_hide_at(&one, one.n_rows, c)];
            if (!*to && other.must_hide[cp_hide_at(&other, other.n_rows, c)])
                *to = is_changed = true;
        }
    }
    return is_changed;
}

static enum err
hide_one(struct cp_tables *t, struct arena *a, int way, int question,
    bool *is_changed, struct why *why)
{
    struct arena_mark mark = arena_mark(a);
    struct cp_hide_table one = as_table(t, way, question);
    bool *is_hidden = t->is_hidden[table_of(t, way, question)];
    ptrdiff_t n = cp_hide_at(&one, one.n_rows, one.n_columns) + 1;
    struct cp_hidden hidden;
    enum err e = cp_hide(&hidden, a, &one, why);
    /* how many cases there are is known, whatever is hidden */
    if (e == ERR_CONFLICT || (e == OK && hidden.is_hidden[n - 1])) {
        t->is_left_out[way] = *is_changed = true;
        e = OK;
    } else if (e == OK) {
        for (ptrdiff_t i = 0; i < n; i++)
            *is_changed |= hidden.is_hidden[i] && !is_hidden[i];
        memcpy(is_hidden, hidden.is_hidden, (size_t)n * sizeof *is_hidden);
    }
    arena_rewind(a, mark);
    return e;
}

enum err
cp_tables_hide(struct cp_tables *t, struct arena *a, struct why *why)
{
    enum err e = OK;
    for (bool is_changed = true; e == OK && is_changed;) {
        is_changed = false;
        for (int w = 0; e == OK && w < t->n_ways; w++)
            for (int q = 0; e == OK && q < t->n_questions; q++) {
                if (t->is_left_out[w])
                    break;
                is_changed |= share_totals(t, w, q);
                e = hide_one(t, a, w, q, &is_changed, why);
            }
    }
    return e;
}

/* ---- Out of a summary -------------------------------------------------------
 */

static int
by_bytes(const void *context, const void *x, const void *y)
{
    (void)context;
    return text_compare(*(const text *)x, *(const text *)y);
}

/* Values of an attribute; *group_of by cell. False: they are too many. */
static bool
find_groups(struct cp_side_by *by, struct arena *a, const struct cp_summary *s,
    int attribute, int32_t *group_of)
{
    text *values = arena_new(a, text, s->n_cells);
    text *room = arena_new(a, text, s->n_cells);
    by->attribute = s->attributes[attribute];
    for (int32_t c = 0; c < s->n_cells; c++)
        values[c] = s->cells[(int64_t)c * s->n_attributes + attribute];
    sort(values, room, s->n_cells, sizeof *values, by_bytes, NULL);
    by->n_groups = 0;
    for (int32_t c = 0; c < s->n_cells; c++)
        if (c == 0 || !text_is_equal(values[by->n_groups - 1], values[c]))
            values[by->n_groups++] = values[c];
    by->groups = values;
    if (by->n_groups > GROUPS_MAX)
        return false;
    for (int32_t c = 0; c < s->n_cells; c++) {
        text value = s->cells[(int64_t)c * s->n_attributes + attribute];
        int32_t g = 0;
        while (!text_is_equal(values[g], value))
            g++;
        group_of[c] = g;
    }
    return true;
}

/* One record's cases to their places. `far` and `kept` of that group. */
static void
add_record(const struct cp_side *side, const struct cp_record *r, int64_t limit,
    int64_t *far, int64_t *kept, int64_t n_kept)
{
    enum cp_record_kind kind = cp_record_kind(r->key);
    struct cp_words words = cp_record_words(r);
    struct cp_run run;
    int32_t of = cp_record_a(r->key);
    while (cp_words_next(&words, &run)) {
        bool is_lost = kind == CP_RECORD_STAGE_LAST && run.value < limit;
        if (kind == CP_RECORD_STAGE_END || kind == CP_RECORD_STAGE_LAST) {
            if (of <= side->n_stages)
                far[2 * of + is_lost] += run.n;
        } else if (kind == CP_RECORD_TARGET && of < side->n_targets &&
            run.value >= 0 && run.value < CP_TARGET_CLASSES) {
            kept[of * n_kept + run.value] += run.n;
        }
    }
}

void
cp_side_groups_of(
    struct cp_side *to, struct arena *a, const struct cp_summary *s)
{
    int32_t n_far = cp_side_n_far(to);
    int64_t limit = s->last - s->lost_after_days * DAY;
    int32_t *group_of = arena_new(a, int32_t, s->n_cells);
    to->by = arena_new(a, struct cp_side_by, s->n_attributes);
    to->far = arena_new(a, int64_t, n_far);
    for (int k = 0; k < s->n_attributes; k++) {
        struct cp_side_by *by = &to->by[to->n_by];
        if (!find_groups(by, a, s, k, group_of))
            continue;
        int32_t n = by->n_groups;
        by->n = arena_new(a, int64_t, n);
        by->far = arena_new(a, int64_t, (ptrdiff_t)n * n_far);
        by->kept = arena_new(
            a, int64_t, (ptrdiff_t)n * to->n_targets * CP_TARGET_CLASSES);
        for (int64_t i = 0; i < s->n_records; i++) {
            int32_t g = group_of[cp_record_cell(s->records[i].key)];
            add_record(to, &s->records[i], limit, by->far + g * n_far,
                by->kept + g * CP_TARGET_CLASSES,
                (int64_t)n * CP_TARGET_CLASSES);
        }
        for (int32_t i = 0; i < n * n_far; i++)
            by->n[i / n_far] += by->far[i];
        to->n_by++;
    }
    if (to->n_by > 0)
        for (int32_t i = 0; i < to->by[0].n_groups * n_far; i++)
            to->far[i % n_far] += to->by[0].far[i];
}

/* ---- Releasing --------------------------------------------------------------
 */

/* Where a group goes when small ones become one, the last: with the next
 * smallest until it is large enough. Returns how many there are then. */
static int32_t
merge_small(const struct cp_side_by *by, int64_t threshold, int32_t *goes_to)
{
    int64_t n_rest = 0;
    int32_t n = 0;
    bool is_any = false;
    for (int32_t g = 0; g < by->n_groups; g++) {
        bool is_small = cp_hide_count(by->n[g], threshold);
        goes_to[g] = is_small ? -1 : 0;
        is_any |= is_small;
        n_rest += is_small ? by->n[g] : 0;
    }
    while (is_any && n_rest < threshold) {
        int32_t least = -1;
        for (int32_t g = 0; g < by->n_groups; g++)
            if (goes_to[g] == 0 && (least < 0 || by->n[g] < by->n[least]))
                least = g;
        if (least < 0)
            break;
        goes_to[least] = -1;
        n_rest += by->n[least];
    }
    for (int32_t g = 0; g < by->n_groups; g++)
        if (goes_to[g] == 0)
            goes_to[g] = n++;
    for (int32_t g = 0; g < by->n_groups; g++)
        if (goes_to[g] < 0)
            goes_to[g] = n;
    return n + is_any;
}

/* A value that one person had says who it was, so few have no name. */
static void
merge_groups(struct cp_side *s, struct arena *a, struct cp_side_by *by,
    int64_t threshold)
{
    int32_t *goes_to = arena_new(a, int32_t, by->n_groups);
    int32_t n_far = cp_side_n_far(s), n = merge_small(by, threshold, goes_to);
    struct cp_side_by to = { .attribute = by->attribute, .n_groups = n };
    text *names = arena_new(a, text, n);
    int n_questions = s->n_targets;
    to.groups = names;
    to.n = arena_new(a, int64_t, n);
    to.far = arena_new(a, int64_t, (ptrdiff_t)n * n_far);
    to.kept =
        arena_new(a, int64_t, (ptrdiff_t)n * n_questions * CP_TARGET_CLASSES);
    for (int32_t g = 0; g < by->n_groups; g++) {
        int32_t into = goes_to[g];
        bool is_small = cp_hide_count(by->n[g], threshold);
        to.has_rest |= is_small;
        names[into] = by->groups[g];
        to.n[into] += by->n[g];
        for (int32_t c = 0; c < n_far; c++)
            to.far[into * n_far + c] += by->far[g * n_far + c];
        for (int q = 0; q < n_questions; q++)
            for (int c = 0; c < CP_TARGET_CLASSES; c++)
                to.kept[((ptrdiff_t)q * n + into) * CP_TARGET_CLASSES + c] +=
                    by->kept[((ptrdiff_t)q * by->n_groups + g) *
                            CP_TARGET_CLASSES +
                        c];
    }
    if (to.has_rest)
        names[n - 1] = TEXT("");
    *by = to;
}

/* What is hidden for all cases is hidden in each table's totals. */
static void
hide_known(struct cp_tables *t, const struct cp_side *s, int way)
{
    struct cp_hide_table far = as_table(t, way, 0);
    bool *is_hidden = t->is_hidden[table_of(t, way, 0)];
    for (int32_t k = 0; k < s->n_stages; k++)
        if (s->stages[k].n_lost == CP_SIDE_HIDDEN)
            is_hidden[cp_hide_at(&far, far.n_rows, 2 * (k + 1) + 1)] = true;
    for (int32_t q = 0; q < s->n_targets; q++) {
        struct cp_hide_table kept = as_table(t, way, q + 1);
        is_hidden = t->is_hidden[table_of(t, way, q + 1)];
        for (int32_t c = 0; c < CP_TARGET_CLASSES; c++)
            if (s->targets[q].n[c] == CP_SIDE_HIDDEN)
                is_hidden[cp_hide_at(&kept, kept.n_rows, c)] = true;
    }
}

static void
take_hidden(struct cp_side *s, const struct cp_tables *t, int way)
{
    struct cp_side_by *by = &s->by[way];
    for (int q = 0; q < t->n_questions; q++) {
        struct cp_hide_table one = as_table(t, way, q);
        int64_t *cells = q == 0
            ? by->far
            : by->kept + (ptrdiff_t)(q - 1) * by->n_groups * CP_TARGET_CLASSES;
        for (int32_t g = 0; g <= one.n_rows; g++)
            for (int32_t c = 0; c <= one.n_columns; c++) {
                if (!one.must_hide[cp_hide_at(&one, g, c)])
                    continue;
                int64_t *to = g < one.n_rows && c < one.n_columns
                    ? &cells[(ptrdiff_t)g * one.n_columns + c]
                    : g < one.n_rows ? &by->n[g]
                    : q == 0         ? &s->far[c]
                                     : &s->targets[q - 1].n[c];
                *to = CP_SIDE_HIDDEN;
            }
    }
}

enum err
cp_side_groups_release(
    struct cp_side *s, struct arena *a, int64_t threshold, struct why *why)
{
    int32_t n_far = cp_side_n_far(s);
    int n_ways = 0;
    for (int w = 0; w < s->n_by; w++) {
        merge_groups(s, a, &s->by[w], threshold);
        if (s->by[w].n_groups > 1)
            s->by[n_ways++] = s->by[w];
    }
    s->n_by = n_ways;
    struct cp_tables t = { .n_ways = s->n_by,
        .n_questions = 1 + s->n_targets,
        .threshold = threshold,
        .is_left_out = arena_new(a, bool, s->n_by) };
    int32_t *n_groups = arena_new(a, int32_t, t.n_ways);
    int32_t *n_answers = arena_new(a, int32_t, t.n_questions);
    t.cells = arena_new(a, const int64_t *, (ptrdiff_t)t.n_ways *t.n_questions);
    t.is_hidden = arena_new(a, bool *, (ptrdiff_t)t.n_ways *t.n_questions);
    t.n_groups = n_groups;
    t.n_answers = n_answers;
    for (int q = 0; q < t.n_questions; q++)
        n_answers[q] = q == 0 ? n_far : CP_TARGET_CLASSES;
    for (int w = 0; w < t.n_ways; w++) {
        const struct cp_side_by *by = &s->by[w];
        n_groups[w] = by->n_groups;
        for (int q = 0; q < t.n_questions; q++) {
            ptrdiff_t at = table_of(&t, w, q);
            t.cells[at] = q == 0 ? by->far
                                 : by->kept +
                    (ptrdiff_t)(q - 1) * by->n_groups * CP_TARGET_CLASSES;
            t.is_hidden[at] = arena_new(
                a, bool, ((ptrdiff_t)by->n_groups + 1) * (n_answers[q] + 1));
        }
        hide_known(&t, s, w);
    }
    enum err e = cp_tables_hide(&t, a, why);
    if (e != OK)
        return e;
    int n_kept = 0;
    for (int w = 0; w < t.n_ways; w++) {
        if (t.is_left_out[w])
            continue;
        take_hidden(s, &t, w);
        s->by[n_kept++] = s->by[w];
    }
    s->n_by = n_kept;
    for (int32_t k = 0; n_kept > 0 && k < s->n_stages; k++)
        if (s->far[2 * (k + 1) + 1] == CP_SIDE_HIDDEN)
            s->stages[k].n_lost = CP_SIDE_HIDDEN;
    return OK;
}

/* ---- The rule ---------------------------------------------------------------
 */

/* Of `n` counts, every `step`th, and what they add up to. */
static bool
is_safe(const int64_t *counts, int32_t n, int32_t step, int64_t total,
    int64_t threshold)
{
    int32_t n_hidden = 0;
    bool is_good = true;
    for (int32_t i = 0; i < n; i++) {
        is_good &= !cp_hide_count(counts[(ptrdiff_t)i * step], threshold);
        n_hidden += counts[(ptrdiff_t)i * step] == CP_SIDE_HIDDEN;
    }
    return is_good && !cp_hide_count(total, threshold) &&
        n_hidden + (total == CP_SIDE_HIDDEN) != 1;
}

bool
cp_side_groups_check(const struct cp_side *s)
{
    int32_t n_far = cp_side_n_far(s);
    int64_t t = s->threshold;
    bool is_good = s->n_by == 0 || is_safe(s->far, n_far, 1, s->n_cases, t);
    for (int w = 0; w < s->n_by; w++) {
        const struct cp_side_by *by = &s->by[w];
        is_good &= is_safe(by->n, by->n_groups, 1, s->n_cases, t);
        for (int q = 0; q <= s->n_targets; q++) {
            int32_t n = q == 0 ? n_far : CP_TARGET_CLASSES;
            const int64_t *cells = q == 0
                ? by->far
                : by->kept + (ptrdiff_t)(q - 1) * by->n_groups * n;
            for (int32_t g = 0; g < by->n_groups; g++)
                is_good &= is_safe(cells + (ptrdiff_t)g * n, n, 1, by->n[g], t);
            for (int32_t c = 0; c < n; c++)
                is_good &= is_safe(cells + c, by->n_groups, n,
                    q == 0 ? s->far[c] : s->targets[q - 1].n[c], t);
        }
    }
    return is_good;
}
