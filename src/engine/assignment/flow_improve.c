/* The least cost for as many pairs.
 *
 * All that may still be added costs 0 or more, and is in order with potentials
 * of 0. What is taken back earns its cost: those ways are looked at one by
 * one. Where one closes a circle that earns, a unit goes round it; then, or if
 * none does, potentials bring it into order too. The first counterpart of
 * somebody costs nothing by itself, the second f->spread, the third twice that:
 * so the last is given back first.
 *
 * Source  out of kilter: Fulkerson 1961 (Journal of SIAM 9); shortest paths on
 *         reduced costs: Edmonds, Karp 1972
 */
#include "engine/assignment/flow_inside.h"

#define FAR (INT64_C(1) << 62)

static void
relax(struct flow *f, int32_t from, int32_t to, int64_t cost)
{
    int64_t distance =
        f->distances[from] + cost + f->potentials[from] - f->potentials[to];
    if (!f->is_done[to] && distance < f->distances[to]) {
        f->distances[to] = distance;
        f->parents[to] = from;
    }
}

static void
relax_row(struct flow *f, int32_t i)
{
    const uint8_t *cells = flow_cell(f, i, 0);
    const int64_t *costs = f->costs + (ptrdiff_t)i * f->n_b;
    const int64_t *potentials = f->potentials + f->n_a;
    int64_t *distances = f->distances + f->n_a;
    int64_t base = f->distances[i] + f->potentials[i];
    /* a column that is done is no farther than this row */
    for (int32_t j = 0; j < f->n_b; j++) {
        int64_t distance = base + costs[j] - potentials[j];
        if (cells[j] == CELL_OPEN && distance < distances[j]) {
            distances[j] = distance;
            f->parents[f->n_a + j] = i;
        }
    }
    if (!f->is_waiting_a[i] && f->used_a[i] > f->low_a[i])
        relax(f, i, f->n_a + f->n_b, -f->spread * (f->used_a[i] - 1));
}

static void
relax_column(struct flow *f, int32_t j)
{
    const uint8_t *turned = f->turned + (ptrdiff_t)j * f->n_a;
    for (int32_t i = 0; i < f->n_a; i++)
        if (turned[i] != 0 && *flow_cell(f, i, j) == (CELL_OPEN | CELL_IN))
            relax(f, f->n_a + j, i, -f->costs[(ptrdiff_t)i * f->n_b + j]);
    if (f->used_b[j] < f->high_b[j])
        relax(f, f->n_a + j, f->n_a + f->n_b + 1, f->spread * f->used_b[j]);
}

static void
relax_all(struct flow *f, int32_t x)
{
    int32_t source = f->n_a + f->n_b, sink = source + 1;
    if (x < f->n_a)
        relax_row(f, x);
    else if (x < source)
        relax_column(f, x - f->n_a);
    else if (x == source) {
        for (int32_t i = 0; i < f->n_a; i++)
            if (f->used_a[i] < f->high_a[i])
                relax(f, source, i, f->spread * f->used_a[i]);
    } else {
        for (int32_t j = 0; j < f->n_b; j++)
            if (!f->is_waiting_b[j] && f->used_b[j] > f->low_b[j])
                relax(f, sink, f->n_a + j, -f->spread * (f->used_b[j] - 1));
    }
}

/* How far it is from here to there, or `most` if it is not nearer. */
static int64_t
search(struct flow *f, int32_t from, int32_t to, int64_t most)
{
    for (int32_t x = 0; x < f->n; x++) {
        f->distances[x] = FAR;
        f->is_done[x] = 0;
    }
    f->distances[from] = 0;
    for (;;) {
        int32_t nearest = -1;
        int64_t distance = most;
        for (int32_t x = 0; x < f->n; x++)
            if (!f->is_done[x] && f->distances[x] < distance) {
                distance = f->distances[x];
                nearest = x;
            }
        if (nearest < 0)
            return most;
        if (nearest == to)
            return distance;
        f->is_done[nearest] = 1;
        relax_all(f, nearest);
    }
}

/* A unit along the path from here to x. */
static void
go(struct flow *f, int32_t begin, int32_t x)
{
    int32_t source = f->n_a + f->n_b, sink = source + 1;
    for (int32_t from; x != begin; x = from) {
        from = f->parents[x];
        if (x == source)
            f->used_a[from]--;
        else if (from == source)
            f->used_a[x]++;
        else if (x == sink)
            f->used_b[from - f->n_a]++;
        else if (from == sink)
            f->used_b[x - f->n_a]--;
        else if (from < f->n_a)
            flow_turn(f, from, x - f->n_a);
        else
            flow_turn(f, x, from - f->n_a);
    }
}

/* Giving back the way from `to` to `from` earns so much by itself: does a
 * circle earn? Then a unit went round it but for that way, and it is still to
 * be given back. */
static bool
go_round(struct flow *f, int32_t from, int32_t to, int64_t earned)
{
    int64_t distance = search(f, from, to, earned);
    for (int32_t x = 0; x < f->n; x++)
        f->potentials[x] +=
            f->distances[x] < distance ? f->distances[x] : distance;
    if (distance == earned)
        return false;
    go(f, from, to);
    return true;
}

static void
settle_cell(struct flow *f, int32_t i, int32_t j)
{
    int64_t earned = f->costs[(ptrdiff_t)i * f->n_b + j] + f->potentials[i] -
        f->potentials[f->n_a + j];
    bool goes = earned > 0 && go_round(f, i, f->n_a + j, earned);
    *flow_cell(f, i, j) &= (uint8_t)~CELL_WAITS;
    if (goes)
        flow_turn(f, i, j);
}

static void
settle_row(struct flow *f, int32_t i)
{
    int32_t source = f->n_a + f->n_b;
    while (f->used_a[i] > f->low_a[i]) {
        int64_t earned = f->spread * (f->used_a[i] - 1) +
            f->potentials[source] - f->potentials[i];
        if (earned <= 0 || !go_round(f, source, i, earned))
            break;
        f->used_a[i]--;
    }
    f->is_waiting_a[i] = 0;
}

static void
settle_column(struct flow *f, int32_t j)
{
    int32_t sink = f->n_a + f->n_b + 1;
    while (f->used_b[j] > f->low_b[j]) {
        int64_t earned = f->spread * (f->used_b[j] - 1) +
            f->potentials[f->n_a + j] - f->potentials[sink];
        if (earned <= 0 || !go_round(f, f->n_a + j, sink, earned))
            break;
        f->used_b[j]--;
    }
    f->is_waiting_b[j] = 0;
}

void
flow_improve(struct flow *f)
{
    for (int32_t x = 0; x < f->n; x++)
        f->potentials[x] = 0;
    for (ptrdiff_t k = 0; k < (ptrdiff_t)f->n_a * f->n_b; k++)
        if (f->cells[k] == (CELL_OPEN | CELL_IN))
            f->cells[k] |= CELL_WAITS;
    for (int32_t i = 0; i < f->n_a; i++)
        f->is_waiting_a[i] = 1;
    for (int32_t j = 0; j < f->n_b; j++)
        f->is_waiting_b[j] = 1;
    for (int32_t i = 0; i < f->n_a; i++)
        settle_row(f, i);
    for (int32_t j = 0; j < f->n_b; j++)
        settle_column(f, j);
    for (int32_t i = 0; i < f->n_a; i++)
        for (int32_t j = 0; j < f->n_b; j++)
            if ((*flow_cell(f, i, j) & CELL_WAITS) != 0)
                settle_cell(f, i, j);
}
