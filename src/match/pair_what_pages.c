/* What if: two together, two apart, other weights; and doing it. */
#include "match/pair_what_pages.h"

#include "keep/once.h"
#include "match/pair_what.html.h"

/* ---- What is asked ----------------------------------------------------- */

struct what_ask {
    text what, q;
    int64_t one, other;
    int64_t role, level, interests, language, give, goals, time;
};
static const char *const whats[] = { "together", "apart", "weights", NULL };
#define WEIGHT(member, word)                                                   \
    INPUT(struct what_ask, member, INPUT_INT, .max = 100, .label = (word))
static const struct input ask_inputs[] = {
    { .name = "if",
        .kind = INPUT_CHOICE,
        .choices = whats,
        .offset = offsetof(struct what_ask, what) },
    INPUT(struct what_ask, q, INPUT_TEXT, .max = 100),
    INPUT(struct what_ask, one, INPUT_KEY),
    INPUT(struct what_ask, other, INPUT_KEY),
    WEIGHT(role, N_("Work")),
    WEIGHT(level, N_("Level")),
    WEIGHT(interests, N_("Fields and interests")),
    WEIGHT(language, N_("Language")),
    WEIGHT(give, N_("Give and take")),
    WEIGHT(goals, N_("Goals")),
    WEIGHT(time, N_("Time")),
};
enum { N_ASK = sizeof ask_inputs / sizeof *ask_inputs, FIRST_WEIGHT = 4 };

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

/* ---- Words ------------------------------------------------------------- */

const struct what_people_row *
what_person(const struct what_page *p, int64_t id)
{
    ptrdiff_t low = 0, high = p->n_people;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        if (p->people[middle].id == id)
            return &p->people[middle];
        if (p->people[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void
what_look_for(struct request *rq, struct what_page *p, text q)
{
    text words = lang_fold(rq->arena, q);
    p->q = q;
    p->shown = arena_new(rq->arena, const struct what_people_row *, WHAT_SHOWN);
    for (ptrdiff_t i = 0; i < p->n_people; i++) {
        struct arena_mark mark = arena_mark(rq->arena);
        bool is_meant = text_is_empty(words) ||
            text_find(lang_fold(rq->arena, p->people[i].name), words) >= 0;
        arena_rewind(rq->arena, mark);
        if (is_meant && p->n_shown == WHAT_SHOWN) {
            p->has_more = true;
            return;
        }
        if (is_meant)
            p->shown[p->n_shown++] = &p->people[i];
    }
}

text
what_name(const struct what_page *p, int64_t id)
{
    const struct what_people_row *row = what_person(p, id);
    return row == NULL ? TEXT("?") : row->name;
}

text
what_change(struct view *v, int64_t change)
{
    text n = lang_number(v->lang, v->arena, change < 0 ? -change : change);
    return change == 0 ? TEXT("0")
                       : arena_join(v->arena, 2,
                             (text[]){ change < 0 ? TEXT("−") : TEXT("+"), n });
}

text
what_rule_word(struct view *v, text kind)
{
    for (int i = 0; kinds[i] != NULL; i++)
        if (text_is_equal(kind, text_of(kinds[i])))
            return say(v, kind_words[i]);
    return (text){ 0 };
}

static void
add(struct view *v, struct buf *b, text piece)
{
    (void)v;
    buf_add(b, b->len > 0 ? TEXT(", ") : TEXT(""));
    buf_add(b, piece);
}

text
what_sentence(struct view *v, const struct what_cost *c)
{
    struct buf b = buf_in(v->arena, 200);
    if (c->n_new > 0)
        add(v, &b, say_plural(v, "one new pair", "%d new pairs", c->n_new));
    if (c->n_changed > 0)
        add(v, &b,
            say_plural(
                v, "one pair changed", "%d pairs changed", c->n_changed));
    if (c->n_lost > 0)
        add(v, &b,
            say_plural(v, "one person would have nobody",
                "%d people would have nobody", c->n_lost));
    if (c->n_pairs != c->n_pairs_now)
        add(v, &b,
            say_with(v, N_("pairs in all %d to %d"), 2,
                (struct phrase_arg[]){
                    arg_int(c->n_pairs_now), arg_int(c->n_pairs) }));
    if (c->worst != c->worst_now && c->worst >= 0 && c->worst_now >= 0)
        add(v, &b,
            say_with(v, N_("lowest score %d to %d"), 2,
                (struct phrase_arg[]){
                    arg_int(c->worst_now), arg_int(c->worst) }));
    if (c->total != c->total_now)
        add(v, &b,
            say_with(v, N_("all scores together %d to %d"), 2,
                (struct phrase_arg[]){
                    arg_int(c->total_now), arg_int(c->total) }));
    return b.len > 0 ? buf_text(&b) : say(v, N_("Nothing would change."));
}

text
what_if_address(struct view *v, const struct round *r, const char *what,
    int64_t one, int64_t other)
{
    char x[KEY_LENGTH], y[KEY_LENGTH];
    return arena_print(v->arena, "%.*s/what?if=%s&one=%.*s&other=%.*s",
        TEXT_ARG(r->address), what, TEXT_ARG(key_print(one, x)),
        TEXT_ARG(key_print(other, y)));
}

/* ---- The page ---------------------------------------------------------- */

bool
what_is_small(const struct round *r, ptrdiff_t n_people)
{
    return r->n_sides >= 2 &&
        n_people <= (r->n_sides == 2 ? (ptrdiff_t)WHAT_PEOPLE : WHAT_AMONG);
}

static enum err
load(struct request *rq, const struct round *r, struct what_page *p)
{
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    p->round = r;
    what_people_ask(&batch,
        (struct what_people_in){
            .round_id = r->row.id, .n_rows = WHAT_PEOPLE + 1 },
        &p->people, &p->n_people);
    pair_of_round_ask(&batch,
        (struct pair_of_round_in){ .round_id = r->row.id,
            .status = TEXT("proposed"),
            .n_rows = PAIR_ROWS },
        &p->pairs, &p->n_pairs);
    what_rules_ask(&batch,
        (struct what_rules_in){ .round_id = r->row.id, .n_rows = WHAT_RULES },
        &p->rules, &p->n_rules);
    enum err e = db_batch_run(&batch);
    p->is_ready = e == OK && r->status == ROUND_PROPOSED &&
        what_is_small(r, p->n_people);
    return e;
}

/* The weights of now, to be changed. */
static void
open_weights(
    struct request *rq, struct what_page *p, const struct what_ask *ask)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    int64_t weights[CP_ITEMS];
    const int64_t given[CP_ITEMS] = { [CP_ITEM_ROLE] = ask->role,
        [CP_ITEM_LEVEL] = ask->level,
        [CP_ITEM_INTERESTS] = ask->interests,
        [CP_ITEM_LANGUAGE] = ask->language,
        [CP_ITEM_GIVE] = ask->give,
        [CP_ITEM_GOALS] = ask->goals,
        [CP_ITEM_TIME] = ask->time };
    round_weights(&p->round->row, weights);
    form_open(rq, ask_inputs + FIRST_WEIGHT, N_ASK - FIRST_WEIGHT, form);
    for (int i = 0; i < CP_ITEMS; i++)
        form_give(form, ask_inputs[FIRST_WEIGHT + i].name,
            arena_print(
                rq->arena, "%d", (int)(p->is_weights ? given[i] : weights[i])));
    p->weights = form;
}

static enum err
ask_cost(struct request *rq, struct arena *own, const struct what_ask *ask,
    struct what_page *p, struct why *why)
{
    struct what w;
    const int64_t weights[CP_ITEMS] = { [CP_ITEM_ROLE] = ask->role,
        [CP_ITEM_LEVEL] = ask->level,
        [CP_ITEM_INTERESTS] = ask->interests,
        [CP_ITEM_LANGUAGE] = ask->language,
        [CP_ITEM_GIVE] = ask->give,
        [CP_ITEM_GOALS] = ask->goals,
        [CP_ITEM_TIME] = ask->time };
    enum err e = what_open(rq->db, own, p->round, &w, why);
    if (e == OK && p->is_weights)
        e = what_weights(&w, own, weights, &p->cost, why);
    else if (e == OK)
        e = what_price(&w, own,
            p->is_together ? CP_ASSIGN_TOGETHER : CP_ASSIGN_APART, ask->one,
            ask->other, &p->cost, why);
    if (e == OK && p->person != NULL)
        e = what_choices(
            &w, own, p->person->id, p->choices, &p->n_choices, why);
    return e;
}

static bool
is_all_zero(const struct what_ask *ask)
{
    return ask->role + ask->level + ask->interests + ask->language + ask->give +
        ask->goals + ask->time ==
        0;
}

/* Of two who are in this round, or weights that are not all nothing. */
static void
read_ask(struct request *rq, const struct what_ask *ask, struct what_page *p)
{
    struct view v = request_view(rq);
    p->is_together = text_is_equal(ask->what, TEXT("together"));
    p->is_weights = text_is_equal(ask->what, TEXT("weights"));
    p->one = ask->one;
    p->other = ask->other;
    if (!p->is_ready || !text_is_known(ask->what))
        return;
    const struct what_people_row *x = what_person(p, ask->one);
    const struct what_people_row *y = what_person(p, ask->other);
    if (p->is_weights && is_all_zero(ask))
        p->fault = say(
            &v, N_("All weights are 0: at least one of them has to count."));
    else if (!p->is_weights &&
        (x == NULL || y == NULL || x->position == y->position))
        p->fault = say(&v,
            N_("These two are not on different sides of this round, or one of "
               "them takes part no more."));
    else
        p->has_cost = true;
}

static void
open_rule(struct request *rq, struct what_page *p)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, rule_inputs, N_RULE, form);
    form_give(form, "kind", p->is_together ? TEXT("pin") : TEXT("veto"));
    p->rule = form;
}

/* `rule`: what was sent, with its errors; or NULL. */
static enum err
answer_what(struct request *rq, struct answer *an, struct round *r,
    const struct what_ask *ask, struct form *rule, text fault)
{
    struct what_page *p = arena_new(rq->arena, struct what_page, 1);
    struct arena own;
    struct form button;
    struct why why = { .text = "" };
    enum err e = load(rq, r, p);
    if (e != OK)
        return e;
    read_ask(rq, ask, p);
    what_look_for(rq, p, ask->q);
    round_arena(rq, &own);
    if (p->has_cost)
        e = ask_cost(rq, &own, ask, p, &why);
    if (e == ERR_BAD_INPUT || e == ERR_NOT_FOUND) {
        struct view v = request_view(rq);
        p->has_cost = false;
        p->fault = e == ERR_NOT_FOUND
            ? say(&v,
                  N_("One of the two is decided already, or takes part no "
                     "more."))
            : say(&v,
                  N_("The round as it is has no answer to compare with: find "
                     "its pairs first."));
        e = OK;
    }
    if (text_is_known(fault))
        p->fault = fault;
    if (e == OK) {
        form_open(rq, NULL, 0, &button);
        p->button = &button;
        open_weights(rq, p, ask);
        if (p->has_cost && p->cost.is_possible && !p->is_weights)
            open_rule(rq, p);
        if (rule != NULL)
            p->rule = rule;
        struct view v = request_view(rq);
        match_pair_what(&v, p);
        an->status = rule != NULL || text_is_known(fault) ? 422 : 200;
        answer_page(rq, an,
            (struct page){ .title = say_with(&v, N_("What if? %s"), 1,
                               (struct phrase_arg[]){ arg_text(r->row.name) }),
                .section = "partnership",
                .body = view_html(&v) });
    }
    arena_close(&own);
    return e;
}

enum err
round_what_show(struct request *rq, struct answer *an)
{
    struct round r;
    struct what_ask ask = { 0 };
    query_parse(rq, ask_inputs, N_ASK, &ask);
    enum err e = round_of_address(rq, &r);
    return e == OK ? answer_what(rq, an, &r, &ask, NULL, (text){ 0 }) : e;
}

/* ---- One person's possibilities ---------------------------------------- */

enum err
round_what_person_show(struct request *rq, struct answer *an)
{
    struct round r;
    struct what w;
    struct what_page *p = arena_new(rq->arena, struct what_page, 1);
    struct arena own;
    struct why why = { .text = "" };
    enum err e = round_of_address(rq, &r);
    if (e == OK)
        e = load(rq, &r, p);
    if (e != OK)
        return e;
    p->person = what_person(p, request_key(rq, 1));
    if (p->person == NULL)
        return ERR_NOT_FOUND;
    round_arena(rq, &own);
    if (p->is_ready)
        e = what_open(rq->db, &own, &r, &w, &why);
    if (e == OK && p->is_ready)
        e = what_choices(
            &w, &own, p->person->id, p->choices, &p->n_choices, &why);
    if (e == ERR_BAD_INPUT || e == ERR_NOT_FOUND)
        e = OK; /* decided by a pin, or no answer: nothing to choose */
    arena_close(&own);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    match_pair_what_person(&v, p);
    answer_page(rq, an,
        (struct page){ .title = p->person->name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- Doing it
 * ---------------------------------------------------------------- */

struct ruling {
    struct round_rule_new rule;
    const struct round *round;
    int64_t rule_id;
    text token;
    bool is_again;
};

static enum err
save_rule(struct db *writer, struct arena *a, void *arg)
{
    struct ruling *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, s->round->address, &first);
    s->is_again = e == ERR_CONFLICT;
    if (s->is_again)
        return OK;
    return e == OK ? round_rule_add(writer, a, &s->rule) : e;
}

/* May these two be paired at all? A pin does not go over a rule, nor over what
 * somebody said in confidence. */
static enum err
check_pin(struct request *rq, const struct round *r,
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
after_rule(struct request *rq, struct answer *an, struct round *r)
{
    text fault = { 0 };
    enum err e = OK;
    if (r->status == ROUND_PROPOSED)
        e = round_solve_now(rq, r, &fault);
    if (e != OK && e != ERR_CONFLICT)
        return e;
    if (text_is_known(fault))
        return answer_what(rq, an, r, &(struct what_ask){ 0 }, NULL, fault);
    answer_redirect(rq, an, round_sub_address(rq->arena, r, "what"));
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
        return answer_what(rq, an, &r, &(struct what_ask){ 0 }, NULL,
            say(&v,
                N_("Pairs are not proposed now, so nothing can be settled "
                   "here.")));
    if (form.n_errors > 0)
        return answer_what(rq, an, &r, &ask, &form, (text){ 0 });
    if (is_pin)
        e = check_pin(rq, &r, &given, &is_possible);
    if (e == OK && !is_possible)
        return answer_what(rq, an, &r, &ask, NULL,
            say(&v,
                N_("These two cannot be paired: a rule of the round forbids "
                   "it. Which one is not said, for some are told in "
                   "confidence.")));
    struct ruling s = { .round = &r,
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
        return answer_what(rq, an, &r, &ask, NULL,
            say(&v,
                N_("One of the two is decided already, or takes part no "
                   "more.")));
    return e == OK ? after_rule(rq, an, &r) : e;
}

static enum err
save_removal(struct db *writer, struct arena *a, void *arg)
{
    struct ruling *s = arg;
    return round_rule_take_away(
        writer, a, s->round, s->rule_id, s->rule.actor_id);
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
    struct ruling s = { .round = &r,
        .rule_id = request_key(rq, 1),
        .rule = { .actor_id = rq->actor.person_id } };
    e = db_write(rq->db, rq->arena, save_removal, &s);
    if (e == ERR_NOT_FOUND) /* sent twice */
        e = OK;
    return e == OK ? after_rule(rq, an, &r) : e;
}
