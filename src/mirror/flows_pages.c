/* Two sides beside each other, or one in two years: the page, what is made of
 * a difference, and whether a log is shown at all. */
#include "mirror/flows.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "mirror/flows.html.h"
#include "people/people.h"

#include <stdlib.h>
#include <string.h>

static text
key_of(struct arena *a, int64_t id)
{
    return key_print(id, arena_new(a, char, KEY_LENGTH));
}

/* ---- Which two ------------------------------------------------------------
 */

/* "01hv5m2n0ck3p", or "01hv5m2n0ck3p.2024" */
struct flows_ask {
    text one, other, by, kind;
    int64_t row, line, stage;
};
static const struct input ask_inputs[] = {
    INPUT(struct flows_ask, one, INPUT_TEXT),
    INPUT(struct flows_ask, other, INPUT_TEXT),
    INPUT(struct flows_ask, by, INPUT_TEXT),
    INPUT(struct flows_ask, kind, INPUT_TEXT),
    INPUT(struct flows_ask, row, INPUT_INT, .min = 1, .max = 9'999),
    INPUT(struct flows_ask, line, INPUT_INT, .min = 1, .max = 9'999),
    INPUT(struct flows_ask, stage, INPUT_INT, .min = 1, .max = 9'999),
};
enum { N_ASK = sizeof ask_inputs / sizeof *ask_inputs };

static enum err
load_logs(struct request *rq, struct flows_page *p)
{
    struct flows_logs_row *rows;
    ptrdiff_t n;
    enum err e = flows_logs(rq->db, rq->arena,
        (struct flows_logs_in){
            .partnership_id = p->partnership.id, .n_rows = FLOWS_LOGS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    p->all = arena_new(rq->arena, struct flows_end, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        int64_t own[] = { rows[i].id, rows[i].pathway_id, rows[i].side_id };
        bool is_own = actor_may(&rq->actor, WHO_MEMBER, own, 3);
        if (!is_own && !rows[i].is_shown)
            continue;
        p->all[p->n_all++] = (struct flows_end){ .row = rows[i],
            .is_own = is_own,
            .key = key_of(rq->arena, rows[i].id),
            .walked = arena_print(rq->arena, "/walked/%.*s",
                TEXT_ARG(key_of(rq->arena, rows[i].id))) };
    }
    return OK;
}

static const struct flows_end *
find_end(const struct flows_page *p, text asked, int *year)
{
    text rest;
    int64_t id, n = 0;
    *year = 0;
    if (!text_is_known(asked) || !key_parse(text_cut(asked, '.', &rest), &id))
        return NULL;
    if (text_is_known(rest) && text_parse_int(rest, &n) && n > 0 && n < 10'000)
        *year = (int)n;
    for (int i = 0; i < p->n_all; i++)
        if (p->all[i].row.id == id)
            return &p->all[i];
    return NULL;
}

/* What was asked for; else one's own newest, and of another side what stands
 * beside it; else another log of the same side. */
static void
choose(struct flows_page *p, const struct flows_ask *ask)
{
    int years[2];
    const struct flows_end *one = find_end(p, ask->one, &years[0]);
    const struct flows_end *other = find_end(p, ask->other, &years[1]);
    for (int i = 0; i < p->n_all && one == NULL; i++)
        if (p->all[i].is_own)
            one = &p->all[i];
    if (one == NULL && p->n_all > 0)
        one = &p->all[0];
    for (int how = 0; how < 3 && other == NULL && one != NULL; how++)
        for (int i = 0; i < p->n_all && other == NULL; i++) {
            const struct flows_logs_row *r = &p->all[i].row;
            bool is_side = r->side_id == one->row.side_id;
            bool is_series = text_is_equal(r->series, one->row.series);
            if (&p->all[i] != one &&
                (how == 0          ? !is_side && is_series
                        : how == 1 ? !is_side
                                   : is_side))
                other = &p->all[i];
        }
    const struct flows_end *ends[2] = { one, other };
    for (int i = 0; i < 2 && ends[i] != NULL; i++) {
        p->ends[p->n_ends] = *ends[i];
        p->ends[p->n_ends++].year = years[i];
    }
}

/* ---- What is kept of them ------------------------------------------------ */

static enum err
load_years(struct request *rq, struct flows_end *end)
{
    struct pathway_view_kinds_row *kinds;
    ptrdiff_t n;
    enum err e = pathway_view_kinds(rq->db, rq->arena,
        (struct pathway_view_kinds_in){ .log_id = end->row.id, .n_rows = 64 },
        &kinds, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        int64_t year;
        if (text_starts_with(kinds[i].kind, TEXT("side:")) &&
            text_parse_int(
                text_slice(kinds[i].kind, 5, kinds[i].kind.len), &year) &&
            end->n_years < FLOWS_YEARS_MAX)
            end->years[end->n_years++] = (int)year;
    }
    return e;
}

/* By which wording of the pathway was it judged? */
static enum err
look_at_version(struct request *rq, struct flows_end *end)
{
    struct prose_set prose;
    char hash[PROSE_HASH + 1];
    enum err e = prose_load(rq->db, rq->arena, end->row.pathway_id, &prose);
    const struct prose_of_thing_row *list =
        e == OK ? prose_original(&prose, TEXT("list")) : NULL;
    if (list != NULL && end->row.has_judged_at &&
        !text_is_equal(prose_hash(list->source, hash), end->row.judged_hash))
        end->judged_on = lang_date(
            rq->lang, rq->arena, day_of(rq->arena, end->row.judged_at));
    return e;
}

static enum err
load_end(struct request *rq, struct flows_end *end)
{
    struct pathway_view_get_row row;
    struct json_value *groups;
    struct why why;
    text kind = end->year == 0 ? TEXT("side")
                               : arena_print(rq->arena, "side:%d", end->year);
    enum err e = load_years(rq, end);
    if (e == OK)
        e = look_at_version(rq, end);
    if (e == OK)
        e = pathway_view_get(rq->db, rq->arena,
            (struct pathway_view_get_in){ .log_id = end->row.id, .kind = kind },
            &row);
    if (e == OK)
        end->is_there =
            cp_side_read(&end->side, rq->arena, row.content, &why) == OK;
    if (e == OK && end->year == 0)
        e = pathway_view_get(rq->db, rq->arena,
            (struct pathway_view_get_in){
                .log_id = end->row.id, .kind = TEXT("groups") },
            &row);
    if (e == OK && end->year == 0 &&
        json_parse(row.content, rq->arena, &groups, NULL) == OK)
        end->groups = groups;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* A side's name where the sides are two, else the log's or the year. */
static void
name_ends(struct request *rq, struct flows_page *p)
{
    p->is_same_side = p->ends[0].row.side_id == p->ends[1].row.side_id;
    for (int i = 0; i < 2; i++) {
        struct flows_end *end = &p->ends[i];
        text name = p->is_same_side ? end->row.name : end->row.side_name;
        if (end->year == 0)
            end->name = name;
        else if (p->ends[0].row.id == p->ends[1].row.id)
            end->name = arena_print(rq->arena, "%d", end->year);
        else
            end->name =
                arena_print(rq->arena, "%.*s %d", TEXT_ARG(name), end->year);
    }
}

/* ---- By group -------------------------------------------------------------
 */

static const struct json_value *
nth(const struct json_value *of, int64_t n)
{
    const struct json_value *v = of == NULL ? NULL : of->first;
    while (v != NULL && n-- > 0)
        v = v->next;
    return v;
}

static int64_t
count_of(const struct json_value *v)
{
    return v == NULL || v->type != JSON_NUMBER ? CP_HIDDEN : v->number;
}

static void
list_attributes(struct flows_page *p)
{
    for (int i = 0; i < p->n_ends; i++)
        for (const struct json_value *v =
                 p->ends[i].groups == NULL ? NULL : p->ends[i].groups->first;
             v != NULL; v = v->next) {
            const struct json_value *name = json_find(v, TEXT("name"));
            int at = 0;
            while (at < p->n_by && !text_is_equal(p->by_names[at], name->text))
                at++;
            if (at == p->n_by && p->n_by < FLOWS_ATTRIBUTES_MAX)
                p->by_names[p->n_by++] = name->text;
        }
}

static void
add_groups(struct request *rq, struct flows_page *p, int end,
    const struct json_value *of)
{
    const struct json_value *names = json_find(of, TEXT("groups"));
    const struct json_value *sizes = json_find(of, TEXT("n"));
    const struct json_value *came = json_find(of, TEXT("came"));
    const struct cp_side *side = &p->ends[end].side;
    for (int64_t g = 0; names != NULL && g < names->n; g++) {
        int64_t *counts = arena_new(rq->arena, int64_t, p->n_stages);
        if (p->n_groups == 2 * FLOWS_GROUPS_MAX)
            return;
        for (int k = 0; k < p->n_stages; k++)
            for (int32_t m = 0; m < side->n_stages; m++)
                if (text_is_equal(side->stages[m].name, p->stages[k]))
                    counts[k] = count_of(nth(nth(came, m), g));
        p->groups[p->n_groups++] =
            (struct flows_group){ .name = nth(names, g)->text,
                .end = end,
                .n = count_of(nth(sizes, g)),
                .came = counts };
    }
}

static void
find_groups(struct request *rq, struct flows_page *p, text by)
{
    list_attributes(p);
    for (int i = 0; i < p->n_by; i++)
        if (text_is_equal(p->by_names[i], by))
            p->by = p->by_names[i];
    if (!text_is_known(p->by) && p->n_by > 0)
        p->by = p->by_names[0];
    struct view piece = view_in(rq->arena, rq->lang, 0);
    out_percent(&piece, text_is_known(p->by) ? p->by : TEXT(""));
    html h = view_html(&piece);
    p->by_what = arena_c_string(
        rq->arena, arena_print(rq->arena, "by=%.*s&stage", (int)h.len, h.ptr));
    for (int i = 0; i < p->n_ends; i++)
        for (const struct json_value *v =
                 p->ends[i].groups == NULL ? NULL : p->ends[i].groups->first;
             v != NULL; v = v->next)
            if (text_is_equal(json_find(v, TEXT("name"))->text, p->by))
                add_groups(rq, p, i, v);
}

/* ---- All of it ------------------------------------------------------------
 */

static void
find_stages(struct request *rq, struct flows_page *p)
{
    p->stages = arena_new(rq->arena, text, p->ends[0].side.n_stages);
    for (int32_t i = 0; i < p->compared.n; i++)
        if (p->compared.rows[i].kind == CP_SHARED_STAGE)
            p->stages[p->n_stages++] = p->compared.rows[i].to;
}

enum err
flows_find_board(struct request *rq, int64_t side_id, struct flows_board *to)
{
    struct flows_board_row *rows;
    ptrdiff_t n;
    *to = (struct flows_board){ 0 };
    enum err e = flows_board(rq->db, rq->arena,
        (struct flows_board_in){ .side_id = side_id, .n_rows = 1 }, &rows, &n);
    if (e == OK && n > 0)
        *to = (struct flows_board){ rows[0].id, rows[0].name };
    return e;
}

/* Of the reader's own side, where they may put something. */
static enum err
find_board(struct request *rq, struct flows_page *p)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < p->n_ends && p->board.id == 0; i++)
        if (p->ends[i].is_own) {
            e = flows_find_board(rq, p->ends[i].row.side_id, &p->board);
            p->lacks_board = p->board.id == 0;
        }
    return e;
}

static enum err
load_page(struct request *rq, struct flows_page *p, const struct flows_ask *ask)
{
    int64_t id = request_key(rq, 0);
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &p->partnership);
    if (e == OK)
        e = load_logs(rq, p);
    if (e != OK)
        return e;
    choose(p, ask);
    for (int i = 0; e == OK && i < p->n_ends; i++)
        e = load_end(rq, &p->ends[i]);
    /* one log alone: its last two years */
    if (e == OK && p->n_ends == 1 && p->ends[0].n_years >= 2) {
        struct flows_end *end = p->ends;
        end[1] = end[0];
        for (int i = 0; e == OK && i < 2; i++) {
            end[i].year = end[i].years[end[i].n_years - 1 - i];
            end[i].n_years = 0;
            e = load_end(rq, &end[i]);
        }
        p->n_ends = 2;
    }
    if (e != OK)
        return e;
    p->partnership_address = thing_address(rq->arena, &p->partnership);
    p->base = arena_print(
        rq->arena, "/partnership/%.*s/flows", TEXT_ARG(key_of(rq->arena, id)));
    p->pathways = arena_print(rq->arena, "/partnership/%.*s/pathways",
        TEXT_ARG(key_of(rq->arena, id)));
    if (p->n_ends < 2)
        return OK;
    name_ends(rq, p);
    p->address = flows_address(rq->arena, p, p->ends[0].year, p->ends[1].year);
    p->make = arena_print(rq->arena, "%.*s/make%.*s", TEXT_ARG(p->base),
        TEXT_ARG(text_slice(p->address, p->base.len, p->address.len)));
    p->may_ask = flows_may_make(rq, "need", id);
    p->may_act = flows_may_make(rq, "project", id);
    if (!p->ends[0].is_there || !p->ends[1].is_there)
        return OK;
    cp_sides_compare(
        &p->compared, rq->arena, &p->ends[0].side, &p->ends[1].side);
    if (!text_is_equal(p->ends[0].side.list, p->ends[1].side.list))
        cp_lists_compare(&p->lists, rq->arena, &p->ends[0].side.pathway,
            &p->ends[1].side.pathway);
    find_stages(rq, p);
    find_groups(rq, p, ask->by);
    return find_board(rq, p);
}

text
flows_address(
    struct arena *a, const struct flows_page *p, int one_year, int other_year)
{
    struct buf b = buf_in(a, 120);
    int years[2] = { one_year, other_year };
    buf_add(&b, p->base);
    for (int i = 0; i < 2; i++) {
        buf_print(&b, "%s=%.*s", i == 0 ? "?one" : "&other",
            TEXT_ARG(p->ends[i].key));
        if (years[i] != 0)
            buf_print(&b, ".%d", years[i]);
    }
    return buf_text(&b);
}

enum err
flows_show(struct request *rq, struct answer *an)
{
    struct flows_page *p = arena_new(rq->arena, struct flows_page, 1);
    struct flows_ask ask = { 0 };
    query_parse(rq, ask_inputs, N_ASK, &ask);
    enum err e = load_page(rq, p, &ask);
    if (e != OK)
        return e;
    if (p->n_stages > 0) {
        p->chart = flows_chart(rq, p);
        p->picture = flows_picture(rq, p);
        p->equity = flows_equity(rq, p);
    }
    struct view v = request_view(rq);
    mirror_flows(&v, p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("How it is walked, side by side")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- Something is made of a difference ------------------------------------
 */

/* In words, in the form of what it becomes. Nothing is written by this. */
enum err
flows_make(struct request *rq, struct answer *an)
{
    struct flows_page *p = arena_new(rq->arena, struct flows_page, 1);
    struct flows_ask ask = { 0 };
    text words = { 0 };
    struct view v = view_in(rq->arena, rq->lang, 0);
    query_parse(rq, ask_inputs, N_ASK, &ask);
    enum err e = load_page(rq, p, &ask);
    if (e != OK)
        return e;
    if (ask.row >= 1 && ask.row <= p->compared.n)
        words = flows_sentence(&v, p, &p->compared.rows[ask.row - 1]);
    else if (ask.line >= 1 && ask.line <= p->lists.n)
        words = flows_list_sentence(&v, p, &p->lists.pairs[ask.line - 1]);
    else if (ask.stage >= 1 && ask.stage <= p->n_stages && p->n_groups > 0)
        words = flows_group_sentence(&v, p, (int)ask.stage - 1);
    if (!text_is_known(words))
        return ERR_NOT_FOUND;
    const struct flows_end *own =
        p->ends[1].is_own && !p->ends[0].is_own ? &p->ends[1] : &p->ends[0];
    text to = flows_make_address(rq, ask.kind, p->partnership.id, p->board.id,
        TEXT("pathway"), own->row.pathway_id, words);
    if (!text_is_known(to))
        return ERR_NOT_FOUND;
    answer_redirect(rq, an, to);
    return OK;
}

/* ---- Shown to the other side, or no more ----------------------------------
 */

struct showing {
    int64_t id, actor_id;
    text token, address;
    bool is_shown;
};

static enum err
turn_shown(struct db *writer, struct arena *a, void *arg)
{
    const struct showing *s = arg;
    int64_t n = 0;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = flows_turn(writer,
            (struct flows_turn_in){ .id = s->id, .is_shown = s->is_shown }, &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    return e == OK
        ? audit_add(writer,
              (struct audit){ .actor_id = s->actor_id,
                  .action = s->is_shown ? TEXT("show") : TEXT("hide"),
                  .kind = TEXT("pathway_log"),
                  .thing_id = s->id })
        : e;
}

struct shown_form {
    bool back;
};
static const struct input shown_inputs[] = {
    INPUT(struct shown_form, back, INPUT_BOOL),
};

enum err
walked_shown_send(struct request *rq, struct answer *an)
{
    struct shown_form given = { 0 };
    struct form form;
    struct pathway_log row;
    enum err e = form_parse(rq, shown_inputs, 1, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = pathway_log_get(rq->db, rq->arena,
            (struct pathway_log_get_in){ .id = request_key(rq, 0) }, &row);
    if (e == OK && !text_is_equal(row.status, TEXT("read")))
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    struct showing s = { .id = row.id,
        .actor_id = rq->actor.person_id,
        .token = form.token,
        .is_shown = !given.back,
        .address = arena_print(
            rq->arena, "/walked/%.*s", TEXT_ARG(key_of(rq->arena, row.id))) };
    e = db_write(rq->db, rq->arena, turn_shown, &s);
    if (e == OK)
        answer_redirect(
            rq, an, arena_print(rq->arena, "%.*s#shown", TEXT_ARG(s.address)));
    return e;
}
