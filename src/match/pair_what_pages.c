/* What if: two together, two apart, other weights; and doing it. */
#include "match/pair_what_pages.h"

#include "match/pair_what.html.h"

/* ---- What is asked ----------------------------------------------------- */

static const char *const whats[] = { "together", "apart", "weights", NULL };
#define WEIGHT(member, word)                                                   \
    INPUT(struct what_ask, member, INPUT_INT, .is_required = true, .max = 100, \
        .label = (word))
static const struct input ask_inputs[] = {
    INPUT(struct what_ask, lifted, INPUT_BOOL),
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
enum { N_ASK = sizeof ask_inputs / sizeof *ask_inputs, FIRST_WEIGHT = 5 };

const struct input *const what_weight_inputs = ask_inputs + FIRST_WEIGHT;

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

int64_t
what_among(const struct round *r)
{
    return round_mode_of(&r->row) == CP_ASSIGN_LEXIMIN ? WHAT_LEXIMIN
                                                       : WHAT_AMONG;
}

bool
what_is_small(const struct round *r, ptrdiff_t n_people)
{
    return r->n_sides >= 2 &&
        n_people <=
        (r->n_sides == 2 ? (ptrdiff_t)(2 * ROUND_AT_ONCE) : what_among(r));
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
    p->is_ready =
        e == OK && r->status == ROUND_PROPOSED && what_is_small(r, p->n_people);
    return e;
}

void
what_weights_of(const struct what_ask *ask, int64_t weights[CP_ITEMS])
{
    weights[CP_ITEM_ROLE] = ask->role;
    weights[CP_ITEM_LEVEL] = ask->level;
    weights[CP_ITEM_INTERESTS] = ask->interests;
    weights[CP_ITEM_LANGUAGE] = ask->language;
    weights[CP_ITEM_GIVE] = ask->give;
    weights[CP_ITEM_GOALS] = ask->goals;
    weights[CP_ITEM_TIME] = ask->time;
}

/* The weights of now, to be changed. */
static void
open_weights(
    struct request *rq, struct what_page *p, const struct what_ask *ask)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    int64_t weights[CP_ITEMS];
    int64_t given[CP_ITEMS];
    what_weights_of(ask, given);
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
    int64_t weights[CP_ITEMS];
    what_weights_of(ask, weights);
    enum err e = what_open(rq->db, own, p->round, &w, why);
    p->is_too_large = w.is_too_large;
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

enum err
what_page_answer(struct request *rq, struct answer *an, struct round *r,
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
            : p->is_too_large
            ? say_with(&v,
                  N_("Where somebody may have several counterparts this can be "
                     "asked of rounds with up to %d people in all."),
                  1, (struct phrase_arg[]){ arg_int(WHAT_SHARED) })
            : say(&v,
                  N_("The round as it is has no answer to compare with: find "
                     "its pairs first."));
        e = OK;
    }
    if (text_is_known(fault))
        p->fault = fault;
    p->has_lifted = ask->lifted;
    if (e == OK) {
        form_open(rq, NULL, 0, &button);
        p->button = &button;
        open_weights(rq, p, ask);
        if (p->has_cost && p->cost.is_possible && !p->is_weights)
            what_open_rule(rq, p);
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
    return e == OK ? what_page_answer(rq, an, &r, &ask, NULL, (text){ 0 }) : e;
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
