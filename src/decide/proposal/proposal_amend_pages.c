/* The next version of a proposal: everybody is asked again. */
#include "decide/paragraph/paragraph.h"

#include "base/key.h"
#include "decide/proposal/proposal_rule.h"
#include "keep/once.h"
#include "people/people.h"

struct amend_form {
    text body, kind, leave_out, trial_until, trial_stop;
    int64_t version;
};
enum { N_AMEND = 6 };
static const char *const kinds[] = { "substance", "wording", "trial",
    "carve_out", NULL };
static const char *const kind_labels[] = {
    N_("What it says: everybody is asked again"),
    N_("Only the wording: answers stay, unless somebody on the list says "
       "within seven days that it is not only that"),
    N_("It becomes a trial: everybody is asked again"),
    N_("It is not for somebody on the list: everybody is asked again"), NULL
};

static void
amend_inputs(struct arena *a, const struct proposal_whole *p, struct input *in)
{
    const char **keys = arena_new(a, const char *, p->n_units + 1);
    const char **names = arena_new(a, const char *, p->n_units + 1);
    for (ptrdiff_t i = 0; i < p->n_units; i++) {
        char key[KEY_LENGTH];
        keys[i] = arena_c_string(a, key_print(p->units[i].id, key));
        names[i] = arena_c_string(a, p->units[i].name);
    }
    in[0] = (struct input)INPUT(struct amend_form, body, INPUT_PROSE,
        .is_required = true, .max = PROPOSAL_BODY_MAX,
        .label = N_("The text, as it shall be now"));
    in[1] = (struct input)INPUT(struct amend_form, kind, INPUT_CHOICE,
        .choices = kinds, .choice_labels = kind_labels,
        .label = N_("What changes"));
    in[2] = (struct input)INPUT(struct amend_form, leave_out, INPUT_CHOICE,
        .choices = keys, .choice_labels = names,
        .label = N_("If it is not for somebody: for whom not"),
        .hint = N_("They are shown as standing aside."));
    in[3] = (struct input)INPUT(struct amend_form, trial_until, INPUT_DATE,
        .label = N_("Of a trial: until when"));
    in[4] = (struct input)INPUT(struct amend_form, trial_stop, INPUT_TEXT,
        .max = 500, .label = N_("Of a trial: what would end it earlier"),
        .hint = N_("The condition of whoever objected."));
    in[5] = (struct input)INPUT(struct amend_form, version, INPUT_INT,
        .is_required = true, .min = 1, .max = 1'000'000);
}

/* With the offers in it that go into the next version. */
enum err
proposal_amend_form(
    struct request *rq, const struct proposal_whole *p, const struct form **to)
{
    const struct proposal *row = &p->row;
    struct input *in = arena_new(rq->arena, struct input, N_AMEND);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct contributions_next_row *offers;
    struct paragraph *rows;
    ptrdiff_t n_offers, n_rows;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    contributions_next_ask(&batch,
        (struct contributions_next_in){
            .proposal_id = row->id, .n_rows = CONTRIBUTIONS_OF_ONE_MAX },
        &offers, &n_offers);
    paragraphs_now_ask(&batch,
        (struct paragraphs_now_in){
            .proposal_id = row->id, .n_rows = PARAGRAPHS_MAX },
        &rows, &n_rows);
    enum err e = db_batch_run(&batch);
    if (e != OK)
        return e;
    amend_inputs(rq->arena, p, in);
    form_open(rq, in, N_AMEND, form);
    form_give(form, "kind",
        text_is_equal(row->status, TEXT("open")) ? TEXT("wording")
                                                 : TEXT("substance"));
    form_give(form, "body",
        n_offers > 0 ? offer_apply(rq->arena, rows, n_rows, offers, n_offers)
                     : row->body);
    *to = form;
    return OK;
}

struct amending {
    int64_t id, version;
    text body, token;
    struct proposal_next next;
    const char *fault;
};

/* What was answered stays with the version to which it was; who is asked is
 * asked again. Objections of safety stay open: the log knows. */
static enum err
amend_it(struct db *writer, struct arena *a, void *arg)
{
    struct amending *m = arg;
    struct proposal_whole p;
    text first;
    enum err e = once_take(writer, a, m->token, TEXT("amend"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, m->id, &p);
    m->next.body = m->body;
    m->fault = NULL;
    if (e == OK && p.row.version != m->version)
        e = ERR_CONFLICT;
    return e == OK ? proposal_next_version(writer, a, &p, &m->next, &m->fault)
                   : e;
}

/* Which kind of change it is, with what that kind needs. */
static enum err
read_kind(const struct proposal_whole *p, const struct amend_form *given,
    text today, struct amending *m)
{
    int64_t id = 0;
    if (text_is_equal(given->kind, TEXT("wording")))
        m->next.amend = CP_AMEND_WORDING;
    if (text_is_equal(given->kind, TEXT("trial"))) {
        m->next.amend = CP_AMEND_TRIAL;
        m->next.trial_until = given->trial_until;
        m->next.trial_stop = given->trial_stop;
        if (text_is_known(given->trial_until) &&
            text_compare(given->trial_until, today) <= 0) {
            m->fault = N_("A trial ends on a day to come. Nothing was "
                          "changed.");
            return ERR_CONFLICT;
        }
    }
    if (text_is_equal(given->kind, TEXT("carve_out"))) {
        m->next.is_carve_out = true;
        m->next.carve_unit = -1;
        for (ptrdiff_t i = 0; text_is_known(given->leave_out) &&
             key_parse(given->leave_out, &id) && i < p->n_units;
             i++)
            if (p->units[i].id == id)
                m->next.carve_unit = p->units[i].number;
        if (m->next.carve_unit < 0) {
            m->fault = N_("Say for whom it is not. Nothing was changed.");
            return ERR_CONFLICT;
        }
    }
    return OK;
}

enum err
proposal_amend_send(struct request *rq, struct answer *an)
{
    struct amend_form given = { 0 };
    struct proposal_whole p;
    struct input *in = arena_new(rq->arena, struct input, N_AMEND);
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = proposal_read(rq, &p);
    if (e != OK)
        return e;
    amend_inputs(rq->arena, &p, in);
    e = form_parse(rq, in, N_AMEND, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0) {
        e = proposal_say(
            rq, an, N_("A version has a text. Nothing was changed."));
        return e;
    }
    if (paragraphs_split(given.body, NULL, 0) > PARAGRAPHS_MAX)
        return proposal_say(rq, an,
            N_("A text has at most 400 paragraphs. Nothing was changed."));
    struct amending m = { .id = request_key(rq, 0),
        .version = given.version,
        .body = given.body,
        .next = { .amend = CP_AMEND_SUBSTANCE,
            .from = request_whole_address(rq, NULL, TEXT("")),
            .actor_id = rq->actor.person_id,
            .now = rq->now },
        .token = form->token };
    e = read_kind(&p, &given, day_of(rq->arena, rq->now), &m);
    if (e == OK)
        e = db_write(rq->db, rq->arena, amend_it, &m);
    if (e == ERR_CONFLICT)
        return proposal_say(rq, an,
            m.fault != NULL ? m.fault
                            : N_("The text is changed between two askings, and "
                                 "somebody has changed it or asked in the "
                                 "meantime. Nothing was changed."));
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, m.id, ""));
    return e;
}
