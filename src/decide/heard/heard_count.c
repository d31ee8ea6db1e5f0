/* Counting who was heard, and publishing what may be shown of it. */
#include "decide/heard/heard_count.h"

#include "decide/heard/about_inside.h"
#include "decide/heard/barrier.h"
#include "decide/panel/lot.h"
#include "keep/audit.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/people.h"

enum {
    SIDES = 6,
    LINES = ABOUT_GROUPS_MAX + 2,
    DAY_S = 86'400,
    DUE_AT_ONCE = 20,
    MANY_MORE = 4 * HEARD_THRESHOLD
};

/* ---- How many took part -------------------------------------------------- */

struct people {
    int64_t n, side_ids[SIDES], n_of_side[SIDES];
    int n_sides;
    bool are_sides_told; /* no side has so few that it is not told */
};

static void
add_side(struct people *p, int64_t side_id, int64_t n)
{
    p->n += n;
    if (p->n_sides < SIDES) {
        p->side_ids[p->n_sides] = side_id;
        p->n_of_side[p->n_sides++] = n;
    }
}

static enum err
conversation_people(
    struct db *db, struct arena *a, int64_t id, struct people *to)
{
    struct heard_conversation_people_row *rows;
    ptrdiff_t n;
    enum err e = heard_conversation_people(db, a,
        (struct heard_conversation_people_in){
            .conversation_id = id, .n_rows = SIDES },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        add_side(to, rows[i].side_id, rows[i].n);
    return e;
}

static enum err
proposal_people(struct db *db, struct arena *a, int64_t id, struct people *to)
{
    struct heard_proposal_people_row *rows;
    ptrdiff_t n;
    enum err e = heard_proposal_people(db, a,
        (struct heard_proposal_people_in){ .proposal_id = id, .n_rows = SIDES },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        add_side(to, rows[i].side_id, rows[i].n);
    return e;
}

/* Of who volunteers for a panel no side is known. */
static enum err
panel_people(struct db *db, struct arena *a, int64_t id, struct people *to)
{
    struct panel_volunteer_number_row row;
    enum err e = panel_volunteer_number(db, a,
        (struct panel_volunteer_number_in){
            .panel_id = id, .n_max = LOT_POOL_MAX },
        &row);
    if (e == OK)
        to->n = row.n;
    return e;
}

/* Each kind of thing that people take part in. */
static const struct {
    const char *kind;
    enum err (*count)(
        struct db *db, struct arena *a, int64_t id, struct people *to);
} counters[] = {
    { "conversation", conversation_people },
    { "proposal", proposal_people },
    { "panel", panel_people },
};

static enum err
people_of(
    struct db *db, struct arena *a, text kind, int64_t id, struct people *to)
{
    enum err e = ERR_NOT_FOUND;
    *to = (struct people){ .are_sides_told = true };
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
        if (text_is_equal(kind, text_of(counters[i].kind)))
            e = counters[i].count(db, a, id, to);
    for (int i = 0; i < to->n_sides; i++)
        to->are_sides_told &=
            to->n_of_side[i] == 0 || to->n_of_side[i] >= HEARD_THRESHOLD;
    return e;
}

/* ---- One question -------------------------------------------------------- */

struct counted {
    const struct about_questions_row *question;
    const struct about_groups_row *groups;
    int n_groups;
    bool has_shares;
    int64_t counts[LINES];
    double shares[ABOUT_GROUPS_MAX];
};

static int
line_of(const struct counted *c, bool has_group, int64_t group_id)
{
    for (int g = 0; has_group && g < c->n_groups; g++)
        if (c->groups[g].id == group_id)
            return g;
    return has_group ? -1 : c->n_groups;
}

/* Numbers of people or shares become shares of all; without one for each group
 * there is none, and nothing is said of parts. */
static void
fill_shares(struct counted *c)
{
    double sum = 0;
    c->has_shares = true;
    for (int g = 0; g < c->n_groups; g++) {
        c->has_shares &=
            c->groups[g].has_population && c->groups[g].population > 0;
        sum += c->groups[g].population;
    }
    for (int g = 0; g < c->n_groups; g++)
        c->shares[g] =
            c->has_shares ? c->groups[g].population / sum : 1.0 / c->n_groups;
}

static enum err
count_question(struct db *db, struct arena *a, int64_t thing_id,
    int64_t n_people, struct counted *c)
{
    struct heard_counts_row *rows;
    ptrdiff_t n;
    int64_t n_said = 0;
    enum err e = heard_counts(db, a,
        (struct heard_counts_in){ .thing_id = thing_id,
            .question_id = c->question->id,
            .n_rows = LINES },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        int line = line_of(c, rows[i].has_group_id, rows[i].group_id);
        if (line >= 0) {
            c->counts[line] += rows[i].n;
            n_said += rows[i].n;
        }
    }
    c->counts[c->n_groups + 1] = n_people > n_said ? n_people - n_said : 0;
    fill_shares(c);
    return e;
}

/* ---- Publishing ---------------------------------------------------------- */

static enum err
publish_line(struct db *writer, const struct heard_release *to,
    const struct counted *c, const struct cp_heard_shown *shown, int32_t at,
    int line)
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
    const struct counted *one, const struct counted *two,
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

static enum err
count_pair(struct db *db, struct arena *a, int64_t thing_id,
    const struct counted *one, const struct counted *two, int64_t *cross)
{
    struct heard_pairs_row *rows;
    ptrdiff_t n;
    int columns = two->n_groups + 2, last = two->n_groups + 1;
    enum err e = heard_pairs(db, a,
        (struct heard_pairs_in){ .thing_id = thing_id,
            .one_id = one->question->id,
            .two_id = two->question->id,
            .n_rows = HEARD_CELLS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        int row = line_of(one, rows[i].has_one, rows[i].one);
        int column = line_of(two, rows[i].has_two, rows[i].two);
        if (row >= 0 && column >= 0)
            cross[(ptrdiff_t)row * columns + column] += rows[i].n;
    }
    /* who answered one and not the other, and who answered neither */
    for (int i = 0; e == OK && i <= one->n_groups; i++) {
        int64_t sum = 0;
        for (int k = 0; k < last; k++)
            sum += cross[(ptrdiff_t)i * columns + k];
        cross[(ptrdiff_t)i * columns + last] = one->counts[i] - sum;
    }
    for (int k = 0; e == OK && k < columns; k++) {
        int64_t sum = 0;
        for (int i = 0; i <= one->n_groups; i++)
            sum += cross[(ptrdiff_t)i * columns + k];
        cross[(ptrdiff_t)(one->n_groups + 1) * columns + k] =
            two->counts[k] - sum;
    }
    return e;
}

/* One question, or two that are shown together. */
static enum err
publish(struct db *writer, struct arena *a, const struct heard_release *to,
    const struct counted *one, const struct counted *two)
{
    const struct counted *both[] = { one, two };
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
        e = count_pair(writer, a, to->thing_id, one, two, cross);
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

/* Of how many people is this question? -1: it is of a side that says nothing
 * of itself: it has few, or another has, and they could be subtracted. */
static int64_t
asked_of(const struct people *p, const struct about_questions_row *q)
{
    if (!q->has_side_id)
        return p->n;
    for (int i = 0; i < p->n_sides; i++)
        if (p->side_ids[i] == q->side_id)
            return p->are_sides_told ? p->n_of_side[i] : -1;
    return 0;
}

static enum err
publish_all(struct db *writer, struct arena *a, const struct heard_release *to,
    const struct people *people)
{
    struct about_questions_row *questions;
    struct about_groups_row *groups;
    ptrdiff_t n = 0, n_groups = 0, at = 0;
    enum err e = about_questions(writer, a,
        (struct about_questions_in){ .partnership_id = to->partnership_id,
            .lang = TEXT("en"),
            .n_rows = ABOUT_ROWS_MAX },
        &questions, &n);
    if (e == OK)
        e = about_groups(writer, a,
            (struct about_groups_in){ .partnership_id = to->partnership_id,
                .lang = TEXT("en"),
                .n_rows = ABOUT_ROWS_MAX * ABOUT_GROUPS_MAX },
            &groups, &n_groups);
    struct counted *crossed[2];
    int n_crossed = 0;
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct counted *c = arena_new(a, struct counted, 1);
        int64_t n_people = asked_of(people, &questions[i]);
        *c = (struct counted){ .question = &questions[i],
            .groups = groups + at };
        for (; at < n_groups && groups[at].question_id == questions[i].id; at++)
            c->n_groups += c->n_groups < ABOUT_GROUPS_MAX;
        if (!questions[i].is_on || c->n_groups == 0 || n_people <= 0)
            continue;
        e = count_question(writer, a, to->thing_id, n_people, c);
        bool is_kept_back = questions[i].is_crossed &&
            !questions[i].has_side_id && n_crossed < 2;
        if (is_kept_back)
            crossed[n_crossed++] = c;
        else if (e == OK)
            e = publish(writer, a, to, c, NULL);
    }
    return e == OK && n_crossed > 0
        ? publish(writer, a, to, crossed[0], n_crossed > 1 ? crossed[1] : NULL)
        : e;
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

static enum err
count_anew(struct db *writer, struct arena *a, struct heard_release *row,
    int64_t now, bool is_last)
{
    struct people people;
    enum err e = people_of(writer, a, row->kind, row->thing_id, &people);
    if (e == OK)
        e = heard_lines_forget(
            writer, (struct heard_lines_forget_in){ row->id }, NULL);
    if (e == OK)
        e = heard_cells_forget(
            writer, (struct heard_cells_forget_in){ row->id }, NULL);
    if (e == OK)
        e = heard_barriers_forget(
            writer, (struct heard_barriers_forget_in){ row->id }, NULL);
    if (e != OK)
        return e;
    row->made_on = day_of(a, now);
    row->next_on =
        is_last ? (text){ 0 } : day_of(a, now + HEARD_EVERY_DAYS * DAY_S);
    row->has_n_people = people.n == 0 || people.n >= HEARD_THRESHOLD;
    row->n_people = row->has_n_people ? people.n : 0;
    if (people.n >= HEARD_THRESHOLD)
        e = publish_all(writer, a, row, &people);
    if (e == OK && is_last && people.n >= HEARD_THRESHOLD)
        e = publish_barriers(writer, a, row);
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
    struct people people;
    enum err e = heard_begin(writer, a, of);
    if (e == OK)
        e = heard_release_of(
            writer, a, (struct heard_release_of_in){ of->thing_id }, &row);
    if (e == OK)
        e = people_of(writer, a, row.kind, row.thing_id, &people);
    if (e != OK)
        return e;
    /* it was open again, and closes again: counted anew only when so many came
     * that the difference says nothing of one */
    bool is_counted = !text_is_known(row.next_on);
    return is_counted && people.n < row.n_people + MANY_MORE
        ? OK
        : count_anew(writer, a, &row, now_s(), true);
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
        e = heard_lines_forget(
            writer, (struct heard_lines_forget_in){ row.id }, NULL);
    if (e == OK)
        e = heard_cells_forget(
            writer, (struct heard_cells_forget_in){ row.id }, NULL);
    if (e == OK)
        e = heard_barriers_forget(
            writer, (struct heard_barriers_forget_in){ row.id }, NULL);
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
    return e == OK && text_is_known(row.next_on)
        ? count_anew(writer, a, &row, d->now, is_over)
        : e == ERR_NOT_FOUND ? OK
                             : e;
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
