/* Which layer: the rows of the pathway in their order, and everything else
 * where the fewest cases go back. */
#include "engine/pathway/layout_inside.h"

enum { PASSES = 3, ROW_BEGIN = -2, ROW_END = INT32_MAX };

/* Nodes that stand side by side are one block. */
struct block {
    int32_t row;  /* -1: not in the pathway */
    int32_t node; /* of those: which; else the first by name */
    int64_t n_cases;
    int32_t place, rank;
    bool is_spine;
};
struct ranking {
    struct cp_layout *l;
    struct block *blocks;
    int32_t n_blocks;
    int32_t *block_of; /* by node */
    int64_t *cases;    /* from block to block */
    int32_t *line;     /* blocks in their order */
    int32_t n_line;
};

static int32_t
row_of(const struct cp_map_node *n)
{
    return n->kind == CP_MAP_BEGIN ? ROW_BEGIN
        : n->kind == CP_MAP_END    ? ROW_END
                                   : n->row;
}

static void
make_blocks(struct ranking *r)
{
    const struct cp_map *m = r->l->map;
    for (int32_t i = 0; i < m->n_nodes; i++) {
        int32_t node = r->l->order[i], b = r->n_blocks;
        int32_t row = row_of(&m->nodes[node]);
        for (int32_t k = 0; k < r->n_blocks && row != -1; k++)
            if (r->blocks[k].row == row)
                b = k;
        if (b == r->n_blocks)
            r->blocks[r->n_blocks++] =
                (struct block){ row, node, 0, 0, 0, row != -1 };
        r->blocks[b].n_cases += m->nodes[node].n_cases;
        r->block_of[node] = b;
    }
    r->cases =
        arena_new(r->l->arena, int64_t, (ptrdiff_t)r->n_blocks * r->n_blocks);
    for (int32_t i = 0; i < m->n_edges; i++) {
        const struct cp_map_edge *e = &m->edges[i];
        ptrdiff_t from = r->block_of[e->from], to = r->block_of[e->to];
        if (from != to)
            r->cases[from * r->n_blocks + to] += e->n_cases + 1;
    }
}

/* Where in the line the fewest cases would go back. */
static int32_t
best_place(const struct ranking *r, int32_t block)
{
    int64_t back = 0, least = INT64_MAX;
    int32_t best = 0, n = r->n_blocks;
    for (int32_t i = 0; i < r->n_line; i++)
        back += r->cases[(ptrdiff_t)r->line[i] * n + block];
    for (int32_t i = 0; i <= r->n_line; i++) { /* before line[i] */
        bool is_before_begin =
            i < r->n_line && r->blocks[r->line[i]].row == ROW_BEGIN;
        bool is_behind_end = i > 0 && r->blocks[r->line[i - 1]].row == ROW_END;
        if (back < least && !is_before_begin && !is_behind_end) {
            least = back;
            best = i;
        }
        if (i == r->n_line)
            break;
        back -= r->cases[(ptrdiff_t)r->line[i] * n + block];
        back += r->cases[(ptrdiff_t)block * n + r->line[i]];
    }
    return best;
}

static void
put_at(struct ranking *r, int32_t block, int32_t place)
{
    for (int32_t i = r->n_line++; i > place; i--)
        r->line[i] = r->line[i - 1];
    r->line[place] = block;
}

static void
take_out(struct ranking *r, int32_t block)
{
    int32_t n = 0;
    for (int32_t i = 0; i < r->n_line; i++)
        if (r->line[i] != block)
            r->line[n++] = r->line[i];
    r->n_line = n;
}

/* The spine by its rows, then the rest, those of most cases first; blocks are
 * already in order of names. */
static void
make_line(struct ranking *r)
{
    int32_t n = r->n_blocks;
    int32_t *rest = arena_new(r->l->arena, int32_t, n);
    int32_t n_rest = 0;
    for (int32_t i = 0; i < n; i++) {
        int32_t at = r->n_line;
        if (!r->blocks[i].is_spine) {
            for (at = n_rest++; at > 0 &&
                 r->blocks[rest[at - 1]].n_cases < r->blocks[i].n_cases;
                 at--)
                rest[at] = rest[at - 1];
            rest[at] = i;
            continue;
        }
        while (at > 0 && r->blocks[r->line[at - 1]].row > r->blocks[i].row)
            at--;
        put_at(r, i, at);
    }
    for (int pass = 0; pass <= PASSES; pass++)
        for (int32_t i = 0; i < n_rest; i++) {
            if (pass > 0)
                take_out(r, rest[i]);
            put_at(r, rest[i], best_place(r, rest[i]));
        }
    for (int32_t i = 0; i < n; i++)
        r->blocks[r->line[i]].place = i;
}

/* The layer above which a block may not go, or below which. */
static int32_t
limit_of(const struct ranking *r, int32_t block, bool is_top)
{
    int32_t n = r->n_blocks, place = r->blocks[block].place;
    int32_t limit = is_top ? 0 : INT32_MAX;
    for (int32_t i = 0; i < n; i++) {
        const struct block *o = &r->blocks[i];
        bool is_end = o->row == ROW_BEGIN || o->row == ROW_END ||
            r->blocks[block].row == ROW_BEGIN ||
            r->blocks[block].row == ROW_END;
        ptrdiff_t from = is_top ? i : block, to = is_top ? block : i;
        bool is_beside = is_top ? o->place < place : o->place > place;
        bool is_held = r->cases[from * n + to] > 0 ||
            (o->is_spine && r->blocks[block].is_spine) || is_end;
        if (!is_beside || !is_held)
            continue;
        if (is_top && o->rank + 1 > limit)
            limit = o->rank + 1;
        if (!is_top && o->rank - 1 < limit)
            limit = o->rank - 1;
    }
    return limit;
}

static int64_t
cases_ahead(const struct ranking *r, int32_t block, bool is_ahead)
{
    int64_t n = 0;
    for (int32_t i = 0; i < r->n_blocks; i++)
        if (is_ahead == (r->blocks[i].place > r->blocks[block].place))
            n += is_ahead ? r->cases[(ptrdiff_t)block * r->n_blocks + i]
                          : r->cases[(ptrdiff_t)i * r->n_blocks + block];
    return n;
}

void
cp_layout_rank(struct cp_layout *l)
{
    int32_t n = l->map->n_nodes;
    struct ranking r = { .l = l,
        .blocks = arena_new(l->arena, struct block, n),
        .block_of = arena_new(l->arena, int32_t, n),
        .line = arena_new(l->arena, int32_t, n) };
    make_blocks(&r);
    make_line(&r);
    for (int32_t i = 0; i < r.n_blocks; i++)
        r.blocks[r.line[i]].rank = limit_of(&r, r.line[i], true);
    /* As high as they can be; those that lead on more than they come from go
     * down to what they lead to. */
    for (int32_t i = r.n_blocks; i-- > 0;) {
        struct block *b = &r.blocks[r.line[i]];
        int32_t low = limit_of(&r, r.line[i], false);
        if (!b->is_spine && low != INT32_MAX && low > b->rank &&
            cases_ahead(&r, r.line[i], true) >
                cases_ahead(&r, r.line[i], false))
            b->rank = low;
    }
    for (int32_t i = 0; i < n; i++) {
        l->ranked[i] = r.blocks[r.block_of[i]].rank;
        if (l->ranked[i] >= l->n_ranks)
            l->n_ranks = l->ranked[i] + 1;
    }
}
