/* Counting who was heard, and publishing what may be shown of it. */
#include "decide/heard/heard_count.h"

#include "decide/heard/barrier.h"
#include "decide/heard/heard_counted.h"
#include "keep/audit.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/people.h"

enum {
    DAY_S = 86'400,
    DUE_AT_ONCE = 20,
    MANY_MORE = 4 * HEARD_THRESHOLD,
    A_STEP = 2 * HEARD_THRESHOLD /* more who took part, while it is open */
};

/* ---- Publishing ---------------------------------------------------------- */

static enum err
publish_line(struct db *writer, const struct heard_release *to,
    const struct heard_counted *c, const struct cp_heard_shown *shown,
    int32_t at, int line)
{
    const struct cp_heard_line *l = &shown->lines[at][line];
    bool is_group = line < c->n_groups,
         has_ratio = is_group && c->has_shares && l->has_ratio &&
        l->is.verdict != CP_HEARD_NOBODY;
    int64_t n = 0;
    enum err e = heard_line_insert(writer,
        (struct heard_line_insert_in){ .id = key_new(),
            .release_id = to->id,
            .question_id = c->question->id,
            .place = line,
            .group_id = is_group ? c->groups[line].id : 0,
            .has_group_id = is_group,
            .n = l->is_hidden ? 0 : l->n,
            .has_n = !l->is_hidden,
            .n_of = shown->n_of[at] < 0 ? 0 : shown->n_of[at],
            .has_n_of = is_group && shown->n_of[at] >= 0,
            .share = is_group ? c->shares[line] : 0,
            .has_share = is_group && c->has_shares,
            .ratio = has_ratio ? l->is.ratio : 0,
            .has_ratio = has_ratio,
            .low = has_ratio ? l->is.low : 0,
            .has_low = has_ratio,
            .high = has_ratio ? l->is.high : 0,
            .has_high = has_ratio,
            .verdict = l->has_verdict ? (int64_t)l->is.verdict : 0,
            .has_verdict = is_group && c->has_shares && l->has_verdict },
        &n);
    return e == OK && n == 0 ? ERR_BUSY : e;
}

static enum err
publish_cells(struct db *writer, const struct heard_release *to,
    const struct heard_counted *one, const struct heard_counted *two,
    const struct cp_heard_shown *shown, const int64_t *cross)
{
    int columns = two->n_groups + 2;
    enum err e = OK;
    for (int i = 0; e == OK && i < one->n_groups + 2; i++)
        for (int k = 0; e == OK && k < columns; k++) {
            bool is_hidden =
                shown->cross_hidden[(ptrdiff_t)i * (columns + 1) + k];
            e = heard_cell_insert(writer,
                (struct heard_cell_insert_in){ .id = key_new(),
                    .release_id = to->id,
                    .one_id = one->question->id,
                    .two_id = two->question->id,
                    .place = (int64_t)i * columns + k,
                    .n = is_hidden ? 0 : cross[(ptrdiff_t)i * columns + k],
                    .has_n = !is_hidden },
                NULL);
        }
    return e;
}

/* One question, or two that are shown together. */
static enum err
publish(struct db *writer, struct arena *a, const struct heard_release *to,
    const struct heard_counted *one, const struct heard_counted *two)
{
    const struct heard_counted *both[] = { one, two };
    struct cp_heard_question q[2];
    struct cp_heard_shown shown;
    int64_t *cross = NULL;
    enum err e = OK;
    int n = two == NULL ? 1 : 2;
    for (int i = 0; i < n; i++)
        q[i] = (struct cp_heard_question){ both[i]->counts, both[i]->shares,
            both[i]->n_groups };
    if (two != NULL) {
        cross = arena_new(
            a, int64_t, (ptrdiff_t)(one->n_groups + 2) * (two->n_groups + 2));
        e = heard_count_pair(writer, a, to->thing_id, one, two, cross);
    }
    if (e == OK)
        e = cp_heard_release(&shown, a,
            &(struct cp_heard_wish){ .questions = q,
                .n_questions = n,
                .threshold = HEARD_THRESHOLD,
                .one = two == NULL ? -1 : 0,
                .two = two == NULL ? -1 : 1,
                .cross = cross,
                .cross_threshold = CP_HEARD_CROSS_THRESHOLD },
            NULL);
    for (int i = 0; e == OK && i < n; i++)
        for (int g = 0; e == OK && g < both[i]->n_groups + 2; g++)
            e = publish_line(writer, to, both[i], &shown, i, g);
    return e == OK && two != NULL && shown.cross_hidden != NULL
        ? publish_cells(writer, to, one, two, &shown, cross)
        : e;
}

/* `has_pair`: two questions together too, where one may. */
static enum err
publish_all(struct db *writer, struct arena *a, const struct heard_release *to,
    struct heard_counted *all, int n, bool has_pair)
{
    struct heard_counted *crossed[2];
    int n_crossed = 0;
    enum err e = OK;
    for (int i = 0; e == OK && i < n; i++) {
        bool is_kept_back = has_pair && all[i].question->is_crossed &&
            !all[i].question->has_side_id && n_crossed < 2;
        if (is_kept_back)
            crossed[n_crossed++] = &all[i];
        else
            e = publish(writer, a, to, &all[i], NULL);
    }
    return e == OK && n_crossed > 0
        ? publish(writer, a, to, crossed[0], n_crossed > 1 ? crossed[1] : NULL)
        : e;
}

/* While it is open: of which groups fewer than HEARD_THRESHOLD are known to
 * have come, and of which too few for their part. Every number that this
 * follows from is taken down to a multiple of HEARD_THRESHOLD, so that a gap
 * that goes does not say that just one of that group came; and no number is
 * kept. */
static enum err
publish_gaps(struct db *writer, const struct heard_release *to,
    const struct heard_counted *c)
{
    int64_t n_said = 0;
    enum err e = OK;
    for (int g = 0; g < c->n_groups; g++)
        n_said += c->counts[g];
    n_said -= n_said % HEARD_THRESHOLD;
    for (int g = 0; e == OK && g < c->n_groups; g++) {
        int64_t n = c->counts[g] - c->counts[g] % HEARD_THRESHOLD;
        bool is_under = n_said > 0 && c->has_shares &&
            cp_heard_of(n, n_said, c->shares[g]).verdict == CP_HEARD_UNDER;
        e = heard_line_insert(writer,
            (struct heard_line_insert_in){ .id = key_new(),
                .release_id = to->id,
                .question_id = c->question->id,
                .place = g,
                .group_id = c->groups[g].id,
                .has_group_id = true,
                .has_n_of = n_said == 0, /* and n_of is 0: nobody, or few */
                .verdict = n == 0 ? CP_HEARD_NOBODY : CP_HEARD_UNDER,
                .has_verdict = n == 0 || is_under },
            NULL);
    }
    return e;
}

/* Whoever ticked one may have ticked others: they do not add up to anything,
 * and each is told or not by itself. */
static enum err
publish_barriers(
    struct db *writer, struct arena *a, const struct heard_release *to)
{
    struct barrier_counts_row *rows;
    ptrdiff_t n;
    enum err e = barrier_counts(writer, a,
        (struct barrier_counts_in){
            .thing_id = to->thing_id, .n_rows = BARRIERS },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = heard_barrier_insert(writer,
            (struct heard_barrier_insert_in){ .id = key_new(),
                .release_id = to->id,
                .barrier = rows[i].barrier,
                .n = rows[i].n < HEARD_THRESHOLD ? 0 : rows[i].n,
                .has_n = rows[i].n >= HEARD_THRESHOLD },
            NULL);
    return e;
}

/* Of conversations and panels it is known by which way people came. Of all of
 * them, and hidden as any question is. */
static enum err
publish_ways(struct db *writer, struct arena *a, const struct heard_release *to)
{
    static const char *const words[] = { "self", "helped", "paper", "message",
        "file" };
    enum { WAYS = sizeof words / sizeof *words };
    struct heard_ways_of_row *rows;
    struct cp_heard_shown shown;
    int64_t counts[WAYS + 2] = { 0 };
    double shares[WAYS];
    ptrdiff_t n;
    int n_ways = 0;
    enum err e = heard_ways_of(writer, a,
        (struct heard_ways_of_in){ .thing_id = to->thing_id, .n_rows = WAYS },
        &rows, &n);
    for (int k = 0; e == OK && k < WAYS; k++) {
        shares[k] = 1.0 / WAYS;
        for (ptrdiff_t i = 0; i < n; i++)
            if (text_is_equal(rows[i].way, text_of(words[k])))
                counts[k] += rows[i].n;
        n_ways += counts[k] > 0;
    }
    if (e != OK || n_ways < 2)
        return e; /* all came by one: there is nothing to compare */
    e = cp_heard_release(&shown, a,
        &(struct cp_heard_wish){
            .questions = &(struct cp_heard_question){ counts, shares, WAYS },
            .n_questions = 1,
            .threshold = HEARD_THRESHOLD,
            .one = -1,
            .two = -1 },
        NULL);
    for (int k = 0; e == OK && k < WAYS; k++) {
        bool is_hidden = shown.lines[0][k].is_hidden;
        if (is_hidden || counts[k] > 0)
            e = heard_way_insert(writer,
                (struct heard_way_insert_in){ .id = key_new(),
                    .release_id = to->id,
                    .way = text_of(words[k]),
                    .n = is_hidden ? 0 : counts[k],
                    .has_n = !is_hidden },
                NULL);
    }
    return e;
}

static enum err
forget_lines(struct db *writer, int64_t release_id)
{
    enum err e = heard_lines_forget(
        writer, (struct heard_lines_forget_in){ release_id }, NULL);
    return e == OK ? heard_cells_forget(writer,
                         (struct heard_cells_forget_in){ release_id }, NULL)
                   : e;
}

/* Would a number that was published and the one that comes in its place give
 * away a few people by their difference? */
static enum err
differs_by_few(struct db *writer, struct arena *a,
    const struct heard_release *row, const struct heard_counted *all, int n_all,
    bool *is_few)
{
    struct heard_lines_row *old;
    ptrdiff_t n;
    *is_few = false;
    enum err e = heard_lines(writer, a,
        (struct heard_lines_in){
            .release_id = row->id, .n_rows = HEARD_LINES_MAX },
        &old, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        for (int k = 0; k < n_all; k++) {
            if (!old[i].has_n || old[i].question_id != all[k].question->id ||
                old[i].place > all[k].n_groups + 1)
                continue;
            int64_t more = all[k].counts[old[i].place] - old[i].n;
            *is_few |=
                more != 0 && more < HEARD_THRESHOLD && more > -HEARD_THRESHOLD;
        }
    return e;
}

enum counting {
    IS_OPEN,
    IS_LAST,
    IS_AGAIN /* it was counted for good before */
};

static enum err
count_anew(struct db *writer, struct arena *a, struct heard_release *row,
    int64_t now, enum counting what)
{
    struct heard_people people;
    struct heard_counted *all;
    int n = 0;
    bool is_few = false;
    enum err e = heard_people_of(writer, a, row->kind, row->thing_id, &people);
    if (e == OK)
        e = heard_count_all(writer, a, row, &people, &all, &n);
    if (e == OK && what == IS_AGAIN)
        e = differs_by_few(writer, a, row, all, n, &is_few);
    if (e != OK || is_few)
        return e;
    e = forget_lines(writer, row->id);
    row->made_on = day_of(a, now);
    row->next_on = what != IS_OPEN ? (text){ 0 }
                                   : day_of(a, now + HEARD_EVERY_DAYS * DAY_S);
    row->has_n_people = people.n == 0 || people.n >= HEARD_THRESHOLD;
    row->n_people = row->has_n_people ? people.n : 0;
    bool is_told = people.n >= HEARD_THRESHOLD;
    if (e == OK && is_told && what != IS_OPEN)
        e = publish_all(writer, a, row, all, n, what == IS_LAST);
    for (int i = 0; e == OK && is_told && what == IS_OPEN && i < n; i++)
        e = publish_gaps(writer, row, &all[i]);
    if (e == OK && is_told && what == IS_LAST)
        e = publish_barriers(writer, a, row);
    if (e == OK && is_told && what == IS_LAST)
        e = publish_ways(writer, a, row);
    if (e == OK && what != IS_OPEN)
        e = about_tallies_forget(
            writer, (struct about_tallies_forget_in){ row->thing_id }, NULL);
    if (e == OK)
        e = heard_release_update(writer, row, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("count"),
                             .kind = TEXT("heard_release"),
                             .thing_id = row->id })
                   : e;
}

/* ---- Begun, ended -------------------------------------------------------- */

enum err
heard_begin(struct db *writer, struct arena *a, const struct heard_of *of)
{
    return heard_release_insert(writer,
        &(struct heard_release){ .id = key_new(),
            .partnership_id = of->partnership_id,
            .kind = text_of(of->kind),
            .thing_id = of->thing_id,
            .next_on = day_of(a, now_s() + HEARD_EVERY_DAYS * DAY_S) },
        NULL);
}

enum err
heard_end(struct db *writer, struct arena *a, const struct heard_of *of)
{
    struct heard_release row;
    struct heard_people people;
    enum err e = heard_begin(writer, a, of);
    if (e == OK)
        e = heard_release_of(
            writer, a, (struct heard_release_of_in){ of->thing_id }, &row);
    if (e == OK)
        e = heard_people_of(writer, a, row.kind, row.thing_id, &people);
    if (e != OK)
        return e;
    /* it was open again, and closes again: counted anew only when so many came
     * that the difference says nothing of one */
    bool is_counted = !text_is_known(row.next_on);
    return is_counted && people.n < row.n_people + MANY_MORE
        ? OK
        : count_anew(writer, a, &row, now_s(), is_counted ? IS_AGAIN : IS_LAST);
}

enum err
heard_forget(struct db *writer, struct arena *a, int64_t thing_id)
{
    struct heard_release row;
    enum err e = heard_release_of(
        writer, a, (struct heard_release_of_in){ thing_id }, &row);
    if (e == ERR_NOT_FOUND)
        return about_forget_of(writer, thing_id);
    if (e == OK)
        e = forget_lines(writer, row.id);
    if (e == OK)
        e = heard_barriers_forget(
            writer, (struct heard_barriers_forget_in){ row.id }, NULL);
    if (e == OK)
        e = heard_ways_forget(
            writer, (struct heard_ways_forget_in){ row.id }, NULL);
    if (e == OK)
        e = heard_release_delete(
            writer, (struct heard_release_delete_in){ row.id }, NULL);
    return e == OK ? about_forget_of(writer, thing_id) : e;
}

struct due {
    struct heard_release *row;
    int64_t now;
};

/* Has it closed in the meantime, by another way than the one that counts? */
static enum err
has_ended(struct db *db, struct arena *a, const struct heard_release *row,
    bool *is_over)
{
    struct heard_status_row status;
    enum err e =
        heard_status(db, a, (struct heard_status_in){ row->thing_id }, &status);
    *is_over = e == OK && status.is_over;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* Once a week it is looked at; what stands there is said anew when so many
 * more have taken part that nothing of it tells of one. */
static enum err
look_again(
    struct db *writer, struct arena *a, struct heard_release *row, int64_t now)
{
    struct heard_people people;
    enum err e = heard_people_of(writer, a, row->kind, row->thing_id, &people);
    if (e != OK)
        return e;
    if (!text_is_known(row->made_on) || people.n >= row->n_people + A_STEP)
        return count_anew(writer, a, row, now, IS_OPEN);
    row->next_on = day_of(a, now + HEARD_EVERY_DAYS * DAY_S);
    return heard_release_update(writer, row, NULL);
}

static enum err
due_step(struct db *writer, struct arena *a, void *arg)
{
    const struct due *d = arg;
    struct heard_release row;
    enum err e = heard_release_of(
        writer, a, (struct heard_release_of_in){ d->row->thing_id }, &row);
    bool is_over = false;
    if (e == OK)
        e = has_ended(writer, a, &row, &is_over);
    if (e == OK && text_is_known(row.next_on))
        e = is_over ? count_anew(writer, a, &row, d->now, IS_LAST)
                    : look_again(writer, a, &row, d->now);
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
heard_sweep(struct db *db, struct arena *a, int64_t now)
{
    struct heard_release *rows;
    ptrdiff_t n;
    enum err e = heard_release_due(db, a,
        (struct heard_release_due_in){
            .today = day_of(a, now), .n_rows = DUE_AT_ONCE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = db_write(db, a, due_step, &(struct due){ &rows[i], now });
    return e;
}
