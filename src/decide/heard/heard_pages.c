/* Who was heard, in a partnership and in one thing: the gaps first, open to
 * everybody. */
#include "decide/heard/heard_page.h"

#include "base/csv.h"
#include "base/key.h"
#include "decide/heard/heard.html.h"
#include "people/people.h"

/* ---- Words --------------------------------------------------------------- */

const char *
heard_verdict_phrase(int64_t verdict)
{
    static const char *const words[] = { N_("nobody was heard"),
        N_("heard too little"), N_("heard more than their part"),
        N_("too few to say"), N_("about right") };
    return verdict >= 0 && verdict < 5 ? words[verdict] : N_("not shown");
}

const char *
heard_way_phrase(text way)
{
    static const char *const ways[] = { "self", "helped", "paper", "message" };
    static const char *const words[] = { N_("by themselves"),
        N_("with somebody who wrote it down for them"), N_("on paper"),
        N_("by a short message") };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (text_is_equal(way, text_of(ways[i])))
            return words[i];
    return N_("from a list");
}

text
heard_percent(struct view *v, double share)
{
    return arena_print(v->arena, "%.*s %%",
        TEXT_ARG(lang_decimal(
            v->lang, v->arena, 100 * share, share < 0.0995 ? 1 : 0)));
}

static text
times(struct view *v, double x)
{
    return lang_decimal(v->lang, v->arena, x, x < 0.095 ? 2 : 1);
}

text
heard_ratio(struct view *v, const struct heard_lines_row *row)
{
    if (!row->has_ratio)
        return (text){ 0 };
    return say_with(v, N_("%1$s (%2$s to %3$s)"), 3,
        (struct phrase_arg[]){ arg_text(times(v, row->ratio)),
            arg_text(times(v, row->low)), arg_text(times(v, row->high)) });
}

text
heard_count_said(struct view *v, const struct heard_lines_row *row)
{
    if (row == NULL || !row->has_n)
        return say(v, N_("not shown"));
    text n = lang_number(v->lang, v->arena, row->n);
    return !row->has_n_of
        ? n
        : say_with(v, N_("%1$s of %2$s"), 2,
              (struct phrase_arg[]){ arg_text(n),
                  arg_text(lang_number(v->lang, v->arena, row->n_of)) });
}

/* ---- Loading what was published ------------------------------------------ */

static text
name_of_line(const struct about_line *q, const struct heard_lines_row *r)
{
    for (int g = 0; r->has_group_id && g < q->n_groups; g++)
        if (q->groups[g].row->id == r->group_id)
            return q->groups[g].name;
    return (text){ 0 };
}

static void
add_missing(struct heard_one *to, const struct heard_question_shown *q,
    const struct heard_shown_line *line)
{
    bool is_nobody = to->is_final && line->row->has_n && line->row->n == 0;
    bool is_few = !to->is_final && line->row->has_verdict &&
        line->row->verdict == CP_HEARD_NOBODY;
    bool is_under =
        line->row->has_verdict && line->row->verdict == CP_HEARD_UNDER;
    if ((!is_nobody && !is_few && !is_under) || !line->row->has_group_id ||
        to->n_missing == HEARD_SAID_MAX)
        return;
    to->missing[to->n_missing++] = (struct heard_missing){ q->question->name,
        line->name, is_nobody, is_few };
}

/* Where nobody said anything of themselves, no group is missing more than
 * another. */
static bool
is_silent(const struct heard_question_shown *q)
{
    bool is_all_zero = q->n_groups > 0;
    for (int i = 0; i < q->n_lines; i++) {
        const struct heard_lines_row *r = q->lines[i].row;
        if (r->has_group_id && r->has_n_of && r->n_of == 0)
            return true;
        is_all_zero &= !r->has_group_id || (r->has_n && r->n == 0);
    }
    return is_all_zero;
}

static void
show_question(struct request *rq, const struct about_line *question,
    const struct heard_lines_row *rows, ptrdiff_t n, struct heard_one *to)
{
    struct view v = request_view(rq);
    struct heard_question_shown *q = &to->questions[to->n_questions];
    *q = (struct heard_question_shown){ .question = question,
        .n_people = to->row->n_people,
        .lines = arena_new(
            rq->arena, struct heard_shown_line, ABOUT_GROUPS_MAX + 2) };
    for (ptrdiff_t i = 0; i < n; i++) {
        const struct heard_lines_row *r = &rows[i];
        if (r->question_id != question->row->id ||
            q->n_lines == ABOUT_GROUPS_MAX + 2)
            continue;
        struct heard_shown_line *line = &q->lines[q->n_lines++];
        *line = (struct heard_shown_line){ r, name_of_line(question, r) };
        q->n_groups += r->has_group_id;
        if (!r->has_group_id)
            line->name = say(&v,
                q->n_lines - q->n_groups == 1 ? N_("would rather not say")
                                              : N_("not asked, or left open"));
        q->is_any_hidden |= !r->has_n;
        q->has_shares |= r->has_share;
    }
    q->is_silent = is_silent(q);
    for (int i = 0; i < q->n_lines && !q->is_silent; i++)
        add_missing(to, q, &q->lines[i]);
    to->n_questions += q->n_lines > 0;
}

static const struct heard_question_shown *
shown_of(const struct heard_one *one, int64_t question_id)
{
    for (int i = 0; i < one->n_questions; i++)
        if (one->questions[i].question->row->id == question_id)
            return &one->questions[i];
    return NULL;
}

/* The title of what somebody may not see is as secret as the thing. */
static enum err
name_thing(struct request *rq, struct heard_one *to)
{
    struct thing t;
    struct view v = request_view(rq);
    const struct thing_kind *kind = thing_kind_find(to->row->kind);
    enum err e = kind == NULL
        ? ERR_NOT_FOUND
        : thing_load_now(rq, to->row->kind, to->row->thing_id, &t);
    to->title = say(&v, kind == NULL ? N_("Something") : kind->word);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK && text_is_equal(to->row->kind, TEXT("partnership"))) {
        to->title = say(&v, N_("Voices"));
        to->address = arena_print(rq->arena, "/partnership/%.*s/voices",
            TEXT_ARG(about_key(rq->arena, to->row->thing_id)));
        to->is_named = true;
        return OK;
    }
    if (e == OK && thing_may_see(&rq->actor, &t)) {
        to->title = t.title;
        to->address = thing_address(rq->arena, &t);
        to->is_named = true;
    }
    return e;
}

enum err
heard_load(struct request *rq, const struct heard_release *row,
    const struct about_sheet *all, struct heard_one *to)
{
    struct heard_lines_row *rows;
    struct heard_cells_row *cells;
    struct heard_barriers_row *hard;
    struct heard_ways_row *ways;
    ptrdiff_t n, n_cells, n_hard, n_ways;
    *to = (struct heard_one){ .row = row,
        .is_final = !text_is_known(row->next_on),
        .questions = arena_new(rq->arena, struct heard_question_shown, all->n),
        .missing = arena_new(rq->arena, struct heard_missing, HEARD_SAID_MAX) };
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    heard_lines_ask(&batch,
        (struct heard_lines_in){
            .release_id = row->id, .n_rows = HEARD_LINES_MAX },
        &rows, &n);
    heard_cells_ask(&batch,
        (struct heard_cells_in){
            .release_id = row->id, .n_rows = HEARD_CELLS_MAX },
        &cells, &n_cells);
    heard_barriers_ask(&batch,
        (struct heard_barriers_in){ .release_id = row->id, .n_rows = BARRIERS },
        &hard, &n_hard);
    heard_ways_ask(&batch,
        (struct heard_ways_in){ .release_id = row->id, .n_rows = BARRIERS },
        &ways, &n_ways);
    enum err e = request_ask_now(rq, &batch);
    to->ways = ways;
    to->n_ways = e == OK ? n_ways : 0;
    to->barriers = hard;
    to->n_barriers = e == OK ? n_hard : 0;
    if (e == OK)
        e = name_thing(rq, to);
    for (int i = 0; e == OK && i < all->n; i++)
        show_question(rq, &all->questions[i], rows, n, to);
    if (e == OK && n_cells > 0)
        to->cross = (struct heard_cross_shown){ shown_of(to, cells[0].one_id),
            shown_of(to, cells[0].two_id), cells, n_cells };
    if (to->cross.one == NULL || to->cross.two == NULL ||
        to->cross.one->is_silent || to->cross.two->is_silent ||
        to->cross.n_cells !=
            (ptrdiff_t)to->cross.one->n_lines * to->cross.two->n_lines)
        to->cross = (struct heard_cross_shown){ 0 };
    return e;
}

const struct heard_lines_row *
heard_row_of(const struct heard_one *one, int64_t group_id)
{
    for (int i = 0; i < one->n_questions; i++)
        for (int k = 0; k < one->questions[i].n_lines; k++) {
            const struct heard_lines_row *r = one->questions[i].lines[k].row;
            if (r->has_group_id && r->group_id == group_id)
                return one->questions[i].is_silent ? NULL : r;
        }
    return NULL;
}

/* ---- A partnership ------------------------------------------------------- */

static enum err
load_gaps(struct request *rq, struct heard_within_page *p)
{
    struct heard_gaps_row *rows;
    ptrdiff_t n;
    text today = day_of(rq->arena, rq->now);
    enum err e = heard_gaps(rq->db, rq->arena,
        (struct heard_gaps_in){ .partnership_id = p->partnership.id,
            .lang = lang_code(rq->lang),
            .n_rows = HEARD_GAPS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    p->gaps = arena_new(rq->arena, struct heard_gap_shown, n);
    /* what goes on stands first; the databases sort a missing day otherwise */
    for (ptrdiff_t k = 0; k < 2 * n; k++) {
        ptrdiff_t i = k % n;
        bool is_known = text_is_known(rows[i].came);
        if (is_known != (k >= n))
            continue;
        bool is_late = !is_known && text_is_known(rows[i].until) &&
            text_compare(rows[i].until, today) < 0;
        p->gaps[p->n_gaps++] = (struct heard_gap_shown){ .row = &rows[i],
            .name = text_is_known(rows[i].said) ? rows[i].said : rows[i].name,
            .doing = text_is_known(rows[i].doing_said) ? rows[i].doing_said
                                                       : rows[i].doing,
            .is_late = is_late,
            .links = edit_links_of(rq, "heard_gap", rows[i].name, rows[i].id,
                p->partnership.id, 0, NULL) };
        p->n_open += !is_known;
        p->n_late += is_late;
    }
    return e;
}

enum err
heard_within_show(struct request *rq, struct answer *an)
{
    static const struct edit_make makes[] = {
        { .label = N_("Write down a gap, and what is done about it"),
            .kind = "heard_gap" },
        { .label = N_("Say what is offered"), .kind = "support_offer" },
        { .label = N_("Say what was done about what made it hard"),
            .kind = "barrier_step" },
        { .kind = NULL },
    };
    struct heard_within_page p = { 0 };
    struct about_sheet all;
    struct heard_release *rows;
    ptrdiff_t n = 0;
    int64_t id = request_key(rq, 0);
    enum err e = thing_load_now(rq, TEXT("partnership"), id, &p.partnership);
    if (e == OK)
        e = about_all(rq, id, &all);
    if (e == OK)
        e = load_gaps(rq, &p);
    if (e == OK)
        e = barriers_load(rq, id, &p.barriers);
    if (e == OK)
        e = heard_releases(rq->db, rq->arena,
            (struct heard_releases_in){
                .partnership_id = id, .n_rows = HEARD_THINGS },
            &rows, &n);
    if (e != OK)
        return e;
    p.things = arena_new(rq->arena, struct heard_one, n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (text_is_known(rows[i].made_on))
            e = heard_load(rq, &rows[i], &all, &p.things[p.n_things++]);
    if (e != OK)
        return e;
    for (int i = p.n_things - 1; i >= 0; i--)
        if (p.things[i].is_final && p.things[i].n_questions > 0 &&
            p.n_beside < HEARD_BESIDE)
            p.beside[p.n_beside++] = &p.things[i];
    p.about = &all;
    p.address = thing_address(rq->arena, &p.partnership);
    p.base = arena_print(rq->arena, "/partnership/%.*s/heard",
        TEXT_ARG(about_key(rq->arena, id)));
    p.makes =
        edit_links_of(rq, "partnership", p.partnership.title, id, 0, 0, makes);
    p.makes.may_edit = p.makes.may_remove = false;
    if (actor_may(&rq->actor, WHO_FACILITATOR, &id, 1))
        p.questions =
            arena_print(rq->arena, "%.*s/questions", TEXT_ARG(p.base));
    struct view v = request_view(rq);
    decide_heard_within(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Who was heard")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- One thing ----------------------------------------------------------- */

static enum err
load_one(struct request *rq, struct thing *partnership, struct heard_one *to)
{
    struct heard_release *row = arena_new(rq->arena, struct heard_release, 1);
    struct about_sheet all;
    enum err e = heard_release_of(rq->db, rq->arena,
        (struct heard_release_of_in){ request_key(rq, 0) }, row);
    if (e == OK)
        e = thing_load_now(
            rq, TEXT("partnership"), row->partnership_id, partnership);
    if (e == OK)
        e = about_all(rq, row->partnership_id, &all);
    return e == OK ? heard_load(rq, row, &all, to) : e;
}

enum err
heard_show(struct request *rq, struct answer *an)
{
    struct thing partnership;
    struct heard_page p = { 0 };
    struct barrier_words_row *words;
    enum err e = load_one(rq, &partnership, &p.one);
    if (e == OK && p.one.is_final &&
        actor_may(&rq->actor, WHO_FACILITATOR, &partnership.id, 1)) {
        e = barrier_words(rq->db, rq->arena,
            (struct barrier_words_in){
                .thing_id = p.one.row->thing_id, .n_rows = HEARD_SAID_MAX },
            &words, &p.n_words);
        p.words = words;
    }
    if (e != OK)
        return e;
    p.partnership = thing_address(rq->arena, &partnership);
    p.partnership_name = partnership.title;
    p.within = arena_print(rq->arena, "/partnership/%.*s/heard",
        TEXT_ARG(about_key(rq->arena, partnership.id)));
    p.csv = p.one.is_final
        ? arena_print(rq->arena, "/heard/%.*s/table.csv",
              TEXT_ARG(about_key(rq->arena, p.one.row->thing_id)))
        : (text){ 0 };
    struct view v = request_view(rq);
    decide_heard(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Who was heard")),
            .section = "partnership",
            .body = view_html(&v),
            .csv = p.csv });
    return OK;
}

static void
csv_real(struct csv_writer *w, struct arena *a, bool has, double x)
{
    csv_add(w, has ? arena_print(a, "%.4f", x) : TEXT(""));
}

static void
csv_int(struct csv_writer *w, struct arena *a, bool has, int64_t n)
{
    csv_add(w, has ? arena_print(a, "%lld", (long long)n) : TEXT(""));
}

static void
csv_lines(
    struct csv_writer *w, struct arena *a, const struct heard_question_shown *q)
{
    static const char *const codes[] = { "nobody_heard", "under_heard",
        "over_heard", "too_few_to_say", "about_right" };
    for (int i = 0; i < q->n_lines; i++) {
        const struct heard_lines_row *r = q->lines[i].row;
        csv_add_for_people(w, q->question->name);
        csv_add_for_people(w, q->lines[i].name);
        csv_int(w, a, r->has_n, r->n);
        csv_int(w, a, r->has_n && r->has_n_of, r->n_of);
        csv_real(w, a, r->has_share, r->share);
        csv_real(w, a, r->has_ratio, r->ratio);
        csv_real(w, a, r->has_low, r->low);
        csv_real(w, a, r->has_high, r->high);
        csv_add(w,
            r->has_verdict && !q->is_silent ? text_of(codes[r->verdict % 5])
                                            : TEXT(""));
        csv_add_for_people(w, q->question->row->source);
        csv_int(w, a, q->question->row->has_year, q->question->row->year);
        csv_end_row(w);
    }
}

/* What stands on the page, and nothing more. */
enum err
heard_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "question", "group", "heard", "of",
        "population_share", "ratio", "low", "high", "verdict", "source",
        "year" };
    struct thing partnership;
    struct heard_one one;
    enum err e = load_one(rq, &partnership, &one);
    if (e == OK && !one.is_final)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 8192);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (int i = 0; i < one.n_questions; i++)
        csv_lines(&w, rq->arena, &one.questions[i]);
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("who-was-heard.csv");
    return OK;
}
