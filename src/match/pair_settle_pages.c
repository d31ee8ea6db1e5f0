/* Doing what was asked: two together, two apart, other weights. Each is one
 * step, in which what was proposed before goes; then the pairs are found
 * anew. */
#include "match/pair_what_pages.h"

#include "keep/once.h"
#include "keep/version.h"

struct rule_form {
    text kind, reason;
    int64_t one, other;
};
static const char *const kinds[] = { "pin", "veto", "conflict", NULL };
static const char *const kind_words[] = { N_("They are a pair: I decide it"),
    N_("They are not to be a pair"), N_("They have a conflict of interest"),
    NULL };
static const struct input rule_inputs[] = {
    INPUT(struct rule_form, kind, INPUT_CHOICE, .is_required = true,
        .choices = kinds, .choice_labels = kind_words,
        .label = N_("What is settled")),
    INPUT(struct rule_form, reason, INPUT_PROSE, .is_required = true,
        .max = 1000, .label = N_("Why"),
        .hint = N_("It is kept with your name, for the facilitators.")),
    INPUT(struct rule_form, one, INPUT_KEY, .is_required = true,
        .label = N_("Who")),
    INPUT(struct rule_form, other, INPUT_KEY, .is_required = true,
        .label = N_("With whom")),
};
enum { N_RULE = sizeof rule_inputs / sizeof *rule_inputs };

text
what_rule_word(struct view *v, text kind)
{
    for (int i = 0; kinds[i] != NULL; i++)
        if (text_is_equal(kind, text_of(kinds[i])))
            return say(v, kind_words[i]);
    return (text){ 0 };
}

void
what_open_rule(struct request *rq, struct what_page *p)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, rule_inputs, N_RULE, form);
    form_give(form, "kind", p->is_together ? TEXT("pin") : TEXT("veto"));
    p->rule = form;
}

/* ---- Rules ------------------------------------------------------------- */

struct settling {
    struct round_rule_new rule;
    const struct round *round;
    int64_t rule_id;
    const int64_t *weights; /* NULL: a rule */
    text token, mark;
};

static enum err
save_rule(struct db *writer, struct arena *a, void *arg)
{
    struct settling *s = arg;
    text first;
    s->rule.has_lifted = false;
    enum err e = once_take(writer, a, s->token, s->round->address, &first);
    if (e == ERR_CONFLICT) /* sent twice: it stands */
        return OK;
    if (e == OK)
        e = round_propose_no_more(writer, a, s->round->row.id);
    return e == OK ? round_rule_add(writer, a, &s->rule) : e;
}

/* May these two be paired at all? A pin does not go over a rule, nor over what
 * somebody said in confidence. */
static enum err
may_be_pinned(struct request *rq, const struct round *r,
    const struct rule_form *given, bool *is_possible)
{
    struct arena own;
    struct what w;
    struct what_cost cost = { 0 };
    struct why why = { .text = "" };
    round_arena(rq, &own);
    enum err e = what_open(rq->db, &own, r, &w, &why);
    if (e == OK)
        e = what_price(&w, &own, CP_ASSIGN_TOGETHER, given->one, given->other,
            &cost, &why);
    arena_close(&own);
    *is_possible = e == OK && cost.is_possible;
    return e == ERR_BAD_INPUT || e == ERR_NOT_FOUND ? OK : e;
}

static enum err
say_not_now(struct request *rq, struct answer *an, struct round *r)
{
    struct view v = request_view(rq);
    return what_page_answer(rq, an, r, &(struct what_ask){ 0 }, NULL,
        say(&v,
            N_("Pairs are not proposed now, so nothing can be settled "
               "here.")));
}

/* The pairs are found anew, of the round as it stands now. */
static enum err
after(struct request *rq, struct answer *an, bool has_lifted)
{
    struct round r;
    text fault = { 0 };
    enum err e = round_of_address(rq, &r);
    if (e == OK && (r.status == ROUND_CLOSED || r.status == ROUND_PROPOSED))
        e = round_solve_now(rq, &r, &fault);
    if (e != OK && e != ERR_CONFLICT)
        return e;
    if (text_is_known(fault)) {
        e = round_of_address(rq, &r);
        return e == OK
            ? what_page_answer(rq, an, &r,
                  &(struct what_ask){ .lifted = has_lifted }, NULL, fault)
            : e;
    }
    answer_redirect(rq, an,
        round_sub_address(
            rq->arena, &r, has_lifted ? "what?lifted=yes" : "what"));
    return OK;
}

enum err
round_rule_send(struct request *rq, struct answer *an)
{
    struct round r;
    struct rule_form given = { 0 };
    struct form form;
    bool is_possible = true;
    struct view v = request_view(rq);
    enum err e = form_parse(rq, rule_inputs, N_RULE, &form, &given);
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    bool is_pin = text_is_equal(given.kind, TEXT("pin"));
    struct what_ask ask = { .what = is_pin ? TEXT("together") : TEXT("apart"),
        .one = given.one,
        .other = given.other };
    if (r.status != ROUND_PROPOSED)
        return say_not_now(rq, an, &r);
    if (form.n_errors > 0)
        return what_page_answer(rq, an, &r, &ask, &form, (text){ 0 });
    if (is_pin)
        e = may_be_pinned(rq, &r, &given, &is_possible);
    if (e == OK && !is_possible)
        return what_page_answer(rq, an, &r, &ask, NULL,
            say(&v,
                N_("These two cannot be paired: a rule of the round forbids "
                   "it. Which one is not said, for some are told in "
                   "confidence.")));
    struct settling s = { .round = &r,
        .token = form.token,
        .rule = { .round = &r,
            .kind = given.kind,
            .reason = given.reason,
            .a_id = given.one,
            .b_id = given.other,
            .actor_id = rq->actor.person_id,
            .now = rq->now } };
    if (e == OK)
        e = db_write(rq->db, rq->arena, save_rule, &s);
    if (e == ERR_BAD_INPUT || e == ERR_NOT_FOUND)
        return what_page_answer(rq, an, &r, &ask, NULL,
            say(&v,
                N_("One of the two is decided already, or takes part no "
                   "more.")));
    if (e == ERR_CONFLICT)
        return round_of_address(rq, &r) == OK ? say_not_now(rq, an, &r) : e;
    return e == OK ? after(rq, an, s.rule.has_lifted) : e;
}

static enum err
save_removal(struct db *writer, struct arena *a, void *arg)
{
    struct settling *s = arg;
    enum err e =
        round_rule_take_away(writer, a, s->round, s->rule_id, s->rule.actor_id);
    if (e != OK)
        return e;
    e = round_propose_no_more(writer, a, s->round->row.id);
    return e == ERR_CONFLICT ? OK : e; /* nothing is proposed */
}

enum err
round_rule_remove_send(struct request *rq, struct answer *an)
{
    struct round r;
    enum err e = button_parse(rq);
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    struct settling s = { .round = &r,
        .rule_id = request_key(rq, 1),
        .rule = { .actor_id = rq->actor.person_id } };
    e = db_write(rq->db, rq->arena, save_removal, &s);
    if (e == ERR_NOT_FOUND) /* sent twice */
        e = OK;
    return e == OK ? after(rq, an, false) : e;
}

/* ---- Weights ----------------------------------------------------------- */

struct mark_form {
    struct what_ask ask; /* first: the weights' inputs are of it */
    text mark;
};
enum { N_MARKED = CP_ITEMS + 1 };

static void
set_weights(struct round_row *row, const int64_t weights[CP_ITEMS])
{
    row->has_weight_role = row->has_weight_level = row->has_weight_interests =
        row->has_weight_language = row->has_weight_give =
            row->has_weight_goals = row->has_weight_time = true;
    row->weight_role = weights[CP_ITEM_ROLE];
    row->weight_level = weights[CP_ITEM_LEVEL];
    row->weight_interests = weights[CP_ITEM_INTERESTS];
    row->weight_language = weights[CP_ITEM_LANGUAGE];
    row->weight_give = weights[CP_ITEM_GIVE];
    row->weight_goals = weights[CP_ITEM_GOALS];
    row->weight_time = weights[CP_ITEM_TIME];
}

/* What the price was counted of must be what stands. */
static enum err
check_mark(struct db *writer, struct arena *a, const struct settling *s)
{
    struct round_state state;
    enum err e = round_state_get(writer, a,
        (struct round_state_get_in){ .id = s->round->row.id }, &state);
    return e == OK && !text_is_equal(state.input_hash, s->mark) ? ERR_CONFLICT
                                                                : e;
}

static enum err
save_weights(struct db *writer, struct arena *a, void *arg)
{
    const struct settling *s = arg;
    int64_t id = s->round->row.id;
    struct round_row row;
    text first;
    enum err e = once_take(writer, a, s->token, s->round->address, &first);
    if (e == ERR_CONFLICT) /* sent twice: they count */
        return OK;
    if (e == OK)
        e = check_mark(writer, a, s);
    if (e == OK)
        e = round_propose_no_more(writer, a, id);
    if (e == OK)
        e = version_before(writer, a, TEXT("match_round"), id);
    if (e == OK)
        e = match_round_get(
            writer, a, (struct match_round_get_in){ .id = id }, &row);
    if (e != OK)
        return e;
    set_weights(&row, s->weights);
    e = match_round_update(writer, &row, NULL);
    return e == OK ? version_note(writer, a, TEXT("match_round"), id,
                         s->rule.actor_id, TEXT("change"))
                   : e;
}

enum err
round_weights_send(struct request *rq, struct answer *an)
{
    struct round r;
    struct mark_form given = { 0 };
    struct form form;
    struct input inputs[N_MARKED];
    int64_t weights[CP_ITEMS], all = 0;
    struct view v = request_view(rq);
    for (int i = 0; i < CP_ITEMS; i++)
        inputs[i] = what_weight_inputs[i];
    inputs[CP_ITEMS] = (struct input)INPUT(
        struct mark_form, mark, INPUT_TEXT, .is_required = true, .max = 80);
    enum err e = form_parse(rq, inputs, N_MARKED, &form, &given);
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    if (r.status != ROUND_PROPOSED)
        return say_not_now(rq, an, &r);
    what_weights_of(&given.ask, weights);
    for (int i = 0; i < CP_ITEMS; i++)
        all += weights[i];
    given.ask.what = TEXT("weights");
    if (form.n_errors > 0 || all == 0)
        return what_page_answer(rq, an, &r, &given.ask, NULL,
            say(&v,
                N_("A weight is from 0 to 100, and at least one has to count. "
                   "Nothing was changed.")));
    struct settling s = { .round = &r,
        .token = form.token,
        .mark = given.mark,
        .weights = weights,
        .rule = { .actor_id = rq->actor.person_id } };
    e = db_write(rq->db, rq->arena, save_weights, &s);
    if (e != ERR_CONFLICT)
        return e == OK ? after(rq, an, false) : e;
    e = round_of_address(rq, &r);
    return e == OK ? what_page_answer(rq, an, &r, &given.ask, NULL,
                         say(&v,
                             N_("Something of this round changed since the "
                                "price was shown, so nothing was done. This is "
                                "what it would mean now.")))
                   : e;
}
