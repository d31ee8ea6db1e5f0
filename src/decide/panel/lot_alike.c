/* Tickets that may be of one household though nobody said so: they volunteered
 * on one day and said the same of themselves. For who looks after the panel,
 * who can ask; nothing follows from it by itself, and no address is kept. */
#include "decide/panel/lot.h"

enum { ANSWERS_MAX = LOT_POOL_MAX * LOT_FEATURES_MAX };

struct said {
    const struct panel_days_of_row *who;
    text all; /* the day, and what was said of each feature */
    bool is_taken;
};

static bool
is_of_one(const struct said *a, const struct said *b)
{
    return text_is_known(a->who->household) &&
        text_is_equal(a->who->household, b->who->household);
}

/* Those that are as this one is; many of them are no household. */
static void
add_alike(struct said *all, ptrdiff_t n, ptrdiff_t first, struct lot_alikes *to)
{
    struct lot_alike alike = { .day = all[first].who->linked_on };
    int n_alike = 0;
    bool is_said = true; /* that they are of one */
    for (ptrdiff_t i = first; i < n; i++) {
        if (all[i].is_taken || !text_is_equal(all[i].all, all[first].all))
            continue;
        all[i].is_taken = true;
        is_said &= i == first || is_of_one(&all[first], &all[i]);
        if (n_alike < LOT_ALIKE_MAX)
            alike.tickets[n_alike] = all[i].who->ticket;
        n_alike++;
    }
    if (n_alike < 2 || n_alike > LOT_ALIKE_MAX || is_said ||
        to->n == LOT_ALIKES_SHOWN)
        return;
    alike.n = n_alike;
    to->rows[to->n++] = alike;
}

enum err
lot_alikes(
    struct db *db, struct arena *a, const struct lot *l, struct lot_alikes *to)
{
    struct panel_days_of_row *who;
    struct panel_answers_all_row *answers;
    ptrdiff_t n, n_answers, at = 0;
    *to = (struct lot_alikes){ 0 };
    if (!l->row.has_households || l->n_features == 0)
        return OK;
    enum err e = panel_days_of(db, a,
        (struct panel_days_of_in){
            .panel_id = l->row.id, .n_rows = LOT_POOL_MAX },
        &who, &n);
    if (e == OK)
        e = panel_answers_all(db, a,
            (struct panel_answers_all_in){
                .panel_id = l->row.id, .n_rows = ANSWERS_MAX },
            &answers, &n_answers);
    if (e != OK)
        return e;
    struct said *all = arena_new(a, struct said, n);
    for (ptrdiff_t i = 0; i < n; i++) { /* both by the volunteer's key */
        struct buf b = buf_in(a, 100);
        buf_add(&b, who[i].linked_on);
        while (at < n_answers && answers[at].volunteer_id < who[i].id)
            at++;
        for (; at < n_answers && answers[at].volunteer_id == who[i].id; at++) {
            buf_byte(&b, '\n');
            buf_add(&b, answers[at].value);
        }
        all[i] = (struct said){ .who = &who[i], .all = buf_text(&b) };
    }
    for (ptrdiff_t i = 0; i < n; i++)
        if (!all[i].is_taken)
            add_alike(all, n, i, to);
    return OK;
}
