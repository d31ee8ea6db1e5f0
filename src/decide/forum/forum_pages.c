/* Groups with a standing: those of a partnership, one, its dates as a
 * calendar. */
#include "decide/forum/sitting.h"

#include "base/csv.h"
#include "base/key.h"
#include "decide/forum/forum.html.h"
#include "network/network.h"
#include "people/people.h"
#include "text/calendar.h"

/* ---- Those of a partnership ---------------------------------------------- */

static enum err
load_list(struct request *rq, struct forum_list_page *p, int64_t id)
{
    struct thing partnership;
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &partnership);
    if (e == OK)
        e = forum_within(rq->db, rq->arena,
            (struct forum_within_in){
                .partnership_id = id, .n_rows = FORUMS_SHOWN },
            &p->rows, &p->n_rows);
    if (e != OK)
        return e;
    p->title = partnership.title;
    p->address = thing_address(rq->arena, &partnership);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < p->n_rows; i++)
        if (p->rows[i].is_public ||
            actor_may(
                &rq->actor, WHO_GUEST, (int64_t[]){ p->rows[i].id, id }, 2))
            p->rows[n++] = p->rows[i];
    p->n_hidden = (int)(p->n_rows - n);
    p->n_rows = n;
    return OK;
}

enum err
forum_within_show(struct request *rq, struct answer *an)
{
    struct forum_list_page p = { 0 };
    struct date today;
    int64_t id = request_key(rq, 0);
    char key[KEY_LENGTH];
    enum err e = load_list(rq, &p, id);
    if (e != OK)
        return e;
    require(date_parse(day_of(rq->arena, rq->now), &today));
    p.next = arena_new(rq->arena, text, p.n_rows);
    for (ptrdiff_t i = 0; e == OK && i < p.n_rows; i++) {
        struct sitting *next;
        ptrdiff_t n;
        e = sittings_from(rq->db, rq->arena,
            (struct sittings_from_in){ .forum_id = p.rows[i].id,
                .day = day_of(rq->arena, rq->now),
                .n_rows = 1 },
            &next, &n);
        if (e == OK && n == 1)
            p.next[i] = next[0].held_on;
        else if (e == OK)
            forum_days(rq->arena, &p.rows[i], today, &p.next[i], 1);
    }
    if (e != OK)
        return e;
    const struct thing_kind *kind = thing_kind_find(TEXT("forum"));
    if (actor_may(&rq->actor, kind->maker, &id, 1))
        p.make = arena_print(
            rq->arena, "/new/forum?within=%.*s", TEXT_ARG(key_print(id, key)));
    struct view v = request_view(rq);
    decide_forum_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Groups that meet")),
            .section = "partnership",
            .body = view_html(&v),
            .csv = arena_print(rq->arena, "/partnership/%.*s/forum.csv",
                TEXT_ARG(key_print(id, key))) });
    return OK;
}

enum err
forum_within_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "group", "name", "is_public", "quorum",
        "every", "weekday", "starts_at", "ends_at", "zone" };
    struct forum_list_page p = { 0 };
    enum err e = load_list(rq, &p, request_key(rq, 0));
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 4096);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < p.n_rows; i++) {
        const struct forum *s = &p.rows[i];
        csv_add(&w, forum_key(rq->arena, s->id));
        csv_add_for_people(&w, s->name);
        csv_add(&w, s->is_public ? TEXT("yes") : TEXT("no"));
        if (s->has_quorum)
            csv_add_int(&w, s->quorum);
        else
            csv_add(&w, TEXT(""));
        csv_add(&w, s->every);
        csv_add(&w, s->weekday);
        csv_add(&w, s->starts_at);
        csv_add(&w, s->ends_at);
        csv_add(&w, s->zone);
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("groups.csv");
    return OK;
}

/* ---- One ------------------------------------------------------------------
 */

/* What is called, and what the rule says where nothing is called yet. */
static enum err
load_dates(struct request *rq, const struct forum *s, int n_rule,
    struct forum_date_line **to, int *n_to)
{
    struct sitting *rows;
    ptrdiff_t n;
    struct date today;
    text days[DATES_IN_FEED];
    text now = day_of(rq->arena, rq->now);
    enum err e = sittings_from(rq->db, rq->arena,
        (struct sittings_from_in){
            .forum_id = s->id, .day = now, .n_rows = SITTINGS_NEXT },
        &rows, &n);
    if (e != OK)
        return e;
    require(date_parse(now, &today));
    int n_days = forum_days(rq->arena, s, today, days, n_rule);
    struct forum_date_line *lines =
        arena_new(rq->arena, struct forum_date_line, n + n_days);
    int n_lines = 0;
    ptrdiff_t at = 0;
    for (int i = 0; i < n_days; i++) {
        bool is_called = false;
        while (at < n && text_compare(rows[at].held_on, days[i]) <= 0) {
            is_called |= text_is_equal(rows[at].held_on, days[i]);
            lines[n_lines++] =
                (struct forum_date_line){ rows[at].held_on, &rows[at] };
            at++;
        }
        if (!is_called)
            lines[n_lines++] = (struct forum_date_line){ days[i], NULL };
    }
    for (; at < n; at++)
        lines[n_lines++] =
            (struct forum_date_line){ rows[at].held_on, &rows[at] };
    *to = lines;
    *n_to = n_lines;
    return OK;
}

static void
pick_terms(
    struct forum_page *p, const struct forum_terms_of_row *rows, ptrdiff_t n)
{
    for (ptrdiff_t i = n - 1; i >= 0; i--) {
        const struct forum_terms_of_row *t = &rows[i];
        bool is_agreed = text_is_equal(t->result, TEXT("AGREED")) ||
            text_is_equal(t->result, TEXT("AGREED_FOR_NOW")) ||
            text_is_equal(t->result, TEXT("AGREED_WITHOUT"));
        if (text_is_equal(t->status, TEXT("ended")) && is_agreed) {
            p->terms = t;
            p->asked = NULL; /* what was asked before is past */
        } else if (text_is_known(t->status) &&
            !text_is_equal(t->status, TEXT("ended")))
            p->asked = t;
    }
}

static void
add_lately(struct forum_page *p, const struct sitting *m)
{
    if (p->n_lately < LATELY_MAX && text_is_equal(m->status, TEXT("held")))
        p->lately[p->n_lately++].meeting = m;
}

/* What was settled, and which positions were taken, in the last meetings. */
static enum err
load_lately(struct request *rq, struct forum_page *p)
{
    for (int i = p->n_dates - 1; i >= 0; i--) /* one that is held today */
        if (p->dates[i].meeting != NULL)
            add_lately(p, p->dates[i].meeting);
    for (ptrdiff_t i = 0; i < p->n_past; i++)
        add_lately(p, &p->past[i]);
    if (p->n_lately == 0)
        return OK;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    for (int i = 0; i < p->n_lately; i++) {
        struct forum_lately *l = &p->lately[i];
        sitting_items_ask(&batch,
            (struct sitting_items_in){ .sitting_id = l->meeting->id,
                .lang = lang_code(rq->lang),
                .n_rows = ITEMS_MAX },
            &l->items, &l->n_items);
        sitting_positions_ask(&batch,
            (struct sitting_positions_in){ .meeting_id = l->meeting->id,
                .has_meeting_id = true,
                .n_rows = PAPERS_MAX },
            &l->positions, &l->n_positions);
    }
    return db_batch_run(&batch);
}

enum err
forum_answer(struct request *rq, struct answer *an, struct form *terms_form)
{
    static const struct edit_make makes[] = {
        { .kind = "sitting", .label = N_("Call a meeting") },
        { .kind = NULL },
    };
    struct forum_whole g;
    struct forum_page p = { .g = &g };
    struct prose_set prose = { 0 };
    struct forum_terms_of_row *terms = NULL;
    struct documents_asked documents;
    struct thing partnership;
    ptrdiff_t n_terms = 0;
    int64_t id = request_key(rq, 0);
    enum err e = forum_load(rq, id, &g);
    if (e != OK)
        return e;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    prose_ask(&batch, id, &prose);
    thread_ask(&batch, id, &p.thread);
    documents_ask(&batch, &rq->actor, TEXT("forum"), id, &documents);
    forum_terms_of_ask(&batch,
        (struct forum_terms_of_in){ .forum_id = id, .n_rows = TERMS_MAX },
        &terms, &n_terms);
    sittings_before_ask(&batch,
        (struct sittings_before_in){ .forum_id = id,
            .day = day_of(rq->arena, rq->now),
            .n_rows = SITTINGS_PAST },
        &p.past, &p.n_past);
    e = db_batch_run(&batch);
    if (e == OK)
        e = thread_finish(rq, "forum", id, &p.thread);
    if (e == OK)
        e = thing_load_now(
            rq, TEXT("partnership"), g.row.partnership_id, &partnership);
    if (e == OK)
        e = load_dates(rq, &g.row, DATES_SHOWN, &p.dates, &p.n_dates);
    if (e == OK)
        e = load_lately(rq, &p);
    if (e != OK)
        return e;
    documents_take(&rq->actor, &documents, &p.documents);
    pick_terms(&p, terms, n_terms);
    p.address = forum_sub(rq->arena, id, "");
    p.partnership = thing_address(rq->arena, &partnership);
    p.partnership_name = partnership.title;
    p.purpose = prose_show(rq, &prose, "purpose");
    p.may_lead = actor_may(&rq->actor, WHO_FACILITATOR,
        (int64_t[]){ id, g.row.partnership_id }, 2);
    p.links = edit_links_of(
        rq, "forum", g.row.name, id, g.row.partnership_id, 0, makes);
    if (p.may_lead && p.asked == NULL)
        p.terms_form = forum_terms_form(
            rq, p.terms != NULL ? p.terms->body : TEXT(""), terms_form);
    struct view v = request_view(rq);
    p.rule = forum_rule_said(&v, &g.row);
    p.times =
        forum_times_said(rq->arena, g.row.starts_at, g.row.ends_at, g.row.zone);
    decide_forum(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = g.row.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
forum_show(struct request *rq, struct answer *an)
{
    return forum_answer(rq, an, NULL);
}

/* ---- Its dates as a calendar ------------------------------------------------
 */

static void
put_times(struct request *rq, struct calendar_day *day, text zone,
    text starts_at, text ends_at)
{
    if (!text_is_known(starts_at) ||
        forum_instant(rq->arena, zone, day->date, starts_at, &day->begins_at) !=
            OK)
        return;
    if (!text_is_known(ends_at) ||
        forum_instant(rq->arena, zone, day->date, ends_at, &day->ends_at) != OK)
        day->ends_at = 0;
}

enum err
forum_ics(struct request *rq, struct answer *an)
{
    struct forum_whole g;
    struct forum_date_line *dates;
    int n = 0;
    enum err e = forum_load(rq, request_key(rq, 0), &g);
    if (e == OK)
        e = load_dates(rq, &g.row, DATES_IN_FEED, &dates, &n);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 8192);
    struct calendar c = calendar_begin(&out, g.row.name);
    struct view v = view_in(rq->arena, rq->lang, 0);
    text by_rule =
        say(&v, N_("By the rule of the group; it has not been called yet."));
    for (int i = 0; i < n; i++) {
        const struct sitting *m = dates[i].meeting;
        struct date date;
        if (!date_parse(dates[i].day, &date))
            continue;
        text page = m != NULL ? sitting_sub(rq->arena, m->id, "")
                              : forum_sub(rq->arena, g.row.id, "");
        struct calendar_day day = { .id = m != NULL
                ? m->id
                : g.row.id + date_to_days(date), /* the same each time */
            .date = dates[i].day,
            .title = g.row.name,
            .address = request_whole_address(rq, NULL, page),
            .made_at = rq->now };
        if (m != NULL) {
            day.place = m->place;
            if (g.is_within) /* it is for those who sit there */
                day.words = m->link;
            day.is_off = text_is_equal(m->status, TEXT("off"));
            put_times(rq, &day, g.row.zone, m->starts_at, m->ends_at);
        } else {
            day.words = by_rule;
            put_times(rq, &day, g.row.zone, g.row.starts_at, g.row.ends_at);
        }
        calendar_add(&c, &day);
    }
    calendar_finish(&c);
    an->type = TEXT("text/calendar; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("dates.ics");
    return OK;
}
