/* A proposal's twin in easy words, by people. */
#include "decide/paragraph/proposal_text.h"
#include "decide/paragraph/proposal_words.h"

#include "decide/paragraph/proposal_words.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

struct easy_form {
    text words, seen;
};
enum { N_EASY = 2 };
static const struct input easy_inputs[] = {
    INPUT(struct easy_form, words, INPUT_PROSE, .is_required = true,
        .max = 40'000, .label = N_("The same in easy words"),
        .hint = N_("Short words and short sentences, one thing on each line. "
                   "Read it to somebody before you save it.")),
    INPUT(struct easy_form, seen, INPUT_TEXT, .max = 32),
};

static enum err
load_easy(
    struct request *rq, struct proposal_easy_page *p, struct proposal_easy *row)
{
    struct proposal_whole whole;
    const struct lang *lang = lang_find(rq->params[1]);
    enum err e = lang == NULL ? ERR_NOT_FOUND : proposal_read(rq, &whole);
    if (e != OK)
        return e;
    p->p = whole.row;
    p->lang = lang_code(lang);
    p->lang_name = lang_name(lang);
    p->address = proposal_sub(rq->arena, p->p.id, "");
    e = proposal_easy_get(rq->db, rq->arena,
        (struct proposal_easy_get_in){
            .proposal_id = p->p.id, .lang = p->lang },
        row);
    p->is_there = e == OK;
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK)
        e = easy_pictures(rq->db, rq->arena,
            (struct easy_pictures_in){ .proposal_id = p->p.id,
                .lang = p->lang,
                .n_rows = EASY_PICTURES_MAX },
            &p->pictures, &p->n_pictures);
    p->words = row->words;
    p->made_on = row->made_on;
    p->is_old = row->version < p->p.version;
    return e;
}

static enum err
answer_easy(struct request *rq, struct answer *an, struct proposal_easy_page *p,
    struct form *form)
{
    int64_t things[] = { p->p.id, p->p.partnership_id };
    if (form == NULL && actor_may(&rq->actor, WHO_GUEST, things, 2)) {
        form = arena_new(rq->arena, struct form, 1);
        form_open(rq, easy_inputs, N_EASY, form);
        form_give(form, "words", p->words);
    }
    p->form = form;
    if (p->picture == NULL && form != NULL)
        p->picture = easy_picture_form(rq);
    if ((form != NULL && form->n_errors > 0) ||
        (p->picture != NULL && p->picture->n_errors > 0))
        an->status = 422;
    p->seen = proposal_words_hash(rq->arena, p->words);
    struct view v = request_view(rq);
    decide_proposal_words_easy(&v, p);
    answer_page(rq, an,
        (struct page){ .title = p->p.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
proposal_easy_show(struct request *rq, struct answer *an)
{
    struct proposal_easy_page p = { 0 };
    struct proposal_easy row;
    enum err e = load_easy(rq, &p, &row);
    return e == OK ? answer_easy(rq, an, &p, NULL) : e;
}

enum err
proposal_easy_answer(
    struct request *rq, struct answer *an, const struct form *picture)
{
    struct proposal_easy_page p = { .picture = picture };
    struct proposal_easy row;
    enum err e = load_easy(rq, &p, &row);
    return e == OK ? answer_easy(rq, an, &p, NULL) : e;
}

struct easing {
    struct proposal_easy row, there;
    text token, seen;
};

static enum err
save_easy(struct db *writer, struct arena *a, void *arg)
{
    struct easing *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, TEXT("easy"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    s->there = (struct proposal_easy){ 0 };
    if (e == OK) {
        e = proposal_easy_get(writer, a,
            (struct proposal_easy_get_in){
                .proposal_id = s->row.proposal_id, .lang = s->row.lang },
            &s->there);
        if (e == OK &&
            !text_is_equal(s->seen, proposal_words_hash(a, s->there.words)))
            e = ERR_CONFLICT; /* somebody was quicker */
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    if (e == OK)
        e = proposal_easy_save(writer, &s->row, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->row.person_id,
                             .action = TEXT("translate"),
                             .kind = TEXT("proposal"),
                             .thing_id = s->row.proposal_id })
                   : e;
}

enum err
proposal_easy_send(struct request *rq, struct answer *an)
{
    struct proposal_easy_page p = { 0 };
    struct proposal_easy row;
    struct easy_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = load_easy(rq, &p, &row);
    if (e == OK)
        e = form_parse(rq, easy_inputs, N_EASY, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_easy(rq, an, &p, form);
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct easing s = { .token = form->token, .seen = given.seen };
    s.row = (struct proposal_easy){ .id = key_new(),
        .proposal_id = p.p.id,
        .lang = p.lang,
        .words = given.words,
        .version = p.p.version,
        .person_id = rq->actor.person_id,
        .has_person_id = true,
        .made_on = day_of(rq->arena, rq->now) };
    e = db_write(rq->db, rq->arena, save_easy, &s);
    if (e == ERR_CONFLICT) {
        p.words = s.there.words; /* saved again it goes over what is shown */
        p.is_there = true;
        p.made_on = s.there.made_on;
        form_error(form, "words",
            say(&v,
                N_("somebody saved other words meanwhile: they stand above. "
                   "Bring both together, and save again")));
        return answer_easy(rq, an, &p, form);
    }
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "%.*s/easy/%.*s", TEXT_ARG(p.address),
                TEXT_ARG(p.lang)));
    return e;
}
