/* How many volunteered and are in, of each value of a feature, as everybody may
 * see it: what is small is hidden, and what would give it away.
 *
 * It is counted once, when the first panel is confirmed, and stays: a count
 * that followed every replacement would say of each who came and left what
 * they had said of themselves. */
#include "decide/panel/lot.h"

#include "engine/inequality/hide.h"
#include "os/entropy.h"

enum { ANSWERS_MAX = LOT_POOL_MAX * LOT_FEATURES_MAX, VALUES_MAX = 64 };

struct tally {
    text values[VALUES_MAX];
    int64_t in[VALUES_MAX], out[VALUES_MAX];
    int n;
};

static void
count_one(struct tally *t, text value, bool is_in)
{
    int i = 0;
    while (i < t->n && !text_is_equal(t->values[i], value))
        i++;
    if (i == VALUES_MAX)
        return; /* there are never more: values come from lines */
    if (i == t->n)
        t->values[t->n++] = value;
    if (is_in)
        t->in[i]++;
    else
        t->out[i]++;
}

static enum err
keep_feature(struct db *writer, struct arena *a, const struct lot *l,
    const struct lot_feature *f, const struct tally *t, int *position)
{
    struct why why = { 0 };
    struct cp_hidden hidden = { 0 };
    int64_t *cells = arena_new(a, int64_t, 2 * (ptrdiff_t)t->n + 1);
    for (int i = 0; i < t->n; i++) {
        cells[2 * i] = t->in[i];
        cells[2 * i + 1] = t->out[i];
    }
    struct cp_hide_table table = { .cells = cells,
        .n_rows = t->n,
        .n_columns = 2,
        .threshold = CP_HIDE_THRESHOLD };
    enum err e = cp_hide(&hidden, a, &table, &why);
    bool is_safe = e == OK;
    if (e == ERR_CONFLICT)
        e = OK; /* nothing of this feature is shown then */
    for (int i = 0; e == OK && i < t->n; i++) {
        struct panel_count row = { .id = key_new(),
            .panel_id = l->row.id,
            .position = (*position)++,
            .feature = f->name,
            .value = t->values[i],
            .n_volunteers = t->in[i] + t->out[i],
            .n_panel = t->in[i] };
        row.has_n_volunteers =
            is_safe && !hidden.is_hidden[cp_hide_at(&table, i, 2)];
        row.has_n_panel =
            is_safe && !hidden.is_hidden[cp_hide_at(&table, i, 0)];
        e = panel_count_insert(writer, &row, NULL);
    }
    return e;
}

enum err
lot_count(struct db *writer, struct arena *a, const struct lot *l, text tickets)
{
    struct panel_volunteer *who;
    struct panel_answers_all_row *said;
    ptrdiff_t n_who, n_said;
    int position = 0;
    enum err e = panel_volunteers(writer, a,
        (struct panel_volunteers_in){
            .panel_id = l->row.id, .n_rows = LOT_POOL_MAX },
        &who, &n_who);
    if (e == OK)
        e = panel_answers_all(writer, a,
            (struct panel_answers_all_in){
                .panel_id = l->row.id, .n_rows = ANSWERS_MAX },
            &said, &n_said);
    if (e == OK)
        e = panel_counts_delete(
            writer, (struct panel_counts_delete_in){ l->row.id }, NULL);
    if (e != OK)
        return e;
    struct tally *tallies = arena_new(a, struct tally, l->n_features + 1);
    for (int f = 0; f < l->n_features; f++) {
        struct tally *t = &tallies[f];
        for (ptrdiff_t i = 0; i < l->features[f].n_lines; i++)
            t->values[t->n++] = l->features[f].lines[i].value;
    }
    for (ptrdiff_t i = 0; i < n_said; i++) {
        int64_t ticket = 0;
        for (ptrdiff_t k = 0, high = n_who; k < high; k++)
            if (who[k].id == said[i].volunteer_id) {
                ticket = who[k].ticket;
                break;
            }
        for (int f = 0; f < l->n_features; f++)
            if (text_is_equal(l->features[f].name, said[i].feature))
                count_one(&tallies[f], said[i].value,
                    lot_has_ticket(tickets, ticket));
    }
    for (int f = 0; e == OK && f < l->n_features; f++)
        e = keep_feature(writer, a, l, &l->features[f], &tallies[f], &position);
    return e;
}
