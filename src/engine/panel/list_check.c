/* The list's checker: tickets are looked up, counted and hashed again. */
#include "engine/panel/check.h"

#include "base/buf.h"
#include "base/sort.h"

#include <string.h>

static int
by_ticket(const void *context, const void *x, const void *y)
{
    const struct cp_panel_person *people = context;
    int64_t a = people[*(const int32_t *)x].ticket;
    int64_t b = people[*(const int32_t *)y].ticket;
    return (a > b) - (a < b);
}

/* People by ticket; households that are taken in the panel looked at. */
struct look {
    const struct cp_panel_pool *p;
    int32_t *order;
    bool *is_in, *is_taken;
    int32_t *times;
    int32_t n_households;
};

static bool
meets_quotas(const struct cp_panel_pool *p, const bool *is_in)
{
    for (int32_t l = 0; l < p->n_lines; l++) {
        const struct cp_panel_line *q = &p->lines[l];
        int32_t n = 0;
        for (int32_t i = 0; i < p->n_people; i++)
            n += is_in[i] && p->people[i].values[q->feature] == q->value;
        if (n < q->min || n > q->max)
            return false;
    }
    for (int32_t i = 0; i < p->n_people; i++)
        if (is_in[i] ? p->people[i].standing == CP_PANEL_MAY_NOT
                     : p->people[i].standing == CP_PANEL_MUST)
            return false;
    return true;
}

/* Tickets rise, so people are gone through once. */
static int64_t
check_one(struct look *k, const int64_t *tickets)
{
    const struct cp_panel_pool *p = k->p;
    int64_t n_wrong = 0;
    int32_t at = 0;
    memset(k->is_in, 0, sizeof *k->is_in * (size_t)p->n_people);
    memset(k->is_taken, 0, sizeof *k->is_taken * (size_t)k->n_households);
    for (int32_t s = 0; s < p->size; s++) {
        while (at < p->n_people && p->people[k->order[at]].ticket < tickets[s])
            at++;
        if (at == p->n_people || p->people[k->order[at]].ticket != tickets[s]) {
            n_wrong++;
            continue;
        }
        int32_t i = k->order[at++], h = p->people[i].household;
        n_wrong += h >= 0 && k->is_taken[h];
        if (h >= 0)
            k->is_taken[h] = true;
        k->is_in[i] = true;
        k->times[i]++;
    }
    return n_wrong + !meets_quotas(p, k->is_in);
}

static int64_t
check_text(
    const struct cp_panel_list *list, cp_panel_hash *hash, struct arena *a)
{
    struct buf b = buf_in(a, list->text.len + 64);
    uint8_t h[CP_PANEL_HASH_BYTES];
    char digits[2 * CP_PANEL_HASH_BYTES + 1];
    buf_print(&b, "panel,tickets\n");
    for (int32_t i = 0; i < list->n_panels; i++)
        for (int32_t s = 0; s < list->size; s++) {
            if (s == 0)
                buf_print(&b, "%d", i);
            buf_print(&b, "%s%lld%s", s == 0 ? "," : " ",
                (long long)list->tickets[(ptrdiff_t)i * list->size + s],
                s == list->size - 1 ? "\n" : "");
        }
    hash(list->text.ptr, list->text.len, h);
    for (int i = 0; i < CP_PANEL_HASH_BYTES; i++) {
        digits[2 * i] = "0123456789abcdef"[h[i] / 16];
        digits[2 * i + 1] = "0123456789abcdef"[h[i] % 16];
    }
    digits[2 * CP_PANEL_HASH_BYTES] = '\0';
    return !text_is_equal(buf_text(&b), list->text) +
        !text_is_equal(text_of(digits), list->hash);
}

int64_t
cp_panel_list_check(const struct cp_panel_pool *p,
    const struct cp_panel_answer *answer, const struct cp_panel_list *list,
    cp_panel_hash *hash, struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    struct look k = { .p = p,
        .order = arena_new(a, int32_t, p->n_people),
        .is_in = arena_new(a, bool, p->n_people),
        .times = arena_new(a, int32_t, p->n_people) };
    int32_t *room = arena_new(a, int32_t, p->n_people);
    for (int32_t i = 0; i < p->n_people; i++) {
        k.order[i] = i;
        if (p->people[i].household >= k.n_households)
            k.n_households = p->people[i].household + 1;
    }
    k.is_taken = arena_new(a, bool, k.n_households);
    sort(k.order, room, p->n_people, sizeof *room, by_ticket, p->people);
    int32_t *low = arena_new(a, int32_t, answer->n_types);
    int32_t *high = arena_new(a, int32_t, answer->n_types);
    int64_t n_wrong = list->size != p->size;
    for (int32_t i = 0; i < list->n_panels && n_wrong == 0; i++)
        n_wrong += check_one(&k, list->tickets + (ptrdiff_t)i * list->size);
    for (int32_t t = 0; t < answer->n_types; t++)
        low[t] = INT32_MAX;
    const int32_t *times = k.times;
    for (int32_t i = 0; i < p->n_people; i++) {
        int32_t t = answer->type_of[i];
        n_wrong += times[i] != list->times[i] || (t < 0 && times[i] > 0);
        if (t < 0)
            continue;
        low[t] = times[i] < low[t] ? times[i] : low[t];
        high[t] = times[i] > high[t] ? times[i] : high[t];
    }
    for (int32_t t = 0; t < answer->n_types; t++)
        n_wrong += high[t] > low[t] + 1;
    n_wrong += check_text(list, hash, a);
    arena_rewind(a, mark);
    return n_wrong;
}
