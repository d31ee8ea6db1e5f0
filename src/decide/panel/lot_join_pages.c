/* Volunteering for a panel, and one's own page of it: by an account, and by
 * whoever holds a slip. Both ways are the same page under two addresses. */
#include "decide/panel/lot.h"

#include "decide/child/receipt.h"

#include "decide/heard/about.h"
#include "decide/conversation/answer.html.h"
#include "decide/heard/barrier.h"
#include "decide/conversation/conversation.h"
#include "decide/panel/lot_join.html.h"
#include "people/people.h"

#include <string.h>

enum { N_MORE = 3 };
static const char *const said_fields[LOT_FEATURES_MAX] = { "said1", "said2",
    "said3", "said4", "said5", "said6", "said7", "said8" };
static const char *const numbers[LOT_LINES_MAX + 1] = { "0", "1", "2", "3", "4",
    "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
    "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29",
    "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "40", "41",
    "42", "43", "44", "45", "46", "47", "48", "49", "50", "51", "52", "53",
    "54", "55", "56", "57", "58", "59", "60" };

/* Who it is, by the address. */
struct joining {
    struct lot lot;
    struct panel_volunteer me;
    bool is_in;      /* `me` is there */
    bool asks_child; /* both yeses are not there yet */
    text base;
    int64_t person_id, slip_id;
};

static enum err
load_joining(struct request *rq, struct joining *j, bool by_slip, int *wait_s)
{
    int64_t id = request_key(rq, 0);
    struct thing partnership;
    enum err e = OK;
    *wait_s = 0;
    if (by_slip) {
        struct people_slip slip;
        e = people_slip_look(rq, rq->params[0], "panel", &slip, wait_s);
        if (e != OK)
            return e;
        id = slip.thing_id;
        j->slip_id = slip.id;
        j->base =
            arena_print(rq->arena, "/panel-slip/%.*s", TEXT_ARG(rq->params[0]));
    } else {
        j->person_id = rq->actor.person_id;
        j->base = lot_sub(rq->arena, id, "/volunteer");
    }
    e = lot_load(rq->db, rq->arena, id, rq->now, &j->lot);
    if (e == OK && lot_is(j->lot.row.status, "draft"))
        e = ERR_NOT_FOUND;
    if (e == OK) /* with one that was removed, its slips are good no more */
        e = thing_load(rq->db, rq->arena, TEXT("partnership"),
            j->lot.row.partnership_id, &partnership);
    if (e != OK)
        return e;
    e = lot_find(rq->db, rq->arena, id, j->person_id, j->slip_id, &j->me);
    j->is_in = e == OK;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    enum child_state state = CHILD_IS_NONE;
    e = child_state_of(
        rq->db, rq->arena, "volunteer", j->is_in ? j->me.id : 0, &state);
    j->asks_child = state != CHILD_SAYS_YES;
    return e;
}

/* May they volunteer, being who they are? */
static bool
may_join(const struct request *rq, const struct joining *j)
{
    const struct panel *p = &j->lot.row;
    if (j->slip_id != 0)
        return true;
    return lot_is(p->opened_to, "network") ||
        (lot_is(p->opened_to, "sides") &&
            actor_may(&rq->actor, WHO_GUEST,
                (int64_t[]){ p->id, p->partnership_id }, 2));
}

/* ---- The form
 * -------------------------------------------------------------------- */

struct input *
lot_join_inputs(struct request *rq, const struct lot *l, int *n)
{
    struct arena *a = rq->arena;
    struct input *in =
        arena_new(a, struct input, LOT_FEATURES_MAX + N_MORE + CHILD_INPUTS);
    *n = 0;
    for (int f = 0; f < l->n_features; f++) {
        const struct lot_feature *of = &l->features[f];
        const char **codes = arena_new(a, const char *, of->n_lines + 2);
        const char **names = arena_new(a, const char *, of->n_lines + 2);
        for (ptrdiff_t i = 0; i < of->n_lines; i++) {
            codes[i] = numbers[i + 1];
            names[i] = arena_c_string(a, of->lines[i].value);
        }
        codes[of->n_lines] = numbers[0];
        names[of->n_lines] = N_("Rather not say");
        in[(*n)++] = (struct input){ .name = said_fields[f],
            .kind = INPUT_CHOICE,
            .is_required = true,
            .choices = codes,
            .choice_labels = names,
            .offset = (ptrdiff_t)offsetof(struct lot_join_form, said) +
                f * (ptrdiff_t)sizeof(text),
            .label = arena_c_string(a, of->name) };
    }
    if (l->row.has_households)
        in[(*n)++] = (struct input)INPUT(struct lot_join_form, household,
            INPUT_TEXT, .max = 5,
            .label = N_("Somebody of your household has volunteered: their "
                        "ticket"),
            .hint = N_("At most one of a household is drawn. Empty when "
                       "nobody has."));
    const char **langs = arena_new(a, const char *, LANG_N + 1);
    const char **names = arena_new(a, const char *, LANG_N + 1);
    for (int i = 0; i < LANG_N; i++) {
        langs[i] = arena_c_string(a, lang_code(lang_all(i)));
        names[i] = arena_c_string(a, lang_name(lang_all(i)));
    }
    in[(*n)++] = (struct input)INPUT(struct lot_join_form, lang, INPUT_CHOICE,
        .is_required = true, .choices = langs, .choice_labels = names,
        .label = N_("Write to me in"));
    in[(*n)++] = (struct input)INPUT(struct lot_join_form, is_understood,
        INPUT_BOOL, .is_required = true,
        .label = N_("I have read what is asked and why, and that the list of "
                    "tickets is pseudonymous, not anonymous"));
    return in;
}

static struct input *
own_inputs(struct request *rq, const struct joining *j, int *n)
{
    struct input *in = lot_join_inputs(rq, &j->lot, n);
    if (j->asks_child) {
        child_inputs(
            in + *n, (ptrdiff_t)offsetof(struct lot_join_form, who), false);
        *n += CHILD_INPUTS;
    }
    return in;
}

static void
give_said(struct request *rq, struct form *form, const struct joining *j,
    const struct panel_answers_of_row *said, ptrdiff_t n_said)
{
    const struct lot *l = &j->lot;
    for (int f = 0; f < l->n_features; f++)
        for (ptrdiff_t k = 0; k < n_said; k++) {
            if (!text_is_equal(said[k].feature, l->features[f].name))
                continue;
            int at = 0;
            for (ptrdiff_t i = 0; i < l->features[f].n_lines; i++)
                if (text_is_equal(said[k].value, l->features[f].lines[i].value))
                    at = (int)i + 1;
            form_give(form, said_fields[f], text_of(numbers[at]));
        }
    (void)rq;
}

/* ---- The page
 * --------------------------------------------------------------------- */

static enum err
find_chance(struct request *rq, struct lot_join_page *p)
{
    const struct lot *l = p->l;
    for (ptrdiff_t i = 0; i < l->n_lists && p->list == NULL; i++)
        if (text_is_known(l->lists[i].hash) &&
            !lot_is(l->lists[i].kind, "reserves"))
            p->list = &l->lists[i];
    if (p->list == NULL || p->me == NULL)
        return OK;
    struct panel_file_get_row file;
    enum err e = panel_file_get(rq->db, rq->arena,
        (struct panel_file_get_in){ p->list->id, TEXT("list") }, &file);
    if (e == OK)
        p->times = lot_times(file.content, p->me->ticket);
    return e;
}

static enum err
answer_joining(struct request *rq, struct answer *an, struct joining *j,
    struct form *form, const struct form *reply, const char *fault)
{
    struct lot_join_page p = { .rq = rq,
        .l = &j->lot,
        .base = j->base,
        .form = form,
        .me = j->is_in ? &j->me : NULL,
        .is_slip = j->slip_id != 0 };
    struct form button;
    struct view v = request_view(rq);
    int n;
    enum err e = OK;
    if (j->is_in)
        e = panel_answers_of(rq->db, rq->arena,
            (struct panel_answers_of_in){
                .volunteer_id = j->me.id, .n_rows = LOT_FEATURES_MAX },
            &p.said, &p.n_said);
    if (e == OK)
        e = find_chance(rq, &p);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &button);
    p.button = &button;
    if (form == NULL && j->lot.is_open && (j->is_in || may_join(rq, j))) {
        struct form *fresh = arena_new(rq->arena, struct form, 1);
        struct input *in = own_inputs(rq, j, &n);
        form_open(rq, in, n, fresh);
        form_give(fresh, "lang", j->is_in ? j->me.lang : lang_code(rq->lang));
        give_said(rq, fresh, j, p.said, p.n_said);
        p.form = fresh;
    }
    if (j->is_in && lot_is(j->lot.row.status, "running") &&
        (lot_is(j->me.standing, "asked") || lot_is(j->me.standing, "accepted")))
        p.reply = reply != NULL ? reply : lot_reply_form(rq, &j->me);
    rq->form = form != NULL ? form : reply;
    if (fault != NULL) {
        p.fault = say(&v, fault);
        an->status = 409;
    }
    an->keeping = TEXT("no-store");
    decide_lot_join(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = j->lot.row.name, .body = view_html(&v) });
    return OK;
}

static enum err
refuse(
    struct request *rq, struct answer *an, bool by_slip, enum err e, int wait_s)
{
    if (e == ERR_DENIED && wait_s > 0) {
        an->status = 429;
        an->retry_s = wait_s;
    } else if (!by_slip || e != ERR_NOT_FOUND)
        return e;
    else
        an->status = 410;
    struct view v = request_view(rq);
    decide_answer_gone(&v, &(struct gone_page){ 0 });
    an->keeping = TEXT("no-store");
    rq->form = NULL;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("This slip is good no more")),
            .body = view_html(&v) });
    return OK;
}

static enum err
show(struct request *rq, struct answer *an, bool by_slip)
{
    struct joining *j = arena_new(rq->arena, struct joining, 1);
    int wait_s;
    enum err e = load_joining(rq, j, by_slip, &wait_s);
    return e == OK ? answer_joining(rq, an, j, NULL, NULL, NULL)
                   : refuse(rq, an, by_slip, e, wait_s);
}

enum err
lot_join_show(struct request *rq, struct answer *an)
{
    return show(rq, an, false);
}

enum err
lot_slip_show(struct request *rq, struct answer *an)
{
    return show(rq, an, true);
}

/* ---- Sent
 * ------------------------------------------------------------------------- */

enum err
lot_find_household(struct request *rq, struct form *form, int64_t panel_id,
    int64_t own_id, text typed, text *household)
{
    struct panel_volunteer other;
    struct view v = request_view(rq);
    int64_t ticket;
    if (text_is_empty(typed))
        return OK;
    enum err e = ERR_NOT_FOUND;
    if (text_parse_int(typed, &ticket))
        e = panel_volunteer_with(rq->db, rq->arena,
            (struct panel_volunteer_with_in){ panel_id, ticket }, &other);
    if (e == ERR_NOT_FOUND || (e == OK && other.id == own_id)) {
        form_error(form, "household",
            say(&v,
                N_("Nobody who volunteered has this ticket. Look at "
                   "theirs.")));
        return OK;
    }
    if (e == OK)
        *household = text_is_known(other.household)
            ? other.household
            : arena_print(rq->arena, "%lld", (long long)other.ticket);
    return e;
}

enum err
lot_take_said(const struct lot *l, const struct lot_join_form *given,
    text values[LOT_FEATURES_MAX])
{
    for (int f = 0; f < l->n_features; f++) {
        int64_t at = 0;
        if (!text_parse_int(given->said[f], &at))
            return ERR_BAD_INPUT;
        values[f] = at == 0 ? TEXT("") : l->features[f].lines[at - 1].value;
    }
    return OK;
}

/* Whoever is named by a household's first ticket is of that household too. */
enum err
lot_join_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_step *s = arg;
    struct panel_volunteer first;
    int64_t ticket;
    enum err e = lot_join(writer, a, s);
    if (e != OK || !text_is_known(s->household) ||
        !text_parse_int(s->household, &ticket))
        return e;
    e = panel_volunteer_with(writer, a,
        (struct panel_volunteer_with_in){ s->panel_id, ticket }, &first);
    if (e == OK && !text_is_known(first.household)) {
        first.household = s->household;
        e = panel_volunteer_update(writer, &first, NULL);
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
send(struct request *rq, struct answer *an, bool by_slip)
{
    struct joining *j = arena_new(rq->arena, struct joining, 1);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct lot_join_form given = { 0 };
    struct panel_volunteer other;
    struct lot_step s;
    int wait_s, n;
    enum err e = load_joining(rq, j, by_slip, &wait_s);
    if (e != OK)
        return refuse(rq, an, by_slip, e, wait_s);
    struct input *inputs = own_inputs(rq, j, &n);
    e = form_parse(rq, inputs, n, form, &given);
    if (e != OK)
        return e;
    child_check(rq, form, &given.who);
    if (!j->is_in && !may_join(rq, j))
        return ERR_NOT_FOUND;
    s = (struct lot_step){ .panel_id = j->lot.row.id,
        .person_id = j->person_id,
        .slip_id = j->slip_id,
        .way = TEXT("self"),
        .lang = given.lang,
        .is_child = given.who.is_child,
        .guardian = child_code(rq->arena, form->token),
        .now = rq->now };
    /* with a slip in one hand and an account in the other */
    if (by_slip && !j->is_in && rq->actor.person_id != 0) {
        e = lot_find(
            rq->db, rq->arena, j->lot.row.id, rq->actor.person_id, 0, &other);
        if (e == OK)
            return answer_joining(rq, an, j, NULL, NULL,
                N_("You have volunteered with your account already: once is "
                   "enough. Give the slip to somebody else."));
        if (e != ERR_NOT_FOUND)
            return e;
    }
    s.household = j->is_in ? j->me.household : (text){ 0 };
    e = lot_find_household(rq, form, j->lot.row.id, j->is_in ? j->me.id : 0,
        given.household, &s.household);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_joining(rq, an, j, form, NULL, NULL);
    e = lot_take_said(&j->lot, &given, s.values);
    if (e != OK)
        return e;
    e = db_write(rq->db, rq->arena, lot_join_step, &s);
    if (e == ERR_CONFLICT)
        return answer_joining(rq, an, j, NULL, NULL,
            N_("Volunteering is over, or as many people have volunteered as "
               "can. Nothing was kept."));
    if (e == OK &&
        (s.is_child || child_was_sent(rq->db, rq->arena, form->token)))
        return child_answer_codes(rq, an,
            &(struct child_codes){ .title = j->lot.row.name,
                .guardian = receipt_print(rq->arena, s.guardian),
                .go_on = j->base });
    if (e == OK)
        answer_redirect(rq, an, j->base);
    return e;
}

enum err
lot_join_send(struct request *rq, struct answer *an)
{
    return send(rq, an, false);
}

enum err
lot_slip_send(struct request *rq, struct answer *an)
{
    return send(rq, an, true);
}

struct leaving {
    int64_t volunteer_id, now;
};

static enum err
leave_step(struct db *writer, struct arena *a, void *arg)
{
    const struct leaving *l = arg;
    return lot_leave(writer, a, l->volunteer_id, l->now);
}

static enum err
leave(struct request *rq, struct answer *an, bool by_slip)
{
    struct joining *j = arena_new(rq->arena, struct joining, 1);
    int wait_s;
    enum err e = load_joining(rq, j, by_slip, &wait_s);
    if (e != OK)
        return refuse(rq, an, by_slip, e, wait_s);
    e = button_parse(rq);
    if (e == OK && j->is_in) {
        struct leaving l = { j->me.id, rq->now };
        e = db_write(rq->db, rq->arena, leave_step, &l);
    }
    if (e == OK)
        answer_redirect(rq, an, j->base);
    return e;
}

enum err
lot_leave_send(struct request *rq, struct answer *an)
{
    return leave(rq, an, false);
}

enum err
lot_slip_leave_send(struct request *rq, struct answer *an)
{
    return leave(rq, an, true);
}

/* ---- Yes or no ----------------------------------------------------------- */

static enum err
reply(struct request *rq, struct answer *an, bool by_slip)
{
    struct joining *j = arena_new(rq->arena, struct joining, 1);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct lot_reply to = { 0 };
    int wait_s;
    enum err e = load_joining(rq, j, by_slip, &wait_s);
    if (e != OK)
        return refuse(rq, an, by_slip, e, wait_s);
    if (!j->is_in)
        return ERR_NOT_FOUND;
    e = lot_reply_parse(rq, form, &to);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_joining(rq, an, j, NULL, form, NULL);
    to.panel_id = j->lot.row.id;
    to.volunteer_id = j->me.id;
    e = db_write(rq->db, rq->arena, lot_reply_step, &to);
    if (e == ERR_CONFLICT)
        return answer_joining(rq, an, j, NULL, NULL,
            N_("This was answered otherwise meanwhile. Look again."));
    if (e == OK)
        answer_redirect(rq, an, j->base);
    return e;
}

enum err
lot_reply_send(struct request *rq, struct answer *an)
{
    return reply(rq, an, false);
}

enum err
lot_slip_reply_send(struct request *rq, struct answer *an)
{
    return reply(rq, an, true);
}

/* ---- One's letter -------------------------------------------------------- */

static enum err
letter(struct request *rq, struct answer *an, bool by_slip)
{
    struct joining *j = arena_new(rq->arena, struct joining, 1);
    int wait_s;
    enum err e = load_joining(rq, j, by_slip, &wait_s);
    if (e != OK)
        return refuse(rq, an, by_slip, e, wait_s);
    return j->is_in ? lot_letter_answer(rq, an, &j->lot, &j->me, j->base)
                    : ERR_NOT_FOUND;
}

enum err
lot_letter_mine(struct request *rq, struct answer *an)
{
    return letter(rq, an, false);
}

enum err
lot_slip_letter(struct request *rq, struct answer *an)
{
    return letter(rq, an, true);
}

/* ---- What they say of themselves besides ----------------------------------
 */

/* For who was heard: apart from what the quotas ask. */
static enum err
check_volunteer(
    struct db *writer, struct arena *a, const struct about_subject *s)
{
    struct panel_volunteer who;
    enum err e = panel_volunteer_get(
        writer, a, (struct panel_volunteer_get_in){ s->id }, &who);
    return e == OK && lot_is(who.standing, "gone") ? ERR_NOT_FOUND : e;
}

typedef enum err place_handler(
    struct request *rq, struct answer *an, const struct about_place *at);

static enum err
about(struct request *rq, struct answer *an, bool by_slip, place_handler *go_on)
{
    struct joining *j = arena_new(rq->arena, struct joining, 1);
    int wait_s;
    enum err e = load_joining(rq, j, by_slip, &wait_s);
    if (e != OK)
        return refuse(rq, an, by_slip, e, wait_s);
    struct about_place at = { .title = j->lot.row.name,
        .back = j->base,
        .address = arena_print(rq->arena, "%.*s/about", TEXT_ARG(j->base)),
        .partnership_id = j->lot.row.partnership_id,
        .subject = { "volunteer", j->is_in ? j->me.id : 0, j->lot.row.id,
            NULL },
        .check = check_volunteer };
    return go_on(rq, an, &at);
}

enum err
lot_about_show(struct request *rq, struct answer *an)
{
    return about(rq, an, false, about_place_show);
}

enum err
lot_about_send(struct request *rq, struct answer *an)
{
    return about(rq, an, false, about_place_send);
}

enum err
lot_slip_about_show(struct request *rq, struct answer *an)
{
    return about(rq, an, true, about_place_show);
}

enum err
lot_slip_about_send(struct request *rq, struct answer *an)
{
    return about(rq, an, true, about_place_send);
}
