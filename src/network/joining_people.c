/* Who is in a partnership, side by side; asking somebody in. For its
 * facilitators. */
#include "network/joining.h"
#include "network/network_routes.h"

#include "network/joining_people.html.h"

enum { PEOPLE_ROWS = 200, FORMER_ROWS = 50 };

struct invite_form {
    text name, mail, language, role, of;
};
static const struct input invite_inputs[] = {
    INPUT(struct invite_form, name, INPUT_TEXT, .is_required = true, .max = 120,
        .label = N_("Name")),
    INPUT(struct invite_form, mail, INPUT_MAIL, .is_required = true, .max = 200,
        .label = N_("E-mail address")),
    INPUT(struct invite_form, language, INPUT_CHOICE, .is_required = true,
        .choices = invite_languages, .choice_labels = invite_language_names,
        .label = N_("The mail comes in")),
    INPUT(struct invite_form, role, INPUT_CHOICE, .is_required = true,
        .choices = invite_roles, .choice_labels = invite_role_words,
        .label = N_("As what")),
    INPUT(struct invite_form, of, INPUT_CHOICE, .is_required = true,
        .label = N_("Of what")),
};
enum { N_INPUTS = sizeof invite_inputs / sizeof invite_inputs[0] };

/* The partnership as a whole and its sides, to choose from. */
struct choices {
    struct input inputs[N_INPUTS];
    const char *values[SIDES_MAX + 2], *labels[SIDES_MAX + 2];
};

static const char *
c_string(struct arena *a, text t)
{
    return arena_print(a, "%.*s", TEXT_ARG(t)).ptr;
}

static void
make_choices(struct request *rq, const struct partnership_people_page *p,
    struct choices *c)
{
    struct view v = request_view(rq);
    char key[KEY_LENGTH];
    for (int i = 0; i < N_INPUTS; i++)
        c->inputs[i] = invite_inputs[i];
    for (int i = 0; i < p->n_sides; i++) {
        c->values[i] = c_string(rq->arena, key_print(p->sides[i].id, key));
        c->labels[i] = c_string(rq->arena, p->sides[i].name);
    }
    c->values[p->n_sides] =
        c_string(rq->arena, key_print(p->partnership.id, key));
    c->labels[p->n_sides] =
        c_string(rq->arena, say(&v, N_("The whole partnership")));
    c->values[p->n_sides + 1] = c->labels[p->n_sides + 1] = NULL;
    c->inputs[N_INPUTS - 1].choices = c->values;
    c->inputs[N_INPUTS - 1].choice_labels = c->labels;
}

/* ?after=KEY */
struct people_ask {
    int64_t after;
};
static const struct input ask_inputs[] = {
    INPUT(struct people_ask, after, INPUT_KEY),
};

static enum err
load(struct request *rq, struct partnership_people_page *p)
{
    struct people_ask asked = { 0 };
    int64_t id = request_key(rq, 0);
    struct partnership_sides_row *sides;
    ptrdiff_t n_sides = 0;
    bool is_found = false;
    query_parse(rq, ask_inputs, 1, &asked);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    partnership_get_ask(&batch, (struct partnership_get_in){ .id = id },
        &p->partnership, &is_found);
    partnership_sides_ask(&batch,
        (struct partnership_sides_in){
            .partnership_id = id, .n_rows = SIDES_MAX },
        &sides, &n_sides);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = people_in_partnership(
            rq, id, asked.after, PEOPLE_ROWS + 1, &p->people, &p->n_people);
    if (e == OK)
        e = people_formerly_in(rq, id, FORMER_ROWS, &p->former, &p->n_former);
    if (e != OK)
        return e;
    p->sides = sides;
    p->n_sides = (int)n_sides;
    if (p->n_people > PEOPLE_ROWS) {
        char key[KEY_LENGTH];
        p->n_people = PEOPLE_ROWS;
        p->next = request_with(rq, "after",
            key_print(p->people[PEOPLE_ROWS - 1].membership_id, key));
    }
    p->address = request_address(rq);
    return OK;
}

bool
network_people_is_of(
    const struct partnership_people_page *p, const struct people_in *person)
{
    bool is_of = person->thing_id == p->partnership.id;
    for (int i = 0; i < p->n_sides; i++)
        is_of = is_of || person->thing_id == p->sides[i].id;
    return is_of;
}

ptrdiff_t
network_people_elsewhere(const struct partnership_people_page *p)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < p->n_people; i++)
        n += !network_people_is_of(p, &p->people[i]);
    return n;
}

static enum err
answer_people(struct request *rq, struct answer *an, struct form *form,
    struct partnership_people_page *p)
{
    p->form = form;
    struct view v = request_view(rq);
    network_joining_people(&v, p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){
            .title = say_with(&v, N_("People in %s"), 1,
                (struct phrase_arg[]){ arg_text(p->partnership.name) }),
            .section = "partnership",
            .csv = arena_join(rq->arena, 2,
                (text[]){ p->address, TEXT(".csv") }),
            .body = view_html(&v) });
    return OK;
}

enum err
partnership_people_show(struct request *rq, struct answer *an)
{
    struct partnership_people_page p = { 0 };
    struct choices *c = arena_new(rq->arena, struct choices, 1);
    struct form form;
    enum err e = load(rq, &p);
    if (e != OK)
        return e;
    make_choices(rq, &p, c);
    form_open(rq, c->inputs, N_INPUTS, &form);
    form_give(&form, "language", lang_code(rq->lang));
    form_give(&form, "role", TEXT("member"));
    return answer_people(rq, an, &form, &p);
}

enum err
partnership_people_send(struct request *rq, struct answer *an)
{
    struct partnership_people_page p = { 0 };
    struct choices *c = arena_new(rq->arena, struct choices, 1);
    struct invite_form given = { 0 };
    struct form form;
    struct thing thing;
    int64_t id = 0;
    bool is_again = false;
    enum err e = load(rq, &p);
    if (e != OK)
        return e;
    make_choices(rq, &p, c);
    e = form_parse(rq, c->inputs, N_INPUTS, &form, &given);
    if (e == OK && form.n_errors > 0)
        return answer_people(rq, an, &form, &p);
    if (e != OK)
        return e;
    /* one of the choices: the partnership itself or a side of it */
    if (!key_parse(given.of, &id))
        return ERR_BAD_INPUT;
    e = thing_load(rq->db, rq->arena,
        id == p.partnership.id ? TEXT("partnership") : TEXT("side"), id,
        &thing);
    if (e != OK)
        return e;
    struct invite_step *step = arena_new(rq->arena, struct invite_step, 1);
    *step = (struct invite_step){ .from = people_inviter(rq),
        .token = form.token,
        .then = p.address,
        .to = { .mail = given.mail,
            .name = given.name,
            .lang = lang_find(given.language),
            .role = role_who(given.role),
            .thing = &thing } };
    step->from.partnership_id = p.partnership.id;
    e = invite_one(rq, step, &is_again);
    if (is_again) {
        answer_redirect(rq, an, p.address);
        return OK;
    }
    if (e != OK && (e = invite_complain(rq, &form, e)) == OK)
        return answer_people(rq, an, &form, &p);
    if (e == OK)
        people_answer_invited(rq, an, &step->to, 1, p.address);
    return e;
}
