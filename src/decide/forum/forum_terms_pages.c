/* The terms of a group are a proposal like any other: what is in force is the
 * last that was agreed. */
#include "decide/forum/forum.h"

#include "base/key.h"
#include "decide/paragraph/paragraph.h"
#include "decide/proposal/proposal.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

struct terms_form {
    text body, lang;
};
enum { N_TERMS = 2 };
static const struct input terms_inputs[] = {
    INPUT(struct terms_form, body, INPUT_PROSE, .is_required = true,
        .max = 20'000, .label = N_("Terms of the group"),
        .hint = N_("What it is for, who sits there, how it decides, when it "
                   "is looked at again. In plain words.")),
    INPUT(struct terms_form, lang, INPUT_CHOICE, .is_required = true,
        .choices = paragraph_langs, .choice_labels = paragraph_lang_names,
        .label = N_("Language it is written in")),
};

const struct form *
forum_terms_form(struct request *rq, text body, const struct form *sent)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    if (sent != NULL)
        return sent;
    form_open(rq, terms_inputs, N_TERMS, form);
    form_give(form, "body", body);
    form_give(form, "lang", lang_code(rq->lang));
    return form;
}

struct proposing {
    struct proposal row;
    int64_t forum_id;
    text token, lang, address, today;
};

static enum err
propose(struct db *writer, struct arena *a, void *arg)
{
    struct proposing *m = arg;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, m->token, m->address, &first);
    if (e == ERR_CONFLICT) {
        m->address = first; /* sent twice: it is there */
        return OK;
    }
    if (e == OK)
        e = proposal_insert(writer, &m->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = proposal_lang_set(
            writer, (struct proposal_lang_set_in){ m->row.id, m->lang }, NULL);
    if (e == OK)
        e = paragraphs_keep(writer, a,
            &(struct wording_given){ .proposal_id = m->row.id,
                .version = 1,
                .person_id = m->row.added_by,
                .body = m->row.body,
                .today = m->today });
    if (e == OK)
        e = forum_terms_add(writer,
            (struct forum_terms_add_in){ .id = key_new(),
                .forum_id = m->forum_id,
                .proposal_id = m->row.id },
            NULL);
    struct thread_link link = { .from_kind = TEXT("proposal"),
        .from_id = m->row.id,
        .kind = TEXT("comes_from"),
        .to_kind = TEXT("forum"),
        .to_id = m->forum_id };
    if (e == OK)
        e = thread_put(writer, a, m->row.added_by, &link, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = m->row.added_by,
                             .action = TEXT("create"),
                             .kind = TEXT("proposal"),
                             .thing_id = m->row.id })
                   : e;
}

enum err
forum_terms_send(struct request *rq, struct answer *an)
{
    struct forum_whole g;
    struct terms_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = forum_load(rq, request_key(rq, 0), &g);
    if (e == OK)
        e = form_parse(rq, terms_inputs, N_TERMS, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors == 0 &&
        paragraphs_split(given.body, NULL, 0) > PARAGRAPHS_MAX)
        form_error(
            form, "body", say(&v, N_("a text has at most 400 paragraphs")));
    if (form->n_errors > 0)
        return forum_answer(rq, an, form);
    struct phrase_arg name[] = { arg_text(g.row.name) };
    struct proposing m = { .forum_id = g.row.id,
        .token = form->token,
        .lang = given.lang,
        .today = day_of(rq->arena, rq->now) };
    m.row = (struct proposal){ .id = key_new(),
        .partnership_id = g.row.partnership_id,
        .name = text_prefix(say_with(&v, N_("Terms of %s"), 1, name), 200),
        .level = TEXT("collaborate"),
        .body = given.body,
        .fixed = TEXT(""),
        .status = TEXT("draft"),
        .version = 1,
        .round = 1,
        .base = 1,
        .added_by = rq->actor.person_id,
        .has_added_by = true,
        .added_at = rq->now };
    m.address = proposal_sub(rq->arena, m.row.id, "");
    e = db_write(rq->db, rq->arena, propose, &m);
    if (e == OK)
        answer_redirect(rq, an, m.address);
    return e;
}
