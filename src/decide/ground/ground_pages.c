/* What people share, and where they part: in words, with the numbers of each
 * community that may be shown. */
#include "decide/ground/ground_sign.h"

#include "base/key.h"
#include "base/stats.h"
#include "decide/ground/ground.html.h"
#include "keep/audit.h"
#include "people/people.h"

#include <math.h>

/* In the order of the page. */
static const int order[CP_GROUND_LABELS] = { CP_GROUND_COMMON_AGREE,
    CP_GROUND_COMMON_DISAGREE, CP_GROUND_DISAGREEMENT, CP_GROUND_LEANING_AGREE,
    CP_GROUND_LEANING_DISAGREE, CP_GROUND_MIXED, CP_GROUND_NOT_ASKED };

const char *
ground_heading(int label, bool is_one)
{
    /* one community has nobody to share with */
    if (is_one && label == CP_GROUND_COMMON_AGREE)
        return N_("Clearly more agree, and no group that was found says no");
    if (is_one && label == CP_GROUND_COMMON_DISAGREE)
        return N_("Clearly more disagree, and no group that was found says "
                  "yes");
    static const char *const said[CP_GROUND_LABELS] = {
        [CP_GROUND_NOT_ASKED] = N_("Not yet asked on every side"),
        [CP_GROUND_COMMON_AGREE] = N_("All agree"),
        [CP_GROUND_COMMON_DISAGREE] = N_("All disagree"),
        [CP_GROUND_DISAGREEMENT] = N_("Where they part"),
        [CP_GROUND_LEANING_AGREE] = N_("More agree everywhere, but it is not "
                                       "sure"),
        [CP_GROUND_LEANING_DISAGREE] = N_("More disagree everywhere, but it "
                                          "is not sure"),
        [CP_GROUND_MIXED] = N_("No clear picture"),
    };
    return said[label];
}

/* ---- Cells --------------------------------------------------------------- */

static html
share(struct view *v, int64_t agree, int64_t all)
{
    struct stats_interval i = stats_share(agree, all);
    struct view in = view_in(v->arena, v->lang, 200);
    out_text(&in,
        say_with(&in, N_("%1$d of 100 agree (between %2$d and %3$d), of %4$d"),
            4,
            (struct phrase_arg[]){
                arg_int((int64_t)(100.0 * (double)agree / (double)all + 0.5)),
                arg_int((int64_t)(100 * i.low + 0.5)),
                arg_int((int64_t)(100 * i.high + 0.5)), arg_int(all) }));
    return view_html(&in);
}

html
ground_cell(struct view *v, const struct ground_unit_count *u)
{
    if (u->is_shown && u->n > 0)
        return share(v, u->agree, u->n);
    if (!u->is_rough)
        return say_html(v, N_("a small group, or too few who say otherwise"));
    static const char *const said[] = {
        N_("three quarters or more disagree, of %d or more"),
        N_("fewer than half agree, of %d or more"),
        N_("more than half agree, of %d or more"),
        N_("three quarters or more agree, of %d or more"),
    };
    int at = u->about == 0 ? 0 : u->about == 25 ? 1 : u->about == 75 ? 2 : 3;
    struct view in = view_in(v->arena, v->lang, 200);
    out_text(&in,
        say_with(
            &in, said[at], 1, (struct phrase_arg[]){ arg_int(u->at_least) }));
    return view_html(&in);
}

html
ground_group_cell(struct view *v, const struct ground_group_count *g)
{
    return g->n > 0 ? share(v, g->agree, g->n)
                    : say_html(v, N_("nobody of it answered"));
}

/* ---- Reading ------------------------------------------------------------- */

static const struct conversation_units_row *
unit_of(const struct conversation_loaded *c, int64_t id)
{
    for (ptrdiff_t i = 0; i < c->n_units; i++)
        if (c->units[i].id == id)
            return &c->units[i];
    return NULL;
}

/* "Homa Bay and Liverpool differ most." What is small is in no row. */
static text
sentence_of(
    struct view *v, const struct ground_page *p, const struct ground_line *row)
{
    const struct conversation_units_row *one = unit_of(p->c, row->one_id);
    const struct conversation_units_row *two = unit_of(p->c, row->two_id);
    const struct conversation_units_row *low = unit_of(p->c, row->lowest_id);
    if (row->label == CP_GROUND_DISAGREEMENT && one != NULL && two != NULL)
        return say_with(v,
            row->is_between ? N_("%1$s and %2$s differ most: two sides.")
                            : N_("%1$s and %2$s differ most: inside one side."),
            2,
            (struct phrase_arg[]){ arg_text(one->name), arg_text(two->name) });
    if (low != NULL && row->label != CP_GROUND_NOT_ASKED)
        return say_with(v, N_("Fewest agree in %s."), 1,
            (struct phrase_arg[]){ arg_text(low->name) });
    return (text){ 0 };
}

struct parts {
    struct ground_cells_row *cells;
    struct ground_sides_row *sides;
    struct ground_shares_row *shares;
    ptrdiff_t n_cells, n_sides, n_shares;
};

static void
fill_units(struct ground_page *p, struct ground_said *l,
    const struct parts *from, const struct ground_joined_of_row *joined,
    ptrdiff_t n_joined)
{
    struct arena *a = p->rq->arena;
    l->units = arena_new(a, struct ground_unit_count, p->c->n_units + 1);
    for (ptrdiff_t u = 0; u < p->c->n_units; u++) {
        const struct conversation_units_row *unit = &p->c->units[u];
        struct ground_unit_count *to = &l->units[l->n_units];
        bool is_elsewhere = false;
        *to = (struct ground_unit_count){ .unit = unit };
        for (ptrdiff_t k = 0; k < n_joined; k++) {
            const struct conversation_units_row *small =
                unit_of(p->c, joined[k].unit_id);
            is_elsewhere |= joined[k].unit_id == unit->id;
            if (joined[k].with_id == unit->id && small != NULL)
                to->with = to->with.ptr == NULL
                    ? small->name
                    : arena_print(a, "%.*s, %.*s", TEXT_ARG(to->with),
                          TEXT_ARG(small->name));
        }
        if (is_elsewhere)
            continue;
        for (ptrdiff_t k = 0; k < from->n_cells; k++) {
            const struct ground_cells_row *c = &from->cells[k];
            if (c->unit_id != unit->id)
                continue;
            to->is_shown =
                c->has_agree && c->has_disagree && c->has_pass && c->has_n;
            to->is_rough = c->has_about;
            to->about = c->about;
            to->at_least = c->at_least;
            to->agree = c->agree;
            to->n = c->n;
        }
        l->n_units++;
    }
}

static void
fill_line(struct view *v, struct ground_page *p, struct ground_said *l,
    const struct ground_line *row, const struct parts *from)
{
    bool is_said = text_is_known(row->said);
    l->row = row;
    l->words = is_said ? row->said : row->words;
    l->lang = is_said ? lang_code(p->rq->lang) : row->lang;
    l->is_withdrawn = text_is_equal(row->status, TEXT("withdrawn"));
    l->is_out = !l->is_withdrawn && !text_is_equal(row->status, TEXT("in"));
    l->sentence = sentence_of(v, p, row);
    for (ptrdiff_t u = 0; u < p->c->n_units; u++) {
        const struct conversation_units_row *unit = &p->c->units[u];
        bool is_new = true;
        for (int k = 0; k < l->n_sides; k++)
            is_new &= l->sides[k].of->side_id != unit->side_id;
        if (!is_new || l->n_sides == UNIT_SIDES_MAX)
            continue;
        struct ground_side_share *to = &l->sides[l->n_sides++];
        to->of = unit;
        for (ptrdiff_t k = 0; k < from->n_sides; k++)
            if (from->sides[k].side_id == unit->side_id) {
                to->is_shown = true;
                to->of_100 = (int64_t)(100 * from->sides[k].share + 0.5);
            }
    }
    for (ptrdiff_t k = 0; k < from->n_shares && k < GROUPS_MAX; k++)
        l->groups[l->n_groups++] =
            (struct ground_group_count){ (int)from->shares[k].number,
                from->shares[k].agree, from->shares[k].n };
}

/* All that belongs to some rows, in few round trips. */
static enum err
read_parts(struct ground_page *p, const struct ground_line *rows, ptrdiff_t n,
    struct ground_said **lines)
{
    enum { AT_ONCE = 5 };
    struct request *rq = p->rq;
    struct parts parts[AT_ONCE];
    struct ground_joined_of_row *joined;
    struct view v = request_view(rq);
    ptrdiff_t n_joined;
    int64_t id = p->c->head.id;
    *lines = arena_new(rq->arena, struct ground_said, n + 1);
    enum err e = ground_joined_of(rq->db, rq->arena,
        (struct ground_joined_of_in){
            .conversation_id = id, .n_rows = UNITS_MAX },
        &joined, &n_joined);
    for (ptrdiff_t from = 0; e == OK && from < n; from += AT_ONCE) {
        struct db_batch batch = db_batch_open(rq->db, rq->arena);
        ptrdiff_t last = from + AT_ONCE < n ? from + AT_ONCE : n;
        for (ptrdiff_t i = from; i < last; i++) {
            struct parts *to = &parts[i - from];
            int64_t statement = rows[i].statement_id;
            ground_cells_ask(&batch,
                (struct ground_cells_in){ id, statement, UNITS_MAX },
                &to->cells, &to->n_cells);
            ground_sides_ask(&batch,
                (struct ground_sides_in){ id, statement, UNIT_SIDES_MAX },
                &to->sides, &to->n_sides);
            ground_shares_ask(&batch,
                (struct ground_shares_in){ id, statement, GROUPS_MAX },
                &to->shares, &to->n_shares);
        }
        e = db_batch_run(&batch);
        for (ptrdiff_t i = from; e == OK && i < last; i++) {
            fill_line(&v, p, &(*lines)[i], &rows[i], &parts[i - from]);
            fill_units(p, &(*lines)[i], &parts[i - from], joined, n_joined);
        }
    }
    return e;
}

static enum err
read_list(struct ground_page *p, int label, int64_t n_all, int64_t after,
    int64_t most)
{
    struct request *rq = p->rq;
    struct ground_list *to = &p->lists[p->n_lists++];
    struct ground_line *rows;
    *to = (struct ground_list){ .label = label, .n_all = n_all };
    enum err e = ground_lines(rq->db, rq->arena,
        (struct ground_lines_in){ .conversation_id = p->c->head.id,
            .label = label,
            .after_place = after,
            .lang = lang_code(rq->lang),
            .n_rows = most },
        &rows, &to->n_lines);
    if (e == OK)
        e = read_parts(p, rows, to->n_lines, &to->lines);
    if (e == OK && after + to->n_lines < n_all && to->n_lines > 0)
        to->more = arena_print(rq->arena, "%.*s?label=%d&after=%lld",
            TEXT_ARG(p->base), label + 1, (long long)(after + to->n_lines));
    return e;
}

struct ground_ask {
    int64_t label, after;
};
static const struct input ask_inputs[] = {
    INPUT(
        struct ground_ask, label, INPUT_INT, .min = 1, .max = CP_GROUND_LABELS),
    INPUT(struct ground_ask, after, INPUT_INT, .min = 0, .max = STATEMENTS_MAX),
};

static enum err
read_lists(struct ground_page *p, const struct ground_ask *ask)
{
    struct request *rq = p->rq;
    struct ground_labels_row *labels;
    struct ground_others_row others;
    ptrdiff_t n;
    enum err e = ground_labels(rq->db, rq->arena,
        (struct ground_labels_in){
            .conversation_id = p->c->head.id, .n_rows = CP_GROUND_LABELS },
        &labels, &n);
    if (e == OK)
        e = ground_others(rq->db, rq->arena,
            (struct ground_others_in){ p->c->head.id }, &others);
    if (e != OK)
        return e;
    p->n_others = others.n;
    for (ptrdiff_t i = 0; i < n; i++)
        p->n_statements += labels[i].n;
    for (int o = 0; e == OK && o < CP_GROUND_LABELS; o++)
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            if (labels[i].label == order[o] &&
                (!p->is_part || order[o] == ask->label - 1))
                e = read_list(p, order[o], labels[i].n,
                    p->is_part ? ask->after : 0,
                    p->is_part  ? GROUND_MORE
                        : o < 3 ? GROUND_LISTED
                                : GROUND_SOME);
    return e;
}

/* ---- The page ------------------------------------------------------------ */

static text
say_people(struct view *v, const struct ground_result *r)
{
    if (r->has_n_people)
        return say_plural(v, "%d person has answered.",
            "%d people have answered.", r->n_people);
    if (r->n_people_tens == 0)
        return say(v, N_("Fewer than ten people have answered."));
    return say_with(v,
        N_("More than %d people have answered. The number itself would tell "
           "of a small group."),
        1, (struct phrase_arg[]){ arg_int(r->n_people_tens - 1) });
}

static enum err
read_all(struct ground_page *p, const struct ground_ask *ask)
{
    struct request *rq = p->rq;
    struct view v = request_view(rq);
    struct statements_out_row out;
    enum err e = ground_result_get(rq->db, rq->arena,
        (struct ground_result_get_in){ p->c->head.id }, &p->result);
    p->is_ready = e == OK && p->result.is_final;
    if (e == ERR_NOT_FOUND)
        e = OK;
    if (e != OK || !p->is_ready)
        return e;
    p->is_part = ask->label != 0;
    p->has_tables = p->c->n_units <= GROUND_TABLE;
    p->people = say_people(&v, &p->result);
    e = read_lists(p, ask);
    if (e == OK)
        e = statements_out(rq->db, rq->arena,
            (struct statements_out_in){ p->c->head.id }, &out);
    if (e == OK)
        p->n_out = out.n;
    if (e != OK || p->is_part)
        return e;
    if (p->result.n_groups == 0)
        p->why_none = ground_say_none(&v, p->result.why_none);
    else
        e = ground_read_groups(p);
    p->sure = ground_say_sure(&v, &p->result);
    if (e == OK)
        e = signs_read(rq, p->c->head.id, &p->signs, &p->n_signs);
    if (e == OK)
        e = ground_ways_read(p);
    if (e == OK)
        p->picture = ground_picture(&v, p);
    return e;
}

static enum err
answer_ground(struct request *rq, struct answer *an,
    const struct conversation_loaded *c, text back, text base, bool leads,
    bool is_public)
{
    struct ground_page p = { .rq = rq,
        .c = c,
        .back = back,
        .base = base,
        .leads = leads,
        .is_public = is_public };
    struct ground_ask ask = { 0 };
    struct job job = { 0 };
    struct form form;
    struct view v = request_view(rq);
    /* before the close nobody sees what others answered */
    if (!c->is_over)
        return ERR_NOT_FOUND;
    query_parse(rq, ask_inputs, 2, &ask);
    enum err e = job_of(rq->db, rq->arena, c->head.id, &job);
    if (e == OK)
        e = read_all(&p, &ask);
    if (e == OK)
        e = heard_brief_load(rq, c->head.id, c->head.partnership_id, &p.heard);
    if (e != OK)
        return e;
    p.job = (struct job_part){ .rq = rq, .job = &job, .may_stop = leads };
    p.may_count = leads && !p.is_ready && !job_is_open(&job);
    answer_job(rq, an, &job);
    form_open(rq, NULL, 0, &form);
    p.form = &form;
    decide_ground(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("What people share, and where they part")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

static enum err
answer_one(struct request *rq, struct answer *an,
    const struct conversation_loaded *c, text base, int number_at)
{
    struct ground_page p = { .rq = rq, .c = c, .base = base };
    struct ground_said *lines;
    struct ground_line *row = arena_new(rq->arena, struct ground_line, 1);
    struct view v = request_view(rq);
    int64_t number;
    if (!c->is_over || !text_parse_int(rq->params[number_at], &number))
        return ERR_NOT_FOUND;
    enum err e = ground_result_get(rq->db, rq->arena,
        (struct ground_result_get_in){ c->head.id }, &p.result);
    if (e == OK && !p.result.is_final)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = ground_line_of(rq->db, rq->arena,
            (struct ground_line_of_in){ .conversation_id = c->head.id,
                .number = number,
                .lang = lang_code(rq->lang) },
            row);
    if (e == OK)
        e = read_parts(&p, row, 1, &lines);
    if (e != OK)
        return e;
    p.has_tables = true;
    decide_ground_one(&v, &p, &lines[0]);
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("What people share, and where they part")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- Who may ------------------------------------------------------------- */

/* Its people; and anybody, when it was opened so. */
enum err
ground_load(struct request *rq, struct conversation_loaded *c, bool *is_public)
{
    struct ground_open_get_row open;
    int64_t id = request_key(rq, 0);
    enum err e = ground_open_get(
        rq->db, rq->arena, (struct ground_open_get_in){ id }, &open);
    *is_public = e == OK;
    if (e == ERR_NOT_FOUND)
        return conversation_load_seen(rq, c);
    return e == OK ? conversation_load(rq, id, c) : e;
}

enum err
ground_show(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    bool is_public;
    enum err e = ground_load(rq, &c, &is_public);
    text back = conversation_is_theirs(rq, &c)
        ? conversation_sub(rq->arena, c.head.id, "")
        : arena_print(rq->arena, "/partnership/%.*s/conversations",
              TEXT_ARG(conversation_key(rq->arena, c.head.partnership_id)));
    return e == OK ? answer_ground(rq, an, &c, back,
                         conversation_sub(rq->arena, c.head.id, "/ground"),
                         conversation_leads(rq, &c), is_public)
                   : e;
}

enum err
ground_one_show(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    bool is_public;
    enum err e = ground_load(rq, &c, &is_public);
    return e == OK ? answer_one(rq, an, &c,
                         conversation_sub(rq->arena, c.head.id, "/ground"), 1)
                   : e;
}

enum err
say_ground_show(struct request *rq, struct answer *an)
{
    struct answering x;
    enum err e = vote_load(rq, &x, true);
    if (e != OK)
        return vote_refuse(rq, an, true, e, &x);
    an->keeping = TEXT("no-store");
    return answer_ground(rq, an, &x.c, x.base,
        arena_print(rq->arena, "%.*s/ground", TEXT_ARG(x.base)), false, false);
}

enum err
say_ground_one_show(struct request *rq, struct answer *an)
{
    struct answering x;
    enum err e = vote_load(rq, &x, true);
    if (e != OK)
        return vote_refuse(rq, an, true, e, &x);
    an->keeping = TEXT("no-store");
    return answer_one(rq, an, &x.c,
        arena_print(rq->arena, "%.*s/ground", TEXT_ARG(x.base)), 1);
}

enum err
vote_ground_show(struct request *rq, struct answer *an)
{
    answer_redirect(
        rq, an, conversation_sub(rq->arena, request_key(rq, 0), "/ground"));
    return OK;
}

enum err
ground_method_show(struct request *rq, struct answer *an)
{
    struct view v = request_view(rq);
    decide_ground_method(&v);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("How answers are read")),
            .body = view_html(&v) });
    return OK;
}
