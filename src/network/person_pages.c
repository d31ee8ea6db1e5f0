/* A person; and where somebody says that they work. */
#include "network/network_pages.h"
#include "network/network_routes.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "keep/search.h"
#include "keep/version.h"
#include "network/person.html.h"
#include "os/entropy.h"

enum { AFFILIATIONS_MAX = 50, FOUND_MAX = 20 };

enum err
person_show(struct request *rq, struct answer *an)
{
    struct person_page p = { 0 };
    int64_t id = request_key(rq, 0);
    enum err e = people_profile_load(rq, id, &p.profile);
    if (e == OK)
        e = person_affiliations(rq->db, rq->arena,
            (struct person_affiliations_in){
                .person_id = id, .n_rows = AFFILIATIONS_MAX },
            &p.affiliations, &p.n_affiliations);
    if (e != OK)
        return e;
    if (page_has_moved(rq, an, "person", p.profile.name, id))
        return OK;
    if (p.profile.is_own)
        p.door_links = door_links_of(rq, "me", 0);
    struct view v = request_view(rq);
    network_person(&v, &p);
    an->may_cache = true; /* for visitors, who all see the same */
    answer_page(rq, an,
        (struct page){ .title = p.profile.name, .body = view_html(&v) });
    return OK;
}

/* ---- Where I work -------------------------------------------------------- */

struct affiliation_ask {
    text q;
};
static const struct input ask_inputs[] = {
    INPUT(struct affiliation_ask, q, INPUT_TEXT),
};

enum err
affiliations_show(struct request *rq, struct answer *an)
{
    struct affiliation_ask asked = { 0 };
    struct form form;
    struct affiliations_page p = { .form = &form };
    query_parse(rq, ask_inputs, 1, &asked);
    form_open(rq, NULL, 0, &form);
    p.q = asked.q;
    enum err e = person_affiliations(rq->db, rq->arena,
        (struct person_affiliations_in){
            .person_id = rq->actor.person_id, .n_rows = AFFILIATIONS_MAX },
        &p.rows, &p.n_rows);
    if (e == OK && !text_is_empty(p.q))
        e = organisation_list_words(rq->db, rq->arena,
            (struct organisation_list_words_in){
                .words = search_words(rq->arena, TEXT("organisation"), p.q),
                .n_rows = FOUND_MAX },
            &p.found, &p.n_found);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    network_person_mine(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Where you work")),
            .section = "me",
            .body = view_html(&v) });
    return OK;
}

struct affiliation_form {
    text role, starts_on, ends_on;
};
static const struct input affiliation_inputs[] = {
    INPUT(struct affiliation_form, role, INPUT_TEXT, .max = 200,
        .label = N_("As what"), .autocomplete = "organization-title"),
    INPUT(struct affiliation_form, starts_on, INPUT_DATE,
        .label = N_("From which day")),
    INPUT(struct affiliation_form, ends_on, INPUT_DATE,
        .label = N_("Until which day")),
};
enum { N_INPUTS = sizeof affiliation_inputs / sizeof affiliation_inputs[0] };

static enum err
answer_form(struct request *rq, struct answer *an, const struct form *form,
    const struct organisation *organisation)
{
    struct affiliation_page p = { .form = form,
        .organisation = *organisation,
        .address = request_address(rq) };
    struct view v = request_view(rq);
    network_person_new(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = organisation->name,
            .section = "me",
            .body = view_html(&v) });
    return OK;
}

static enum err
load_organisation(struct request *rq, struct organisation *organisation)
{
    return organisation_get(rq->db, rq->arena,
        (struct organisation_get_in){ .id = request_key(rq, 0) }, organisation);
}

enum err
affiliation_new_show(struct request *rq, struct answer *an)
{
    struct organisation organisation;
    struct form form;
    enum err e = load_organisation(rq, &organisation);
    if (e != OK)
        return e;
    form_open(rq, affiliation_inputs, N_INPUTS, &form);
    return answer_form(rq, an, &form, &organisation);
}

struct affiliation_step {
    struct affiliation row;
    text token, first;
};

static enum err
save_new(struct db *writer, struct arena *a, void *arg)
{
    struct affiliation_step *step = arg;
    struct affiliation *row = &step->row;
    char code[KEY_LENGTH];
    int64_t n = 0;
    enum err e = once_take(
        writer, a, step->token, TEXT("/me/affiliation"), &step->first);
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row->id = key_new();
        row->code = key_print(row->id, code);
        e = affiliation_insert(writer, row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    return version_note(writer, a, TEXT("affiliation"), row->id, row->person_id,
        TEXT("create"));
}

enum err
affiliation_new_send(struct request *rq, struct answer *an)
{
    struct organisation organisation;
    struct form form;
    struct affiliation_form given = { 0 };
    enum err e = form_parse(rq, affiliation_inputs, N_INPUTS, &form, &given);
    if (e == OK)
        e = load_organisation(rq, &organisation);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    if (text_is_known(given.starts_on) && text_is_known(given.ends_on) &&
        text_compare(given.ends_on, given.starts_on) < 0)
        form_error(&form, "ends_on", say(&v, N_("This is before it begins.")));
    if (form.n_errors > 0)
        return answer_form(rq, an, &form, &organisation);
    struct affiliation_step step = { .token = form.token,
        .row = { .person_id = rq->actor.person_id,
            .organisation_id = organisation.id,
            .role = given.role,
            .starts_on = given.starts_on,
            .ends_on = given.ends_on } };
    e = db_write(rq->db, rq->arena, save_new, &step);
    if (e == ERR_CONFLICT && text_is_known(step.first))
        e = OK; /* sent twice */
    if (e == OK)
        answer_redirect(rq, an, TEXT("/me/affiliation"));
    return e;
}

static enum err
save_end(struct db *writer, struct arena *a, void *arg)
{
    const struct affiliation_end_in *end = arg;
    struct affiliation_get_own_row row;
    text kind = TEXT("affiliation");
    enum err e = affiliation_get_own(writer, a,
        (struct affiliation_get_own_in){
            .id = end->id, .person_id = end->person_id },
        &row);
    if (e == OK && text_is_known(row.ends_on))
        return OK; /* sent twice */
    if (e == OK)
        e = version_before(writer, a, kind, end->id);
    if (e == OK)
        e = affiliation_end(writer, *end, NULL);
    if (e == OK)
        e = version_note(
            writer, a, kind, end->id, end->person_id, TEXT("change"));
    return e;
}

enum err
affiliation_end_send(struct request *rq, struct answer *an)
{
    /* the query names the person: nobody ends another's */
    struct affiliation_end_in end = { .id = request_key(rq, 0),
        .person_id = rq->actor.person_id,
        .ends_on = day_of(rq->arena, rq->now) };
    enum err e = button_parse(rq);
    if (e == OK)
        e = db_write(rq->db, rq->arena, save_end, &end);
    if (e == OK)
        answer_redirect(rq, an, TEXT("/me/affiliation"));
    return e;
}
