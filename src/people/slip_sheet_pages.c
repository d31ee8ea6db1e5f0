/* Making sheets of slips: for the network by a coordinator, for a partnership
 * or a side by its facilitator. */
#include "people/slip_pages.h"

#include "base/key.h"
#include "keep/settings.h"
#include "people/membership.h"
#include "people/people_routes.h"
#include "people/slip.html.h"

#include <string.h>

struct order_form {
    text role, title;
    int64_t n_slips;
};

/* What a slip may make somebody, by what it belongs to. */
static const char *const network_roles[] = { "member", NULL };
static const char *const network_said[] = { N_("Member of the network"), NULL };
static const char *const partnership_roles[] = { "guest", "facilitator", NULL };
static const char *const partnership_said[] = { N_("Guest"), N_("Facilitator"),
    NULL };
/* Whoever holds a slip can use it, so who is no coordinator hands out none
 * that makes a facilitator; by name they may (docs/decisions). */
static const char *const guest_role[] = { "guest", NULL };
static const char *const guest_said[] = { N_("Guest"), NULL };
static const char *const side_roles[] = { "member", "guest", NULL };
static const char *const side_said[] = { N_("Member"), N_("Guest"), NULL };
/* Of a slip that leads elsewhere: no role is given. */
static const char *const elsewhere_said[] = {
    N_("Somebody who answers, and stays unknown"), NULL
};
static const struct offer {
    const char *kind;
    const char *const *roles, *const *said;
} offers[] = {
    { "network", network_roles, network_said },
    { "partnership", partnership_roles, partnership_said },
    { "side", side_roles, side_said },
    { "conversation_unit", guest_role, elsewhere_said },
    { "proposal_unit", guest_role, elsewhere_said },
    { "panel", guest_role, elsewhere_said },
    { "listening", guest_role, elsewhere_said },
};
enum { N_OFFERS = sizeof offers / sizeof *offers, N_INPUTS = 3 };

/* What a sheet is for: of the address. */
struct place {
    const struct offer *offer;
    struct thing thing;
    bool is_network;
    text address; /* "/slips/side/KEY" */
};

/* Who may is settled by the route; which kinds there are, here. */
static enum err
find_place(struct request *rq, bool is_network, struct place *p)
{
    char key[KEY_LENGTH];
    text kind = is_network ? TEXT("network") : rq->params[0];
    enum err e = OK;
    *p = (struct place){ .is_network = is_network, .address = TEXT("/slips") };
    for (int i = 0; i < N_OFFERS; i++)
        if (text_is_equal(kind, text_of(offers[i].kind)))
            p->offer = &offers[i];
    if (p->offer == NULL || (!is_network && p->offer == offers))
        return ERR_NOT_FOUND;
    if (is_network)
        return OK;
    e = thing_load(rq->db, rq->arena, kind, request_key(rq, 1), &p->thing);
    if (e == OK)
        p->address = arena_print(rq->arena, "/slips/%.*s/%.*s", TEXT_ARG(kind),
            TEXT_ARG(key_print(p->thing.id, key)));
    return e;
}

static void
make_inputs(
    struct request *rq, const struct place *p, struct input inputs[N_INPUTS])
{
    const struct input table[N_INPUTS] = {
        INPUT(struct order_form, role, INPUT_CHOICE, .is_required = true,
            .choices = p->offer->roles, .choice_labels = p->offer->said,
            .label = N_("Whoever uses a slip becomes")),
        INPUT(struct order_form, n_slips, INPUT_INT, .is_required = true,
            .min = 1, .max = SLIPS_MAX, .label = N_("How many slips"),
            .hint = N_("Ten fit on a page of A4 paper.")),
        INPUT(struct order_form, title, INPUT_TEXT, .max = 120,
            .label = N_("What for"),
            .hint = N_("For yourself: the meeting, or who hands them out.")),
    };
    memcpy(inputs, table, sizeof table);
    if (p->offer->roles == partnership_roles && !rq->actor.is_coordinator) {
        inputs[0].choices = guest_role;
        inputs[0].choice_labels = guest_said;
        inputs[0].hint = N_("A facilitator is named on the page of people, not "
                            "by a slip: anybody who finds one could use it.");
    }
}

static int64_t
n_days(struct request *rq)
{
    return settings_int(rq->db, rq->arena, "slip_days");
}

static enum err
answer_sheets(struct request *rq, struct answer *an, struct form *form,
    const struct place *place)
{
    struct sheets_page p = { .form = form,
        .address = place->address,
        .now = rq->now,
        .n_days = n_days(rq) };
    struct view v = request_view(rq);
    enum err e = slip_sheet_of_thing(rq->db, rq->arena,
        (struct slip_sheet_of_thing_in){
            .thing_id = place->thing.id, .n_rows = SHEETS_MAX },
        &p.rows, &p.n_rows);
    if (e != OK)
        return e;
    if (!place->is_network) {
        p.title = place->thing.title;
        p.back = thing_address(rq->arena, &place->thing);
    }
    people_slip_sheets(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Join slips")),
            .section = place->is_network ? "admin" : "partnership",
            .body = view_html(&v) });
    return OK;
}

static enum err
show(struct request *rq, struct answer *an, bool is_network)
{
    struct place place;
    struct input inputs[N_INPUTS];
    struct form form;
    enum err e = find_place(rq, is_network, &place);
    if (e != OK)
        return e;
    make_inputs(rq, &place, inputs);
    form_open(rq, inputs, N_INPUTS, &form);
    form_give(&form, "role", text_of(place.offer->roles[0]));
    form_give(&form, "n_slips", TEXT("10"));
    return answer_sheets(rq, an, &form, &place);
}

enum err
slip_network_show(struct request *rq, struct answer *an)
{
    return show(rq, an, true);
}

enum err
slip_sheets_show(struct request *rq, struct answer *an)
{
    return show(rq, an, false);
}

/* ---- Making one ---------------------------------------------------------- */

/* "network.example/slip": without what nobody needs to type. */
static text
typed_address(struct request *rq)
{
    text whole = request_whole_address(rq, NULL, TEXT("/slip"));
    ptrdiff_t at = text_find(whole, TEXT("://"));
    return text_slice(whole, at < 0 ? 0 : at + 3, whole.len);
}

static enum err
answer_print(struct request *rq, struct answer *an, const struct place *place,
    const struct slip_order *order)
{
    struct print_page p = { .rq = rq,
        .order = order,
        .network = request_network(rq),
        .title = place->is_network ? (text){ 0 } : place->thing.title,
        .back = place->address,
        .host = typed_address(rq),
        .leads = request_whole_address(rq, NULL, TEXT("/slip/")) };
    struct thing within;
    const struct thing_kind *kind =
        place->is_network ? NULL : place->thing.kind;
    if (kind != NULL && kind->slip_path != NULL && kind->within_kind != NULL) {
        enum err e = thing_load(rq->db, rq->arena, text_of(kind->within_kind),
            place->thing.within_id, &within);
        if (e != OK)
            return e;
        p.within = within.title;
    }
    struct view v = request_view(rq);
    people_slip_print(&v, &p);
    an->keeping = TEXT("no-store");
    rq->form = NULL;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Print this sheet now")),
            .section = place->is_network ? "admin" : "partnership",
            .body = view_html(&v) });
    return OK;
}

static enum err
print(struct request *rq, struct answer *an, bool is_network)
{
    struct place place;
    struct input inputs[N_INPUTS];
    struct order_form given = { 0 };
    struct form form;
    enum err e = find_place(rq, is_network, &place);
    if (e != OK)
        return e;
    make_inputs(rq, &place, inputs);
    e = form_parse(rq, inputs, N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_sheets(rq, an, &form, &place);
    struct slip_order order = { .thing = is_network ? NULL : &place.thing,
        .role = role_who(given.role),
        .title = given.title,
        .form_token = form.token,
        .address = place.address,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .ends_at = rq->now + n_days(rq) * 86400,
        .n_slips = (int)given.n_slips };
    e = slip_print(rq->db, rq->arena, &order);
    if (e == ERR_CONFLICT) { /* its codes were shown the first time */
        answer_redirect(rq, an, place.address);
        return OK;
    }
    return e == OK ? answer_print(rq, an, &place, &order) : e;
}

enum err
slip_network_send(struct request *rq, struct answer *an)
{
    return print(rq, an, true);
}

enum err
slip_sheets_send(struct request *rq, struct answer *an)
{
    return print(rq, an, false);
}

/* ---- Taking one back ----------------------------------------------------- */

static enum err
take_back(struct request *rq, struct answer *an, bool is_network)
{
    struct place place;
    enum err e = find_place(rq, is_network, &place);
    if (e == OK)
        e = button_parse(rq);
    if (e == OK)
        e = slip_take_back(rq->db, rq->arena, place.thing.id,
            request_key(rq, is_network ? 0 : 2), rq->actor.person_id, rq->now);
    if (e == OK)
        answer_redirect(rq, an, place.address);
    return e;
}

enum err
slip_network_take_back(struct request *rq, struct answer *an)
{
    return take_back(rq, an, true);
}

enum err
slip_sheet_take_back_send(struct request *rq, struct answer *an)
{
    return take_back(rq, an, false);
}
