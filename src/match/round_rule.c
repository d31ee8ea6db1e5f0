/* What a facilitator settles of a round: pins, vetoes, conflicts. What was
 * proposed before is nobody's to offer any more: it did not know of it. */
#include "match/round_work.h"

#include "keep/audit.h"
#include "os/entropy.h"

static bool
is_of(const struct round_rules_row *rule, int64_t id)
{
    return rule->a_id == id || rule->b_id == id;
}

static enum err
rules_of(struct db *db, struct arena *a, const struct round_rule_new *what,
    const char *kind, struct round_rules_row **rows, ptrdiff_t *n)
{
    *n = 0;
    return round_rules(db, a,
        (struct round_rules_in){ .round_id = what->round->row.id,
            .kind = text_of(kind),
            .n_rows = ROUND_RULES_MAX },
        rows, n);
}

/* How many counterparts they would take, as it was frozen. */
static enum err
capacity_of(struct db *writer, struct arena *a, int64_t id, int32_t *capacity)
{
    struct round_input_get_row row;
    struct match_people people;
    struct why why = { .text = "" };
    enum err e = round_input_get(
        writer, a, (struct round_input_get_in){ .id = id }, &row);
    if (e == OK)
        e = match_read_text(&people, TEXT("people.csv"),
            arena_join(a, 2, (text[]){ text_of(round_line_head), row.line }), a,
            &why);
    *capacity = e == OK && people.n == 1 ? people.people[0].capacity : 1;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* A pin beside what stands: not of two whom somebody keeps apart, and no more
 * of one person than they would take. */
static enum err
check_pin(struct db *writer, struct arena *a, const struct round_rule_new *what,
    const struct round_person people[2])
{
    struct round_rules_row *rows;
    ptrdiff_t n;
    int32_t capacity = 1;
    enum err e = OK;
    for (int k = 0; e == OK && k < 2; k++) {
        e = rules_of(writer, a, what, k == 0 ? "veto" : "conflict", &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            if (is_of(&rows[i], what->a_id) && is_of(&rows[i], what->b_id))
                e = ERR_BAD_INPUT;
    }
    if (e == OK)
        e = rules_of(writer, a, what, "pin", &rows, &n);
    if (e != OK || n >= PINS_MAX)
        return e == OK ? ERR_BAD_INPUT : e;
    for (int k = 0; e == OK && k < 2; k++) {
        int64_t n_pins = 0;
        for (ptrdiff_t i = 0; i < n; i++) {
            if (is_of(&rows[i], people[1 - k].id) &&
                is_of(&rows[i], people[k].id))
                return OK; /* this very pin: it is there once */
            n_pins += is_of(&rows[i], people[k].id);
        }
        e = capacity_of(writer, a, people[k].id, &capacity);
        if (e == OK && n_pins >= capacity)
            e = ERR_BAD_INPUT;
    }
    return e;
}

static enum err
check_rule(
    struct db *writer, struct arena *a, const struct round_rule_new *what)
{
    struct round_person two[2];
    enum err e = match_person_get(
        writer, a, (struct match_person_get_in){ .id = what->a_id }, &two[0]);
    if (e == OK)
        e = match_person_get(writer, a,
            (struct match_person_get_in){ .id = what->b_id }, &two[1]);
    if (e == OK &&
        (two[0].round_id != what->round->row.id ||
            two[1].round_id != two[0].round_id))
        e = ERR_NOT_FOUND;
    if (e == OK && two[0].side_id == two[1].side_id)
        e = ERR_BAD_INPUT;
    return e == OK && text_is_equal(what->kind, TEXT("pin"))
        ? check_pin(writer, a, what, two)
        : e;
}

/* Two who are kept apart from now on are not decided to be a pair. */
static enum err
lift_pin(struct db *writer, struct arena *a, struct round_rule_new *what)
{
    struct round_rules_row *rows;
    ptrdiff_t n;
    enum err e = rules_of(writer, a, what, "pin", &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (is_of(&rows[i], what->a_id) && is_of(&rows[i], what->b_id)) {
            what->has_lifted = true;
            e = round_rule_take_away(
                writer, a, what->round, rows[i].id, what->actor_id);
        }
    return e;
}

enum err
round_propose_no_more(struct db *writer, struct arena *a, int64_t round_id)
{
    struct round_state state;
    enum err e = round_state_get(
        writer, a, (struct round_state_get_in){ .id = round_id }, &state);
    if (e == OK && round_status_of(state.status) != ROUND_PROPOSED)
        return ERR_CONFLICT;
    if (e == OK)
        e = round_pairs_clear(writer,
            (struct round_pairs_clear_in){ .round_id = round_id }, NULL);
    if (e == OK)
        e = round_waiting_clear(writer,
            (struct round_waiting_clear_in){ .round_id = round_id }, NULL);
    state.status = TEXT("closed");
    return e == OK ? round_state_save(writer, &state, NULL) : e;
}

enum err
round_rule_add(struct db *writer, struct arena *a, struct round_rule_new *what)
{
    int64_t n = 0;
    struct round_rule_insert_in row = { .id = key_new(),
        .round_id = what->round->row.id,
        .kind = what->kind,
        .a_id = what->a_id < what->b_id ? what->a_id : what->b_id,
        .b_id = what->a_id < what->b_id ? what->b_id : what->a_id,
        .reason = what->reason,
        .made_at = what->now,
        .has_made_by = what->actor_id != 0,
        .made_by = what->actor_id };
    enum err e = check_rule(writer, a, what);
    if (e == OK && !text_is_equal(what->kind, TEXT("pin")))
        e = lift_pin(writer, a, what);
    if (e == OK)
        e = round_rule_insert(writer, row, &n);
    return e == OK && n > 0 ? audit_add(writer,
                                  (struct audit){ .actor_id = what->actor_id,
                                      .action = what->kind,
                                      .kind = TEXT("match_round"),
                                      .thing_id = what->round->row.id })
                            : e;
}

enum err
round_rule_take_away(struct db *writer, struct arena *a, const struct round *r,
    int64_t rule_id, int64_t actor_id)
{
    int64_t n = 0;
    (void)a;
    enum err e = round_rule_remove(writer,
        (struct round_rule_remove_in){ .id = rule_id, .round_id = r->row.id },
        &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = actor_id,
                             .action = TEXT("remove"),
                             .kind = TEXT("match_round"),
                             .thing_id = r->row.id })
                   : e;
}
