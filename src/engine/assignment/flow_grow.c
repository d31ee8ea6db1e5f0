/* As many pairs as there can be.
 *
 * Source  blocking flows over layers: Dinitz 1970, as for units
 */
#include "engine/assignment/flow_inside.h"

static bool
has_room(const struct flow *f, int32_t node)
{
    return node < f->n_a ? f->used_a[node] < f->room_a[node]
                         : f->used_b[node - f->n_a] < f->room_b[node - f->n_a];
}

/* May a unit go from here to there? */
static bool
is_way(const struct flow *f, int32_t from, int32_t to)
{
    if (from < f->n_a)
        return *flow_cell(f, from, to - f->n_a) == CELL_OPEN;
    return f->turned[(ptrdiff_t)(from - f->n_a) * f->n_a + to] != 0 &&
        *flow_cell(f, to, from - f->n_a) == (CELL_OPEN | CELL_IN);
}

/* Layers outward from rows with room, to the first that has a column with
 * room; false: no column is. */
static bool
lay(struct flow *f)
{
    int32_t n = 0, end = f->n_a + f->n_b;
    bool is_found = false;
    for (int32_t x = 0; x < end; x++) {
        f->layers[x] = -1;
        f->at[x] = x < f->n_a ? f->n_a : 0;
        if (x < f->n_a && has_room(f, x)) {
            f->layers[x] = 0;
            f->path[n++] = x;
        }
    }
    for (int32_t k = 0; k < n; k++) {
        int32_t x = f->path[k];
        if (is_found && x < f->n_a)
            break; /* columns of a later layer are of no use */
        if (x >= f->n_a && has_room(f, x))
            is_found = true;
        int32_t first = x < f->n_a ? f->n_a : 0;
        int32_t last = x < f->n_a ? end : f->n_a;
        for (int32_t y = first; y < last; y++)
            if (f->layers[y] < 0 && is_way(f, x, y)) {
                f->layers[y] = f->layers[x] + 1;
                f->path[n++] = y;
            }
    }
    return is_found;
}

/* A way from a row with room, layer by layer, to a column with room; each
 * step that leads nowhere is taken once. */
static bool
push(struct flow *f, int32_t row)
{
    int32_t depth = 0;
    f->path[0] = row;
    for (;;) {
        int32_t x = f->path[depth];
        int32_t last = x < f->n_a ? f->n_a + f->n_b : f->n_a;
        if (x >= f->n_a && has_room(f, x)) {
            for (int32_t k = 0; k < depth; k += 2) {
                flow_turn(f, f->path[k], f->path[k + 1] - f->n_a);
                if (k > 0)
                    flow_turn(f, f->path[k], f->path[k - 1] - f->n_a);
            }
            f->used_a[row]++;
            f->used_b[x - f->n_a]++;
            return true;
        }
        int32_t y = f->at[x];
        while (
            y < last && (f->layers[y] != f->layers[x] + 1 || !is_way(f, x, y)))
            y++;
        f->at[x] = y;
        if (y < last) {
            f->path[++depth] = y;
            continue;
        }
        if (depth == 0)
            return false;
        f->layers[x] = -1;
        f->at[f->path[--depth]]++;
    }
}

void
flow_grow(struct flow *f)
{
    while (lay(f))
        for (int32_t i = 0; i < f->n_a; i++)
            while (has_room(f, i) && push(f, i))
                continue;
}
