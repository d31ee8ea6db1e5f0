/* What a proved round means, spelt out: in 64 bits, cell by cell, sharing
 * nothing with what solved it. */
#include "engine/assignment/assignment.h"

/* Of the square: a score, -1 forbidden, -2 somebody with nobody. */
static int64_t
score_at(const struct cp_assign *p, ptrdiff_t i, ptrdiff_t j)
{
    return i >= p->n_a || j >= p->n_b ? -2 : p->scores[i * p->n_b + j];
}

static int64_t
wrong_pairs(const struct cp_assign *p, const struct cp_assign_answer *an)
{
    int64_t n_wrong = 0, n_pairs = 0, total = 0, worst = -1;
    for (ptrdiff_t i = 0; i < p->n_a; i++) {
        int64_t j = an->b_of[i];
        if (j == -1)
            continue;
        if (j < -1 || j >= p->n_b || score_at(p, i, j) < 0) {
            n_wrong++;
            continue;
        }
        for (ptrdiff_t k = 0; k < i; k++)
            n_wrong += an->b_of[k] == j;
        int64_t score = score_at(p, i, j);
        n_pairs++;
        total += score;
        worst = worst < 0 || score < worst ? score : worst;
    }
    return n_wrong + (n_pairs != an->n_pairs) + (total != an->total) +
        (worst != an->worst);
}

/* Do rows not reached and columns reached touch all that scores more than
 * `above`, and are they no more than `n_most`? */
static int64_t
wrong_cover(const struct cp_assign *p, const struct cp_assign_answer *an,
    const uint8_t *rows, const uint8_t *columns, int64_t above, int64_t n_most)
{
    int64_t n_wrong = 0, n_cover = 0;
    for (ptrdiff_t k = 0; k < an->n; k++)
        n_cover += !rows[k] + (columns[k] != 0);
    for (ptrdiff_t i = 0; i < an->n; i++)
        for (ptrdiff_t j = 0; j < an->n; j++)
            n_wrong += score_at(p, i, j) > above && rows[i] && !columns[j];
    return n_wrong + (n_cover > n_most);
}

/* More pairs: the cover touches all but the forbidden cells of the square,
 * those with nobody too, so at least n - cover forbidden ones are used. */
static int64_t
wrong_count(const struct cp_assign *p, const struct cp_assign_answer *an)
{
    int64_t n_wrong = 0, n_cover = 0;
    ptrdiff_t n_less = p->n_a < p->n_b ? p->n_a : p->n_b;
    for (ptrdiff_t k = 0; k < an->n; k++)
        n_cover += !an->count_rows[k] + (an->count_columns[k] != 0);
    for (ptrdiff_t i = 0; i < an->n; i++)
        for (ptrdiff_t j = 0; j < an->n; j++)
            n_wrong += score_at(p, i, j) != -1 && an->count_rows[i] &&
                !an->count_columns[j];
    return n_wrong + (an->n - n_cover != n_less - an->n_pairs);
}

/* The best total: one cost for both aims, F for a pair less, and potentials
 * under it whose sum is the answer's cost. */
static int64_t
wrong_total(const struct cp_assign *p, const struct cp_assign_answer *an)
{
    int64_t most = 0, bound = 0, cost = 0, n_wrong = 0, far = 0;
    int64_t least = p->mode == CP_ASSIGN_FAIR ? an->worst : 0;
    ptrdiff_t n_less = p->n_a < p->n_b ? p->n_a : p->n_b;
    for (ptrdiff_t k = 0; k < p->n_a * p->n_b; k++)
        most = p->scores[k] > most ? p->scores[k] : most;
    for (ptrdiff_t k = 0; k < an->n; k++) {
        int64_t x = an->rows[k] < 0 ? -an->rows[k] : an->rows[k];
        int64_t y = an->columns[k] < 0 ? -an->columns[k] : an->columns[k];
        far = x > far ? x : far;
        far = y > far ? y : far;
    }
    if (far > INT64_C(1) << 40)
        return 1; /* no honest potential is, and sums would overflow */
    int64_t f = 2 * (far > an->n * most ? far : an->n * most) + most + 1;
    for (ptrdiff_t k = 0; k < an->n; k++)
        bound += an->rows[k] + an->columns[k] + f * (an->count_rows[k] != 0) -
            f * (an->count_columns[k] != 0);
    for (ptrdiff_t i = 0; i < an->n; i++)
        for (ptrdiff_t j = 0; j < an->n; j++) {
            int64_t score = score_at(p, i, j);
            bool is_out = score == -1 || (score >= 0 && score < least);
            int64_t c = (is_out ? f : 0) +
                (score >= 0 && !is_out ? most - score : most);
            n_wrong += c < an->rows[i] + an->columns[j] +
                    f * (an->count_rows[i] != 0) -
                    f * (an->count_columns[j] != 0);
        }
    /* n cells are used: the pairs, forbidden ones for those who could be
     * placed and are not, and the rest with nobody */
    cost = f * (n_less - an->n_pairs) + most * an->n - an->total;
    return n_wrong + (bound != cost);
}

static bool
is_paired(const struct cp_assign_answer *an, ptrdiff_t i, ptrdiff_t j)
{
    return an->b_of[i] == j;
}

/* Leximin: from the lowest score up, the answer has as few pairs of it as can
 * be among what is left, and what is left shrinks to where that holds. Of a
 * score without a level: none, so all its cells go. Whether a cell is left is
 * asked anew each time. */
static bool
is_left(const struct cp_assign *p, const struct cp_assign_answer *an,
    ptrdiff_t i, ptrdiff_t j, int64_t before)
{
    int64_t score = score_at(p, i, j);
    int64_t u = an->count_rows[i] != 0, v = -(an->count_columns[j] != 0);
    bool had_level = false;
    if ((score == -1) - u - v != 0)
        return false;
    for (const struct cp_assign_level *l = an->levels;
         l != NULL && l->score < before; l = l->next) {
        had_level = had_level || l->score == score;
        if ((score == l->score) - l->rows[i] - l->columns[j] != 0)
            return false;
    }
    return score < 0 || score >= before || had_level;
}

static int64_t
wrong_levels(const struct cp_assign *p, const struct cp_assign_answer *an)
{
    int64_t n_wrong = 0;
    for (const struct cp_assign_level *l = an->levels; l != NULL; l = l->next) {
        int64_t bound = 0, n_pairs = 0;
        n_wrong += l->next != NULL && l->next->score <= l->score;
        for (ptrdiff_t k = 0; k < an->n; k++)
            bound += l->rows[k] + l->columns[k];
        for (ptrdiff_t i = 0; i < an->n; i++)
            for (ptrdiff_t j = 0; j < an->n; j++) {
                bool is_pair = i < p->n_a && j < p->n_b && is_paired(an, i, j);
                bool is_at = score_at(p, i, j) == l->score;
                n_pairs += is_pair && is_at;
                if (is_at < l->rows[i] + l->columns[j])
                    n_wrong += is_left(p, an, i, j, l->score);
            }
        n_wrong += bound != n_pairs;
    }
    /* each pair's score was a level that nobody could avoid */
    for (ptrdiff_t i = 0; i < p->n_a; i++) {
        bool is_level = an->b_of[i] < 0;
        for (const struct cp_assign_level *l = an->levels;
             l != NULL && !is_level; l = l->next)
            is_level = l->score == score_at(p, i, an->b_of[i]);
        n_wrong += !is_level;
    }
    return n_wrong;
}

int64_t
cp_assign_check(const struct cp_assign *p, const struct cp_assign_answer *an)
{
    ptrdiff_t n = p->n_a > p->n_b ? p->n_a : p->n_b;
    if (an->n != n)
        return 1;
    int64_t n_wrong = wrong_pairs(p, an);
    if (n_wrong > 0)
        return n_wrong;
    n_wrong = wrong_count(p, an);
    if (p->mode != CP_ASSIGN_TOTAL && an->n_pairs > 0)
        n_wrong += wrong_cover(p, an, an->worst_rows, an->worst_columns,
            an->worst, an->n_pairs - 1);
    return n_wrong +
        (p->mode == CP_ASSIGN_LEXIMIN ? wrong_levels(p, an)
                                      : wrong_total(p, an));
}
