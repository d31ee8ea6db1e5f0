/* A change of a set of groups, kept in one step. */
#include "match/group_pages.h"

#include "keep/audit.h"
#include "keep/job.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

/* ---- Steps
 * ------------------------------------------------------------------------- */

static enum err
put_people(struct db *writer, struct group_change *c)
{
    enum err e = match_group_rule_clear(writer,
        (struct match_group_rule_clear_in){ .set_id = c->set->row.id }, NULL);
    if (e == OK)
        e = match_group_person_clear(writer,
            (struct match_group_person_clear_in){ .set_id = c->set->row.id },
            NULL);
    for (ptrdiff_t i = 0; e == OK && i < c->list->n_rows; i++) {
        struct match_group_person row = c->list->rows[i];
        row.id = key_new();
        row.set_id = c->set->row.id;
        e = match_group_person_insert(writer, &row, NULL);
    }
    return e;
}

/* A group keeps its page when the machine is asked again. */
static enum err
name_groups(
    struct db *writer, struct arena *a, struct group_change *c, int64_t n)
{
    enum err e = OK;
    struct view v = view_in(a, c->lang, 100);
    for (int64_t k = 0; e == OK && k < n; k++) {
        bool is_there = false;
        for (ptrdiff_t i = 0; i < c->set->n_groups; i++)
            is_there = is_there || c->set->groups[i].position == k + 1;
        if (is_there)
            continue;
        struct match_group row = { .id = key_new(),
            .set_id = c->set->row.id,
            .position = k + 1,
            .name = say_with(&v, N_("Group %d of %s"), 2,
                (struct phrase_arg[]){
                    phrase_arg((long)k + 1), phrase_arg(c->set->row.name) }) };
        row.name_sort = lang_sort_key(a, row.name);
        row.code = match_key(a, row.id);
        e = match_group_insert(writer, &row, NULL);
    }
    return e;
}

static enum err
put_groups(struct db *writer, struct arena *a, struct group_change *c)
{
    enum err e = name_groups(writer, a, c, c->g->problem.n_groups);
    for (ptrdiff_t i = 0; e == OK && i < c->set->n_members; i++)
        e = match_group_person_place(writer,
            (struct match_group_person_place_in){
                .id = c->set->members[i].row->id,
                .set_id = c->set->row.id,
                .position = c->g->answer.group_of[c->set->members[i].at] + 1 },
            NULL);
    return e;
}

/* Whoever is in a group writes on its page; who was moved away does not. */
static enum err
give_roles(struct db *writer, struct arena *a, struct group_change *c)
{
    enum err e = OK;
    for (ptrdiff_t k = 0; e == OK && k < c->set->n_groups; k++) {
        struct match_group_roles_row *rows;
        ptrdiff_t n;
        struct thing group;
        int64_t id = c->set->groups[k].id;
        e = thing_load(writer, a, TEXT("match_group"), id, &group);
        if (e == OK)
            e = match_group_roles(writer, a,
                (struct match_group_roles_in){ .thing_id = id,
                    .today = day_of(a, c->now),
                    .n_rows = GROUP_PEOPLE_MAX },
                &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            bool is_in = false;
            for (ptrdiff_t m = 0; m < c->set->n_members; m++) {
                const struct match_group_person *row = c->set->members[m].row;
                is_in = is_in ||
                    (row->has_person_id &&
                        row->person_id == rows[i].person_id &&
                        row->position == c->set->groups[k].position);
            }
            if (!is_in)
                e = membership_end(writer, a,
                    &(struct membership_ending){ .id = rows[i].id,
                        .actor_id = c->actor_id,
                        .now = c->now });
        }
        for (ptrdiff_t m = 0; e == OK && m < c->set->n_members; m++) {
            const struct match_group_person *row = c->set->members[m].row;
            bool has_role = false;
            int64_t membership;
            if (!row->has_person_id ||
                row->position != c->set->groups[k].position)
                continue;
            for (ptrdiff_t i = 0; i < n; i++)
                has_role = has_role || rows[i].person_id == row->person_id;
            if (!has_role)
                e = membership_add(writer, a,
                    &(struct membership_new){ .person_id = row->person_id,
                        .role = WHO_MEMBER,
                        .thing = &group,
                        .actor_id = c->actor_id,
                        .now = c->now },
                    &membership);
        }
    }
    return e;
}

enum err
group_change_apply(struct db *writer, struct arena *a, struct group_change *c)
{
    int64_t id = c->set->row.id;
    enum err e = OK;
    if (c->asks_for > 0) {
        e = name_groups(writer, a, c, c->asks_for);
        if (e == OK)
            e = job_ask(writer, a, "group_solve", id, c->actor_id);
    } else if (!c->is_behind) {
        e = job_stop(writer, a, id, NULL);
    }
    if (e == OK && c->list != NULL)
        e = put_people(writer, c);
    if (e == OK && c->g != NULL)
        e = put_groups(writer, a, c);
    for (int i = 0; e == OK && i < c->n_moves; i++)
        e = match_group_person_place(writer,
            (struct match_group_person_place_in){ .id = c->moves[i][0],
                .set_id = c->set->row.id,
                .position = c->moves[i][1] },
            NULL);
    if (e == OK && c->rule.id != 0)
        e = match_group_rule_insert(writer, c->rule, NULL);
    if (e == OK && c->rule_end != 0)
        e = match_group_rule_remove(writer,
            (struct match_group_rule_remove_in){
                .id = c->rule_end, .set_id = c->set->row.id },
            NULL);
    if (e == OK && c->gives_roles)
        e = give_roles(writer, a, c);
    if (e == OK && c->has_state)
        e = match_group_state_save(writer, &c->state, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = c->actor_id,
                             .action = c->action,
                             .kind = TEXT("match_group_set"),
                             .thing_id = c->set->row.id })
                   : e;
}

static enum err
save_change(struct db *writer, struct arena *a, void *arg)
{
    struct group_change *c = arg;
    enum err e = once_take(writer, a, c->token, c->then, &c->first);
    return e == OK ? group_change_apply(writer, a, c) : e;
}

void
group_change_found(struct group_change *c, struct group_problem *g, int64_t now)
{
    const struct cp_groups_answer *found = &g->answer;
    int64_t id = c->set->row.id;
    c->g = g;
    c->has_state = true;
    c->state = (struct match_group_state){ .id = id,
        .status = TEXT("proposed"),
        .seed = c->seed,
        .engine = TEXT(CP_VERSION),
        .has_is_proved = true,
        .is_proved = found->is_proved,
        .has_lowest = true,
        .lowest = found->lowest,
        .has_sum = true,
        .sum = found->sum,
        .has_points = true,
        .points = found->pairs,
        .has_bound = true,
        .bound = found->pairs_bound,
        .has_solved_at = true,
        .solved_at = now };
}

struct group_change
group_change_of(struct request *rq, struct group_set *set,
    const struct form *form, text action)
{
    return (struct group_change){ .set = set,
        .state = set->state,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .lang = rq->lang,
        .token = form->token,
        .then = set->address,
        .action = action,
        .seed = arena_print(rq->arena, "%lld", (long long)set->row.id) };
}

enum err
group_change_write(
    struct request *rq, struct answer *an, struct group_change *c)
{
    enum err e = db_write(rq->db, rq->arena, save_change, c);
    if (e == ERR_CONFLICT && text_is_known(c->first))
        e = OK;
    if (e == OK)
        answer_redirect(rq, an, c->then);
    return e;
}
