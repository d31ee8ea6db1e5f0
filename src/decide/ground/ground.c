/* What was found of a conversation: a job counts it, hides what is small, and
 * writes what may be shown. */
#include "decide/ground/ground_sign.h"

#include "decide/conversation/made_answer.h"
#include "decide/conversation/pace.h"
#include "os/entropy.h"
#include "people/people.h"
#include "os/clock.h"

#include <math.h>

enum { LEAST_ROW = 10, LEAST_CELL = UNIT_LEAST };

/* ---- Finding ------------------------------------------------------------- */

static bool
goes_on(void *context, int32_t done, int32_t of)
{
    return job_go_on(context, 0.3 + 0.65 * done / (of > 0 ? of : 1));
}

static enum err
find_groups(struct ground_count *g, struct why *why)
{
    struct opinions *o = g->o;
    /* a statement that nobody answered is not in the votes as files */
    struct cp_votes v = o->votes;
    v.is_out = arena_new(g->arena, bool, v.n_statements + 1);
    for (int32_t j = 0; j < v.n_statements; j++)
        v.is_out[j] = o->votes.is_out[j] || !g->was_answered[j];
    struct cp_found_rules rules = { .seed = (uint64_t)o->seed,
        .goes_on = g->call == NULL ? NULL : goes_on,
        .context = g->call };
    enum err e = opinions_find_groups(&o->found, g->arena, &v, &rules, 0, why);
    if (e != OK || o->found.outcome == CP_FOUND_STOPPED)
        return e == OK ? ERR_BUSY : e;
    return cp_found_check(&o->found, &v) == 0
        ? OK
        : err_say(why, ERR_CONFLICT, "the groups do not follow from the votes");
}

enum err
ground_find(struct ground_count *g, struct why *why)
{
    struct opinions *o = g->o;
    enum err e = find_groups(g, why);
    if (e != OK)
        return e;
    opinions_find_ground(o);
    bool *is_out = o->votes.is_out;
    if (!cp_ground_check(g->arena, o->ground, &o->asked, o->counts, is_out,
            o->votes.n_statements, why))
        return ERR_CONFLICT;
    return opinions_hide(o, why);
}

/* ---- Writing ------------------------------------------------------------- */

struct writing {
    struct ground_count *g;
    struct db *writer;
    struct arena *arena;
    struct db_batch batch;
    int64_t n; /* of a row that was written: nobody asks */
};

static enum err
put(struct writing *w, const struct db_query *q, const void *in)
{
    db_ask_none(&w->batch, q, in, &w->n);
    if (w->batch.n_asked < DB_BATCH_MAX)
        return OK;
    enum err e = db_batch_run(&w->batch);
    w->batch = db_batch_open(w->writer, w->arena);
    return e;
}

static int64_t
unit_id(const struct ground_count *g, int32_t u)
{
    return g->units[g->of_unit[u]].id;
}

static enum err
put_row(struct writing *w, int32_t j, int place)
{
    const struct ground_count *g = w->g;
    const struct opinions *o = g->o;
    const struct opinions_line *l = &o->lines[j];
    bool is_hidden = o->is_no_score[j];
    bool has_pair = o->has_units && !is_hidden && l->one >= 0;
    bool has_low = o->has_units && !is_hidden && l->lowest >= 0;
    double score = l->label == OPINIONS_COMMON_DISAGREE ? l->against : l->score;
    struct ground_row_insert_in *in =
        arena_new(w->arena, struct ground_row_insert_in, 1);
    *in = (struct ground_row_insert_in){ .id = key_new(),
        .conversation_id = g->id,
        .statement_id = g->statements[j].id,
        .label = (int64_t)o->lines[j].label,
        .place = place,
        .score = is_hidden || isnan(score) ? 0 : score,
        .has_score = !is_hidden && !isnan(score),
        .lowest_id = has_low ? unit_id(g, l->lowest) : 0,
        .has_lowest_id = has_low,
        .one_id = has_pair ? unit_id(g, l->one) : 0,
        .has_one_id = has_pair,
        .two_id = has_pair ? unit_id(g, l->two) : 0,
        .has_two_id = has_pair,
        .is_between = has_pair &&
            o->units.units[l->one].side != o->units.units[l->two].side,
        .gap = is_hidden || isnan(l->gap) ? 0 : l->gap,
        .has_gap = !is_hidden && !isnan(l->gap) };
    return put(w, &ground_row_insert_query, in);
}

/* By unit: what may be shown; what may not is no row, or an empty cell. */
static enum err
put_cells(struct writing *w, int32_t j)
{
    const struct ground_count *g = w->g;
    const struct opinions *o = g->o;
    enum err e = OK;
    for (int32_t u = 0; e == OK && u < o->units.n; u++) {
        const struct cp_votes_count *c =
            &o->counts[(ptrdiff_t)u * o->votes.n_statements + j];
        bool shows[OPINIONS_CELLS], is_any = false;
        for (int k = 0; k < OPINIONS_CELLS; k++) {
            shows[k] = !opinions_hides(o, u, j, k);
            is_any |= shows[k];
        }
        struct opinions_rough rough = opinions_rough(o, u, j);
        if (!is_any && !rough.is_there)
            continue;
        struct ground_cell_insert_in *in =
            arena_new(w->arena, struct ground_cell_insert_in, 1);
        *in = (struct ground_cell_insert_in){ .id = key_new(),
            .conversation_id = g->id,
            .statement_id = g->statements[j].id,
            .unit_id = unit_id(g, u),
            .agree = shows[0] ? c->agree : 0,
            .has_agree = shows[0],
            .disagree = shows[1] ? c->disagree : 0,
            .has_disagree = shows[1],
            .pass = shows[2] ? c->all - c->agree - c->disagree : 0,
            .has_pass = shows[2],
            .n = shows[3] ? c->all : 0,
            .has_n = shows[3],
            .about = rough.about,
            .has_about = rough.is_there,
            .at_least = rough.at_least,
            .has_at_least = rough.is_there };
        e = put(w, &ground_cell_insert_query, in);
    }
    return e;
}

static double
rounded(double x)
{
    return floor(100 * x + 0.5) / 100;
}

/* A side's value where no number behind it is hidden, in hundredths. */
static enum err
put_sides(struct writing *w, int32_t j)
{
    const struct ground_count *g = w->g;
    const struct opinions *o = g->o;
    enum err e = OK;
    for (int32_t side = 0; e == OK && side < o->units.n_sides; side++) {
        bool is_hidden = false;
        for (int32_t u = 0; u < o->units.n; u++)
            is_hidden |= o->units.units[u].side == side &&
                cp_ground_is_counted(
                    &o->counts[(ptrdiff_t)u * o->votes.n_statements + j],
                    o->units.units[u].size) &&
                opinions_hides(o, u, j, 0);
        double share = cp_ground_side(
            &o->asked, o->counts, o->votes.n_statements, j, side, false);
        if (is_hidden || isnan(share))
            continue;
        struct ground_side_insert_in *in =
            arena_new(w->arena, struct ground_side_insert_in, 1);
        *in = (struct ground_side_insert_in){ .id = key_new(),
            .conversation_id = g->id,
            .statement_id = g->statements[j].id,
            .side_id = g->side_ids[side],
            .share = rounded(share) };
        e = put(w, &ground_side_insert_query, in);
    }
    return e;
}

/* ---- Groups -------------------------------------------------------------- */

static bool
is_safe(int64_t agree, int64_t n)
{
    int64_t others = n - agree;
    return agree >= 0 && others >= 0 && (agree == 0 || agree >= LEAST_CELL) &&
        (others == 0 || others >= LEAST_CELL) && (n == 0 || n >= LEAST_ROW);
}

/* Groups over a statement beside its communities: what all communities say
 * less what the groups say is what people in no group say, so these are a row
 * too. Shown when no row of either is small. */
static enum err
put_shares(struct writing *w, const struct cp_votes_count *of, int32_t j)
{
    const struct ground_count *g = w->g;
    const struct opinions *o = g->o;
    ptrdiff_t n = o->votes.n_statements;
    int64_t agree = 0, all = 0;
    bool is_hidden = o->votes.is_out[j];
    enum err e = OK;
    for (int32_t u = 0; u < o->units.n; u++) {
        const struct cp_votes_count *c = &o->counts[u * n + j];
        is_hidden |= c->all > 0 &&
            (opinions_hides(o, u, j, 0) ||
                opinions_hides(o, u, j, OPINIONS_CELLS - 1));
        agree += c->agree;
        all += c->all;
    }
    for (int32_t k = 0; k < o->found.k; k++) {
        const struct cp_votes_count *c = &of[k * n + j];
        is_hidden |= !is_safe(c->agree, c->all);
        agree -= c->agree;
        all -= c->all;
    }
    if (is_hidden || !is_safe(agree, all))
        return OK;
    for (int32_t k = 0; e == OK && k < o->found.k; k++) {
        struct ground_share_insert_in *in =
            arena_new(w->arena, struct ground_share_insert_in, 1);
        *in = (struct ground_share_insert_in){ .id = key_new(),
            .conversation_id = g->id,
            .statement_id = g->statements[j].id,
            .number = k,
            .agree = of[k * n + j].agree,
            .n = of[k * n + j].all };
        e = put(w, &ground_share_insert_query, in);
    }
    return e;
}

struct area {
    double x, y, xx, xy, yy;
    int32_t n;
};

/* Where a group lies and how far it reaches: of all its people together, in
 * hundredths of a unit of the map. */
static struct area
area_of(const struct opinions *o, int32_t group)
{
    const struct cp_found *f = &o->found;
    struct area a = { 0 };
    for (int32_t r = 0; r < f->sheet.n_rows; r++)
        if (f->group_of[f->sheet.people[r]] == group) {
            a.x += f->map.points[2 * r];
            a.y += f->map.points[2 * r + 1];
            a.n++;
        }
    if (a.n == 0)
        return a;
    a.x /= a.n;
    a.y /= a.n;
    for (int32_t r = 0; r < f->sheet.n_rows; r++)
        if (f->group_of[f->sheet.people[r]] == group) {
            double dx = f->map.points[2 * r] - a.x;
            double dy = f->map.points[2 * r + 1] - a.y;
            a.xx += dx * dx / a.n;
            a.xy += dx * dy / a.n;
            a.yy += dy * dy / a.n;
        }
    return a;
}

static enum err
put_group(struct writing *w, int32_t k)
{
    const struct ground_count *g = w->g;
    const struct opinions *o = g->o;
    const struct cp_found_group *group = &o->found.groups[k];
    struct buf told = buf_in(w->arena, 200);
    struct area a = area_of(o, k);
    bool has_n = !o->hides_size[k];
    bool is_drawn = has_n && a.n >= GROUND_DRAWN;
    for (int i = 0; i < group->n_told; i++) {
        const struct cp_found_told *t = &group->told[i];
        buf_print(&told, "%c%.*s %d;", t->is_agree ? '+' : '-',
            TEXT_ARG(o->votes.statements[t->statement]), (int)t->from);
    }
    struct ground_group_insert_in *in =
        arena_new(w->arena, struct ground_group_insert_in, 1);
    *in = (struct ground_group_insert_in){ .id = key_new(),
        .conversation_id = g->id,
        .number = k,
        .n_people = has_n ? group->size : 0,
        .has_n_people = has_n,
        .told = buf_text(&told),
        .x = is_drawn ? rounded(a.x) : 0,
        .has_x = is_drawn,
        .y = is_drawn ? rounded(a.y) : 0,
        .has_y = is_drawn,
        .xx = is_drawn ? rounded(a.xx) : 0,
        .has_xx = is_drawn,
        .xy = is_drawn ? rounded(a.xy) : 0,
        .has_xy = is_drawn,
        .yy = is_drawn ? rounded(a.yy) : 0,
        .has_yy = is_drawn };
    return put(w, &ground_group_insert_query, in);
}

/* ---- The whole ----------------------------------------------------------- */

static const char *const whys[] = {
    [CP_FOUND_THERE] = NULL,
    [CP_FOUND_NOT_STABLE] = "unstable",
    [CP_FOUND_FEW_PEOPLE] = "people",
    [CP_FOUND_FEW_STATEMENTS] = "statements",
    [CP_FOUND_STOPPED] = "unstable",
};

static enum err
put_result(struct writing *w)
{
    const struct ground_count *g = w->g;
    const struct opinions *o = g->o;
    const struct cp_opinion_map *m = &o->found.map;
    const char *why = whys[o->found.outcome];
    struct buf tries = buf_in(w->arena, 200);
    char hash[65];
    bool has_map = m->points != NULL && m->total > 0;
    char shown[65];
    text salt = arena_print(w->arena, "%016llx%016llx%016llx%016llx",
        (unsigned long long)entropy_bits(), (unsigned long long)entropy_bits(),
        (unsigned long long)entropy_bits(), (unsigned long long)entropy_bits());
    opinions_hash(hash, w->arena, &o->votes, true);
    opinions_commit(shown, salt, hash);
    for (int t = 0; t < o->found.n_tries; t++)
        buf_print(&tries, "%d %.2f %.2f;", (int)o->found.tries[t].k,
            o->found.tries[t].median, o->found.tries[t].tenth);
    struct ground_result row = { .id = key_new(),
        .conversation_id = g->id,
        .is_final = text_is_equal(g->row.status, TEXT("closed")),
        .counted_on = day_of(w->arena, now_s()),
        .seed = o->seed,
        .votes_hash = arena_print(w->arena, "%s", shown),
        .salt = salt,
        .n_people = o->hides_people ? 0 : o->votes.n_people,
        .has_n_people = !o->hides_people,
        .n_people_tens = o->votes.n_people / 10 * 10,
        .n_units = o->units.n,
        .n_groups = o->found.k,
        .why_none = why == NULL ? (text){ 0 } : text_of(why),
        .resamples = o->found.n_resamples,
        .tries = buf_text(&tries),
        .share_one = has_map ? rounded(m->values[0] / m->total) : 0,
        .has_share_one = has_map,
        .share_two = has_map ? rounded(m->values[1] / m->total) : 0,
        .has_share_two = has_map,
        .is_arbitrary = m->is_arbitrary };
    return ground_result_insert(w->writer, &row, NULL);
}

static enum err
put_units(struct writing *w)
{
    const struct ground_count *g = w->g;
    const struct opinions *o = g->o;
    enum err e = OK;
    for (ptrdiff_t u = 0; e == OK && u < g->n_units; u++) {
        int32_t as = g->counted_as[u];
        if (g->of_unit[as] == u)
            continue;
        struct ground_joined_insert_in *in =
            arena_new(w->arena, struct ground_joined_insert_in, 1);
        *in = (struct ground_joined_insert_in){ .id = key_new(),
            .conversation_id = g->id,
            .unit_id = g->units[u].id,
            .with_id = unit_id(g, as) };
        e = put(w, &ground_joined_insert_query, in);
    }
    for (int32_t u = 0; e == OK && u < o->units.n; u++) {
        struct ground_unit_insert_in *in =
            arena_new(w->arena, struct ground_unit_insert_in, 1);
        *in = (struct ground_unit_insert_in){
            .id = key_new(), .conversation_id = g->id, .unit_id = unit_id(g, u)
        };
        for (int32_t j = 0; j < o->votes.n_statements; j++)
            in->n_answers +=
                o->counts[(ptrdiff_t)u * o->votes.n_statements + j].all;
        e = put(w, &ground_unit_insert_query, in);
    }
    return e;
}

static enum err
put_statements(struct writing *w)
{
    const struct opinions *o = w->g->o;
    ptrdiff_t n = o->votes.n_statements;
    int32_t *list = arena_new(w->arena, int32_t, n + 1);
    struct cp_votes_count *of =
        arena_new(w->arena, struct cp_votes_count, n * o->found.k + 1);
    enum err e = OK;
    for (int32_t k = 0; k < o->found.k; k++)
        cp_votes_tally(&o->votes, o->found.group_of, k, of + k * n);
    for (int label = 0; e == OK && label < OPINIONS_LABELS; label++) {
        int32_t n_list = opinions_list(o, (enum opinions_label)label, list);
        for (int32_t i = 0; e == OK && i < n_list; i++)
            e = put_row(w, list[i], i + 1);
    }
    for (int32_t j = 0; e == OK && j < n; j++) {
        if (o->votes.is_out[j])
            continue;
        e = put_cells(w, j);
        if (e == OK)
            e = put_sides(w, j);
        if (e == OK && o->found.k > 0)
            e = put_shares(w, of, j);
    }
    return e;
}

static enum err
forget_found(struct db *writer, int64_t id)
{
    static const struct db_query *const queries[] = {
        &ground_result_delete_query,
        &ground_row_delete_query,
        &ground_cell_delete_query,
        &ground_side_delete_query,
        &ground_joined_delete_query,
        &ground_unit_delete_query,
        &ground_way_delete_query,
        &ground_group_delete_query,
        &ground_share_delete_query,
    };
    enum err e = OK;
    for (size_t i = 0; e == OK && i < sizeof queries / sizeof *queries; i++)
        e = db_none(
            writer, queries[i], &(struct ground_row_delete_in){ id }, NULL);
    return e;
}

static enum err
write_all(struct db *writer, struct arena *a, void *arg)
{
    struct writing w = { .g = arg, .writer = writer, .arena = a };
    enum err e = forget_found(writer, w.g->id);
    w.batch = db_batch_open(writer, a);
    if (e == OK)
        e = put_result(&w);
    if (e == OK)
        e = put_units(&w);
    for (int32_t k = 0; e == OK && k < w.g->o->found.k; k++)
        e = put_group(&w, k);
    if (e == OK)
        e = put_statements(&w);
    if (e == OK && w.batch.n_asked > 0)
        e = db_batch_run(&w.batch);
    return e;
}

/* ---- The job ------------------------------------------------------------- */

struct count_step {
    struct ground_count *g;
    const struct signs *signs;
    const int32_t *labels; /* without those at whom a sign stands */
    bool writes_all;
};

static enum err
write_labels(struct db *writer, const struct count_step *s)
{
    const struct ground_count *g = s->g;
    enum err e = OK;
    for (ptrdiff_t j = 0; e == OK && j < g->n_statements; j++) {
        bool is_other = s->labels != NULL && s->labels[j] >= 0;
        e = ground_row_without(writer,
            (struct ground_row_without_in){ .conversation_id = g->id,
                .statement_id = g->statements[j].id,
                .label_without = is_other ? s->labels[j] : 0,
                .has_label_without = is_other },
            NULL);
    }
    return e;
}

static enum err
count_step(struct db *writer, struct arena *a, void *arg)
{
    struct count_step *s = arg;
    enum err e = s->writes_all ? write_all(writer, a, s->g) : OK;
    if (e == OK && s->writes_all)
        e = ground_ways_put(writer, a, s->g);
    if (e == OK && text_is_equal(s->g->row.status, TEXT("closed"))) {
        e = write_labels(writer, s);
        if (e == OK)
            e = pace_close(writer, a, s->g->id, now_s());
    }
    if (e == OK)
        e = signs_write(writer, a, s->g->id, s->signs);
    if (e == OK)
        e = made_answers_end(writer, a, &s->g->row);
    return e == OK ? look_put(writer,
                         (struct look_put_in){ .id = key_new(),
                             .conversation_id = s->g->id,
                             .looked_on = day_of(a, now_s()) },
                         NULL)
                   : e;
}

/* Once after the close. When it was opened again and has closed again: only
 * when each community whose number changed has five new answers at least, or
 * the difference between two results would be a few people. */
static enum err
is_due(struct ground_count *g, bool *is)
{
    struct ground_result result;
    struct ground_units_row *rows;
    ptrdiff_t n;
    const struct opinions *o = g->o;
    *is = text_is_equal(g->row.status, TEXT("closed"));
    enum err e = ground_result_get(
        g->db, g->arena, (struct ground_result_get_in){ g->id }, &result);
    if (e == ERR_NOT_FOUND || !*is)
        return e == ERR_NOT_FOUND ? OK : e;
    if (e == OK)
        e = ground_units(g->db, g->arena,
            (struct ground_units_in){
                .conversation_id = g->id, .n_rows = UNITS_MAX },
            &rows, &n);
    bool is_new = false, is_few = false;
    for (int32_t u = 0; e == OK && u < o->units.n; u++) {
        int64_t now = 0, then = 0;
        for (int32_t j = 0; j < o->votes.n_statements; j++)
            now += o->counts[(ptrdiff_t)u * o->votes.n_statements + j].all;
        for (ptrdiff_t k = 0; k < n; k++)
            if (rows[k].unit_id == unit_id(g, u))
                then = rows[k].n_answers;
        is_new |= now != then;
        is_few |= now != then && now - then < GROUND_NEW;
    }
    *is = is_new && !is_few;
    return e;
}

enum err
conversation_ground_run(struct job_call *call, struct why *why)
{
    struct ground_count g = {
        .call = call, .db = call->db, .arena = call->arena, .id = call->thing_id
    };
    struct signs *signs = arena_new(call->arena, struct signs, 1);
    struct count_step step = { .g = &g, .signs = signs };
    struct conversation row;
    int32_t *labels = NULL;
    enum err e = conversation_get(
        call->db, call->arena, (struct conversation_get_in){ g.id }, &row);
    bool is_closed = e == OK && text_is_equal(row.status, TEXT("closed"));
    if (is_closed)
        e = answer_count_begin(call->db, call->arena, g.id, &g.counting);
    if (e == OK)
        e = pace_flush(call->db, call->arena, now_s(), is_closed ? g.id : 0);
    if (e == OK)
        e = ground_read(&g);
    if (e == OK)
        e = is_due(&g, &step.writes_all);
    if (e == OK && step.writes_all)
        e = ground_find(&g, why);
    else if (e == OK)
        opinions_find_ground(g.o); /* labels alone, to compare with */
    if (e == OK)
        e = signs_find(&g, signs);
    if (e == OK && is_closed)
        e = signs_without(&g, signs, &labels);
    step.labels = labels;
    return e == OK ? job_finish(call, count_step, &step) : e;
}

enum err
ground_forget(struct db *writer, int64_t conversation_id)
{
    enum err e = forget_found(writer, conversation_id);
    if (e == OK)
        e = ground_open_delete(
            writer, (struct ground_open_delete_in){ conversation_id }, NULL);
    if (e == OK)
        e = look_delete(
            writer, (struct look_delete_in){ conversation_id }, NULL);
    return e == OK
        ? ground_sign_delete(
              writer, (struct ground_sign_delete_in){ conversation_id }, NULL)
        : e;
}
