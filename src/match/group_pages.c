/* Sets of groups and groups: shown, counted, as a file. */
#include "match/group.h"

#include "base/csv.h"
#include "keep/settings.h"
#include "match/against.html.h"
#include "match/group.html.h"
#include "match/group_pages.h"

text
match_group_name(const struct group_set_page *p, int64_t id)
{
    for (ptrdiff_t i = 0; i < p->set->n_members; i++)
        if (p->set->members[i].row->id == id)
            return p->set->members[i].row->name;
    return TEXT("");
}

/* ---- A set
 * ------------------------------------------------------------------------ */

void
group_shown_of(struct view *v, const struct group_set *set,
    const struct group_problem *g, int64_t position, struct group_shown *to)
{
    *to = (struct group_shown){ .position = position,
        .value = g->answer.values[position - 1] };
    for (ptrdiff_t i = 0; i < set->n_groups; i++)
        if (set->groups[i].position == position)
            to->group = &set->groups[i];
    to->n_why = group_why(v, set, position, to->why, GROUP_SAYS);
    to->n_broken =
        group_broken(v, set, g, position - 1, to->broken, GROUP_SAYS);
}

static enum err
partnership_of(struct request *rq, int64_t id, text *name, text *address)
{
    struct thing t;
    enum err e = thing_load(rq->db, rq->arena, TEXT("partnership"), id, &t);
    if (e != OK)
        return e;
    *name = t.title;
    *address = arena_print(rq->arena, "/partnership/%.*s/calls",
        TEXT_ARG(match_key(rq->arena, id)));
    return OK;
}

enum err
group_set_answer_page(struct request *rq, struct answer *an,
    struct group_set_page *p, struct group_problem *g, struct form *form)
{
    struct view v = request_view(rq);
    struct group_set *set = p->set;
    enum err e = partnership_of(rq, set->row.partnership_id,
        &p->partnership_name, &p->partnership_address);
    if (e != OK)
        return e;
    e = round_list(rq->db, rq->arena,
        (struct round_list_in){
            .partnership_id = set->row.partnership_id, .n_rows = 50 },
        &p->rounds, &p->n_rounds);
    if (e == OK && set->asked == NULL)
        e = group_words(rq->db, rq->arena, set);
    if (e == OK)
        e = job_of(rq->db, rq->arena, set->row.id, &p->job);
    if (e != OK)
        return e;
    if (!job_is_open(&p->job) && set->state.has_solved_at &&
        set->state.solved_at >= p->job.settled_at)
        p->job.status = JOB_NONE; /* what became of it says nothing any more */
    p->job_part =
        (struct job_part){ .rq = rq, .job = &p->job, .may_stop = true };
    answer_job(rq, an, &p->job);
    p->form = form;
    p->links = edit_links_of(rq, "match_group_set", set->row.name, set->row.id,
        set->row.partnership_id, 0, NULL);
    if (g != NULL) {
        p->n_groups = g->problem.n_groups;
        p->groups = arena_new(rq->arena, struct group_shown, p->n_groups);
        for (ptrdiff_t k = 0; k < p->n_groups; k++)
            group_shown_of(&v, set, g, k + 1, &p->groups[k]);
        p->answer = &g->answer;
    }
    match_group_set_page(&v, p);
    if (an->status == 0)
        an->status =
            form->n_errors > 0 || text_is_known(form->error_all) ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = set->row.name,
            .section = "partnership",
            .body = view_html(&v),
            .csv =
                arena_print(rq->arena, "%.*s.csv", TEXT_ARG(set->address)) });
    return OK;
}

enum err
group_set_open(struct request *rq, struct group_set_page *p,
    struct group_problem **g, bool *stands)
{
    struct why why;
    *g = arena_new(rq->arena, struct group_problem, 1);
    *stands = false;
    p->set = arena_new(rq->arena, struct group_set, 1);
    enum err e = group_set_load(rq->db, rq->arena, request_key(rq, 0), p->set);
    if (e != OK || p->set->n_members == 0)
        return e;
    e = group_set_problem(rq->arena, p->set, *g, &why);
    if (e == ERR_BAD_INPUT) {
        p->problem = arena_copy(rq->arena, text_of(why.text));
        return OK;
    }
    if (e == OK)
        *stands = group_set_answer(rq->arena, p->set, *g);
    return e;
}

enum err
group_set_show(struct request *rq, struct answer *an)
{
    struct group_set_page p = { 0 };
    struct group_problem *g;
    struct form form;
    bool stands;
    enum err e = group_set_open(rq, &p, &g, &stands);
    if (e != OK)
        return e;
    form_open(rq, group_people_inputs, N_GROUP_PEOPLE_INPUTS, &form);
    return group_set_answer_page(rq, an, &p, stands ? g : NULL, &form);
}

/* Who is in which group, with the group's worth. */
enum err
group_csv(struct request *rq, struct answer *an)
{
    struct group_set_page p = { 0 };
    struct group_problem *g;
    bool stands;
    enum err e = group_set_open(rq, &p, &g, &stands);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 4096);
    struct csv_writer w = csv_write(&out);
    csv_add(&w, TEXT("group"));
    csv_add(&w, TEXT("code"));
    csv_add(&w, TEXT("name"));
    csv_add(&w, TEXT("organisation"));
    csv_add(&w, TEXT("value"));
    csv_end_row(&w);
    for (ptrdiff_t k = 0; stands && k < g->problem.n_groups; k++)
        for (ptrdiff_t i = 0; i < p.set->n_members; i++) {
            const struct group_member *m = &p.set->members[i];
            if (m->row->position != k + 1)
                continue;
            csv_add_int(&w, k + 1);
            csv_add_for_people(&w, m->fields[GROUP_CODE]);
            csv_add_for_people(&w, m->row->name);
            csv_add_for_people(&w, m->fields[GROUP_ORGANISATION]);
            csv_add_int(&w, g->answer.values[k]);
            csv_end_row(&w);
        }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("groups.csv");
    return OK;
}

enum err
group_against_show(struct request *rq, struct answer *an)
{
    struct group_set *set = arena_new(rq->arena, struct group_set, 1);
    struct against_page *p = arena_new(rq->arena, struct against_page, 1);
    enum err e = group_set_load(rq->db, rq->arena, request_key(rq, 0), set);
    text *told = arena_new(rq->arena, text, set->n_members + 1);
    for (ptrdiff_t i = 0; e == OK && i < set->n_members; i++)
        told[i] = set->members[i].row->told;
    if (e == OK)
        e = against_fill(rq, set->row.partnership_id, told, set->n_members, p);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    p->title = say_with(&v, N_("Who is in %s"), 1,
        (struct phrase_arg[]){ phrase_arg(set->row.name) });
    p->back = set->row.name;
    p->back_address = set->address;
    p->can_change = !set->is_confirmed;
    match_against(&v, p);
    answer_page(rq, an,
        (struct page){ .title = p->title,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* Who is in a pair of a round that was not declined. */
enum err
round_against_show(struct request *rq, struct answer *an)
{
    enum { PAIRS_MAX = 200 };
    static const char *const live[] = { "proposed", "offered", "agreed",
        "running", "ended" };
    struct round r;
    struct round_everybody_row *rows;
    struct match_group_paired_row *pairs[5];
    ptrdiff_t n, n_pairs[5] = { 0 }, n_told = 0;
    struct against_page *p = arena_new(rq->arena, struct against_page, 1);
    enum err e = round_of_address(rq, &r);
    if (e == OK)
        e = round_everybody(rq->db, rq->arena,
            (struct round_everybody_in){
                .round_id = r.row.id, .n_rows = GROUP_PEOPLE_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    /* what is only proposed is its facilitator's */
    for (int i = r.is_facilitator ? 0 : 1; i < 5; i++)
        match_group_paired_ask(&batch,
            (struct match_group_paired_in){ .round_id = r.row.id,
                .status = text_of(live[i]),
                .n_rows = PAIRS_MAX },
            &pairs[i], &n_pairs[i]);
    e = db_batch_run(&batch);
    text *all = arena_new(rq->arena, text, n + 1);
    text *told = arena_new(rq->arena, text, n + 1);
    if (e == OK)
        e = group_tell_round(rq, &r, rows, n, all);
    for (ptrdiff_t k = 0; e == OK && k < n; k++) {
        bool is_paired = false;
        for (int i = 0; i < 5; i++)
            for (ptrdiff_t q = 0; q < n_pairs[i]; q++)
                is_paired = is_paired || pairs[i][q].a_id == rows[k].id ||
                    pairs[i][q].b_id == rows[k].id ||
                    (pairs[i][q].has_third_id &&
                        pairs[i][q].third_id == rows[k].id);
        if (is_paired)
            told[n_told++] = all[k];
    }
    if (e == OK)
        e = against_fill(rq, r.row.partnership_id, told, n_told, p);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    p->title = say_with(&v, N_("Who is paired in %s"), 1,
        (struct phrase_arg[]){ phrase_arg(r.row.name) });
    p->back = r.row.name;
    p->back_address = r.address;
    p->can_change = r.status <= ROUND_PROPOSED;
    match_against(&v, p);
    answer_page(rq, an,
        (struct page){ .title = p->title,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- A group
 * ------------------------------------------------------------------------ */

/* Whom the reader may know of: a file's people have no page of their own. */
static enum err
load_names(struct request *rq, struct group_page *p)
{
    enum err e = OK;
    p->names = arena_new(rq->arena, text, p->set->n_members + 1);
    p->name_addresses = arena_new(rq->arena, text, p->set->n_members + 1);
    for (ptrdiff_t i = 0; e == OK && i < p->set->n_members; i++) {
        const struct match_group_person *row = p->set->members[i].row;
        struct thing person;
        if (!row->has_position || row->position != p->group.position)
            continue;
        if (!row->has_person_id) {
            p->names[p->n_names++] = row->name;
            continue;
        }
        e = thing_load(
            rq->db, rq->arena, TEXT("person"), row->person_id, &person);
        if (e == OK && thing_may_see(&rq->actor, &person)) {
            p->name_addresses[p->n_names] = thing_address(rq->arena, &person);
            p->names[p->n_names++] = person.title;
        } else if (e == OK) {
            struct view v = request_view(rq);
            p->names[p->n_names++] =
                say(&v, N_("Somebody who is not named here"));
        }
        e = e == ERR_NOT_FOUND ? OK : e;
    }
    return e;
}

enum err
group_show(struct request *rq, struct answer *an)
{
    struct group_page p = { 0 };
    struct group_problem *g = arena_new(rq->arena, struct group_problem, 1);
    struct prose_set prose = { 0 };
    struct why why;
    bool is_found = false;
    int64_t id = request_key(rq, 0);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    match_group_get_ask(
        &batch, (struct match_group_get_in){ .id = id }, &p.group, &is_found);
    prose_ask(&batch, id, &prose);
    thread_ask(&batch, id, &p.thread);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    if (match_has_moved(rq, an, "/group", p.group.name, id))
        return OK;
    p.set = arena_new(rq->arena, struct group_set, 1);
    e = group_set_load(rq->db, rq->arena, p.group.set_id, p.set);
    if (e == OK)
        e = group_words(rq->db, rq->arena, p.set);
    if (e == OK)
        e = load_names(rq, &p);
    if (e == OK)
        e = thread_finish(rq, "match_group", id, &p.thread);
    if (e == OK)
        e = partnership_of(rq, p.set->row.partnership_id, &p.partnership_name,
            &p.partnership_address);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    if (p.n_names > 0 && group_set_problem(rq->arena, p.set, g, &why) == OK &&
        group_set_answer(rq->arena, p.set, g) &&
        p.group.position <= g->problem.n_groups)
        group_shown_of(&v, p.set, g, p.group.position, &p.shown);
    p.about = prose_show(rq, &prose, "about");
    p.ground = prose_show(rq, &prose, "ground");
    p.disagreement = prose_show(rq, &prose, "disagreement");
    p.agreed = prose_show(rq, &prose, "agreed");
    p.links = edit_links_of(rq, "match_group", p.group.name, id, p.group.set_id,
        p.set->row.partnership_id, NULL);
    match_group(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = p.group.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}
