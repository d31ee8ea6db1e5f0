#include "engine/assignment/repair.h"

#include "engine/assignment/assign_inside.h"
#include "engine/assignment/lap_inside.h"

#include <string.h>

/* A round being repaired. First as many pairs as there can be, and as many of
 * those that exist: that is one assignment over small numbers, near its answer
 * from the start. What it leaves open concerns few people; for them alone the
 * mode's aims are solved, as in any round. */
struct repairing {
    const struct cp_assign *p;
    const int32_t *b_before;
    struct arena *a;
    struct cp_assign_repaired *to;
    int32_t n;
    int16_t *costs; /* -1, 0, or n + 1 */
    int32_t *column_of;
    struct grid tight;
    /* those whose pairs may change: places in the square */
    int32_t *rows, *columns, *place_of; /* place_of: of a column among them */
    int32_t n_open;
    int64_t worst; /* of those that stay; -1: none */
    int32_t score_most;
};

static enum err
no_room(struct why *why)
{
    return err_say(why, ERR_NO_ROOM, "no memory for this many people");
}

/* Of row and column of the square: a score, CP_ASSIGN_FORBIDDEN, NOBODY. */
static int32_t
score_at(const struct cp_assign *p, ptrdiff_t i, ptrdiff_t j)
{
    return i < p->n_a && j < p->n_b ? p->scores[i * p->n_b + j] : NOBODY;
}

/* ---- Before and now ------------------------------------------------------ */

enum err
cp_assign_compare(struct cp_assign_changes *changes, struct arena *a,
    ptrdiff_t n_a, ptrdiff_t n_b, const int32_t *b_before, const int32_t *b_of,
    struct why *why)
{
    *changes =
        (struct cp_assign_changes){ .of_a = TRY(a, enum cp_assign_change, n_a),
            .of_b = TRY(a, enum cp_assign_change, n_b) };
    if (changes->of_a == NULL || changes->of_b == NULL)
        return no_room(why);
    for (ptrdiff_t i = 0; i < n_a; i++)
        if (b_before[i] >= 0)
            changes->of_a[i] = changes->of_b[b_before[i]] = CP_ASSIGN_LOST;
    for (ptrdiff_t i = 0; i < n_a; i++) {
        int32_t j = b_of[i];
        if (j < 0)
            continue;
        bool had_a = changes->of_a[i] != CP_ASSIGN_WAITS;
        bool had_b = changes->of_b[j] != CP_ASSIGN_WAITS;
        bool is_kept = b_before[i] == j;
        changes->n_kept += is_kept;
        changes->n_changed += !is_kept && (had_a || had_b);
        changes->n_new += !had_a && !had_b;
        changes->of_a[i] = is_kept ? CP_ASSIGN_KEPT
            : had_a                ? CP_ASSIGN_CHANGED
                                   : CP_ASSIGN_NEW;
        changes->of_b[j] = is_kept ? CP_ASSIGN_KEPT
            : had_b                ? CP_ASSIGN_CHANGED
                                   : CP_ASSIGN_NEW;
    }
    for (ptrdiff_t i = 0; i < n_a; i++)
        changes->n_lost += changes->of_a[i] == CP_ASSIGN_LOST;
    for (ptrdiff_t j = 0; j < n_b; j++)
        changes->n_lost += changes->of_b[j] == CP_ASSIGN_LOST;
    return OK;
}

/* ---- Most pairs, most of them as before ---------------------------------- */

static enum err
begin(struct repairing *r, struct why *why)
{
    const struct cp_assign *p = r->p;
    ptrdiff_t n = r->n;
    r->to->b_of = TRY(r->a, int32_t, p->n_a);
    r->to->kept_rows = TRY(r->a, int64_t, n);
    r->to->kept_columns = TRY(r->a, int64_t, n);
    r->to->worst_rows = TRY(r->a, uint8_t, n);
    r->to->worst_columns = TRY(r->a, uint8_t, n);
    r->to->rows = TRY(r->a, int64_t, n);
    r->to->columns = TRY(r->a, int64_t, n);
    if (r->to->b_of == NULL || r->to->kept_rows == NULL ||
        r->to->kept_columns == NULL || r->to->worst_rows == NULL ||
        r->to->worst_columns == NULL || r->to->rows == NULL ||
        r->to->columns == NULL)
        return no_room(why);
    int32_t least = 0, most = 0;
    for (ptrdiff_t k = 0; k < p->n_a * p->n_b; k++) {
        least = p->scores[k] < least ? p->scores[k] : least;
        most = p->scores[k] > most ? p->scores[k] : most;
    }
    r->score_most = most;
    if (least < CP_ASSIGN_FORBIDDEN || most > CP_ASSIGN_SCORE_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "the score %d is not within 0 and %d",
            least < CP_ASSIGN_FORBIDDEN ? least : most, CP_ASSIGN_SCORE_MAX);
    return OK;
}

static enum err
take_room(struct repairing *r, struct why *why)
{
    ptrdiff_t n = r->n;
    r->costs = arena_try_room(r->a, n * n * (ptrdiff_t)sizeof *r->costs);
    r->column_of = TRY(r->a, int32_t, n);
    r->rows = TRY(r->a, int32_t, n);
    r->columns = TRY(r->a, int32_t, n);
    r->place_of = TRY(r->a, int32_t, n);
    return r->costs == NULL || r->column_of == NULL || r->rows == NULL ||
            r->columns == NULL || r->place_of == NULL ||
            !grid_take(&r->tight, r->a, n)
        ? no_room(why)
        : OK;
}

/* Every cell is written: the room is not zeroed. */
static void
fill_costs(struct repairing *r)
{
    const struct cp_assign *p = r->p;
    int16_t lost = (int16_t)(r->n + 1);
    for (ptrdiff_t i = 0; i < r->n; i++) {
        int16_t *restrict to = r->costs + i * r->n;
        ptrdiff_t n_b = i < p->n_a ? p->n_b : 0;
        const int32_t *restrict scores = p->scores + (n_b > 0 ? i * n_b : 0);
        for (ptrdiff_t j = 0; j < n_b; j++)
            to[j] = scores[j] < 0 ? lost : 0;
        memset(to + n_b, 0, (size_t)(r->n - n_b) * sizeof *to);
    }
}

static enum err
solve_kept(struct repairing *r, struct why *why)
{
    const struct cp_assign *p = r->p;
    struct lap_again again = { .small_costs = r->costs,
        .n = r->n,
        .cost_max = r->n + 1,
        .columns = r->to->kept_columns,
        .column_of = r->column_of,
        .is_cheapest = true, /* theirs costs -1, all others 0 or more */
        .tight = &r->tight };
    fill_costs(r);
    for (ptrdiff_t j = 0; j < r->n; j++)
        r->column_of[j] = r->place_of[j] = -1;
    for (ptrdiff_t i = 0; i < p->n_a; i++) {
        int32_t j = r->b_before[i];
        if (j < -1 || j >= p->n_b || (j >= 0 && r->place_of[j] >= 0))
            return err_say(why, ERR_BAD_INPUT,
                "a partner of before is nobody here, or there twice");
        if (j < 0)
            continue;
        r->place_of[j] = (int32_t)i;
        if (p->scores[i * p->n_b + j] < 0)
            continue;
        r->costs[i * r->n + j] = -1;
        r->column_of[i] = j;
    }
    enum err e = lap_solve_again(&again, r->a);
    require(e != ERR_BAD_INPUT); /* each cell has a cost */
    if (e != OK)
        return no_room(why);
    for (ptrdiff_t i = 0; i < r->n; i++) {
        int32_t j = r->column_of[i];
        r->to->kept_rows[i] = r->costs[i * r->n + j] - r->to->kept_columns[j];
    }
    return OK;
}

/* ---- Who may change ------------------------------------------------------ */

/* A row with one tight cell has it in every answer. */
static bool
is_alone(const struct repairing *r, int32_t i)
{
    const uint64_t *row = grid_row(&r->tight, i);
    int32_t n = 0;
    for (int32_t w = 0; w < r->tight.n_words && n < 2; w++)
        n += __builtin_popcountll(row[w]);
    return n == 1;
}

static void
split(struct repairing *r)
{
    int32_t n_columns = 0;
    r->worst = -1;
    for (int32_t j = 0; j < r->n; j++)
        r->place_of[j] = 0;
    for (int32_t i = 0; i < r->n; i++) {
        int32_t j = r->column_of[i], score = score_at(r->p, i, j);
        if (!is_alone(r, i)) {
            r->rows[r->n_open++] = i;
            continue;
        }
        r->place_of[j] = -1;
        if (score < 0)
            continue;
        r->to->b_of[i] = j;
        r->worst = r->worst < 0 || score < r->worst ? score : r->worst;
    }
    for (int32_t j = 0; j < r->n; j++)
        if (r->place_of[j] == 0) {
            r->place_of[j] = n_columns;
            r->columns[n_columns++] = j;
        }
    require(n_columns == r->n_open);
}

/* Those of one side of them that are somebody: the first, as in the square. */
static ptrdiff_t
count_people(const int32_t *places, ptrdiff_t n, ptrdiff_t n_people)
{
    ptrdiff_t k = 0;
    while (k < n && places[k] < n_people)
        k++;
    return k;
}

/* They as a round of their own. */
static enum err
sub_problem(struct repairing *r, struct solving *s, struct cp_assign *sub)
{
    ptrdiff_t n = r->n_open;
    *sub = *r->p;
    sub->n_a = count_people(r->rows, n, r->p->n_a);
    sub->n_b = count_people(r->columns, n, r->p->n_b);
    int32_t *scores = TRY(r->a, int32_t, sub->n_a * sub->n_b + 1);
    int64_t *keys_a = TRY(r->a, int64_t, n + 1);
    int64_t *keys_b = TRY(r->a, int64_t, n + 1);
    s->order_a = TRY(r->a, int32_t, n + 1);
    s->order_b = TRY(r->a, int32_t, n + 1);
    s->answer = TRY(r->a, struct cp_assign_answer, 1);
    if (scores == NULL || keys_a == NULL || keys_b == NULL ||
        s->order_a == NULL || s->order_b == NULL || s->answer == NULL ||
        !grid_take(&s->open, r->a, n) || !grid_take(&s->other, r->a, n) ||
        !matching_take(&s->pairs, r->a, n) ||
        !matching_take(&s->trial, r->a, n))
        return ERR_NO_ROOM;
    sub->scores = scores;
    sub->keys_a = keys_a;
    sub->keys_b = keys_b;
    s->p = sub;
    s->a = r->a;
    s->n = r->n_open;
    for (ptrdiff_t k = 0; k < n; k++)
        s->order_a[k] = s->order_b[k] = (int32_t)k;
    for (ptrdiff_t y = 0; y < sub->n_b; y++)
        keys_b[y] = r->p->keys_b[r->columns[y]];
    for (ptrdiff_t x = 0; x < n; x++) {
        int32_t i = r->rows[x], at = r->place_of[r->column_of[i]];
        require(at >= 0);
        s->pairs.column_of[x] = at;
        s->pairs.row_of[at] = (int32_t)x;
        if (x < sub->n_a)
            keys_a[x] = r->p->keys_a[i];
        for (ptrdiff_t y = 0; y < n; y++) {
            int32_t score = score_at(r->p, i, r->columns[y]);
            if (grid_has(&r->tight, i, r->columns[y]))
                grid_add(&s->open, x, y);
            if (x >= sub->n_a || y >= sub->n_b)
                continue;
            scores[x * sub->n_b + y] = score;
            s->score_max = score > s->score_max ? score : s->score_max;
        }
    }
    s->pairs.n_pairs = s->n;
    return OK;
}

/* ---- The proof of what they got ------------------------------------------ */

/* Not all can score more than `worst`: one that stays is as low, or those who
 * may change cannot. */
static void
prove_worst(struct repairing *r, struct solving *s)
{
    struct cp_assign_repaired *to = r->to;
    int64_t worst = to->worst;
    if (worst < 0)
        return;
    if (worst == r->worst) {
        for (ptrdiff_t i = 0; i < r->p->n_a; i++) {
            int32_t j = r->column_of[i];
            if (is_alone(r, (int32_t)i) && score_at(r->p, i, j) == worst) {
                to->worst_rows[i] = 1;
                return;
            }
        }
    }
    memset(s->other.words, 0, (size_t)s->n * (size_t)s->other.n_words * 8);
    for (int32_t x = 0; x < s->n; x++)
        for (int32_t y = 0; y < s->n; y++) {
            int32_t score = cell_score(s, x, y);
            if ((score < 0 || score > worst) &&
                grid_has(&r->tight, r->rows[x], r->columns[y]))
                grid_add(&s->other, x, y);
        }
    matching_copy(&s->trial, &s->pairs);
    matching_keep(&s->trial, &s->other);
    matching_grow(&s->trial, &s->other);
    uint8_t *rows = TRY(r->a, uint8_t, s->n + 1);
    uint8_t *columns = TRY(r->a, uint8_t, s->n + 1);
    if (rows == NULL || columns == NULL)
        return; /* then it is not proved, and the checker says so */
    matching_reach(&s->trial, &s->other, rows, columns);
    for (ptrdiff_t k = 0; k < r->n; k++)
        to->worst_rows[k] = to->worst_columns[k] = 1;
    for (int32_t x = 0; x < s->n; x++) {
        to->worst_rows[r->rows[x]] = rows[x];
        to->worst_columns[r->columns[x]] = columns[x];
    }
}

/* Potentials of those who may change, and for a pair that stays a column so
 * cheap that nobody else is held to it. */
static void
prove_total(struct repairing *r, const struct solving *s)
{
    int64_t most = r->score_most, far = 0;
    for (int32_t x = 0; x < s->n; x++) {
        /* its costs are below the highest of its own scores */
        int64_t u = s->answer->rows[x] + most - s->score_max;
        r->to->rows[r->rows[x]] = u;
        r->to->columns[r->columns[x]] = s->answer->columns[x];
        far = u > far ? u : far;
    }
    for (int32_t i = 0; i < r->n; i++) {
        int32_t j = r->column_of[i], score = score_at(r->p, i, j);
        if (!is_alone(r, i))
            continue;
        r->to->columns[j] = -far - 1;
        r->to->rows[i] = most - (score < 0 ? 0 : score) + far + 1;
    }
}

/* ---- All ----------------------------------------------------------------- */

static enum err
solve_open(struct repairing *r, struct solving *s, struct why *why)
{
    enum err e = OK;
    int32_t enough = r->worst < 0 ? CP_ASSIGN_SCORE_MAX : (int32_t)r->worst;
    if (r->p->mode == CP_ASSIGN_FAIR)
        e = assign_worst(s, enough);
    if (e == OK && r->p->mode == CP_ASSIGN_LEXIMIN)
        e = assign_leximin(s);
    else if (e == OK)
        e = assign_total(s, why);
    if (e == OK)
        e = assign_tie(s);
    for (int32_t x = 0; e == OK && x < s->n; x++) {
        int32_t i = r->rows[x], j = r->columns[s->pairs.column_of[x]];
        if (i < r->p->n_a)
            r->to->b_of[i] = score_at(r->p, i, j) >= 0 ? j : -1;
    }
    return e;
}

static void
tell(struct repairing *r)
{
    struct cp_assign_repaired *to = r->to;
    to->worst = -1;
    for (ptrdiff_t i = 0; i < r->p->n_a; i++) {
        int32_t j = to->b_of[i];
        if (j < 0)
            continue;
        int64_t score = score_at(r->p, i, j);
        to->n_pairs++;
        to->total += score;
        to->worst = to->worst < 0 || score < to->worst ? score : to->worst;
    }
}

enum err
cp_assign_repair(struct cp_assign_repaired *to, struct arena *a,
    const struct cp_assign *p, const int32_t *b_before, struct why *why)
{
    ptrdiff_t n = p->n_a > p->n_b ? p->n_a : p->n_b;
    if (p->n_a < 0 || p->n_b < 0 || n > 20'000)
        return err_say(
            why, ERR_BAD_INPUT, "a round has at most 20,000 people a side");
    *to = (struct cp_assign_repaired){ .n = n, .worst = -1 };
    struct repairing r = {
        .p = p, .b_before = b_before, .a = a, .to = to, .n = (int32_t)n
    };
    enum err e = begin(&r, why);
    if (e != OK)
        return e;
    struct arena_mark mark = arena_mark(a);
    struct cp_assign sub;
    struct solving s = { 0 };
    e = take_room(&r, why);
    if (e == OK)
        e = solve_kept(&r, why);
    for (ptrdiff_t i = 0; i < p->n_a; i++)
        to->b_of[i] = -1;
    if (e == OK) {
        split(&r);
        e = sub_problem(&r, &s, &sub);
    }
    if (e == OK)
        e = solve_open(&r, &s, why);
    if (e == OK)
        tell(&r);
    if (e == OK && p->mode == CP_ASSIGN_FAIR)
        prove_worst(&r, &s);
    if (e == OK && p->mode != CP_ASSIGN_LEXIMIN)
        prove_total(&r, &s);
    arena_rewind(a, mark);
    if (e == OK)
        return cp_assign_compare(
            &to->changes, a, p->n_a, p->n_b, b_before, to->b_of, why);
    return e == ERR_NO_ROOM ? no_room(why) : e;
}
