/* What of a case stands in an attribute: made of its events, in the order of
 * time and then of rows. */
#include "engine/pathway/log_store.h"

#include "base/sort.h"

static const text changes = TEXT_INIT("(changes)");

/* One attribute while events go by. */
struct choosing {
    int32_t *chosen; /* by case; -1: none yet, or empty */
    int32_t *any;    /* a known value of the case; -1: none yet */
    int64_t *at;     /* when the chosen one was */
    bool *is_changing;
};

/* The value at an event; of those of one time rows come one by one. */
static void
choose(struct choosing *c, enum cp_value_rule rule, int32_t of, int32_t value,
    int64_t time, bool is_first_event)
{
    if (value >= 0) {
        if (c->any[of] < 0)
            c->any[of] = value;
        else if (c->any[of] != value)
            c->is_changing[of] = true;
    }
    if (rule == CP_VALUE_FIRST_EVENT) {
        if (is_first_event || time < c->at[of]) {
            c->chosen[of] = value;
            c->at[of] = time;
        }
    } else if (value >= 0 &&
        (c->chosen[of] < 0 ||
            (rule == CP_VALUE_LAST_KNOWN ? time >= c->at[of]
                                         : time < c->at[of]))) {
        c->chosen[of] = value;
        c->at[of] = time;
    }
}

static int
by_bytes(const void *context, const void *x, const void *y)
{
    const text *names = context;
    return text_compare(names[*(const int32_t *)x], names[*(const int32_t *)y]);
}

/* Numbers of values that some case has, in order of bytes. */
static void
number_values(struct cp_attribute *to, struct cp_store *s, int k,
    int32_t *chosen, int32_t n_cases)
{
    struct cp_names_table *t = &s->values[k];
    int32_t n = 0;
    text *values = arena_new(s->arena, text, t->n);
    struct arena_mark mark = arena_mark(s->arena);
    int32_t *ids = arena_new(s->arena, int32_t, t->n);
    int32_t *room = arena_new(s->arena, int32_t, t->n);
    int32_t *places = arena_new(s->arena, int32_t, t->n);
    bool *is_there = arena_new(s->arena, bool, t->n);
    for (int32_t c = 0; c < n_cases; c++)
        if (chosen[c] >= 0)
            is_there[chosen[c]] = true;
    for (int32_t v = 0; v < t->n; v++)
        if (is_there[v])
            ids[n++] = v;
    sort(ids, room, n, sizeof *ids, by_bytes, t->names);
    for (int32_t i = 0; i < n; i++) {
        places[ids[i]] = i;
        values[i] = t->names[ids[i]];
    }
    for (int32_t c = 0; c < n_cases; c++)
        if (chosen[c] >= 0)
            chosen[c] = places[chosen[c]];
    arena_rewind(s->arena, mark);
    to->values = values;
    to->n_values = n;
    to->of_case = chosen;
}

static void
choose_all(struct cp_attribute *to, struct cp_store *s, int k)
{
    struct arena *a = s->arena;
    const struct cp_attribute_wish *wish = &s->rules.attributes[k];
    int32_t n_cases = s->cases.n;
    int32_t *chosen = arena_new(a, int32_t, n_cases);
    int32_t changed = -1;
    if (wish->rule == CP_VALUE_STEADY)
        changed = cp_store_value(s, k, changes);
    to->name = arena_copy(a, wish->column);
    struct arena_mark mark = arena_mark(a);
    struct choosing c = { .chosen = chosen,
        .any = arena_new(a, int32_t, n_cases),
        .at = arena_new(a, int64_t, n_cases),
        .is_changing = arena_new(a, bool, n_cases) };
    bool *is_seen = arena_new(a, bool, n_cases);
    for (int32_t i = 0; i < n_cases; i++)
        chosen[i] = c.any[i] = -1;
    for (const struct cp_store_block *b = s->first; b != NULL; b = b->next)
        for (int32_t i = 0; i < b->n; i++) {
            int32_t of = b->cases[i];
            choose(&c, wish->rule, of, b->values[i * s->n_attributes + k],
                b->times[i], !is_seen[of]);
            is_seen[of] = true;
        }
    for (int32_t i = 0; i < n_cases; i++) {
        to->n_changing += c.is_changing[i];
        if (wish->rule == CP_VALUE_STEADY && c.is_changing[i])
            chosen[i] = changed;
    }
    arena_rewind(a, mark);
    number_values(to, s, k, chosen, n_cases);
}

struct cp_attribute *
cp_store_attributes(struct cp_store *s)
{
    struct cp_attribute *all =
        arena_new(s->arena, struct cp_attribute, s->n_attributes);
    for (int k = 0; k < s->n_attributes; k++)
        choose_all(&all[k], s, k);
    return all;
}
