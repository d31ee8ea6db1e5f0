/* What was found when a conversation closed: a job counts it once, and its
 * rows are what pages show. */
#include "decide/conversation.h"

#include "base/key.h"
#include "engine/opinion/found.h"
#include "engine/opinion/ground.h"
#include "os/entropy.h"

struct found {
    int64_t id, seed;
    struct conversation_units_row *units;
    ptrdiff_t n_units;
    struct statements_of_row *statements;
    ptrdiff_t n_statements;
    struct cp_votes_count *counts; /* by unit, then statement */
    struct cp_ground_line *lines;
    struct cp_found groups;
    struct cp_votes votes;
    text said;
};

/* ---- Reading ------------------------------------------------------------- */

static enum err
read_all(struct job_call *call, struct found *f)
{
    struct arena *a = call->arena;
    struct answer_counts_row *rows;
    struct conversation row;
    ptrdiff_t n;
    enum err e = conversation_get(
        call->db, a, (struct conversation_get_in){ .id = f->id }, &row);
    if (e == OK)
        e = conversation_units(call->db, a,
            (struct conversation_units_in){
                .conversation_id = f->id, .n_rows = UNITS_MAX },
            &f->units, &f->n_units);
    if (e == OK)
        e = statements_of(call->db, a,
            (struct statements_of_in){ .conversation_id = f->id,
                .lang = TEXT("en"),
                .n_rows = STATEMENTS_MAX },
            &f->statements, &f->n_statements);
    if (e == OK)
        e = answer_counts(call->db, a,
            (struct answer_counts_in){ .conversation_id = f->id,
                .n_rows = STATEMENTS_MAX * UNITS_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    f->seed = row.seed;
    f->counts =
        arena_new(a, struct cp_votes_count, f->n_units * f->n_statements + 1);
    for (ptrdiff_t k = 0; k < n; k++)
        for (ptrdiff_t u = 0; u < f->n_units; u++)
            for (ptrdiff_t s = 0;
                 f->units[u].id == rows[k].unit_id && s < f->n_statements; s++)
                if (f->statements[s].id == rows[k].statement_id)
                    f->counts[u * f->n_statements + s] =
                        (struct cp_votes_count){ (int32_t)rows[k].agree,
                            (int32_t)rows[k].disagree,
                            (int32_t)(rows[k].agree + rows[k].disagree +
                                rows[k].pass) };
    return OK;
}

static enum err
find_ground(struct job_call *call, struct found *f, struct why *why)
{
    struct arena *a = call->arena;
    int32_t *sides = arena_new(a, int32_t, f->n_units + 1);
    int64_t *sizes = arena_new(a, int64_t, f->n_units + 1);
    int64_t known[UNITS_MAX];
    bool *is_out = arena_new(a, bool, f->n_statements + 1);
    struct cp_ground_units of = {
        .sides = sides, .sizes = sizes, .n_units = (int32_t)f->n_units
    };
    for (ptrdiff_t u = 0; u < f->n_units; u++) {
        int32_t at = 0;
        while (at < of.n_sides && known[at] != f->units[u].side_id)
            at++;
        if (at == of.n_sides)
            known[of.n_sides++] = f->units[u].side_id;
        sides[u] = at;
        sizes[u] = f->units[u].has_size ? f->units[u].size : -1;
        /* more answered than was thought: the size is not known after all */
        for (ptrdiff_t s = 0; s < f->n_statements; s++)
            if (sizes[u] >= 0 &&
                f->counts[u * f->n_statements + s].all > sizes[u])
                sizes[u] = -1;
    }
    for (ptrdiff_t s = 0; s < f->n_statements; s++)
        is_out[s] = !text_is_equal(f->statements[s].status, TEXT("in"));
    f->lines = arena_new(a, struct cp_ground_line, f->n_statements + 1);
    cp_ground(f->lines, a, &of, f->counts, is_out, f->n_statements);
    return cp_ground_check(
               f->lines, &of, f->counts, is_out, f->n_statements, why)
        ? OK
        : ERR_CONFLICT;
}

struct reading {
    struct cp_votes_maker maker;
    struct arena *arena;
    struct why *why;
};

static enum err
add_vote(void *context, const struct answers_each_row *row)
{
    struct reading *r = context;
    return cp_votes_add(&r->maker,
        conversation_key(r->arena, row->participant_id),
        conversation_key(r->arena, row->statement_id), row->vote, 0, r->why);
}

static bool
goes_on(void *context, int32_t done, int32_t of)
{
    return job_go_on(context, 0.1 + 0.9 * done / (of > 0 ? of : 1));
}

static enum err
find_groups(struct job_call *call, struct found *f, struct why *why)
{
    struct arena *a = call->arena;
    struct reading r = { .arena = a, .why = why };
    cp_votes_begin(&r.maker, a);
    enum err e = answers_each(call->db, a,
        (struct answers_each_in){ .conversation_id = f->id }, add_vote, &r);
    if (e != OK)
        return e;
    cp_votes_end(&r.maker, &f->votes);
    for (int32_t s = 0; s < f->votes.n_statements; s++) {
        int64_t key = 0;
        (void)key_parse(f->votes.statements[s], &key);
        for (ptrdiff_t k = 0; k < f->n_statements; k++)
            if (f->statements[k].id == key)
                f->votes.is_out[s] =
                    !text_is_equal(f->statements[k].status, TEXT("in"));
    }
    struct cp_found_rules rules = { .seed = (uint64_t)f->seed,
        .resamples = f->votes.n_rows > 1'000'000 ? 20 : 100,
        .least_median = 0.70,
        .least_tenth = 0.50,
        .least_in_group = 5,
        .least_people = 15,
        .least_statements = 8,
        .goes_on = goes_on,
        .context = call };
    cp_found_of(&f->groups, a, &f->votes, &rules);
    if (f->groups.outcome == CP_FOUND_STOPPED)
        return ERR_BUSY;
    if (f->groups.k > 0 && cp_found_check(&f->groups, &f->votes) != 0)
        return err_say(
            why, ERR_CONFLICT, "the groups do not follow from the votes");
    return OK;
}

/* "23:agree 01h... other 01h...;" a group behind the other: people, then what
 * they are told by. */
static text
say_groups(struct arena *a, const struct found *f)
{
    text all = TEXT("");
    for (int32_t g = 0; g < f->groups.k; g++) {
        const struct cp_found_group *group = &f->groups.groups[g];
        all = arena_print(a, "%.*s%d", TEXT_ARG(all), (int)group->size);
        for (int t = 0; t < group->n_told; t++)
            all = arena_print(a, "%.*s %c%.*s", TEXT_ARG(all),
                group->told[t].is_agree ? '+' : '-',
                TEXT_ARG(f->votes.statements[group->told[t].statement]));
        all = arena_print(a, "%.*s;", TEXT_ARG(all));
    }
    return all;
}

/* ---- Writing ------------------------------------------------------------- */

static enum err
write_line(struct db *writer, const struct found *f, int32_t s, int place)
{
    const struct cp_ground_line *l = &f->lines[s];
    return ground_line_insert(writer,
        (struct ground_line_insert_in){ .id = key_new(),
            .conversation_id = f->id,
            .statement_id = f->statements[s].id,
            .label = l->label,
            .place = place,
            .lowest_id = l->lowest < 0 ? 0 : f->units[l->lowest].id,
            .has_lowest_id = l->lowest >= 0,
            .one_id = l->one < 0 ? 0 : f->units[l->one].id,
            .has_one_id = l->one >= 0,
            .two_id = l->two < 0 ? 0 : f->units[l->two].id,
            .has_two_id = l->two >= 0,
            .is_between = l->is_between_sides,
            .gap = l->gap == l->gap ? l->gap : 0,
            .has_gap = l->gap == l->gap },
        NULL);
}

static const char *const whys[] = {
    [CP_FOUND_THERE] = NULL,
    [CP_FOUND_NOT_STABLE] = "unstable",
    [CP_FOUND_FEW_PEOPLE] = "people",
    [CP_FOUND_FEW_STATEMENTS] = "statements",
    [CP_FOUND_STOPPED] = "stopped",
};

static enum err
write_all(struct db *writer, struct arena *a, void *arg)
{
    const struct found *f = arg;
    const char *why = whys[f->groups.outcome];
    int32_t *list = arena_new(a, int32_t, f->n_statements + 1);
    enum err e = conversation_forget_ground(
        writer, (struct conversation_forget_ground_in){ f->id }, NULL);
    if (e == OK)
        e = conversation_forget_groups(
            writer, (struct conversation_forget_groups_in){ f->id }, NULL);
    for (int label = 0; e == OK && label < CP_GROUND_LABELS; label++) {
        ptrdiff_t n = cp_ground_list(
            list, a, f->lines, f->n_statements, (enum cp_ground_label)label);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = write_line(writer, f, list[i], (int)i);
    }
    return e == OK
        ? ground_group_insert(writer,
              (struct ground_group_insert_in){ .id = key_new(),
                  .conversation_id = f->id,
                  .n_groups = f->groups.k,
                  .why_none = why == NULL ? (text){ 0 } : text_of(why),
                  .said = f->said,
                  .seed = f->seed },
              NULL)
        : e;
}

enum err
conversation_ground_run(struct job_call *call, struct why *why)
{
    struct found f = { .id = call->thing_id };
    enum err e = answer_count_closed(call->db, call->arena, f.id);
    if (e == OK)
        e = read_all(call, &f);
    if (e == OK)
        e = find_ground(call, &f, why);
    if (e == OK && !job_go_on(call, 0.1))
        e = ERR_BUSY;
    if (e == OK)
        e = find_groups(call, &f, why);
    if (e != OK)
        return e;
    f.said = say_groups(call->arena, &f);
    return job_finish(call, write_all, &f);
}
