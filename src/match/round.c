#include "match/round_inside.h"

#include "base/key.h"
#include "keep/audit.h"

const char *const round_statuses[] = { "draft", "open", "closed", "proposed",
    "offered", "running", "ended", NULL };

enum round_status
round_status_of(text stored)
{
    for (int i = 0; round_statuses[i] != NULL; i++)
        if (text_is_equal(stored, text_of(round_statuses[i])))
            return (enum round_status)i;
    return ROUND_DRAFT;
}

const char *
round_status_word(enum round_status s)
{
    switch (s) {
    case ROUND_DRAFT: return N_("in preparation");
    case ROUND_OPEN: return N_("open to join");
    case ROUND_CLOSED: return N_("closed");
    case ROUND_PROPOSED: return N_("pairs are proposed");
    case ROUND_OFFERED: return N_("pairs are offered");
    case ROUND_RUNNING: return N_("pairs at work");
    case ROUND_ENDED: return N_("ended");
    }
    return "";
}

text
round_status_class(enum round_status s)
{
    return s == ROUND_DRAFT || s == ROUND_CLOSED    ? TEXT("is-draft")
        : s == ROUND_PROPOSED || s == ROUND_OFFERED ? TEXT("is-planned")
        : s == ROUND_ENDED                          ? TEXT("is-ended")
                                                    : TEXT("is-running");
}

const char *const round_item_words[CP_ITEMS] = {
    [CP_ITEM_ROLE] = N_("Work"),
    [CP_ITEM_LEVEL] = N_("Level"),
    [CP_ITEM_INTERESTS] = N_("Fields and interests"),
    [CP_ITEM_LANGUAGE] = N_("Language"),
    [CP_ITEM_GIVE] = N_("Give and take"),
    [CP_ITEM_GOALS] = N_("Goals"),
    [CP_ITEM_TIME] = N_("Time"),
};

text
round_address(struct arena *a, text name, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/round/%.*s-%.*s", TEXT_ARG(lang_slug(a, name)),
        TEXT_ARG(key_print(id, key)));
}

text
round_sub_address(struct arena *a, const struct round *r, const char *what)
{
    return arena_print(a, "%.*s/%s", TEXT_ARG(r->address), what);
}

/* In the order of enum cp_item. */
void
round_weights(const struct round_row *r, int64_t weights[CP_ITEMS])
{
    const int32_t *usual = cp_score_usual.weights;
    weights[CP_ITEM_ROLE] =
        r->has_weight_role ? r->weight_role : usual[CP_ITEM_ROLE];
    weights[CP_ITEM_LEVEL] =
        r->has_weight_level ? r->weight_level : usual[CP_ITEM_LEVEL];
    weights[CP_ITEM_INTERESTS] = r->has_weight_interests
        ? r->weight_interests
        : usual[CP_ITEM_INTERESTS];
    weights[CP_ITEM_LANGUAGE] =
        r->has_weight_language ? r->weight_language : usual[CP_ITEM_LANGUAGE];
    weights[CP_ITEM_GIVE] =
        r->has_weight_give ? r->weight_give : usual[CP_ITEM_GIVE];
    weights[CP_ITEM_GOALS] =
        r->has_weight_goals ? r->weight_goals : usual[CP_ITEM_GOALS];
    weights[CP_ITEM_TIME] =
        r->has_weight_time ? r->weight_time : usual[CP_ITEM_TIME];
}

bool
round_weights_are_same(const struct round_row *x, const struct round_row *y)
{
    int64_t a[CP_ITEMS], b[CP_ITEMS];
    round_weights(x, a);
    round_weights(y, b);
    for (int i = 0; i < CP_ITEMS; i++)
        if (a[i] != b[i])
            return false;
    return (x->has_days_needed ? x->days_needed : cp_score_usual.days_needed) ==
        (y->has_days_needed ? y->days_needed : cp_score_usual.days_needed);
}

enum cp_assign_mode
round_mode_of(const struct round_row *row)
{
    return text_is_equal(row->mode, TEXT("total"))  ? CP_ASSIGN_TOTAL
        : text_is_equal(row->mode, TEXT("leximin")) ? CP_ASSIGN_LEXIMIN
                                                    : CP_ASSIGN_FAIR;
}

const struct round_sides_row *
round_side(const struct round *r, int64_t id)
{
    for (int i = 0; i < r->n_sides; i++)
        if (r->sides[i].id == id)
            return &r->sides[i];
    return NULL;
}

enum err
round_load(struct db *db, struct arena *a, int64_t id, struct round *r)
{
    struct round_partnership_row partnership;
    struct thing_asked asked;
    bool is_found = false, has_state = false, has_partnership = false;
    ptrdiff_t n_sides = 0;
    *r = (struct round){ .status = ROUND_DRAFT };
    struct db_batch batch = db_batch_open(db, a);
    match_round_get_ask(
        &batch, (struct match_round_get_in){ .id = id }, &r->row, &is_found);
    round_state_get_ask(
        &batch, (struct round_state_get_in){ .id = id }, &r->state, &has_state);
    thing_ask(&batch, TEXT("match_round"), id, &asked);
    enum err e = db_batch_run(&batch);
    if (e == OK && (!is_found || !thing_take(&asked, &r->thing)))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    if (!has_state)
        r->state = (struct round_state){
            .id = id, .status = TEXT("draft"), .seed = TEXT("")
        };
    r->has_state = has_state;
    r->status = round_status_of(r->state.status);
    r->address = round_address(a, r->row.name, id);
    batch = db_batch_open(db, a);
    round_partnership_ask(&batch,
        (struct round_partnership_in){ .id = r->row.partnership_id },
        &partnership, &has_partnership);
    round_sides_ask(&batch,
        (struct round_sides_in){ .partnership_id = r->row.partnership_id,
            .n_rows = ROUND_SIDES_MAX },
        &r->sides, &n_sides);
    e = db_batch_run(&batch);
    r->n_sides = (int)n_sides;
    if (has_partnership)
        r->partnership_name = partnership.name;
    return e;
}

enum err
round_of_address(struct request *rq, struct round *r)
{
    enum err e = round_load(rq->db, rq->arena, request_key(rq, 0), r);
    if (e != OK)
        return e;
    r->now = rq->now;
    r->is_facilitator = thing_has_role(&rq->actor, &r->thing, WHO_FACILITATOR);
    return OK;
}

enum err
round_set_status(struct db *writer, struct arena *a, const struct round *r,
    enum round_status to, int64_t actor_id)
{
    struct round_state now = r->state;
    enum err e = round_state_get(
        writer, a, (struct round_state_get_in){ .id = r->row.id }, &now);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == OK && round_status_of(now.status) != r->status)
        return ERR_CONFLICT;
    now.status = text_of(round_statuses[to]);
    e = round_state_save(writer, &now, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = actor_id,
                             .action = text_of(round_statuses[to]),
                             .kind = TEXT("match_round"),
                             .thing_id = r->row.id })
                   : e;
}
