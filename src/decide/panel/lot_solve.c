/* The job behind a list of panels: volunteers and quotas as files, the chances
 * that are as equal as the quotas allow, the list and its hash. The files are
 * those that `counterpart panel` reads, so that anybody who has them comes to
 * the same list. */
#include "decide/panel/lot.h"

#include "base/csv.h"
#include "decide/panel/panel_cmd.h"
#include "engine/panel/check.h"
#include "engine/panel/clash.h"
#include "engine/panel/linear.h"
#include "engine/panel/read.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/people.h"

enum { ANSWERS_MAX = LOT_POOL_MAX * LOT_FEATURES_MAX };

/* ---- Files ------------------------------------------------------------------
 */

/* Where there are no quotas: one that everybody meets. */
static const char *const nobody_said = "volunteer";

/* Rows in the order of their volunteers. */
static text
answer_of(const struct panel_answers_all_row *rows, ptrdiff_t n,
    int64_t volunteer_id, text feature)
{
    ptrdiff_t low = 0, high = n;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        if (rows[middle].volunteer_id < volunteer_id)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < n && rows[low].volunteer_id == volunteer_id; low++)
        if (text_is_equal(rows[low].feature, feature))
            return rows[low].value;
    return (text){ 0 };
}

/* How somebody stands in a list of that kind: free, in already, not to be
 * drawn. */
static char
stands(const struct panel_list *list, const struct panel_volunteer *v)
{
    bool is_after = lot_is(list->kind, "after") || lot_is(list->kind, "wide");
    if (is_after &&
        (lot_is(v->standing, "asked") || lot_is(v->standing, "accepted")))
        return 'm';
    if (is_after && lot_is(v->standing, "reserve"))
        return 'f';
    return lot_is(v->standing, "in") && !lot_is(list->kind, "after") ? 'f'
                                                                     : 'n';
}

enum err
lot_people_csv(struct db *db, struct arena *a, const struct lot *l,
    const struct panel_list *list, text *csv)
{
    struct panel_volunteer *rows;
    struct panel_answers_all_row *said;
    ptrdiff_t n, n_said;
    enum err e = panel_volunteers(db, a,
        (struct panel_volunteers_in){
            .panel_id = l->row.id, .n_rows = LOT_POOL_MAX },
        &rows, &n);
    if (e == OK)
        e = panel_answers_all(db, a,
            (struct panel_answers_all_in){
                .panel_id = l->row.id, .n_rows = ANSWERS_MAX },
            &said, &n_said);
    if (e != OK)
        return e;
    struct buf b = buf_in(a, 1 << 16);
    struct csv_writer w = csv_write(&b);
    csv_add(&w, TEXT("id"));
    csv_add(&w, TEXT("ticket"));
    csv_add(&w, TEXT("must_be_in"));
    csv_add(&w, TEXT("may_not"));
    csv_add(&w, TEXT("household"));
    for (int f = 0; f < l->n_features; f++)
        csv_add(&w, l->features[f].name);
    if (l->n_features == 0)
        csv_add(&w, text_of(nobody_said));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n; i++) {
        char how = stands(list, &rows[i]);
        csv_add_int(&w, rows[i].ticket);
        csv_add_int(&w, rows[i].ticket);
        csv_add(&w, how == 'm' ? TEXT("yes") : TEXT(""));
        csv_add(&w, how == 'n' ? TEXT("yes") : TEXT(""));
        csv_add(&w, l->row.has_households ? rows[i].household : (text){ 0 });
        for (int f = 0; f < l->n_features; f++)
            csv_add(
                &w, answer_of(said, n_said, rows[i].id, l->features[f].name));
        if (l->n_features == 0)
            csv_add(&w, TEXT("yes"));
        csv_end_row(&w);
    }
    *csv = buf_text(&b);
    return OK;
}

text
lot_quotas_csv(
    struct arena *a, const struct lot *l, const struct panel_list *list)
{
    int64_t size = list->size, of = l->row.size;
    struct buf b = buf_in(a, 4096);
    struct csv_writer w = csv_write(&b);
    csv_add(&w, TEXT("feature"));
    csv_add(&w, TEXT("value"));
    csv_add(&w, TEXT("min"));
    csv_add(&w, TEXT("max"));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < l->n_lines; i++) {
        csv_add(&w, l->lines[i].feature);
        csv_add(&w, l->lines[i].value);
        /* of reserves in proportion: minima down, maxima up */
        csv_add_int(&w, l->lines[i].low * size / of);
        csv_add_int(&w, (l->lines[i].high * size + of - 1) / of);
        csv_end_row(&w);
    }
    if (l->n_lines == 0) {
        csv_add(&w, text_of(nobody_said));
        csv_add(&w, TEXT("yes"));
        csv_add_int(&w, 0);
        csv_add_int(&w, size);
        csv_end_row(&w);
    }
    return buf_text(&b);
}

/* ---- The list, read back
 * ------------------------------------------------------ */

text
lot_row(text list, int64_t index)
{
    text line = text_cut(list, '\n', &list);
    for (int64_t i = 0; i <= index && text_is_known(list); i++)
        line = text_cut(list, '\n', &list);
    text tickets;
    (void)text_cut(line, ',', &tickets);
    return tickets;
}

bool
lot_has_ticket(text tickets, int64_t ticket)
{
    char digits[24];
    ptrdiff_t n = 0;
    for (int64_t rest = ticket; rest > 0; rest /= 10)
        n++;
    for (int64_t rest = ticket, i = n; rest > 0; rest /= 10)
        digits[--i] = (char)('0' + rest % 10);
    while (text_is_known(tickets))
        if (text_is_equal(
                text_cut(tickets, ' ', &tickets), (text){ digits, n }))
            return true;
    return false;
}

int64_t
lot_times(text list, int64_t ticket)
{
    int64_t n = 0;
    (void)text_cut(list, '\n', &list);
    while (text_is_known(list)) {
        text tickets, line = text_cut(list, '\n', &list);
        (void)text_cut(line, ',', &tickets);
        n += lot_has_ticket(tickets, ticket);
    }
    return n;
}

/* ---- A clash, kept
 * ------------------------------------------------------------- */

/* How many people no panel has room for, and what would do for the first kind
 * of them: that one of them must be in, and which quotas that takes. */
static enum err
find_nevers(struct arena *a, const struct panel_done *d,
    struct cp_panel_clash *clash, int64_t *n, struct why *why)
{
    const struct cp_panel_pool *p = &d->in.pool;
    int32_t first = -1;
    *n = 0;
    for (int32_t i = p->n_people; i-- > 0;)
        if (p->people[i].standing == CP_PANEL_FREE &&
            d->answer.chances[i] == 0) {
            first = i;
            (*n)++;
        }
    if (first < 0)
        return OK;
    struct cp_panel_pool with = *p;
    struct cp_panel_person *people =
        arena_new(a, struct cp_panel_person, p->n_people);
    for (int32_t i = 0; i < p->n_people; i++)
        people[i] = p->people[i];
    people[first].standing = CP_PANEL_MUST;
    with.people = people;
    with.ceiling = 0;
    if (cp_panel_look(&with, a, NULL) != OK)
        return OK; /* all seats are taken by who must be in */
    return cp_panel_clash(clash, a, &with, NULL, why);
}

static text
print_clash(struct arena *a, const struct cp_panel_pool *p,
    const struct cp_panel_clash *c, int64_t n_never)
{
    struct buf b = buf_in(a, 2048);
    struct json j = json_write(&b);
    json_object(&j);
    json_name(&j, "lines");
    json_array(&j);
    for (int32_t i = 0; i < c->n_lines; i++)
        json_int(&j, c->lines[i]);
    json_end(&j);
    json_name(&j, "ways");
    json_array(&j);
    for (int32_t i = 0; i < c->n_ways; i++) {
        json_array(&j);
        for (int32_t k = 0; k < c->ways[i].n_changes; k++) {
            const struct cp_panel_change *ch = &c->ways[i].changes[k];
            json_object(&j);
            json_name(&j, "line");
            json_int(&j, ch->line);
            json_name(&j, "low");
            json_int(&j, p->lines[ch->line].min - ch->lower_by);
            json_name(&j, "high");
            json_int(&j, p->lines[ch->line].max + ch->raise_by);
            json_end(&j);
        }
        json_end(&j);
    }
    json_end(&j);
    json_name(&j, "more");
    json_bool(&j, c->has_more_ways);
    json_name(&j, "never");
    json_int(&j, n_never);
    json_name(&j, "ceiling");
    int64_t ceiling = (int64_t)(c->lowest_ceiling * 100);
    json_int(&j,
        (double)ceiling < c->lowest_ceiling * 100 - 1e-6 ? ceiling + 1
                                                         : ceiling);
    json_end(&j);
    return buf_text(&b);
}

static int64_t
number_of(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    return m != NULL && m->is_int ? m->number : 0;
}

enum err
lot_clash_read(struct arena *a, text said, struct lot_clash *to)
{
    struct json_value *all;
    struct why why = { 0 };
    *to = (struct lot_clash){ 0 };
    enum err e = json_parse(said, a, &all, &why);
    if (e != OK)
        return e;
    const struct json_value *lines = json_find(all, TEXT("lines"));
    const struct json_value *ways = json_find(all, TEXT("ways"));
    const struct json_value *more = json_find(all, TEXT("more"));
    const struct json_value *m = lines == NULL ? NULL : lines->first;
    for (; m != NULL && to->n_lines < LOT_LINES_MAX; m = m->next)
        to->lines[to->n_lines++] = m->number;
    m = ways == NULL ? NULL : ways->first;
    for (; m != NULL && to->n_ways < LOT_WAYS_MAX; m = m->next) {
        struct lot_way *way = &to->ways[to->n_ways++];
        for (const struct json_value *c = m->first;
             c != NULL && way->n_changes < LOT_CHANGES_MAX; c = c->next)
            way->changes[way->n_changes++] =
                (struct lot_change){ number_of(c, "line"), number_of(c, "low"),
                    number_of(c, "high") };
        if (m->n > LOT_CHANGES_MAX)
            to->n_ways--; /* cannot be taken by one press */
    }
    to->has_more = more != NULL && more->is_true;
    to->ceiling = number_of(all, "ceiling");
    to->n_never = number_of(all, "never");
    return OK;
}

/* ---- The job
 * ------------------------------------------------------------------- */

struct solving {
    struct job_call *call; /* NULL: inside a step, where nobody waits */
    struct db *db;
    struct arena *arena;
    int64_t now;
    struct lot lot;
    struct panel_list row;
    text people, quotas, list, certificate;
    double least_frac;
};

static bool
go_on(void *context, const struct cp_panel_progress *at)
{
    struct solving *s = context;
    static const double begins[] = { 0.02, 0.05, 0.45, 0.5, 0.6, 0.9 };
    double share = begins[at->stage];
    if (at->stage == CP_PANEL_POSSIBLE && at->n_types > 0)
        share += 0.4 * at->n_settled / at->n_types;
    if (share > s->least_frac)
        s->least_frac = share;
    return s->call == NULL || job_go_on(s->call, s->least_frac);
}

static enum err
keep_file(
    struct db *writer, const struct solving *s, const char *name, text content)
{
    if (!text_is_known(content))
        return OK;
    return panel_file_insert(writer,
        (struct panel_file_insert_in){ .id = key_new(),
            .panel_id = s->row.panel_id,
            .list_id = s->row.id,
            .name = text_of(name),
            .content = content },
        NULL);
}

static enum err
keep_step(struct db *writer, struct arena *a, void *arg)
{
    struct solving *s = arg;
    struct panel_list now;
    enum err e = panel_list_numbered(writer, a,
        (struct panel_list_numbered_in){ s->row.panel_id, s->row.number },
        &now);
    if (e == OK && !lot_is(now.status, "asked"))
        e = ERR_CONFLICT; /* it was settled otherwise meanwhile */
    if (e == OK)
        e = panel_list_update(writer, &s->row, NULL);
    if (e == OK)
        e = keep_file(writer, s, "list", s->list);
    if (e == OK)
        e = keep_file(writer, s, "certificate", s->certificate);
    if (e == OK)
        e = keep_file(writer, s, "quotas", s->quotas);
    if (e == OK)
        e = keep_file(writer, s, "people", s->people);
    if (e == OK && lot_is(s->row.status, "listed"))
        e = lot_note(writer,
            &(struct lot_event){ .panel_id = s->row.panel_id,
                .now = s->row.made_at,
                .what = "list",
                .detail = s->row.hash });
    return e;
}

/* The list, checked twice over; one that was drawn from before is refused. */
static enum err
make_list(struct solving *s, struct panel_done *d, struct why *why)
{
    struct arena *a = s->arena;
    if (cp_panel_check(&d->found, a, &d->in.pool, &d->answer, 0) != 0)
        return err_say(why, ERR_DB, "the chances did not stand their check: %s",
            d->found.first);
    enum err e = cp_panel_list(&d->list, a, &d->in.pool, &d->answer, LOT_PANELS,
        d->in.list_seed, lot_sha256, why);
    if (e == OK &&
        cp_panel_list_check(&d->in.pool, &d->answer, &d->list, lot_sha256, a) !=
            0)
        e = err_say(why, ERR_DB, "the list did not stand its check");
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < s->lot.n_lists; i++)
        if (text_is_equal(s->lot.lists[i].hash, d->list.hash) &&
            text_is_known(s->lot.lists[i].seed))
            return err_say(why, ERR_CONFLICT,
                "it is the very list from which list %lld was drawn: a second "
                "draw from it is refused",
                (long long)s->lot.lists[i].number);
    int64_t n_never = 0;
    e = find_nevers(a, d, &d->clash, &n_never, why);
    if (e != OK)
        return e;
    if (n_never > 0)
        s->row.said = print_clash(a, &d->in.pool, &d->clash, n_never);
    struct buf b = buf_in(a, 1 << 16);
    panel_print_certificate(d, &b);
    s->list = d->list.text;
    s->certificate = buf_text(&b);
    s->row.status = TEXT("listed");
    s->row.hash = d->list.hash;
    s->row.list_seed = d->in.list_seed;
    s->row.n_panels = d->list.n_panels;
    s->row.solver = text_of(lp_version());
    s->row.lowest = d->answer.lowest;
    s->row.highest = d->answer.highest;
    s->row.gini = d->answer.gini;
    s->row.has_lowest = s->row.has_highest = s->row.has_gini = true;
    return OK;
}

static enum err
solve(struct solving *s, struct why *why)
{
    struct arena *a = s->arena;
    struct panel_done *d = arena_new(a, struct panel_done, 1);
    struct cp_panel_how how = { .go_on = go_on, .context = s };
    text household =
        s->lot.row.has_households ? TEXT("household") : (text){ 0 };
    enum err e = cp_panel_read(&d->in, a, s->people, s->quotas, household,
        (int32_t)s->row.size, lot_sha256, why);
    if (e != OK)
        return e;
    d->mode = CP_PANEL_LEXIMIN;
    d->drawn = -1;
    if (s->lot.row.has_ceiling)
        d->in.pool.ceiling = (double)s->lot.row.ceiling / 100;
    e = cp_panel_solve(&d->answer, a, &d->in.pool, &how, why);
    if (e != OK)
        return e;
    s->row.reached = d->answer.reached;
    s->row.made_at = s->now;
    s->row.has_made_at = true;
    switch (d->answer.result) {
    case CP_PANEL_SOLVED: return make_list(s, d, why);
    case CP_PANEL_STOPPED: return ERR_BUSY;
    case CP_PANEL_GAVE_UP:
        s->row.status = TEXT("gave_up");
        s->people = (text){ 0 };
        return OK;
    case CP_PANEL_CLASH:
    case CP_PANEL_CEILING: break;
    }
    e = cp_panel_clash(&d->clash, a, &d->in.pool, &how, why);
    if (e == OK && d->clash.result == CP_PANEL_STOPPED)
        return ERR_BUSY;
    s->row.status = TEXT("clash");
    if (e == OK)
        s->row.said = print_clash(a, &d->in.pool, &d->clash, 0);
    s->people = (text){ 0 };
    return e;
}

static enum err
make(struct solving *s, int64_t panel_id, struct why *why)
{
    enum err e = lot_load(s->db, s->arena, panel_id, s->now, &s->lot);
    if (e != OK)
        return e;
    struct panel_list *list = lot_last(&s->lot);
    if (list == NULL || !lot_is(list->status, "asked"))
        return err_say(why, ERR_CONFLICT, "there is no list to be made");
    s->row = *list;
    e = lot_people_csv(s->db, s->arena, &s->lot, list, &s->people);
    s->quotas = lot_quotas_csv(s->arena, &s->lot, list);
    return e == OK ? solve(s, why) : e;
}

enum err
lot_list_run(struct job_call *call, struct why *why)
{
    struct solving *s = arena_new(call->arena, struct solving, 1);
    *s = (struct solving){
        .call = call, .db = call->db, .arena = call->arena, .now = now_s()
    };
    enum err e = make(s, call->thing_id, why);
    return e == OK ? job_finish(call, keep_step, s) : e;
}

enum err
lot_list_now(struct db *writer, struct arena *a, int64_t panel_id, int64_t now,
    struct why *why)
{
    struct solving *s = arena_new(a, struct solving, 1);
    *s = (struct solving){ .db = writer, .arena = a, .now = now };
    enum err e = make(s, panel_id, why);
    return e == OK ? keep_step(writer, a, s) : e;
}

enum err
lot_ask_list(struct db *writer, struct arena *a, const struct lot *l,
    const char *kind, int64_t size, text reason, int64_t person_id)
{
    struct panel_list row = { .id = key_new(),
        .panel_id = l->row.id,
        .number = l->n_lists > 0 ? l->lists[0].number + 1 : 1,
        .kind = text_of(kind),
        .status = TEXT("asked"),
        .size = size,
        .reason = reason,
        .n_pool = l->n_volunteers };
    int64_t n = 0;
    enum err e = panel_list_insert(writer, &row, &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT; /* another asked in the same instant */
    return e == OK && person_id != 0
        ? job_ask(writer, a, "panel_list", l->row.id, person_id)
        : e;
}
