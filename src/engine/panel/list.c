/* Rounding, dealing, drawing. */
#include "engine/panel/list.h"

#include "base/buf.h"
#include "base/sort.h"

#include <math.h>
#include <setjmp.h>
#include <string.h>

/* ---- Hashes
 * --------------------------------------------------------------- */

text
cp_panel_hex(text bytes, cp_panel_hash *hash, struct arena *a)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t h[CP_PANEL_HASH_BYTES];
    char *to = arena_room(a, 2 * CP_PANEL_HASH_BYTES + 1);
    hash(bytes.ptr, bytes.len, h);
    for (int i = 0; i < CP_PANEL_HASH_BYTES; i++) {
        to[2 * i] = digits[h[i] >> 4];
        to[2 * i + 1] = digits[h[i] & 15];
    }
    to[2 * CP_PANEL_HASH_BYTES] = '\0';
    return (text){ to, 2 * CP_PANEL_HASH_BYTES };
}

/* A thing and where its hash puts it. */
struct hashed {
    uint8_t hash[CP_PANEL_HASH_BYTES];
    int64_t what;
};

/* What is sorted: the first eight bytes nearly always tell. */
struct placed {
    uint64_t first;
    const struct hashed *of;
};

static struct placed
place_of(const struct hashed *h)
{
    uint64_t first = 0;
    for (int i = 0; i < 8; i++)
        first = first << 8 | h->hash[i];
    return (struct placed){ first, h };
}

static int
by_hash(const void *context, const void *x, const void *y)
{
    const struct placed *p = x, *q = y;
    const struct hashed *a = p->of, *b = q->of;
    (void)context;
    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    int order = memcmp(a->hash, b->hash, sizeof a->hash);
    return order != 0 ? order : (a->what > b->what) - (a->what < b->what);
}

static void
hash_thing(struct hashed *to, const struct cp_panel_deal *d, struct buf *b,
    const char *kind, int32_t type, int64_t what)
{
    b->len = 0;
    buf_add(b, d->list_seed);
    buf_byte(b, '\n');
    buf_add(b, text_of(kind));
    buf_byte(b, '\n');
    buf_int(b, type);
    buf_byte(b, '\n');
    buf_int(b, what);
    buf_byte(b, '\n');
    d->hash(b->ptr, b->len, to->hash);
    to->what = what;
}

/* ---- Rounding
 * ------------------------------------------------------------- */

struct rest {
    double rest;
    int32_t i;
};

static int
by_rest(const void *context, const void *x, const void *y)
{
    double a = ((const struct rest *)x)->rest;
    double b = ((const struct rest *)y)->rest;
    (void)context;
    return (a < b) - (a > b);
}

void
cp_panel_round(const double *shares, int32_t n, int32_t m, int32_t *copies,
    struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    struct rest *rests = arena_new(a, struct rest, n);
    struct rest *room = arena_new(a, struct rest, n);
    int64_t n_left = m;
    for (int32_t i = 0; i < n; i++) {
        double x = shares[i] * m;
        copies[i] = (int32_t)floor(x + 1e-9);
        n_left -= copies[i];
        /* what differs by noise alone is equal */
        rests[i] = (struct rest){ floor((x - copies[i]) * 1e9 + 0.5), i };
    }
    sort(rests, room, n, sizeof *rests, by_rest, NULL);
    for (int32_t i = 0; n_left > 0; i = i + 1 < n ? i + 1 : 0, n_left--)
        copies[rests[i].i]++;
    for (int32_t i = n; n_left < 0 && i-- > 0;)
        if (copies[rests[i].i] > 0) {
            copies[rests[i].i]--;
            n_left++;
        }
    arena_rewind(a, mark);
}

/* ---- Moving copies
 * -------------------------------------------------------- */

struct moves {
    const struct cp_panel_answer *an;
    int32_t *copies;
    bool *is_must;      /* types whom a ceiling does not concern */
    int64_t *seats;     /* of types, in all the list */
    int64_t low, low_n; /* the lowest chance: seats a person, as a fraction */
    int32_t n_low;      /* types that have it */
    int64_t goal;       /* a person of every type stands in so many: enough */
};

static bool
is_of_lottery(const struct moves *v, int32_t t)
{
    for (int32_t i = 0; i < v->an->n_panels; i++)
        if (v->an->counts[(ptrdiff_t)i * v->an->n_types + t] > 0)
            return true;
    return false;
}

static void
find_lowest(struct moves *v, const bool *is_in)
{
    v->low = INT64_MAX;
    v->low_n = 1;
    v->n_low = 0;
    for (int32_t t = 0; t < v->an->n_types; t++) {
        if (!is_in[t])
            continue;
        int64_t n = v->an->n_of[t], x = v->seats[t];
        if (v->low == INT64_MAX || x * v->low_n < v->low * n) {
            v->low = x;
            v->low_n = n;
            v->n_low = 1;
        } else if (x * v->low_n == v->low * n) {
            v->n_low++;
        }
    }
}

/* How the lowest chance would stand with a copy moved from one panel to
 * another: better only if higher, or if fewer have it. */
static bool
is_better(const struct moves *v, const bool *is_in, int32_t from, int32_t to)
{
    const int32_t *f = v->an->counts + (ptrdiff_t)from * v->an->n_types;
    const int32_t *g = v->an->counts + (ptrdiff_t)to * v->an->n_types;
    int32_t n_low = 0;
    for (int32_t t = 0; t < v->an->n_types; t++) {
        if (!is_in[t])
            continue;
        int64_t a = (v->seats[t] - f[t] + g[t]) * v->low_n;
        int64_t b = v->low * v->an->n_of[t];
        if (a < b)
            return false;
        n_low += a == b;
        if (n_low >= v->n_low)
            return false;
    }
    return true;
}

static void
move(struct moves *v, int32_t from, int32_t to)
{
    int32_t n_types = v->an->n_types;
    v->copies[from]--;
    v->copies[to]++;
    for (int32_t t = 0; t < n_types; t++)
        v->seats[t] += v->an->counts[(ptrdiff_t)to * n_types + t] -
            v->an->counts[(ptrdiff_t)from * n_types + t];
}

static bool
move_one(struct moves *v, const bool *is_in)
{
    int32_t n = v->an->n_panels;
    for (int32_t from = 0; from < n; from++) {
        if (v->copies[from] == 0)
            continue;
        for (int32_t to = 0; to < n; to++) {
            if (to == from || !is_better(v, is_in, from, to))
                continue;
            move(v, from, to);
            return true;
        }
    }
    return false;
}

static void
raise_lowest(struct moves *v, struct arena *a)
{
    bool *is_in = arena_new(a, bool, v->an->n_types);
    for (int32_t t = 0; t < v->an->n_types; t++)
        is_in[t] = is_of_lottery(v, t);
    for (int moves = 0; moves < 10'000; moves++) {
        find_lowest(v, is_in);
        if (v->low == INT64_MAX || v->low / v->low_n >= v->goal ||
            !move_one(v, is_in))
            return;
    }
}

/* How many appearances are above the ceiling, a copy moved or (from = to) as it
 * is; -1: somebody would fall below `least` of the list's panels. */
static int64_t
over_ceiling(const struct moves *v, const bool *is_in, int32_t from, int32_t to,
    int64_t least, int64_t most)
{
    const int32_t *f = v->an->counts + (ptrdiff_t)from * v->an->n_types;
    const int32_t *g = v->an->counts + (ptrdiff_t)to * v->an->n_types;
    int64_t over = 0;
    for (int32_t t = 0; t < v->an->n_types; t++) {
        int64_t a = v->seats[t] - f[t] + g[t], n = v->an->n_of[t];
        if (is_in[t] && a < least * n)
            return -1;
        if (!v->is_must[t] && a > most * n)
            over += a - most * n;
    }
    return over;
}

/* Nobody's appearances shall be above the ceiling for rounding's sake. */
static void
lower_highest(struct moves *v, double ceiling, int32_t m, struct arena *a)
{
    bool *is_in = arena_new(a, bool, v->an->n_types);
    int64_t most = (int64_t)ceil(ceiling * m - 1e-6);
    for (int32_t t = 0; t < v->an->n_types; t++)
        is_in[t] = is_of_lottery(v, t);
    find_lowest(v, is_in);
    int64_t least = v->low == INT64_MAX ? 0 : v->low / v->low_n;
    int64_t over = over_ceiling(v, is_in, 0, 0, least, most);
    for (bool is_moved = true; over > 0 && is_moved;) {
        is_moved = false;
        for (int32_t from = 0; from < v->an->n_panels && over > 0; from++)
            for (int32_t to = 0;
                 to < v->an->n_panels && v->copies[from] > 0 && over > 0;
                 to++) {
                int64_t now = over_ceiling(v, is_in, from, to, least, most);
                if (now < 0 || now >= over)
                    continue;
                move(v, from, to);
                over = now;
                is_moved = true;
            }
    }
}

/* ---- Dealing
 * -------------------------------------------------------------- */

static int
by_number(const void *context, const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    (void)context;
    return (a > b) - (a < b);
}

int64_t *
cp_panel_deal(const struct cp_panel_deal *d, struct arena *a)
{
    int32_t n_most = d->m;
    for (int32_t t = 0; t < d->n_types; t++)
        if (d->from[t + 1] - d->from[t] > n_most)
            n_most = d->from[t + 1] - d->from[t];
    int64_t *tickets = arena_new(a, int64_t, (ptrdiff_t)d->m * d->size);
    struct arena_mark mark = arena_mark(a);
    int32_t *n_in = arena_new(a, int32_t, d->m);
    struct hashed *hashed = arena_new(a, struct hashed, n_most + d->m);
    struct placed *people = arena_new(a, struct placed, n_most);
    struct placed *panels = arena_new(a, struct placed, d->m);
    struct placed *room = arena_new(a, struct placed, n_most);
    struct buf b = buf_in(a, d->list_seed.len + 128);
    for (int32_t t = 0; t < d->n_types; t++) {
        int32_t n = d->from[t + 1] - d->from[t], n_panels = 0, at = 0;
        struct hashed *h = hashed;
        for (int32_t i = 0; i < d->m; i++)
            if (d->seats[(ptrdiff_t)i * d->n_types + t] > 0) {
                hash_thing(h, d, &b, "panel", t, i);
                panels[n_panels++] = place_of(h++);
            }
        if (n_panels == 0)
            continue;
        for (int32_t i = 0; i < n; i++) {
            hash_thing(h, d, &b, "person", t, d->members[d->from[t] + i]);
            people[i] = place_of(h++);
        }
        sort(people, room, n, sizeof *people, by_hash, NULL);
        sort(panels, room, n_panels, sizeof *panels, by_hash, NULL);
        for (int32_t i = 0; i < n_panels; i++) {
            int64_t panel = panels[i].of->what;
            int32_t seats = d->seats[panel * d->n_types + t];
            require(seats <= n && n_in[panel] + seats <= d->size);
            for (; seats > 0; seats--, at = at + 1 < n ? at + 1 : 0)
                tickets[panel * d->size + n_in[panel]++] = people[at].of->what;
        }
    }
    int64_t *order = arena_new(a, int64_t, d->size);
    for (int32_t i = 0; i < d->m; i++) {
        require(n_in[i] == d->size);
        sort(tickets + (ptrdiff_t)i * d->size, order, d->size, sizeof *order,
            by_number, NULL);
    }
    arena_rewind(a, mark);
    return tickets;
}

text
cp_panel_list_text(
    const int64_t *tickets, int32_t m, int32_t size, struct arena *a)
{
    struct buf b = buf_in(a, 64 + (ptrdiff_t)m * (8 + 6 * (ptrdiff_t)size));
    buf_add(&b, TEXT("panel,tickets\n"));
    for (int32_t i = 0; i < m; i++) {
        buf_int(&b, i);
        for (int32_t s = 0; s < size; s++) {
            buf_byte(&b, s == 0 ? ',' : ' ');
            buf_int(&b, tickets[(ptrdiff_t)i * size + s]);
        }
        buf_byte(&b, '\n');
    }
    return buf_text(&b);
}

/* ---- The list
 * ------------------------------------------------------------- */

struct one {
    int64_t ticket;
    int32_t person;
};

static int
by_ticket(const void *context, const void *x, const void *y)
{
    const struct one *a = x, *b = y;
    (void)context;
    return (a->ticket > b->ticket) - (a->ticket < b->ticket);
}

/* Tickets by type, each type's rising; people in that order too. */
static struct one *
members_of(const struct cp_panel_pool *p, const struct cp_panel_answer *an,
    int64_t *members, int32_t *from, struct arena *a)
{
    struct one *all = arena_new(a, struct one, p->n_people);
    struct one *room = arena_new(a, struct one, p->n_people);
    int32_t *at = arena_new(a, int32_t, (ptrdiff_t)an->n_types + 1);
    for (int32_t i = 0; i < p->n_people; i++)
        all[i] = (struct one){ p->people[i].ticket, i };
    sort(all, room, p->n_people, sizeof *all, by_ticket, NULL);
    for (int32_t t = 0; t < an->n_types; t++) {
        from[t + 1] = from[t] + an->n_of[t];
        at[t] = from[t];
    }
    for (int32_t i = 0; i < p->n_people; i++) {
        int32_t t = an->type_of[all[i].person];
        if (t >= 0)
            members[at[t]++] = all[i].ticket;
    }
    return all;
}

static void
count_times(struct cp_panel_list *list, const struct cp_panel_pool *p,
    const struct one *all, struct arena *a)
{
    list->times = arena_new(a, int32_t, p->n_people);
    for (ptrdiff_t i = 0; i < (ptrdiff_t)list->n_panels * list->size; i++) {
        int32_t low = 0, high = p->n_people - 1;
        while (low < high) {
            int32_t middle = low + (high - low) / 2;
            if (all[middle].ticket < list->tickets[i])
                low = middle + 1;
            else
                high = middle;
        }
        list->times[all[low].person]++;
    }
}

static void
make_list(struct cp_panel_list *list, struct arena *a,
    const struct cp_panel_pool *p, const struct cp_panel_answer *an, int32_t m,
    text list_seed, cp_panel_hash *hash)
{
    struct moves v = { .an = an,
        .copies = arena_new(a, int32_t, an->n_panels),
        .seats = arena_new(a, int64_t, an->n_types),
        .is_must = arena_new(a, bool, an->n_types),
        .goal = (int64_t)floor(an->lowest * m + 1e-6) };
    cp_panel_round(an->shares, an->n_panels, m, v.copies, a);
    for (int32_t i = 0; i < an->n_panels; i++)
        for (int32_t t = 0; t < an->n_types; t++)
            v.seats[t] += (int64_t)v.copies[i] *
                an->counts[(ptrdiff_t)i * an->n_types + t];
    raise_lowest(&v, a);
    for (int32_t i = 0; i < p->n_people; i++)
        if (p->people[i].standing == CP_PANEL_MUST)
            v.is_must[an->type_of[i]] = true;
    if (p->ceiling > 0 && p->ceiling < 1)
        lower_highest(&v, p->ceiling, m, a);
    int32_t *seats = arena_new(a, int32_t, (ptrdiff_t)m * an->n_types), at = 0;
    for (int32_t i = 0; i < an->n_panels; i++)
        for (int32_t k = 0; k < v.copies[i]; k++)
            memcpy(seats + (ptrdiff_t)an->n_types * at++,
                an->counts + (ptrdiff_t)an->n_types * i,
                sizeof *seats * (size_t)an->n_types);
    require(at == m);
    int64_t *members = arena_new(a, int64_t, p->n_people);
    int32_t *from = arena_new(a, int32_t, (ptrdiff_t)an->n_types + 1);
    struct one *all = members_of(p, an, members, from, a);
    *list = (struct cp_panel_list){
        .n_panels = m, .size = p->size, .copies = v.copies
    };
    list->tickets =
        cp_panel_deal(&(struct cp_panel_deal){ m, an->n_types, p->size, seats,
                          members, from, list_seed, hash },
            a);
    count_times(list, p, all, a);
    list->text = cp_panel_list_text(list->tickets, m, p->size, a);
    list->hash = cp_panel_hex(list->text, hash, a);
}

enum err
cp_panel_list(struct cp_panel_list *list, struct arena *a,
    const struct cp_panel_pool *p, const struct cp_panel_answer *answer,
    int32_t m, text list_seed, cp_panel_hash *hash, struct why *why)
{
    jmp_buf here, *was = a->no_room;
    require(answer->result == CP_PANEL_SOLVED);
    if (m < 1 || m > CP_PANEL_LIST_MAX)
        return err_say(why, ERR_BAD_INPUT, "a list has 1 to %d panels, not %d",
            CP_PANEL_LIST_MAX, m);
    a->no_room = &here;
    if (setjmp(here) != 0) {
        a->no_room = was;
        return err_say(why, ERR_NO_ROOM, "no memory for a list of %d", m);
    }
    make_list(list, a, p, answer, m, list_seed, hash);
    a->no_room = was;
    return OK;
}

/* ---- The draw
 * ------------------------------------------------------------- */

uint64_t
cp_panel_draw(text list_hash, text seed, uint64_t m, cp_panel_hash *hash,
    struct arena *a, int32_t *n_tries)
{
    struct arena_mark mark = arena_mark(a);
    struct buf b = buf_in(a, list_hash.len + seed.len + 64);
    require(m > 0);
    uint64_t over = (UINT64_MAX % m + 1) % m; /* 2^64 mod m */
    uint64_t u = 0;
    for (int32_t counter = 0;; counter++) {
        uint8_t h[CP_PANEL_HASH_BYTES];
        b.len = 0;
        buf_add(&b, TEXT("counterpart panel draw 1\n"));
        buf_add(&b, list_hash);
        buf_byte(&b, '\n');
        buf_add(&b, seed);
        buf_byte(&b, '\n');
        buf_int(&b, counter);
        buf_byte(&b, '\n');
        hash(b.ptr, b.len, h);
        u = 0;
        for (int i = 0; i < 8; i++)
            u = u << 8 | h[i];
        if (over == 0 || u <= UINT64_MAX - over) {
            if (n_tries != NULL)
                *n_tries = counter + 1;
            break;
        }
    }
    arena_rewind(a, mark);
    return u % m;
}
