/* The log of told journeys: read, counted five at a time, kept as views.
 *
 * What hangs on days is counted where there are days: waits between two steps
 * that both have one, promises in journeys whose every step has one. The order
 * is that of telling. */
#include "mirror/told.h"

#include "base/date.h"
#include "engine/pathway/log_filter.h"
#include "engine/pathway/target.h"
#include "os/clock.h"

enum { PAGE = 200, AGAIN_MAX = 50 };
static const int64_t DAY_US = 86'400'000'000;

/* ---- Reading ------------------------------------------------------------- */

struct telling {
    struct arena *arena;
    struct told_log *to;
    text else_name;
    text *names;
    int32_t n_names, n_names_room;
    int64_t *starts, *times, room;
    int32_t *events;
    bool *is_dated; /* by event */
    text *cases;
    int64_t n_events;
    int32_t n_cases;
};

static text
activity_of(const struct telling *t, const struct told_step *s)
{
    return text_is_empty(s->name) ? t->else_name : s->name;
}

static int32_t
number_of(struct telling *t, text name)
{
    for (int32_t i = 0; i < t->n_names; i++)
        if (text_is_equal(t->names[i], name))
            return i;
    if (t->n_names == t->n_names_room) {
        text *more = arena_new(t->arena, text, 2 * t->n_names_room + 64);
        for (int32_t i = 0; i < t->n_names; i++)
            more[i] = t->names[i];
        t->names = more;
        t->n_names_room = 2 * t->n_names_room + 64;
    }
    t->names[t->n_names] = arena_copy(t->arena, name);
    return t->n_names++;
}

static int64_t
day_read(text day)
{
    struct date d;
    return date_parse(day, &d) ? date_to_days(d) : 0;
}

/* A step without a day has the time of the one before, or, first, of the one
 * after: so it keeps its place in the order, and nothing more is said by it. */
static void
add_case(struct telling *t, const struct told_sent_row *row,
    const struct told_step *steps, ptrdiff_t n)
{
    int64_t *days, last = TOLD_NO_DAY;
    told_days(t->arena, steps, n, &days);
    for (ptrdiff_t i = 0; i < n && last == TOLD_NO_DAY; i++)
        last = days[i];
    if (last == TOLD_NO_DAY)
        last = day_read(row->sent_on);
    t->cases[t->n_cases] = arena_print(t->arena, "%d", (int)t->n_cases + 1);
    t->starts[t->n_cases] = t->n_events;
    for (ptrdiff_t i = 0; i < n; i++) {
        bool is_dated = days[i] != TOLD_NO_DAY;
        if (is_dated && days[i] > last)
            last = days[i];
        t->events[t->n_events] = number_of(t, activity_of(t, &steps[i]));
        t->times[t->n_events] = last * DAY_US + DAY_US / 2;
        t->is_dated[t->n_events++] = is_dated;
        t->to->report.n_precision[text_is_equal(steps[i].dated, TEXT("month"))
                ? CP_PRECISION_MONTH
                : CP_PRECISION_DAY]++;
    }
    t->n_cases++;
    t->starts[t->n_cases] = t->n_events;
}

static enum err
read_all(struct telling *t, struct db *db, int64_t pathway_id, int64_t n_wanted,
    struct job_call *job)
{
    struct told_sent_row *rows;
    struct told_step *steps;
    ptrdiff_t n = PAGE, n_steps;
    text after = TEXT("");
    int64_t after_lot = 0, after_id = 0;
    enum err e = OK;
    while (e == OK && n == PAGE && t->n_cases < n_wanted) {
        e = told_sent(db, t->arena,
            (struct told_sent_in){ .pathway_id = pathway_id,
                .after_lot = after_lot,
                .after_on = after,
                .after_id = after_id,
                .n_rows = PAGE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n && t->n_cases < n_wanted; i++) {
            after_lot = rows[i].lot;
            after = rows[i].sent_on;
            after_id = rows[i].id;
            e = told_steps(db, t->arena,
                (struct told_steps_in){
                    .told_id = rows[i].id, .n_rows = TOLD_STEPS_MAX },
                &steps, &n_steps);
            if (e == OK && n_steps > 0)
                add_case(t, &rows[i], steps, n_steps);
        }
        if (e == OK && job != NULL &&
            !job_go_on(job, 0.5 * (double)t->n_cases / (double)(n_wanted + 1)))
            e = ERR_BUSY;
    }
    return e;
}

/* ---- Those with days ----------------------------------------------------- */

static void
keep_dated(struct telling *t)
{
    bool *is_in = arena_new(t->arena, bool, t->n_cases + 1);
    for (int32_t c = 0; c < t->n_cases; c++) {
        is_in[c] = true;
        for (int64_t i = t->starts[c]; i < t->starts[c + 1]; i++)
            is_in[c] = is_in[c] && t->is_dated[i];
    }
    cp_log_of_cases(&t->to->dated, t->arena, &t->to->log, is_in);
}

/* Stretches of steps that have days, each as if it were a case: what follows
 * what in them did so with a wait that somebody knew. */
static void
keep_runs(struct telling *t)
{
    struct cp_log *to = &t->to->runs;
    int64_t *starts = arena_new(t->arena, int64_t, t->n_events + 2);
    int32_t *events = arena_new(t->arena, int32_t, t->n_events + 1);
    int64_t *times = arena_new(t->arena, int64_t, t->n_events + 1);
    text *cases = arena_new(t->arena, text, t->n_events + 1);
    int64_t n = 0;
    int32_t n_cases = 0;
    for (int32_t c = 0; c < t->n_cases; c++)
        for (int64_t i = t->starts[c]; i < t->starts[c + 1]; i++) {
            if (!t->is_dated[i])
                continue;
            if (i == t->starts[c] || !t->is_dated[i - 1]) {
                cases[n_cases] = arena_print(t->arena, "%d", (int)n_cases);
                starts[n_cases++] = n;
            }
            events[n] = t->events[i];
            times[n++] = t->times[i];
        }
    starts[n_cases] = n;
    *to = t->to->log;
    to->n_events = n;
    to->n_cases = n_cases;
    to->cases = cases;
    to->starts = starts;
    to->events = events;
    to->times = times;
}

static void
fill_report(struct telling *t)
{
    struct cp_log_report *r = &t->to->report;
    const struct cp_log *l = &t->to->log;
    struct cp_zone utc = { 0 };
    r->n_rows = l->n_events;
    for (int64_t i = 0; i < l->n_events; i++) {
        if (i == 0 || l->times[i] < r->first)
            r->first = l->times[i];
        if (i == 0 || l->times[i] > r->last)
            r->last = l->times[i];
    }
    r->first_day = cp_zone_day(&utc, r->first);
    r->last_day = cp_zone_day(&utc, r->last);
}

enum err
told_log_of(struct db *db, struct arena *a, int64_t pathway_id, text else_name,
    int64_t n_wanted, struct job_call *job, struct told_log *to)
{
    *to = (struct told_log){ 0 };
    struct telling t = { .arena = a,
        .to = to,
        .else_name = else_name,
        .starts = arena_new(a, int64_t, n_wanted + 2),
        .cases = arena_new(a, text, n_wanted + 1),
        .events = arena_new(a, int32_t, n_wanted * TOLD_STEPS_MAX + 1),
        .times = arena_new(a, int64_t, n_wanted * TOLD_STEPS_MAX + 1),
        .is_dated = arena_new(a, bool, n_wanted *TOLD_STEPS_MAX + 1) };
    enum err e = read_all(&t, db, pathway_id, n_wanted, job);
    if (e != OK)
        return e;
    to->log = (struct cp_log){ .n_events = t.n_events,
        .n_cases = t.n_cases,
        .n_activities = t.n_names,
        .cases = t.cases,
        .activities = t.names,
        .starts = t.starts,
        .events = t.events,
        .times = t.times };
    keep_dated(&t);
    keep_runs(&t);
    fill_report(&t);
    return OK;
}

/* ---- The list as it is told -----------------------------------------------
 */

static void
drop_logs(struct cp_pathway_item *item)
{
    item->attributes[CP_PATHWAY_LOG].n = 0;
    for (int i = 0; i < item->n_items; i++)
        drop_logs(item->items[i]);
}

/* Who tells taps a step by its name, whatever registers call it. Where two
 * would then be one that must not be, it stays as it was. */
static void
by_names(struct arena *a, struct cp_pathway *p)
{
    struct cp_pathway_fault fault;
    struct cp_pathway read;
    struct buf whole = buf_in(a, 4000), list = buf_in(a, 4000);
    cp_pathway_write(p, &whole);
    for (int i = 0; i < p->n_rows; i++)
        drop_logs(p->rows[i]);
    cp_pathway_write(p, &list);
    if (cp_pathway_parse(&read, a, buf_text(&list), &fault) == OK ||
        cp_pathway_parse(&read, a, buf_text(&whole), &fault) == OK)
        *p = read;
}

/* ---- The job ------------------------------------------------------------- */

struct counted {
    struct pathway_log row;
    struct told_book book;
    struct walked_views *views;
    text list_hash;
    int64_t n_counted;
    bool is_late;
};

static enum err
keep_counted(struct db *writer, struct arena *a, void *arg)
{
    struct counted *c = arg;
    struct told_book now;
    enum err e = told_book_get(writer, a,
        (struct told_book_get_in){ .pathway_id = c->row.pathway_id }, &now);
    if (e != OK)
        return e;
    c->is_late = now.n_changes != c->book.n_changes;
    if (c->is_late)
        return ERR_CONFLICT; /* one came, or was withdrawn: count again */
    e = told_book_settle(writer,
        (struct told_book_settle_in){ .id = c->book.id,
            .n_counted = c->n_counted,
            .list_hash = c->list_hash },
        NULL);
    return e == OK ? walked_keep_views(writer, &c->row, c->views, 0) : e;
}

static enum err
count_once(struct job_call *call, struct counted *c, struct why *why)
{
    struct arena *a = call->arena;
    struct told_log *told = arena_new(a, struct told_log, 1);
    struct walked_views *views = arena_new(a, struct walked_views, 1);
    struct cp_pathway pathway;
    struct told_lot_count_row count;
    bool is_there = false;
    text lang = { 0 };
    (void)why;
    enum err e = told_book_of_log(call->db, a,
        (struct told_book_of_log_in){ .log_id = call->thing_id }, &c->book);
    if (e == OK)
        e = pathway_log_get(call->db, a,
            (struct pathway_log_get_in){ .id = call->thing_id }, &c->row);
    if (e == OK)
        e = walked_load_pathway(call->db, a, c->row.pathway_id, &pathway,
            &is_there, &c->row.judged_hash, &lang);
    if (e == OK)
        e = told_lot_count(call->db, a,
            (struct told_lot_count_in){
                .pathway_id = c->row.pathway_id, .n_max = TOLD_MAX },
            &count);
    if (e != OK)
        return e;
    if (is_there)
        by_names(a, &pathway);
    const struct lang *l = lang_find(lang);
    struct view v = view_in(a, l == NULL ? lang_all(0) : l, 0);
    const struct cp_pathway *p = is_there ? &pathway : NULL;
    e = told_log_of(call->db, a, c->row.pathway_id,
        say(&v, N_("Something else")), count.n, call, told);
    if (e != OK)
        return e;
    views->arena = a;
    views->dated = &told->dated;
    views->runs = &told->runs;
    c->views = views;
    c->n_counted = told->log.n_cases < TOLD_AT_A_TIME ? 0 : told->log.n_cases;
    c->list_hash =
        text_is_known(c->row.judged_hash) ? c->row.judged_hash : TEXT("");
    c->row.has_judged_at = true;
    c->row.judged_at = now_s();
    if (c->n_counted > 0) {
        struct cp_zone utc = { 0 }; /* days of no zone */
        walked_map(views, &told->log, p);
        if (!job_go_on(call, 0.7))
            return ERR_BUSY;
        walked_find(views, &told->log, &told->report, &utc, TEXT("UTC"), p);
    }
    if (!job_go_on(call, 0.95))
        return ERR_BUSY;
    struct date first = date_of_days(told->report.first_day);
    struct date last = date_of_days(told->report.last_day);
    bool is_any = c->n_counted > 0;
    c->row.n_cases = c->n_counted;
    c->row.n_events = is_any ? told->log.n_events : 0;
    /* a day would be one person's */
    c->row.first_day = is_any
        ? arena_print(a, "%04d-%02d", first.year, first.month)
        : (text){ 0 };
    c->row.last_day = is_any
        ? arena_print(a, "%04d-%02d", last.year, last.month)
        : (text){ 0 };
    return job_finish(call, keep_counted, c);
}

enum err
told_run(struct job_call *call, struct why *why)
{
    enum err e = OK;
    bool is_again = true;
    for (int i = 0; is_again && i < AGAIN_MAX; i++) {
        struct arena_mark mark = arena_mark(call->arena);
        struct counted c = { 0 };
        e = count_once(call, &c, why);
        is_again = e == ERR_CONFLICT && c.is_late;
        arena_rewind(call->arena, mark);
    }
    return e;
}

/* ---- Now and then, and after an import
 * ----------------------------------------------------- */

struct importing {
    int64_t pathway_id;
};

static enum err
count_step(struct db *writer, struct arena *a, void *arg)
{
    const struct importing *i = arg;
    enum err e = told_count_in(writer, a, i->pathway_id);
    return e == OK ? told_changed(writer, a, i->pathway_id, false) : e;
}

static enum err
is_other_now(struct db *db, struct arena *a, int64_t pathway_id, bool *is_other)
{
    struct told_book book = { .list_hash = TEXT("") };
    struct told_lot_count_row count;
    struct told_fresh_row *fresh;
    ptrdiff_t n_fresh;
    struct cp_pathway pathway;
    bool is_there;
    text hash, lang;
    enum err e = told_book_get(
        db, a, (struct told_book_get_in){ .pathway_id = pathway_id }, &book);
    *is_other = e == ERR_NOT_FOUND;
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    e = told_lot_count(db, a,
        (struct told_lot_count_in){
            .pathway_id = pathway_id, .n_max = TOLD_MAX },
        &count);
    if (e == OK)
        e = told_fresh(db, a,
            (struct told_fresh_in){
                .pathway_id = pathway_id, .n_rows = TOLD_FRESH_MAX },
            &fresh, &n_fresh);
    if (e == OK)
        e = walked_load_pathway(
            db, a, pathway_id, &pathway, &is_there, &hash, &lang);
    if (e != OK)
        return e;
    *is_other =
        !text_is_equal(text_is_known(hash) ? hash : TEXT(""), book.list_hash) ||
        count.n != book.n_counted || told_lot_end(fresh, n_fresh) > 0;
    return OK;
}

/* By hand a list is changed by forms that know nothing of journeys. */
enum err
told_sweep(struct db *db, struct arena *a, int64_t now)
{
    struct told_pathways_row *rows;
    ptrdiff_t n = PAGE;
    int64_t after = 0;
    enum err e = OK;
    (void)now;
    while (e == OK && n == PAGE) {
        e = told_pathways(db, a,
            (struct told_pathways_in){ .after_id = after, .n_rows = PAGE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            struct importing step = { .pathway_id = rows[i].id };
            bool is_other = false;
            after = rows[i].id;
            e = is_other_now(db, a, rows[i].id, &is_other);
            if (e == OK && is_other)
                e = db_write(db, a, count_step, &step);
        }
    }
    return e;
}

enum err
told_then_import(struct db *db, struct arena *a, struct sheet_import *import,
    struct why *why)
{
    (void)why;
    return import->is_dry_run ? OK : told_sweep(db, a, 0);
}
