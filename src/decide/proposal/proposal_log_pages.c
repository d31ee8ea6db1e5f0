/* The log of a proposal for everybody: its links, day by day, what is public
 * of it by its nature, and what a page can be counted again from.
 *
 * People get wrong: the lines of single answers are never handed out, not
 * under a number either. Their links are: whoever gets the whole log from
 * those who run the network (counterpart proposal-log) can tell by these that
 * not a line of it was changed since. */
#include "decide/proposal/proposal_log.h"

#include "base/csv.h"
#include "base/json.h"
#include "decide/proposal/proposal_log.html.h"

enum { LINES = 1'000 };

bool
proposal_line_is_public(enum cp_event_kind kind)
{
    switch (kind) {
    case CP_EVENT_OUTREACH:
    case CP_EVENT_STAND_ASIDE:
    case CP_EVENT_AMEND:
    case CP_EVENT_CARVE_OUT:
    case CP_EVENT_CLOSE:
    case CP_EVENT_WITHDRAW:
    case CP_EVENT_NOT_ONLY_WORDING:
    case CP_EVENT_LIST: return true;
    case CP_EVENT_ANSWER:
    case CP_EVENT_WITHDRAW_ANSWER:
    case CP_EVENT_POSITION:
    case CP_EVENT_OBJECTION:
    case CP_EVENT_BACK:
    case CP_EVENT_ANSWER_OBJECTION:
    case CP_EVENT_CLOSE_OBJECTION:
    case CP_EVENT_LATE_OBJECTION: break;
    }
    return false;
}

const char *
proposal_line_phrase(enum cp_event_kind kind)
{
    switch (kind) {
    case CP_EVENT_OUTREACH: return N_("Somebody was reached out to");
    case CP_EVENT_STAND_ASIDE: return N_("A community stands aside");
    case CP_EVENT_AMEND: return N_("The next version was made");
    case CP_EVENT_CARVE_OUT:
        return N_("The next version was made: it leaves somebody out");
    case CP_EVENT_CLOSE: return N_("Asking closed");
    case CP_EVENT_WITHDRAW: return N_("The proposal was withdrawn");
    case CP_EVENT_NOT_ONLY_WORDING:
        return N_("A unit said that it was not only wording");
    case CP_EVENT_LIST:
    case CP_EVENT_ANSWER:
    case CP_EVENT_WITHDRAW_ANSWER:
    case CP_EVENT_POSITION:
    case CP_EVENT_OBJECTION:
    case CP_EVENT_BACK:
    case CP_EVENT_ANSWER_OBJECTION:
    case CP_EVENT_CLOSE_OBJECTION:
    case CP_EVENT_LATE_OBJECTION: break;
    }
    return N_("The list was frozen");
}

/* All lines, a page of the database at a time. */
typedef enum err
take_line(void *context, const struct proposal_events_row *row);

static enum err
each_line(
    struct db *db, struct arena *a, int64_t id, take_line *take, void *context)
{
    struct proposal_events_row *rows;
    ptrdiff_t n = LINES;
    int64_t after = -1;
    enum err e = OK;
    while (e == OK && n == LINES) {
        struct arena_mark mark = arena_mark(a);
        e = proposal_events(db, a,
            (struct proposal_events_in){
                .proposal_id = id, .after_number = after, .n_rows = LINES },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].number;
            e = take(context, &rows[i]);
        }
        arena_rewind(a, mark);
    }
    return e;
}

/* ---- The page --------------------------------------------------------------
 */

/* While people are asked the log ends before the first answer: how it grows
 * would tell who watches that somebody answered, or changed their mind. */
static bool
ends_here(const struct proposal_whole *p, enum cp_event_kind kind)
{
    return text_is_equal(p->row.status, TEXT("open")) &&
        !proposal_line_is_public(kind);
}

struct gathering {
    struct proposal_log_page *p;
    bool is_at_end;
    char last[2 * CP_CHAIN];
};

static enum err
gather(void *context, const struct proposal_events_row *row)
{
    struct gathering *g = context;
    struct proposal_log_page *p = g->p;
    struct cp_event event = { .kind = CP_EVENT_LIST };
    bool is_read =
        row->number == 0 || cp_event_parse(&event, row->line, NULL) == OK;
    g->is_at_end |= is_read && ends_here(p->p, event.kind);
    if (g->is_at_end)
        return OK;
    p->n_all = row->number + 1;
    if (row->link.len == 2 * CP_CHAIN)
        for (int i = 0; i < 2 * CP_CHAIN; i++)
            g->last[i] = row->link.ptr[i];
    if (!is_read)
        return OK;
    if (!proposal_line_is_public(event.kind) || p->n_lines == LOG_SHOWN_MAX)
        return OK;
    p->lines[p->n_lines++] =
        (struct proposal_log_line){ .number = row->number, .event = event };
    return OK;
}

/* Before anybody was asked there is no log. */
static enum err
read_asked(struct request *rq, struct proposal_whole *p)
{
    enum err e = proposal_read(rq, p);
    return e == OK && !text_is_known(p->row.opened_on) ? ERR_NOT_FOUND : e;
}

enum err
proposal_log_show(struct request *rq, struct answer *an)
{
    struct proposal_whole whole;
    struct proposal_log_page p = { .p = &whole };
    struct gathering g = { .p = &p };
    enum err e = read_asked(rq, &whole);
    if (e != OK)
        return e;
    p.address = proposal_sub(rq->arena, whole.row.id, "");
    p.lines = arena_new(rq->arena, struct proposal_log_line, LOG_SHOWN_MAX);
    e = each_line(rq->db, rq->arena, whole.row.id, gather, &g);
    if (e != OK)
        return e;
    p.head = (text){ g.last, 2 * CP_CHAIN };
    struct view v = request_view(rq);
    decide_proposal_log(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("The log")),
            .section = "partnership",
            .body = view_html(&v),
            .csv = proposal_sub(rq->arena, whole.row.id, "/log.csv") });
    return OK;
}

/* ---- As files --------------------------------------------------------------
 */

/* False: it ends here. */
static bool
put_line(struct csv_writer *w, const struct proposal_whole *p,
    const struct proposal_events_row *row)
{
    struct cp_event event = { .kind = CP_EVENT_LIST };
    bool is_read =
        row->number == 0 || cp_event_parse(&event, row->line, NULL) == OK;
    if (is_read && ends_here(p, event.kind))
        return false;
    csv_add_int(w, row->number);
    csv_add(w, row->link);
    csv_add(w,
        is_read && proposal_line_is_public(event.kind) ? row->line : TEXT(""));
    csv_end_row(w);
    return true;
}

enum err
proposal_log_csv(struct request *rq, struct answer *an)
{
    struct proposal_whole p;
    enum err e = read_asked(rq, &p);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 200 * (p.n_units + 64));
    struct csv_writer w = csv_write(&out);
    csv_add(&w, TEXT("number"));
    csv_add(&w, TEXT("link"));
    csv_add(&w, TEXT("line"));
    csv_end_row(&w);
    struct proposal_events_row *rows;
    ptrdiff_t n = LINES;
    int64_t after = -1;
    while (e == OK && n == LINES) {
        e = proposal_events(rq->db, rq->arena,
            (struct proposal_events_in){ .proposal_id = p.row.id,
                .after_number = after,
                .n_rows = LINES },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].number;
            if (!put_line(&w, &p, &rows[i]))
                n = 0;
        }
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("log.csv");
    return e;
}

/* Units of one name would not be told apart. */
static text
unit_name(struct arena *a, const struct proposal_whole *p, ptrdiff_t i)
{
    for (ptrdiff_t k = 0; k < p->n_units; k++)
        if (k != i && text_is_equal(p->units[k].name, p->units[i].name))
            return arena_print(a, "%.*s #%td", TEXT_ARG(p->units[i].name), i);
    return p->units[i].name;
}

static void
put_rule(struct json *j, const struct proposal_unit *u)
{
    json_name(j, "kind");
    json_text(j, u->is_role ? TEXT("role") : TEXT("members"));
    if (u->is_role)
        return;
    json_name(j, "N");
    if (u->has_n_members)
        json_int(j, u->n_members);
    else
        json_null(j);
    json_name(j, "own_quorum");
    json_int(j, u->own_quorum);
    if (u->share > 0) {
        json_name(j, "threshold");
        json_array(j);
        json_int(j, u->share);
        json_int(j, u->share_of);
        json_end(j);
    }
}

/* What a page says can be counted again from: counts of those whose counts it
 * says, the states of the others. */
static void
put_said(struct json *j, const struct proposal_unit *u, int64_t n_rounds,
    int64_t n_routes)
{
    static const char *const names[] = { "agree", "live", "object", "unsure" };
    const int64_t counts[] = { u->n_agree, u->n_live, u->n_object,
        u->n_unsure };
    bool has_counts = !u->is_role && proposal_shows_counts(u) &&
        u->aside == ASIDE_NOT && !text_is_equal(u->why, TEXT("OBJECTION")) &&
        !text_is_equal(u->why, TEXT("SAFETY_OBJECTION"));
    put_rule(j, u);
    if (!u->is_role) {
        json_name(j, "outreach_rounds");
        json_int(j, n_rounds);
        json_name(j, "asked_routes");
        json_int(j, n_routes);
    }
    if (!has_counts) {
        json_name(j, "state");
        json_text(j, u->state);
        return;
    }
    for (int i = 0; i < 4; i++) {
        json_name(j, names[i]);
        json_int(j, counts[i]);
    }
}

static void
count_outreach(const struct proposal_outreach_of_row *rows, ptrdiff_t n,
    int64_t unit, int64_t *n_rounds, int64_t *n_routes)
{
    *n_rounds = *n_routes = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        bool is_round = rows[i].unit == unit, is_route = is_round;
        for (ptrdiff_t k = 0; k < i; k++) {
            is_round &= rows[k].unit != unit || rows[k].round != rows[i].round;
            is_route &= rows[k].unit != unit ||
                !text_is_equal(rows[k].route, rows[i].route);
        }
        *n_rounds += is_round;
        *n_routes += is_route;
    }
}

static bool
is_divided(const struct proposal_whole *p, const struct proposal_sides_row *s)
{
    bool some_consent = false;
    for (ptrdiff_t i = 0; i < p->n_units; i++)
        some_consent |= p->units[i].side_id == s->side_id &&
            !p->units[i].is_role &&
            text_is_equal(p->units[i].state, TEXT("CONSENTS"));
    return some_consent && text_is_equal(s->state, TEXT("DIVIDED"));
}

void
proposal_said_print(struct arena *a, const struct proposal_whole *p,
    const struct proposal_outreach_of_row *outreach, ptrdiff_t n_outreach,
    struct buf *out)
{
    struct json j = json_write(out);
    json_object(&j);
    json_name(&j, "name");
    json_text(&j, p->row.name);
    json_name(&j, "sides");
    json_array(&j);
    for (ptrdiff_t s = 0; s < p->n_sides; s++) {
        json_object(&j);
        json_name(&j, "id");
        json_text(&j, p->sides[s].name);
        json_name(&j, "divided");
        json_bool(&j, is_divided(p, &p->sides[s]));
        json_name(&j, "units");
        json_array(&j);
        for (ptrdiff_t i = 0; i < p->n_units; i++) {
            int64_t n_rounds, n_routes;
            if (p->units[i].side_id != p->sides[s].side_id)
                continue;
            count_outreach(
                outreach, n_outreach, p->units[i].number, &n_rounds, &n_routes);
            json_object(&j);
            json_name(&j, "id");
            json_text(&j, unit_name(a, p, i));
            put_said(&j, &p->units[i], n_rounds, n_routes);
            json_end(&j);
        }
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    buf_byte(out, '\n');
}

enum err
proposal_said_json(struct request *rq, struct answer *an)
{
    struct proposal_whole p;
    struct proposal_outreach_of_row *outreach;
    ptrdiff_t n;
    enum err e = proposal_read(rq, &p);
    if (e == OK && !text_is_known(p.row.result))
        e = ERR_NOT_FOUND; /* nothing is said before the close */
    if (e == OK)
        e = proposal_outreach_of(rq->db, rq->arena,
            (struct proposal_outreach_of_in){
                .proposal_id = p.row.id, .n_rows = LOG_OUTREACH_MAX },
            &outreach, &n);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 4096);
    proposal_said_print(rq->arena, &p, outreach, n, &out);
    an->type = TEXT("application/json");
    an->body = buf_text(&out);
    an->download_name = TEXT("asking.json");
    return OK;
}
