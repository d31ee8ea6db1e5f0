#include "keep/diff.h"

#include <string.h>

/* A word and the blanks behind it. */
struct token {
    text bytes;
    uint64_t hash;
};

struct tokens {
    struct token *at;
    int n;
};

static bool
is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* Does a token begin here? */
static bool
is_start(text t, ptrdiff_t i)
{
    return i == 0 || (is_blank(t.ptr[i - 1]) && !is_blank(t.ptr[i]));
}

static struct tokens
cut(struct arena *a, text t)
{
    struct tokens out = { .at = NULL };
    int n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++)
        n += is_start(t, i);
    out.at = arena_new(a, struct token, n);
    for (ptrdiff_t i = 0, end; i < t.len; i = end) {
        for (end = i + 1; end < t.len && !is_start(t, end);)
            end++;
        text bytes = text_slice(t, i, end);
        out.at[out.n++] = (struct token){ bytes, text_hash(bytes) };
    }
    return out;
}

static bool
is_same(const struct token *x, const struct token *y)
{
    return x->hash == y->hash && text_is_equal(x->bytes, y->bytes);
}

/* ---- Pieces -------------------------------------------------------------- */

struct pieces {
    struct diff_piece *at;
    ptrdiff_t n;
};

/* Tokens of one text stand one behind the other: a piece grows. */
static void
add(struct pieces *p, int kind, text bytes)
{
    struct diff_piece *last = p->n > 0 ? &p->at[p->n - 1] : NULL;
    if (last != NULL && (int)last->kind == kind &&
        last->words.ptr + last->words.len == bytes.ptr) {
        last->words.len += bytes.len;
        return;
    }
    p->at[p->n] = (struct diff_piece){ .words = bytes };
    p->at[p->n].kind = kind == DIFF_SAME ? DIFF_SAME
        : kind == DIFF_GONE              ? DIFF_GONE
                                         : DIFF_NEW;
    p->n++;
}

/* ---- Myers --------------------------------------------------------------- */

/* Row d holds, for each diagonal k = -d, -d + 2 ... d, how far along the old
 * text a path with d differences gets. */
struct rows {
    int *x;
};

static ptrdiff_t
row_start(int d)
{
    return (ptrdiff_t)d * (d + 1) / 2;
}

static int *
cell(const struct rows *r, int d, int k)
{
    return &r->x[row_start(d) + (k + d) / 2];
}

/* Does the best path to diagonal k with d differences come down from k + 1,
 * by a token that is new? */
static bool
comes_down(const struct rows *r, int d, int k)
{
    return k == -d ||
        (k != d && *cell(r, d - 1, k - 1) < *cell(r, d - 1, k + 1));
}

struct place {
    int x, y;
};

/* How far one gets with at most DIFF_MAX differences: *d of them. */
static struct place
reach(const struct rows *r, struct tokens old, struct tokens now, int *d)
{
    struct place best = { 0, 0 };
    for (*d = 0;; ++*d) {
        best = (struct place){ -1, 0 };
        for (int k = -*d; k <= *d; k += 2) {
            int x = *d == 0            ? 0
                : comes_down(r, *d, k) ? *cell(r, *d - 1, k + 1)
                                       : *cell(r, *d - 1, k - 1) + 1;
            int y = x - k;
            while (x < old.n && y < now.n && is_same(&old.at[x], &now.at[y])) {
                x++;
                y++;
            }
            *cell(r, *d, k) = x;
            bool is_inside = x <= old.n && y <= now.n;
            if (is_inside && (best.x < 0 || x + y > best.x + best.y))
                best = (struct place){ x, y };
            if (x >= old.n && y >= now.n && is_inside)
                return (struct place){ old.n, now.n };
        }
        if (*d == DIFF_MAX)
            return best;
    }
}

/* From where it got back to the start: kinds[] last first. */
static int
walk_back(const struct rows *r, struct place to, int d, unsigned char *kinds)
{
    int n = 0, x = to.x, y = to.y;
    for (; d > 0; d--) {
        int k = x - y;
        bool is_down = comes_down(r, d, k);
        int from_k = is_down ? k + 1 : k - 1;
        int from_x = *cell(r, d - 1, from_k), from_y = from_x - from_k;
        int snake_x = is_down ? from_x : from_x + 1;
        for (; x > snake_x; x--)
            kinds[n++] = DIFF_SAME;
        kinds[n++] = is_down ? DIFF_NEW : DIFF_GONE;
        x = from_x;
        y = from_y;
    }
    for (; x > 0; x--)
        kinds[n++] = DIFF_SAME;
    return n;
}

static void
emit(struct pieces *p, const unsigned char *kinds, int n,
    const struct token *old, const struct token *now)
{
    while (n-- > 0) {
        text bytes = kinds[n] == DIFF_NEW ? now->bytes : old->bytes;
        add(p, kinds[n], bytes);
        old += kinds[n] != DIFF_NEW;
        now += kinds[n] != DIFF_GONE;
    }
}

static struct tokens
behind(struct tokens t, int n)
{
    return (struct tokens){ t.at + n, t.n - n };
}

void
diff_words(struct arena *a, text old, text now, struct diff_piece **pieces,
    ptrdiff_t *n_pieces)
{
    struct tokens x = cut(a, old), y = cut(a, now);
    struct pieces p = { arena_new(a, struct diff_piece, x.n + y.n + 1), 0 };
    struct arena_mark mark = arena_mark(a);
    int most = x.n + y.n < DIFF_MAX ? x.n + y.n : DIFF_MAX;
    struct rows rows = { arena_new(a, int, row_start(most + 1)) };
    unsigned char *kinds = arena_new(a, unsigned char, x.n + y.n);
    while (x.n > 0 || y.n > 0) {
        int d;
        struct place to = reach(&rows, x, y, &d);
        emit(&p, kinds, walk_back(&rows, to, d, kinds), x.at, y.at);
        x = behind(x, to.x);
        y = behind(y, to.y);
    }
    arena_rewind(a, mark);
    *pieces = p.at;
    *n_pieces = p.n;
}
