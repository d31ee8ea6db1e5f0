#include "engine/pathway/compare_sides.h"

#include <math.h>

/* ---- Stages -----------------------------------------------------------------
 */

struct comparing {
    struct arena *arena;
    struct cp_sides *to;
    const struct cp_side *sides[2];
    int32_t *other; /* by stage of the first: that of the second, or -1 */
    int32_t n_room;
};

static struct cp_shared *
add(struct comparing *c, enum cp_shared_kind kind, text from, text to)
{
    require(c->to->n < c->n_room);
    struct cp_shared *row = &c->to->rows[c->to->n++];
    *row = (struct cp_shared){
        .kind = kind, .from = from, .to = to, .median_wait = { NAN, NAN }
    };
    return row;
}

static int32_t
stage_named(const struct cp_side *s, text name)
{
    for (int32_t k = 0; k < s->n_stages; k++)
        if (text_is_equal(s->stages[k].name, name))
            return k;
    return -1;
}

static const struct cp_side_edge *
flow_of(const struct cp_side *s, int32_t from, int32_t to)
{
    for (int32_t i = 0; i < s->n_flows; i++)
        if (s->flows[i].from == from && s->flows[i].to == to)
            return &s->flows[i];
    return NULL;
}

static void
find_stages(struct comparing *c)
{
    const struct cp_side *x = c->sides[0], *y = c->sides[1];
    text *only[2] = { arena_new(c->arena, text, x->n_stages),
        arena_new(c->arena, text, y->n_stages) };
    int32_t last = -1;
    c->other = arena_new(c->arena, int32_t, x->n_stages);
    for (int32_t k = 0; k < x->n_stages; k++) {
        int32_t there = stage_named(y, x->stages[k].name);
        c->other[k] = there;
        if (there < 0) {
            only[0][c->to->n_only[0]++] = x->stages[k].name;
            continue;
        }
        c->to->n_shared_stages++;
        c->to->has_other_order |= there < last;
        last = there;
    }
    for (int32_t k = 0; k < y->n_stages; k++)
        if (stage_named(x, y->stages[k].name) < 0)
            only[1][c->to->n_only[1]++] = y->stages[k].name;
    c->to->only[0] = only[0];
    c->to->only[1] = only[1];
}

static bool
is_shared(const struct comparing *c, int side, int32_t k)
{
    return stage_named(c->sides[1 - side], c->sides[side]->stages[k].name) >= 0;
}

/* Straight on from one to another means the same at both sides only where no
 * stage that one of them has alone stands between. */
static bool
is_clear(const struct comparing *c, int side, int32_t from, int32_t to)
{
    for (int32_t k = (from < to ? from : to) + 1; k < from || k < to; k++)
        if (!is_shared(c, side, k))
            return false;
    return true;
}

/* And who stopped after a stage, only where the next is the same. */
static bool
has_same_next(const struct comparing *c, const int32_t at[2])
{
    bool is_last[2];
    for (int s = 0; s < 2; s++)
        is_last[s] = at[s] + 1 == c->sides[s]->n_stages;
    if (is_last[0] || is_last[1])
        return is_last[0] && is_last[1];
    return text_is_equal(c->sides[0]->stages[at[0] + 1].name,
        c->sides[1]->stages[at[1] + 1].name);
}

static void
compare_stage(struct comparing *c, int32_t k)
{
    int32_t at[2] = { k, c->other[k] };
    const struct cp_side_stage *st[2];
    for (int s = 0; s < 2; s++)
        st[s] = &c->sides[s]->stages[at[s]];
    struct cp_shared *row = add(c, CP_SHARED_STAGE, (text){ 0 }, st[0]->name);
    for (int s = 0; s < 2; s++) {
        row->x[s] = st[s]->n_reached;
        row->n[s] = c->sides[s]->n_cases;
    }
    /* from the stage before, where that is the same */
    if (at[0] > 0 && at[1] > 0 &&
        text_is_equal(st[0][-1].name, st[1][-1].name)) {
        row = add(c, CP_SHARED_STEP, st[0][-1].name, st[0]->name);
        for (int s = 0; s < 2; s++) {
            row->x[s] = st[s]->n_of_before;
            row->n[s] = st[s][-1].n_reached;
            row->median_wait[s] = st[s]->median_wait;
        }
    }
    if (!has_same_next(c, at))
        return;
    row = add(c, CP_SHARED_LOST, (text){ 0 }, st[0]->name);
    for (int s = 0; s < 2; s++) {
        row->x[s] = st[s]->n_lost;
        row->n[s] = st[s]->n_reached;
    }
}

static void
compare_flows(struct comparing *c)
{
    const struct cp_side *x = c->sides[0], *y = c->sides[1];
    for (int32_t i = 0; i < x->n_flows; i++) {
        const struct cp_side_edge *f = &x->flows[i];
        if (c->other[f->from] < 0 || c->other[f->to] < 0 ||
            !is_clear(c, 0, f->from, f->to) ||
            !is_clear(c, 1, c->other[f->from], c->other[f->to]))
            continue;
        const struct cp_side_edge *g =
            flow_of(y, c->other[f->from], c->other[f->to]);
        /* what a released summary has not may be hidden */
        if (g == NULL && y->threshold > 0)
            continue;
        struct cp_shared *row = add(
            c, CP_SHARED_FLOW, x->stages[f->from].name, x->stages[f->to].name);
        row->x[0] = f->n_cases;
        row->x[1] = g == NULL ? 0 : g->n_cases;
        row->n[0] = x->n_cases;
        row->n[1] = y->n_cases;
        row->median_wait[0] = f->median_wait;
        row->median_wait[1] = g == NULL ? (double)NAN : g->median_wait;
    }
}

static text
line_of(struct arena *a, const struct cp_pathway_target *t)
{
    const struct cp_pathway one = {
        .targets = (struct cp_pathway_target *)(uintptr_t)t, .n_targets = 1
    };
    struct buf b = buf_in(a, 100);
    cp_pathway_write(&one, &b);
    return text_trim(buf_text(&b));
}

static void
compare_targets(struct comparing *c)
{
    for (int32_t t = 0; t < c->sides[0]->n_targets; t++) {
        text line = line_of(c->arena, &c->sides[0]->pathway.targets[t]);
        for (int32_t u = 0; u < c->sides[1]->n_targets; u++) {
            if (!text_is_equal(
                    line, line_of(c->arena, &c->sides[1]->pathway.targets[u])))
                continue;
            struct cp_shared *row = add(c, CP_SHARED_TARGET, (text){ 0 }, line);
            for (int s = 0; s < 2; s++) {
                const int64_t *n = c->sides[s]->targets[s == 0 ? t : u].n;
                bool is_hidden = n[CP_TARGET_IN_TIME] < 0 ||
                    n[CP_TARGET_LATE] < 0 || n[CP_TARGET_NEVER] < 0;
                row->x[s] = is_hidden ? CP_SIDE_HIDDEN : n[CP_TARGET_IN_TIME];
                row->n[s] = is_hidden ? CP_SIDE_HIDDEN
                                      : n[CP_TARGET_IN_TIME] +
                        n[CP_TARGET_LATE] + n[CP_TARGET_NEVER];
            }
            break;
        }
    }
}

static void
test_all(struct comparing *c)
{
    double *p = arena_new(c->arena, double, c->to->n);
    double *q = arena_new(c->arena, double, c->to->n);
    for (int32_t i = 0; i < c->to->n; i++) {
        struct cp_shared *r = &c->to->rows[i];
        bool is_shown = true;
        for (int s = 0; s < 2; s++) {
            is_shown &= r->x[s] >= 0 && r->n[s] > 0 && r->x[s] <= r->n[s];
            r->share[s] = r->x[s] >= 0 && r->n[s] > 0
                ? (double)r->x[s] / (double)r->n[s]
                : (double)NAN;
        }
        r->difference = r->share[0] - r->share[1];
        r->limits = is_shown
            ? stats_difference(r->x[0], r->n[0], r->x[1], r->n[1])
            : (struct stats_interval){ NAN, NAN };
        r->p = NAN;
        if (is_shown)
            r->p = stats_fisher(
                r->x[0], r->n[0] - r->x[0], r->x[1], r->n[1] - r->x[1]);
        r->wait_difference = r->median_wait[0] - r->median_wait[1];
        p[i] = r->p;
    }
    stats_false_discovery(c->arena, p, c->to->n, q);
    for (int32_t i = 0; i < c->to->n; i++)
        c->to->rows[i].q = q[i];
}

void
cp_sides_compare(struct cp_sides *to, struct arena *a,
    const struct cp_side *first, const struct cp_side *second)
{
    struct comparing c = { .arena = a,
        .to = to,
        .sides = { first, second },
        .n_room = 3 * first->n_stages + first->n_flows + first->n_targets };
    bool is_same = first->n_mapping == second->n_mapping;
    for (int i = 0; is_same && i < first->n_mapping; i++)
        is_same = text_is_equal(first->mapping[i], second->mapping[i]);
    *to = (struct cp_sides){ .rows = arena_new(a, struct cp_shared, c.n_room),
        .has_other_zone = !text_is_equal(first->zone, second->zone),
        .has_other_lost_after =
            first->lost_after_days != second->lost_after_days,
        .has_other_rules = !is_same };
    find_stages(&c);
    for (int32_t k = 0; k < first->n_stages; k++)
        if (c.other[k] >= 0)
            compare_stage(&c, k);
    compare_flows(&c);
    compare_targets(&c);
    test_all(&c);
}
