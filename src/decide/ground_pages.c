/* What people share, and where they part: in words, with the numbers of each
 * community. Small ones are counted and not shown. */
#include "decide/conversation.h"

#include "base/buf.h"
#include "base/key.h"
#include "decide/ground.html.h"
#include "engine/opinion/ground.h"
#include "people/people.h"

#include <math.h>

/* In the order of the page. */
static const int order[CP_GROUND_LABELS] = { CP_GROUND_COMMON_AGREE,
    CP_GROUND_COMMON_DISAGREE, CP_GROUND_DISAGREEMENT, CP_GROUND_LEANING_AGREE,
    CP_GROUND_LEANING_DISAGREE, CP_GROUND_MIXED, CP_GROUND_NOT_ASKED };

const char *
ground_heading(int label)
{
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

static const struct conversation_units_row *
unit_of(const struct conversation_loaded *c, int64_t id)
{
    for (ptrdiff_t i = 0; i < c->n_units; i++)
        if (c->units[i].id == id)
            return &c->units[i];
    return NULL;
}

/* Five answers at least; and of fewer than ten never all or none. */
bool
ground_is_small(const struct ground_unit_count *u)
{
    return u->agree + u->disagree + u->pass < UNIT_LEAST;
}

/* 95 % interval of a share (Wilson 1927). */
static void
wilson(int64_t k, int64_t n, double *low, double *high)
{
    const double z = 1.959963984540054;
    double p = (double)k / (double)n, m = (double)n;
    double middle = (p + z * z / (2 * m)) / (1 + z * z / m);
    double half =
        z / (1 + z * z / m) * sqrt(p * (1 - p) / m + z * z / (4 * m * m));
    *low = middle - half < 0 ? 0 : middle - half;
    *high = middle + half > 1 ? 1 : middle + half;
}

static void
share(struct view *v, int64_t agree, int64_t all)
{
    double low, high;
    wilson(agree, all, &low, &high);
    out_text(v,
        say_with(v, N_("%1$d of 100 agree (between %2$d and %3$d), of %4$d"), 4,
            (struct phrase_arg[]){
                arg_int((int64_t)(100.0 * (double)agree / (double)all + 0.5)),
                arg_int((int64_t)(100 * low + 0.5)),
                arg_int((int64_t)(100 * high + 0.5)), arg_int(all) }));
}

html
ground_cell(struct view *v, const struct ground_unit_count *u)
{
    int64_t all = u->agree + u->disagree + u->pass;
    if (u->is_small)
        return say_html(v, N_("a small group"));
    /* the same of all and of all but one, or it would be known of each */
    if (all < 10 && u->agree >= all - 1)
        return say_html(v, N_("nearly all agree"));
    if (all < 10 && u->agree <= 1)
        return say_html(v, N_("hardly any agree"));
    struct view in = view_in(v->arena, v->lang, 200);
    share(&in, u->agree, all);
    return view_html(&in);
}

/* ---- The page ------------------------------------------------------------ */

static void
fill_counts(
    struct ground_page *p, const struct answer_counts_row *counts, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < p->n_lines; i++) {
        struct ground_said *l = &p->lines[i];
        for (ptrdiff_t u = 0; u < p->c->n_units; u++) {
            struct ground_unit_count *to = &l->units[u];
            to->unit = &p->c->units[u];
            for (ptrdiff_t k = 0; k < n; k++)
                if (counts[k].statement_id == l->row->statement_id &&
                    counts[k].unit_id == to->unit->id) {
                    to->agree = counts[k].agree;
                    to->disagree = counts[k].disagree;
                    to->pass = counts[k].pass;
                }
            to->is_small = ground_is_small(to);
        }
    }
}

/* "Homa Bay and Liverpool differ most." Small communities are not named. */
static text
sentence_of(
    struct view *v, const struct ground_page *p, const struct ground_said *l)
{
    const struct conversation_units_row *one = unit_of(p->c, l->row->one_id);
    const struct conversation_units_row *two = unit_of(p->c, l->row->two_id);
    const struct conversation_units_row *low = unit_of(p->c, l->row->lowest_id);
    for (ptrdiff_t u = 0; u < p->c->n_units; u++)
        if (l->units[u].is_small) {
            one = one == l->units[u].unit ? NULL : one;
            two = two == l->units[u].unit ? NULL : two;
            low = low == l->units[u].unit ? NULL : low;
        }
    if (l->row->label == CP_GROUND_DISAGREEMENT && one != NULL && two != NULL)
        return say_with(v,
            l->row->is_between
                ? N_("%1$s and %2$s differ most: two sides.")
                : N_("%1$s and %2$s differ most: inside one side."),
            2,
            (struct phrase_arg[]){ arg_text(one->name), arg_text(two->name) });
    if (low != NULL && p->c->n_units > 1 &&
        l->row->label != CP_GROUND_NOT_ASKED)
        return say_with(v, N_("Fewest agree in %s."), 1,
            (struct phrase_arg[]){ arg_text(low->name) });
    return (text){ 0 };
}

static void
order_lines(struct request *rq, struct ground_page *p,
    const struct ground_lines_row *rows, ptrdiff_t n)
{
    p->lines = arena_new(rq->arena, struct ground_said, n + 1);
    for (int o = 0; o < CP_GROUND_LABELS; o++)
        for (ptrdiff_t i = 0; i < n; i++) {
            if (rows[i].label != order[o])
                continue;
            bool is_said = text_is_known(rows[i].said);
            p->lines[p->n_lines++] = (struct ground_said){ .row = &rows[i],
                .words = is_said ? rows[i].said : rows[i].words,
                .lang = is_said ? lang_code(rq->lang) : rows[i].lang };
        }
}

static text
say_why_none(struct view *v, const struct ground_group_get_row *g)
{
    if (text_is_equal(g->why_none, TEXT("people")))
        return say(v,
            N_("Fewer than 15 people answered enough to look for groups that "
               "answer alike."));
    if (text_is_equal(g->why_none, TEXT("statements")))
        return say(v,
            N_("There are fewer than 8 statements: too few to look for groups "
               "that answer alike."));
    return say(v,
        N_("The answers do not fall into groups that would come out the same "
           "again. So none are shown."));
}

/* "23 +KEY -KEY;" */
static void
read_groups(struct request *rq, struct ground_page *p, text said)
{
    p->groups = arena_new(rq->arena, struct ground_group_said, GROUPS_MAX);
    while (text_is_known(said) && p->n_groups < GROUPS_MAX) {
        text rest, group = text_cut(said, ';', &said);
        text size = text_cut(group, ' ', &rest);
        struct ground_group_said *to = &p->groups[p->n_groups];
        *to = (struct ground_group_said){ 0 };
        if (!text_parse_int(size, &to->n_people))
            continue;
        while (text_is_known(rest) && to->n_told < TOLD_OF_GROUP) {
            text one = text_cut(rest, ' ', &rest);
            int64_t key;
            if (one.len < 2 || !key_parse(text_slice(one, 1, one.len), &key))
                continue;
            for (ptrdiff_t i = 0; i < p->n_lines; i++)
                if (p->lines[i].row->statement_id == key) {
                    to->is_agree[to->n_told] = one.ptr[0] == '+';
                    to->told[to->n_told++] = &p->lines[i];
                }
        }
        p->n_groups++;
    }
}

static enum err
answer_ground(struct request *rq, struct answer *an,
    const struct conversation_loaded *c, text back, bool may_stop)
{
    struct ground_page p = { .rq = rq, .c = c, .back = back };
    struct ground_lines_row *rows;
    struct ground_group_get_row groups;
    struct answer_counts_row *counts;
    struct participant_count_row people;
    struct job job = { 0 };
    ptrdiff_t n, n_counts;
    struct view v = request_view(rq);
    /* before the close nobody sees what others answered */
    if (!c->is_over)
        return ERR_NOT_FOUND;
    enum err e = job_of(rq->db, rq->arena, c->head.id, &job);
    if (e == OK)
        e = ground_lines(rq->db, rq->arena,
            (struct ground_lines_in){ .conversation_id = c->head.id,
                .lang = lang_code(rq->lang),
                .n_rows = STATEMENTS_MAX },
            &rows, &n);
    if (e == OK)
        e = answer_counts(rq->db, rq->arena,
            (struct answer_counts_in){ .conversation_id = c->head.id,
                .n_rows = STATEMENTS_MAX * UNITS_MAX },
            &counts, &n_counts);
    if (e == OK)
        e = participant_count(rq->db, rq->arena,
            (struct participant_count_in){
                .conversation_id = c->head.id, .n_max = PARTICIPANTS_SHOWN },
            &people);
    if (e != OK)
        return e;
    e = ground_group_get(
        rq->db, rq->arena, (struct ground_group_get_in){ c->head.id }, &groups);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    p.is_ready = e == OK;
    p.n_people = people.n;
    if (p.is_ready) {
        order_lines(rq, &p, rows, n);
        fill_counts(&p, counts, n_counts);
        for (ptrdiff_t i = 0; i < p.n_lines; i++)
            p.lines[i].sentence = sentence_of(&v, &p, &p.lines[i]);
        if (groups.n_groups > 0)
            read_groups(rq, &p, groups.said);
        else
            p.why_none = say_why_none(&v, &groups);
    }
    p.job = (struct job_part){ .rq = rq, .job = &job, .may_stop = may_stop };
    answer_job(rq, an, &job);
    decide_ground(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("What people share, and where they part")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
ground_show(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    enum err e = conversation_load_seen(rq, &c);
    return e == OK
        ? answer_ground(rq, an, &c, conversation_sub(rq->arena, c.head.id, ""),
              conversation_leads(rq, &c))
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
    return answer_ground(rq, an, &x.c, x.base, false);
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
