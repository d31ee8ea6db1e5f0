/* A statement of one's own, by whoever answers. It waits until somebody has
 * looked at it. */
#include "decide/conversation/conversation.h"

#include "decide/conversation/answer.html.h"
#include "keep/once.h"
#include "people/people.h"

struct add_form {
    text words, lang;
    bool is_other;
};
enum { N_ADD = 3 };

static void
add_inputs(struct request *rq, struct input in[N_ADD])
{
    struct arena *a = rq->arena;
    const char **langs = arena_new(a, const char *, LANG_N + 1);
    const char **names = arena_new(a, const char *, LANG_N + 1);
    for (int i = 0; i < LANG_N; i++) {
        langs[i] = arena_c_string(a, lang_code(lang_all(i)));
        names[i] = arena_c_string(a, lang_name(lang_all(i)));
    }
    in[0] = (struct input)INPUT(struct add_form, words, INPUT_PROSE,
        .is_required = true, .max = 2000, .label = N_("What you think"),
        .hint = N_("One thing, at most 140 letters, no names. Others will "
                   "agree with it or disagree."));
    in[1] = (struct input)INPUT(struct add_form, lang, INPUT_CHOICE,
        .is_required = true, .choices = langs, .choice_labels = names,
        .label = N_("Written in"));
    in[2] = (struct input)INPUT(struct add_form, is_other, INPUT_BOOL,
        .label = N_("Mine says something else"));
}

static enum err
answer_add_near(struct request *rq, struct answer *an,
    const struct answering *x, const struct form *form, bool is_done,
    const struct statement_line *near, int n_near)
{
    struct add_page p = {
        .x = x, .form = form, .is_done = is_done, .near = near, .n_near = n_near
    };
    struct view v = request_view(rq);
    decide_answer_add(&v, &p);
    an->status = form != NULL && form->n_errors > 0 ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("Add a statement")), .body = view_html(&v) });
    return OK;
}

static enum err
answer_add(struct request *rq, struct answer *an, const struct answering *x,
    struct form *form, bool is_done)
{
    if (form != NULL && form->n_inputs == N_ADD)
        form->n_inputs = N_ADD - 1; /* asked only beside one that is near */
    return answer_add_near(rq, an, x, form, is_done, NULL, 0);
}

static enum err
add_show(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    struct form form;
    struct input in[N_ADD];
    enum err e = vote_load(rq, &x, by_slip);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, &x);
    add_inputs(rq, in);
    form_open(rq, in, N_ADD - 1, &form);
    form_give(&form, "lang", lang_code(rq->lang));
    return answer_add(rq, an, &x, &form, false);
}

struct adding {
    struct statement row;
    text token;
    int64_t now;
    bool is_enough;
};

static enum err
add_step(struct db *writer, struct arena *a, void *arg)
{
    struct adding *s = arg;
    text first;
    struct conversation row;
    struct participant_link link;
    s->is_enough = false;
    enum err e = once_take(writer, a, s->token, TEXT(""), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = conversation_get(writer, a,
            (struct conversation_get_in){ .id = s->row.conversation_id }, &row);
    if (e == OK &&
        (!text_is_equal(row.status, TEXT("open")) ||
            text_compare(row.closes_on, day_of(a, s->now)) < 0))
        e = ERR_CONFLICT;
    /* counted on the link: who takes all back and begins anew has no more */
    if (e == OK)
        e = participant_link_to(writer, a,
            (struct participant_link_to_in){ s->row.participant_id }, &link);
    s->is_enough = e == OK && link.n_added >= STATEMENTS_OF_ONE;
    if (s->is_enough)
        e = ERR_CONFLICT; /* or one would leave no room for all others */
    if (e == OK)
        e = participant_link_added(writer,
            (struct participant_link_added_in){ s->row.participant_id }, NULL);
    return e == OK ? statement_add(writer, a, &s->row, s->now) : e;
}

static enum err
add_send(struct request *rq, struct answer *an, bool by_slip)
{
    struct answering x;
    struct add_form given = { 0 };
    struct form form;
    struct input in[N_ADD];
    struct view v = request_view(rq);
    enum err e = vote_load(rq, &x, by_slip);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, &x);
    add_inputs(rq, in);
    e = form_parse(rq, in, N_ADD, &form, &given);
    if (e != OK)
        return e;
    text words = text_trim(given.words);
    const char *trouble =
        text_is_known(given.words) && text_is_known(given.lang)
        ? statement_trouble_in(rq->arena, words, given.lang)
        : NULL;
    if (trouble != NULL)
        form_error(&form, "words", say(&v, trouble));
    /* whoever adds has answered first: so words have a participant, and a
     * flood costs a slip or an account */
    if (form.n_errors == 0 && x.participant_id == 0)
        form_error(&form, "words",
            say(&v, N_("Answer a statement first, then add your own.")));
    if (form.n_errors > 0)
        return answer_add(rq, an, &x, &form, false);
    if (!given.is_other) {
        struct statement_line near[NEAR_SHOWN];
        int n_near;
        e = statement_near(
            rq->db, rq->arena, x.c.head.id, given.lang, words, near, &n_near);
        if (e != OK)
            return e;
        if (n_near > 0) {
            form_error(&form, "words",
                say(&v,
                    N_("Another has said nearly the same. Answer that one, or "
                       "say that yours is another.")));
            return answer_add_near(rq, an, &x, &form, false, near, n_near);
        }
    }
    struct adding s = { .row = { .conversation_id = x.c.head.id,
                            .participant_id = x.participant_id,
                            .has_participant_id = true,
                            .lang = given.lang,
                            .words = words,
                            .status = TEXT("waits") },
        .token = form.token,
        .now = rq->now };
    e = db_write(rq->db, rq->arena, add_step, &s);
    if (e == ERR_CONFLICT) {
        form_error(&form, "words",
            say(&v,
                s.is_enough ? N_("You have added as many as one person can.")
                            : N_("There is no room for more, or it has closed "
                                 "meanwhile.")));
        return answer_add(rq, an, &x, &form, false);
    }
    if (e != OK)
        return e;
    rq->form = NULL;
    return answer_add(rq, an, &x, NULL, true);
}

enum err
vote_add_show(struct request *rq, struct answer *an)
{
    return add_show(rq, an, false);
}

enum err
say_add_show(struct request *rq, struct answer *an)
{
    return add_show(rq, an, true);
}

enum err
vote_add_send(struct request *rq, struct answer *an)
{
    return add_send(rq, an, false);
}

enum err
say_add_send(struct request *rq, struct answer *an)
{
    return add_send(rq, an, true);
}
