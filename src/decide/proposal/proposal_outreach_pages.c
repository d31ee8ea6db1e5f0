/* How those were reached out to who were not heard yet: rounds and routes,
 * on record where everybody reads it. Without them "yes, for now" is not
 * said. */
#include "decide/proposal/proposal_units.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

enum { N_OUTREACH = 4, ROUNDS_MAX = 9 };

struct outreach_form {
    text unit, route, note;
    int64_t round;
};
/* Their places are in the log: a new one goes to the end. */
static const char *const routes[] = { "letter", "telephone", "message", "mail",
    "visit", "meeting", "poster", "radio", "school", "clinic", "faith", "group",
    NULL };
static const char *const route_labels[] = { N_("a letter"),
    N_("a telephone call"), N_("a short message"), N_("e-mail"),
    N_("going from door to door"), N_("a meeting where they are"),
    N_("posters and leaflets"), N_("radio or newspaper"),
    N_("through a school"), N_("through a clinic"),
    N_("through a place of worship"), N_("through a group they trust"), NULL };

int
proposal_route_number(text route)
{
    int i = 0;
    while (routes[i] != NULL && !text_is_equal(route, text_of(routes[i])))
        i++;
    return routes[i] == NULL ? -1 : i;
}

const char *
proposal_route_phrase(text route)
{
    for (int i = 0; routes[i] != NULL; i++)
        if (text_is_equal(route, text_of(routes[i])))
            return route_labels[i];
    return route_labels[0];
}

static int
outreach_inputs(
    struct arena *a, const struct proposal_whole *p, struct input *in)
{
    const char **keys = arena_new(a, const char *, p->n_units + 1);
    const char **names = arena_new(a, const char *, p->n_units + 1);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < p->n_units; i++) {
        char key[KEY_LENGTH];
        keys[n] = arena_c_string(a, key_print(p->units[i].id, key));
        names[n++] = arena_c_string(a, p->units[i].name);
    }
    in[0] = (struct input)INPUT(struct outreach_form, unit, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("Who was reached out to"));
    in[1] = (struct input)INPUT(struct outreach_form, round, INPUT_INT,
        .is_required = true, .min = 1, .max = ROUNDS_MAX,
        .label = N_("In which round"),
        .hint = N_("1 the first time, 2 when it was tried again."));
    in[2] = (struct input)INPUT(struct outreach_form, route, INPUT_CHOICE,
        .is_required = true, .choices = routes, .choice_labels = route_labels,
        .label = N_("By which way"));
    in[3] = (struct input)INPUT(struct outreach_form, note, INPUT_TEXT,
        .max = 300, .label = N_("Where, and by whom"),
        .hint = N_("Everybody may read it: no names of those who were asked."));
    return N_OUTREACH;
}

const struct form *
proposal_outreach_form(struct request *rq, const struct proposal_units_page *p)
{
    struct input *in = arena_new(rq->arena, struct input, N_OUTREACH);
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, in, outreach_inputs(rq->arena, p->p, in), form);
    return form;
}

struct reaching {
    int64_t id, unit_id, actor_id, now, round;
    int32_t route;
    text note, token;
    const char *fault;
};

static enum err
reach(struct db *writer, struct arena *a, void *arg)
{
    struct reaching *r = arg;
    struct proposal_whole p;
    text first;
    int64_t n = 0;
    struct cp_event event = { .kind = CP_EVENT_OUTREACH,
        .day = (int32_t)(r->now / 86'400),
        .number = (int32_t)r->round,
        .route = r->route };
    const struct proposal_unit *unit = NULL;
    enum err e = once_take(writer, a, r->token, TEXT("outreach"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_whole_load(writer, a, r->id, &p);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < p.n_units; i++)
        if (p.units[i].id == r->unit_id)
            unit = &p.units[i];
    if (unit == NULL)
        return ERR_NOT_FOUND;
    if (!text_is_equal(p.row.status, TEXT("open")) &&
        !text_is_equal(p.row.status, TEXT("closed"))) {
        r->fault = N_("People are reached out to from the day on which asking "
                      "opens until it is settled.");
        return ERR_CONFLICT;
    }
    event.unit = (int32_t)unit->number;
    e = proposal_outreach_add(writer,
        (struct proposal_outreach_add_in){ .id = key_new(),
            .proposal_id = r->id,
            .unit = unit->number,
            .round = r->round,
            .route = text_of(routes[r->route]),
            .note = text_is_known(r->note) ? r->note : TEXT(""),
            .done_on = day_of(a, r->now) },
        &n);
    if (e == OK && n == 0) {
        r->fault = N_("This way is on record for that round already.");
        return ERR_CONFLICT;
    }
    if (e == OK)
        e = proposal_log_add(writer, a, r->id, &event, r->now);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = r->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("proposal"),
                             .thing_id = r->id })
                   : e;
}

enum err
proposal_outreach_send(struct request *rq, struct answer *an)
{
    struct outreach_form given = { 0 };
    struct proposal_whole p;
    struct input *in = arena_new(rq->arena, struct input, N_OUTREACH);
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = proposal_read(rq, &p);
    if (e == OK)
        e = form_parse(
            rq, in, outreach_inputs(rq->arena, &p, in), form, &given);
    if (e != OK)
        return e;
    struct reaching r = { .id = p.row.id,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .round = given.round,
        .note = given.note,
        .token = form->token };
    if (form->n_errors > 0 || !key_parse(given.unit, &r.unit_id))
        return proposal_units_answer(
            rq, an, &(struct proposal_units_wrong){ .outreach = form });
    while (!text_is_equal(given.route, text_of(routes[r.route])))
        r.route++;
    e = db_write(rq->db, rq->arena, reach, &r);
    if (e == ERR_CONFLICT && r.fault != NULL)
        return proposal_units_answer(
            rq, an, &(struct proposal_units_wrong){ .fault = r.fault });
    if (e == OK)
        proposal_units_redirect(rq, an, r.id, "#outreach");
    return e;
}
