/* Who was at a meeting, by the questions that people are asked about
 * themselves: people fill in slips of paper, somebody counts them, and types
 * how many there are of each group. Nothing here is of one person; a week
 * later a copy is published, without what is small, and the numbers go. */
#include "decide/forum/sitting.h"

#include "decide/forum/sitting_keep.html.h"
#include "decide/heard/about.h"
#include "decide/heard/about_inside.h"
#include "decide/heard/heard_count.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

struct tally_form {
    int64_t n[ABOUT_GROUPS_MAX + 1]; /* the last: would rather not say */
};
enum { N_TALLY = ABOUT_GROUPS_MAX + 1 };

struct tallying {
    struct sitting_whole m;
    const struct about_asked *question;
    int64_t n_people;
    bool is_published;
    const struct tally_form *given;
    text token;
    int64_t actor_id;
};

static enum err
load(struct request *rq, struct tallying *t)
{
    struct about *about = arena_new(rq->arena, struct about, 1);
    struct heard_release row;
    enum err e = sitting_read(rq, &t->m);
    if (e == OK)
        e = about_load(rq, t->m.g->row.partnership_id, 0, about);
    for (int i = 0; e == OK && i < about->n; i++)
        if (about->questions[i].row->id == request_key(rq, 1))
            t->question = &about->questions[i];
    if (e == OK && t->question == NULL)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    for (int i = 0; i < t->m.g->n_seats; i++)
        t->n_people += t->m.seats[i].n_there;
    t->n_people += t->m.row.has_n_others ? t->m.row.n_others : 0;
    t->actor_id = rq->actor.person_id;
    e = heard_release_of(
        rq->db, rq->arena, (struct heard_release_of_in){ t->m.row.id }, &row);
    t->is_published = e == OK && !text_is_known(row.next_on);
    return e == ERR_NOT_FOUND ? OK : e;
}

static text
page_of(struct arena *a, int64_t sitting_id, int64_t question_id)
{
    return sitting_sub(a, sitting_id,
        arena_c_string(a,
            arena_print(
                a, "/about/%.*s", TEXT_ARG(about_key(a, question_id)))));
}

enum err
sitting_questions(struct request *rq, const struct sitting_whole *m,
    const struct sitting_question **to, int *n)
{
    struct about *about = arena_new(rq->arena, struct about, 1);
    enum err e = about_load(rq, m->g->row.partnership_id, 0, about);
    struct sitting_question *all =
        arena_new(rq->arena, struct sitting_question, about->n);
    for (int i = 0; e == OK && i < about->n; i++)
        all[i] = (struct sitting_question){ about->questions[i].name,
            page_of(rq->arena, m->row.id, about->questions[i].row->id) };
    *to = all;
    *n = about->n;
    return e;
}

static int
tally_inputs(struct arena *a, const struct tallying *t, struct input *in)
{
    int n_groups = t->question->n_groups;
    for (int i = 0; i <= n_groups; i++)
        in[i] = (struct input){ .name = arena_c_string(
                                    a, arena_print(a, "n_%d", i)),
            .kind = INPUT_INT,
            .min = 0,
            .max = 100'000,
            .offset = (ptrdiff_t)(offsetof(struct tally_form, n) +
                (size_t)i * sizeof(int64_t)),
            .label = i < n_groups
                ? arena_c_string(a, t->question->groups[i].name)
                : N_("Would rather not say") };
    return n_groups + 1;
}

static enum err
give_now(struct request *rq, const struct tallying *t, struct form *form)
{
    struct about_tallies_row *rows;
    ptrdiff_t n;
    enum err e = about_tallies(rq->db, rq->arena,
        (struct about_tallies_in){ .thing_id = t->m.row.id,
            .question_id = t->question->row->id,
            .n_rows = N_TALLY },
        &rows, &n);
    for (ptrdiff_t k = 0; e == OK && k < n; k++)
        for (int i = 0; i <= t->question->n_groups; i++) {
            bool is_it = i < t->question->n_groups ? rows[k].has_group_id &&
                    rows[k].group_id == t->question->groups[i].id
                                                   : !rows[k].has_group_id;
            if (is_it)
                form_give(form,
                    arena_c_string(
                        rq->arena, arena_print(rq->arena, "n_%d", i)),
                    arena_print(rq->arena, "%d", (int)rows[k].n));
        }
    return e;
}

static enum err
answer_tally(struct request *rq, struct answer *an, const struct tallying *t,
    const struct form *form)
{
    struct view v = request_view(rq);
    decide_sitting_keep_about(&v,
        &(struct sitting_about_page){ .m = &t->m,
            .question = t->question->name,
            .why = t->question->why,
            .n_people = t->n_people,
            .address = sitting_sub(rq->arena, t->m.row.id, ""),
            .send = page_of(rq->arena, t->m.row.id, t->question->row->id),
            .is_published = t->is_published,
            .form = form });
    if (form->n_errors > 0)
        an->status = 422;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Who was there, of each group")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
sitting_about_show(struct request *rq, struct answer *an)
{
    struct tallying t = { 0 };
    struct form form;
    enum err e = load(rq, &t);
    if (e != OK)
        return e;
    struct input *in = arena_new(rq->arena, struct input, N_TALLY);
    form_open(rq, in, tally_inputs(rq->arena, &t, in), &form);
    e = give_now(rq, &t, &form);
    return e == OK ? answer_tally(rq, an, &t, &form) : e;
}

static enum err
save_tally(struct db *writer, struct arena *a, void *arg)
{
    const struct tallying *t = arg;
    struct heard_release row;
    int64_t id = t->m.row.id, question_id = t->question->row->id;
    text first;
    enum err e = once_take(writer, a, t->token, TEXT("about"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = heard_begin(writer, a,
            &(struct heard_of){ "sitting", id, t->m.g->row.partnership_id });
    if (e == OK)
        e = heard_release_of(
            writer, a, (struct heard_release_of_in){ id }, &row);
    if (e == OK && !text_is_known(row.next_on))
        return ERR_CONFLICT; /* published meanwhile */
    if (e == OK)
        e = about_tally_forget(writer,
            (struct about_tally_forget_in){
                .thing_id = id, .question_id = question_id },
            NULL);
    for (int i = 0; e == OK && i <= t->question->n_groups; i++)
        if (t->given->n[i] > 0)
            e = about_tally_insert(writer,
                (struct about_tally_insert_in){ .id = key_new(),
                    .thing_id = id,
                    .question_id = question_id,
                    .group_id = i < t->question->n_groups
                        ? t->question->groups[i].id
                        : 0,
                    .has_group_id = i < t->question->n_groups,
                    .n = t->given->n[i] },
                NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = t->actor_id,
                             .action = TEXT("count"),
                             .kind = TEXT("sitting"),
                             .thing_id = id })
                   : e;
}

enum err
sitting_about_send(struct request *rq, struct answer *an)
{
    struct tallying t = { 0 };
    struct tally_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    int64_t sum = 0;
    enum err e = load(rq, &t);
    if (e != OK)
        return e;
    struct input *in = arena_new(rq->arena, struct input, N_TALLY);
    e = form_parse(rq, in, tally_inputs(rq->arena, &t, in), form, &given);
    if (e != OK)
        return e;
    for (int i = 0; i <= t.question->n_groups; i++)
        sum += given.n[i];
    if (form->n_errors == 0 && sum > t.n_people)
        form_error(form, "n_0",
            say(&v,
                N_("These are more people than were there. Write down first "
                   "who was there.")));
    if (form->n_errors > 0 || t.is_published)
        return answer_tally(rq, an, &t, form);
    t.given = &given;
    t.token = form->token;
    e = db_write(rq->db, rq->arena, save_tally, &t);
    if (e == ERR_CONFLICT) {
        t.is_published = true;
        return answer_tally(rq, an, &t, form);
    }
    if (e == OK)
        answer_redirect(
            rq, an, sitting_sub(rq->arena, t.m.row.id, "/there#about"));
    return e;
}
