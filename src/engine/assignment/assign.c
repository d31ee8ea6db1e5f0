#include "engine/assignment/assign_inside.h"
#include "engine/assignment/lap.h"

#include <string.h>

/* ---- Before -------------------------------------------------------------- */

static enum err
no_room(struct why *why)
{
    return err_say(why, ERR_NO_ROOM, "no memory for this many people");
}

static enum err
begin(struct solving *s, struct why *why)
{
    const struct cp_assign *p = s->p;
    s->score_max = 0;
    for (ptrdiff_t k = 0; k < p->n_a * p->n_b; k++) {
        if (p->scores[k] < CP_ASSIGN_FORBIDDEN ||
            p->scores[k] > CP_ASSIGN_SCORE_MAX)
            return err_say(why, ERR_BAD_INPUT,
                "the score %d is not within 0 and %d", p->scores[k],
                CP_ASSIGN_SCORE_MAX);
        s->score_max =
            p->scores[k] > s->score_max ? p->scores[k] : s->score_max;
    }
    int32_t *other = TRY(s->a, int32_t, s->n);
    s->order_a = TRY(s->a, int32_t, s->n);
    s->order_b = TRY(s->a, int32_t, s->n);
    if (other == NULL || s->order_a == NULL || s->order_b == NULL ||
        !grid_take(&s->open, s->a, s->n) || !grid_take(&s->other, s->a, s->n) ||
        !matching_take(&s->pairs, s->a, s->n) ||
        !matching_take(&s->trial, s->a, s->n))
        return no_room(why);
    if (!order_by_key(s->order_a, other, p->keys_a, p->n_a) ||
        !order_by_key(s->order_b, other, p->keys_b, p->n_b))
        return err_say(why, ERR_BAD_INPUT, "two people have the same key");
    return OK;
}

bool
assign_go_on(void *solving, double share_frac)
{
    struct solving *s = solving;
    return s->p->go_on == NULL ||
        s->p->go_on(s->p->context,
            s->share_from + (s->share_to - s->share_from) * share_frac);
}

/* ---- As many pairs as there can be ----------------------------------------
 */

/* Those cells stay that some largest set of pairs uses: a forbidden one only
 * where no cover would be complete without it. */
static void
solve_count(struct solving *s, uint8_t *rows, uint8_t *columns)
{
    for (int32_t i = 0; i < s->n; i++)
        for (int32_t j = 0; j < s->n; j++)
            if (cell_score(s, i, j) != CP_ASSIGN_FORBIDDEN)
                grid_add(&s->open, i, j);
    matching_grow(&s->pairs, &s->open);
    matching_reach(&s->pairs, &s->open, rows, columns);
    if (s->pairs.n_pairs == s->n)
        return;
    for (int32_t i = 0; i < s->n; i++)
        for (int32_t j = 0; j < s->n; j++) {
            bool is_forbidden = cell_score(s, i, j) == CP_ASSIGN_FORBIDDEN;
            if (is_forbidden && rows[i] && !columns[j])
                grid_add(&s->open, i, j);
            else if (!is_forbidden && rows[i] != columns[j])
                grid_drop(&s->open, i, j);
        }
    matching_grow(&s->pairs, &s->open);
    require(s->pairs.n_pairs == s->n);
}

/* ---- The best worst pair ---------------------------------------------------
 */

/* What is open and scores at least so much. */
static void
leave_out_below(const struct solving *s, struct grid *to, int32_t least)
{
    grid_copy(to, &s->open);
    for (int32_t i = 0; i < s->p->n_a; i++) {
        const int32_t *scores =
            s->p->scores + (ptrdiff_t)s->order_a[i] * s->p->n_b;
        for (int32_t j = 0; j < s->p->n_b; j++) {
            int32_t score = scores[s->order_b[j]];
            if (score >= 0 && score < least)
                grid_drop(to, i, j);
        }
    }
}

/* The next pair that is not open below `least` goes: can the others stand? */
static bool
can_all_reach(struct solving *s, int32_t least)
{
    leave_out_below(s, &s->other, least);
    matching_copy(&s->trial, &s->pairs);
    matching_keep(&s->trial, &s->other);
    matching_grow(&s->trial, &s->other);
    return s->trial.n_pairs == s->n;
}

enum err
assign_worst(struct solving *s, int32_t most)
{
    struct arena_mark mark = arena_mark(s->a);
    uint8_t *is_there = TRY(s->a, uint8_t, (ptrdiff_t)s->score_max + 1);
    int32_t *levels = TRY(s->a, int32_t, (ptrdiff_t)s->score_max + 1);
    if (is_there == NULL || levels == NULL)
        return ERR_NO_ROOM;
    for (ptrdiff_t k = 0; k < s->p->n_a * s->p->n_b; k++)
        if (s->p->scores[k] >= 0)
            is_there[s->p->scores[k]] = 1;
    if (most <= s->score_max)
        is_there[most] = 1;
    int32_t n_levels = 0;
    for (int32_t x = 0; x <= s->score_max && x <= most; x++)
        if (is_there[x])
            levels[n_levels++] = x;
    int32_t low = 0, high = n_levels - 1; /* the answer is within */
    while (low < high) {
        if (!assign_go_on(s, 1 - (double)(high - low) / n_levels))
            return ERR_BUSY;
        int32_t middle = low + (high - low + 1) / 2;
        if (can_all_reach(s, levels[middle])) {
            matching_copy(&s->pairs, &s->trial);
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    if (n_levels > 0) {
        leave_out_below(s, &s->other, levels[low]);
        grid_copy(&s->open, &s->other);
    }
    arena_rewind(s->a, mark);
    return OK;
}

/* ---- The best total --------------------------------------------------------
 */

enum err
assign_total(struct solving *s, struct why *why)
{
    ptrdiff_t n = s->n;
    struct cp_lap_answer lap;
    int64_t *rows = TRY(s->a, int64_t, n), *columns = TRY(s->a, int64_t, n);
    struct arena_mark mark = arena_mark(s->a);
    int32_t *costs = TRY(s->a, int32_t, n * n);
    if (rows == NULL || columns == NULL || costs == NULL)
        return no_room(why);
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++) {
            int32_t score = cell_score(s, i, j);
            costs[i * n + j] = !grid_has(&s->open, i, j) ? CP_LAP_ABSENT
                : score >= 0                             ? s->score_max - score
                                                         : s->score_max;
        }
    struct cp_lap lap_problem = { .costs = costs,
        .n_rows = n,
        .n_columns = n,
        .go_on = s->p->go_on == NULL ? NULL : assign_go_on,
        .context = s };
    enum err e = cp_lap_solve(&lap, s->a, &lap_problem, why);
    if (e != OK)
        return e;
    for (int32_t i = 0; i < n; i++) {
        for (int32_t j = 0; j < n; j++)
            if (costs[i * n + j] != CP_LAP_ABSENT &&
                costs[i * n + j] > lap.rows[i] + lap.columns[j])
                grid_drop(&s->open, i, j);
        s->pairs.column_of[i] = lap.column_of[i];
        s->pairs.row_of[lap.column_of[i]] = i;
        rows[i] = lap.rows[i];
        columns[i] = lap.columns[i];
    }
    arena_rewind(s->a, mark);
    s->answer->rows = rows;
    s->answer->columns = columns;
    return OK;
}

/* ---- After -----------------------------------------------------------------
 */

static void
count_wishes(const struct cp_assign *p, struct cp_assign_answer *answer,
    const int32_t *a_of)
{
    for (ptrdiff_t i = 0; i < p->n_a; i++) {
        const int32_t *scores = p->scores + i * p->n_b;
        int32_t own = answer->b_of[i] < 0 ? -1 : scores[answer->b_of[i]];
        bool is_envious = false;
        for (ptrdiff_t j = 0; j < p->n_b; j++) {
            int32_t theirs = a_of[j] < 0 ? -1 : p->scores[a_of[j] * p->n_b + j];
            answer->n_blocking += scores[j] > own && scores[j] > theirs;
            is_envious = is_envious || (a_of[j] >= 0 && scores[j] > own);
        }
        answer->n_envious += is_envious;
    }
    for (ptrdiff_t j = 0; j < p->n_b; j++) {
        int32_t own = a_of[j] < 0 ? -1 : p->scores[a_of[j] * p->n_b + j];
        bool is_envious = false;
        for (ptrdiff_t i = 0; i < p->n_a; i++)
            is_envious = is_envious ||
                (answer->b_of[i] >= 0 && p->scores[i * p->n_b + j] > own);
        answer->n_envious += is_envious;
    }
}

/* Bytes or potentials from sorted places to those of the caller. */
static enum err
unsort(struct solving *s, void *values, const int32_t *order, ptrdiff_t n_side,
    ptrdiff_t size)
{
    struct arena_mark mark = arena_mark(s->a);
    char *sorted = TRY(s->a, char, s->n *size), *to = values;
    if (sorted == NULL)
        return ERR_NO_ROOM;
    memcpy(sorted, values, (size_t)(s->n * size));
    for (ptrdiff_t i = 0; i < n_side; i++)
        memcpy(to + order[i] * size, sorted + i * size, (size_t)size);
    arena_rewind(s->a, mark);
    return OK;
}

static enum err
unsort_all(struct solving *s)
{
    struct cp_assign_answer *an = s->answer;
    const ptrdiff_t n_a = s->p->n_a, n_b = s->p->n_b;
    enum err e = unsort(s, an->count_rows, s->order_a, n_a, 1);
    if (e == OK)
        e = unsort(s, an->count_columns, s->order_b, n_b, 1);
    if (e == OK)
        e = unsort(s, an->worst_rows, s->order_a, n_a, 1);
    if (e == OK)
        e = unsort(s, an->worst_columns, s->order_b, n_b, 1);
    if (e == OK && an->rows != NULL)
        e = unsort(s, an->rows, s->order_a, n_a, sizeof *an->rows);
    if (e == OK && an->rows != NULL)
        e = unsort(s, an->columns, s->order_b, n_b, sizeof *an->columns);
    for (struct cp_assign_level *l = an->levels; e == OK && l != NULL;
         l = l->next) {
        e = unsort(s, l->rows, s->order_a, n_a, sizeof *l->rows);
        if (e == OK)
            e = unsort(s, l->columns, s->order_b, n_b, sizeof *l->columns);
    }
    return e;
}

static enum err
tell(struct solving *s)
{
    const struct cp_assign *p = s->p;
    struct cp_assign_answer *an = s->answer;
    int32_t *a_of = TRY(s->a, int32_t, p->n_b);
    if (a_of == NULL)
        return ERR_NO_ROOM;
    an->worst = -1;
    for (ptrdiff_t j = 0; j < p->n_b; j++)
        a_of[j] = -1;
    for (int32_t i = 0; i < p->n_a; i++) {
        int32_t j = s->pairs.column_of[i], score = cell_score(s, i, j);
        an->b_of[s->order_a[i]] = score >= 0 ? s->order_b[j] : -1;
        if (score < 0)
            continue;
        a_of[s->order_b[j]] = s->order_a[i];
        an->n_pairs++;
        an->total += score;
        if (an->worst < 0 || score < an->worst)
            an->worst = score;
    }
    count_wishes(p, an, a_of);
    /* the proof that not all can score more than the worst pair */
    memset(s->other.words, 0,
        (size_t)s->n * (size_t)s->other.n_words * sizeof *s->other.words);
    for (int32_t i = 0; i < p->n_a; i++)
        for (int32_t j = 0; j < p->n_b; j++)
            if (cell_score(s, i, j) > an->worst)
                grid_add(&s->other, i, j);
    matching_copy(&s->trial, &s->pairs);
    matching_keep(&s->trial, &s->other);
    matching_grow(&s->trial, &s->other);
    matching_reach(&s->trial, &s->other, an->worst_rows, an->worst_columns);
    return unsort_all(s);
}

enum err
cp_assign_solve(struct cp_assign_answer *answer, struct arena *a,
    const struct cp_assign *p, struct why *why)
{
    ptrdiff_t n = p->n_a > p->n_b ? p->n_a : p->n_b;
    if (p->n_a < 0 || p->n_b < 0 || n > 20'000)
        return err_say(
            why, ERR_BAD_INPUT, "a round has at most 20,000 people a side");
    *answer = (struct cp_assign_answer){ .n = n,
        .worst = -1,
        .b_of = TRY(a, int32_t, p->n_a),
        .count_rows = TRY(a, uint8_t, n),
        .count_columns = TRY(a, uint8_t, n),
        .worst_rows = TRY(a, uint8_t, n),
        .worst_columns = TRY(a, uint8_t, n) };
    if (answer->b_of == NULL || answer->count_rows == NULL ||
        answer->count_columns == NULL || answer->worst_rows == NULL ||
        answer->worst_columns == NULL)
        return no_room(why);
    struct solving s = { .p = p, .a = a, .answer = answer, .n = (int32_t)n };
    enum err e = begin(&s, why);
    if (e != OK)
        return e;
    solve_count(&s, answer->count_rows, answer->count_columns);
    s.share_to = .4;
    if (p->mode != CP_ASSIGN_TOTAL)
        e = assign_worst(&s, CP_ASSIGN_SCORE_MAX);
    s.share_from = s.share_to;
    s.share_to = .95;
    if (e == OK && p->mode == CP_ASSIGN_LEXIMIN)
        e = assign_leximin(&s);
    else if (e == OK)
        e = assign_total(&s, why);
    if (e == OK)
        e = assign_tie(&s);
    if (e == OK)
        e = tell(&s);
    if (e == ERR_BUSY)
        return err_say(why, ERR_BUSY, "it was stopped");
    return e == ERR_NO_ROOM ? no_room(why) : e;
}
