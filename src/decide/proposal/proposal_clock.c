/* What is due by the clock: asking closes after its last day, people are
 * reminded before it, and who looks after a proposal of what is agreed for now
 * and of trials. */
#include "decide/proposal/proposal_clock.h"

#include "base/date.h"
#include "decide/proposal/proposal_list.sql.h"
#include "decide/proposal/proposal_news.h"
#include "keep/mail.h"
#include "people/people.h"

enum { AT_ONCE = 50, MAILS_AT_ONCE = 100, REMINDERS = 3, DAY_S = 86'400 };

/* ---- The close -------------------------------------------------------------
 */

struct due {
    int64_t id, now;
    const char *fault;
    /* of one page of reminders */
    const struct proposal_whole *p;
    const int64_t *people;
    ptrdiff_t n_people;
    bool is_last;
    /* of those who look after it */
    const char *subject, *sentence;
    text day;
};

static enum err
close_step(struct db *writer, struct arena *a, void *arg)
{
    struct due *d = arg;
    return proposal_close(writer, a, d->id, 0, d->now, &d->fault);
}

static enum err
close_due(struct db *db, struct arena *a, int64_t now)
{
    struct proposals_over_row *rows;
    ptrdiff_t n;
    enum err e = proposals_over(db, a,
        (struct proposals_over_in){
            .today = day_of(a, now), .n_rows = AT_ONCE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct due d = { .id = rows[i].id, .now = now };
        e = db_write(db, a, close_step, &d);
        /* a log that is not what it was: people look into it */
        if (e == ERR_CONFLICT)
            e = OK;
    }
    return e;
}

/* ---- Reminders -------------------------------------------------------------
 */

int
proposal_reminders_due(text asked_on, text closes_on, text today)
{
    struct date from, to, now;
    if (!date_parse(asked_on, &from) || !date_parse(closes_on, &to) ||
        !date_parse(today, &now))
        return 0;
    int64_t begin = date_to_days(from), end = date_to_days(to),
            at = date_to_days(now), all = end - begin;
    return at > end                   ? 0
        : at >= end - 1 && all >= 2   ? REMINDERS
        : 4 * (at - begin) >= 3 * all ? 2
        : 2 * (at - begin) >= all     ? 1
                                      : 0;
}

static enum err
mail_one(struct db *writer, struct arena *a, int64_t id, int64_t person_id,
    const char *subject, const char *sentence, int n_args,
    const struct phrase_arg *args, int64_t ends_at)
{
    text to;
    const struct lang *lang;
    text gap = TEXT("\n\n");
    enum err e = people_written_to(writer, a, person_id, &to, &lang);
    if (e == ERR_NOT_FOUND || (e == OK && !text_is_known(to)))
        return OK;
    if (e != OK)
        return e;
    struct view v = view_in(a, lang, 600);
    return mail_put(writer, a,
        &(struct mail){ .person_id = person_id,
            .to = to,
            .lang = lang,
            .kind = TEXT("proposal_asked"),
            .subject = say(&v, subject),
            .body = arena_join(a, 3,
                (text[]){ say_with(&v, sentence, n_args, args), gap,
                    say(&v, N_("Sign in to see its page.")) }),
            .about_id = id,
            .ends_at = ends_at });
}

static enum err
remind_step(struct db *writer, struct arena *a, void *arg)
{
    const struct due *d = arg;
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < d->n_people; i++) {
        bool has = false, has_any;
        const struct lang *lang;
        text to;
        e = proposal_has_answered(
            writer, a, d->p, d->people[i], &has, &has_any);
        if (e == OK && !has)
            e = people_written_to(writer, a, d->people[i], &to, &lang);
        if (e == ERR_NOT_FOUND || has) {
            e = OK;
            continue;
        }
        if (e != OK)
            return e;
        struct phrase_arg args[] = { arg_text(d->p->row.name),
            arg_text(lang_date(lang, a, d->p->row.closes_on)) };
        e = mail_one(writer, a, d->id, d->people[i],
            d->is_last ? N_("One day left to answer")
                       : N_("Your answer is asked for"),
            N_("\"%s\" waits for your answer until %s. Agree, live with it, "
               "object, or say that you are not sure. Silence is not a yes: "
               "who says nothing is shown as not heard."),
            2, args, d->now + 30 * (int64_t)DAY_S);
    }
    return e;
}

static enum err
mark_step(struct db *writer, struct arena *a, void *arg)
{
    const struct due *d = arg;
    struct proposal_asking asking;
    enum err e = proposal_asking_load(writer, a, d->id, &asking);
    asking.n_reminded = d->n_people; /* here: how many of the three */
    return e == OK ? proposal_asking_save(writer, &asking) : e;
}

static enum err
remind_side(
    struct db *db, struct arena *a, struct due *d, const int64_t *sides, int at)
{
    struct proposal_side_members_row *rows;
    ptrdiff_t n = MAILS_AT_ONCE;
    int64_t after = 0, people[MAILS_AT_ONCE];
    enum err e = OK;
    while (e == OK && n == MAILS_AT_ONCE) {
        struct arena_mark mark = arena_mark(a);
        text today = day_of(a, d->now);
        e = proposal_side_members(db, a,
            (struct proposal_side_members_in){ .thing_id = sides[at],
                .today = today,
                .after_id = after,
                .n_rows = MAILS_AT_ONCE },
            &rows, &n);
        d->people = people;
        d->n_people = 0;
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            bool is_first;
            after = rows[i].id;
            e = proposal_hears_here(db, a, sides, at, sides[at], rows[i].id,
                rows[i].person_id, today, &is_first);
            if (e == OK && is_first)
                people[d->n_people++] = rows[i].person_id;
        }
        if (e == OK && d->n_people > 0)
            e = db_write(db, a, remind_step, d);
        arena_rewind(a, mark);
    }
    return e;
}

/* Those of a community on a side, and who speaks for an organisation. Each
 * hears once, whatever the number of sides and communities they are of. */
static enum err
remind(struct db *db, struct arena *a, int64_t id, int64_t now)
{
    struct proposal_whole p;
    struct proposal_asking asking;
    struct due d = { .id = id, .now = now, .p = &p };
    int64_t sides[PROPOSAL_SIDES_MAX];
    enum err e = proposal_whole_load(db, a, id, &p);
    if (e == OK)
        e = proposal_asking_load(db, a, id, &asking);
    if (e != OK)
        return e;
    int n_due = proposal_reminders_due(
        asking.asked_on, p.row.closes_on, day_of(a, now));
    if (n_due <= asking.n_reminded)
        return OK;
    d.is_last = n_due == REMINDERS;
    d.n_people = n_due;
    e = db_write(db, a, mark_step, &d); /* first: no mail goes twice */
    int n_sides = proposal_sides_asked(&p, sides);
    for (int s = 0; e == OK && s < n_sides; s++)
        e = remind_side(db, a, &d, sides, s);
    for (ptrdiff_t i = 0; e == OK && i < p.n_units; i++) {
        bool is_first;
        e = proposal_hears_as_role(
            db, a, &p, i, sides, n_sides, day_of(a, now), &is_first);
        if (e != OK || !is_first)
            continue;
        d.people = &p.units[i].role_person_id;
        d.n_people = 1;
        e = db_write(db, a, remind_step, &d);
    }
    return e;
}

static enum err
remind_due(struct db *db, struct arena *a, int64_t now)
{
    struct proposals_asked_row *rows;
    ptrdiff_t n = AT_ONCE;
    int64_t after = 0;
    enum err e = OK;
    while (e == OK && n == AT_ONCE) {
        struct arena_mark mark = arena_mark(a);
        e = proposals_asked(db, a,
            (struct proposals_asked_in){ .after_id = after, .n_rows = AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            e = remind(db, a, rows[i].id, now);
        }
        arena_rewind(a, mark);
    }
    return e;
}

/* ---- Looked at again -------------------------------------------------------
 */

static enum err
tell_step(struct db *writer, struct arena *a, void *arg)
{
    const struct due *d = arg;
    struct proposal_whole p;
    struct proposal_asking asking;
    struct proposal_facilitators_row *rows;
    ptrdiff_t n;
    text today = day_of(a, d->now);
    enum err e = proposal_whole_load(writer, a, d->id, &p);
    if (e == OK)
        e = proposal_asking_load(writer, a, d->id, &asking);
    if (e == OK)
        e = proposal_facilitators(writer, a,
            (struct proposal_facilitators_in){ .thing_id = p.row.partnership_id,
                .today = today,
                .n_rows = MAILS_AT_ONCE },
            &rows, &n);
    if (e != OK)
        return e;
    bool is_review = text_is_known(asking.review_on);
    struct phrase_arg args[] = { arg_text(p.row.name),
        arg_text(is_review ? asking.review_on : asking.trial_until) };
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = mail_one(writer, a, d->id, rows[i].person_id,
            is_review ? N_("Agreed for now: to be looked at again")
                      : N_("A trial ends"),
            is_review
                ? N_("\"%s\" is agreed for now, and is looked at again by %s: "
                     "have those been heard since who were not?")
                : N_("The trial of \"%s\" ends on %s. It holds no longer, "
                     "unless everybody is asked anew."),
            2, args, d->now + 60 * (int64_t)DAY_S);
    asking.tell_on =
        is_review && text_compare(asking.tell_on, asking.review_on) < 0
        ? asking.review_on
        : (text){ 0 };
    return e == OK ? proposal_asking_save(writer, &asking) : e;
}

static enum err
tell_due(struct db *db, struct arena *a, int64_t now)
{
    struct proposals_to_tell_row *rows;
    ptrdiff_t n;
    enum err e = proposals_to_tell(db, a,
        (struct proposals_to_tell_in){
            .today = day_of(a, now), .n_rows = AT_ONCE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct due d = { .id = rows[i].id, .now = now };
        e = db_write(db, a, tell_step, &d);
    }
    return e;
}

enum err
proposal_sweep(struct db *db, struct arena *a, int64_t now)
{
    enum err e = close_due(db, a, now);
    if (e == OK) /* what a job behind a page did not get to */
        e = proposal_news_send(db, a, 0, now);
    if (e == OK)
        e = remind_due(db, a, now);
    return e == OK ? tell_due(db, a, now) : e;
}
