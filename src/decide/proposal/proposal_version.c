/* The next version of a proposal, and what becomes of the answers. */
#include "decide/proposal/proposal_rule.h"

#include "base/date.h"
#include "decide/paragraph/paragraph.h"
#include "decide/proposal/proposal_news.h"
#include "keep/audit.h"
#include "os/entropy.h"
#include "people/people.h"

text
proposal_day_after(struct arena *a, text day, int n_days)
{
    struct date d;
    char to[DATE_LENGTH];
    return date_parse(day, &d)
        ? arena_copy(a, date_print(date_of_days(date_to_days(d) + n_days), to))
        : day;
}

enum err
proposal_asking_load(
    struct db *db, struct arena *a, int64_t id, struct proposal_asking *to)
{
    enum err e = proposal_asking_get(
        db, a, (struct proposal_asking_get_in){ .id = id }, to);
    if (e == ERR_NOT_FOUND) {
        *to = (struct proposal_asking){ .id = id };
        e = OK;
    }
    return e;
}

enum err
proposal_asking_save(struct db *writer, const struct proposal_asking *row)
{
    int64_t n = 0;
    enum err e = proposal_asking_update(writer, row, &n);
    if (e == OK && n == 0) {
        e = proposal_asking_insert(writer, row, &n);
        if (e == OK && n == 0)
            e = ERR_BUSY;
    }
    return e;
}

static const char *
why_not(const struct proposal_whole *p, const struct proposal_next *n)
{
    bool is_open = text_is_equal(p->row.status, TEXT("open"));
    if (p->row.is_made && !n->is_made)
        return proposal_is_made_up;
    if (!is_open && !text_is_equal(p->row.status, TEXT("closed")))
        return N_("The text is changed between two askings, and somebody has "
                  "changed it or asked in the meantime. Nothing was changed.");
    if (n->amend == CP_AMEND_WORDING)
        return NULL;
    if (is_open)
        return N_("While people are asked, only the wording may be mended: "
                  "what it says stays as they were shown it.");
    if (n->is_carve_out && (n->carve_unit < 0 || n->carve_unit >= p->n_units))
        return N_("Nobody of that name is on the list.");
    if (n->amend == CP_AMEND_TRIAL &&
        (!text_is_known(n->trial_until) || text_is_empty(n->trial_stop)))
        return N_("A trial has a day on which it ends, and says what would "
                  "end it earlier.");
    return NULL;
}

/* The log knows what counts from now on; the rows beside it are for pages. */
static enum err
begin_anew(
    struct db *writer, struct proposal_whole *p, const struct proposal_next *n)
{
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < p->n_units; i++) {
        struct proposal_unit *u = &p->units[i];
        bool is_carved = n->is_carve_out && n->carve_unit == u->number;
        u->n_heard = 0;
        /* an amendment is for everybody again; a second carve-out leaves the
         * first one out */
        u->aside = is_carved || (n->is_carve_out && u->aside == ASIDE_CARVED)
            ? ASIDE_CARVED
            : ASIDE_NOT;
        e = proposal_unit_update(writer, u, NULL);
    }
    p->row.base = p->row.version;
    return e;
}

enum err
proposal_next_version(struct db *writer, struct arena *a,
    struct proposal_whole *p, const struct proposal_next *n, const char **fault)
{
    struct proposal_asking asking;
    struct cp_event event = { .kind = n->is_carve_out ? CP_EVENT_CARVE_OUT
                                                      : CP_EVENT_AMEND,
        .day = (int32_t)(n->now / 86'400),
        .unit = n->is_carve_out ? (int32_t)n->carve_unit : 0,
        .amend = n->amend };
    text today = day_of(a, n->now);
    int64_t n_added = 0;
    *fault = why_not(p, n);
    if (*fault != NULL)
        return ERR_CONFLICT;
    enum err e = proposal_asking_load(writer, a, p->row.id, &asking);
    if (e == OK)
        e = proposal_version_add(writer,
            (struct proposal_version_add_in){ .id = key_new(),
                .proposal_id = p->row.id,
                .number = p->row.version,
                .body = p->row.body,
                .ended_on = today },
            &n_added);
    if (e == OK && n_added == 0)
        e = ERR_BUSY;
    p->row.version++;
    p->row.body = n->body;
    asking.amend = n->amend;
    asking.amended_on = today;
    if (n->amend == CP_AMEND_WORDING) {
        /* nobody closes it before it could be spoken against */
        text least = proposal_day_after(a, today, WORDING_DAYS);
        if (text_compare(p->row.closes_on, least) < 0)
            p->row.closes_on = least;
    } else {
        bool is_trial = n->amend == CP_AMEND_TRIAL;
        asking.trial_until = is_trial ? n->trial_until : (text){ 0 };
        asking.trial_stop = is_trial ? n->trial_stop : (text){ 0 };
        if (e == OK)
            e = begin_anew(writer, p, n);
    }
    if (e == OK)
        e = proposal_asking_save(writer, &asking);
    if (e == OK)
        e = proposal_update(writer, &p->row, NULL);
    if (e == OK)
        e = paragraphs_next(writer, a, &p->row, n->actor_id, today,
            n->amend != CP_AMEND_WORDING);
    if (e == OK)
        e = proposal_log_add(writer, a, p->row.id, &event, n->now);
    if (e == OK)
        e = proposal_news_put(writer, a, p->row.id,
            n->amend == CP_AMEND_WORDING ? NEWS_WORDED : NEWS_CHANGED, n->from,
            n->actor_id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = n->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("proposal"),
                             .thing_id = p->row.id })
                   : e;
}
