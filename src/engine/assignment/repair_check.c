/* What a repaired round must be, spelt out: in 64 bits, cell by cell, sharing
 * nothing with what solved it. */
#include "engine/assignment/repair.h"

enum { OUT = -1, NONE = -2 }; /* forbidden; one of the two is nobody */

static int64_t
score_of(const struct cp_assign *p, ptrdiff_t i, ptrdiff_t j)
{
    return i >= p->n_a || j >= p->n_b ? NONE : p->scores[i * p->n_b + j];
}

static bool
is_existing(const struct cp_assign *p, const int32_t *b_before, ptrdiff_t i,
    ptrdiff_t j)
{
    return score_of(p, i, j) >= 0 && b_before[i] == j;
}

/* Pairs less one, and kept: costs of the first proof. */
static int64_t
first_cost(const struct cp_assign *p, const int32_t *b_before, int64_t n,
    ptrdiff_t i, ptrdiff_t j)
{
    int64_t score = score_of(p, i, j);
    return score == OUT ? n + 1 : -(int64_t)is_existing(p, b_before, i, j);
}

static int64_t
wrong_pairs(const struct cp_assign *p, const int32_t *b_before,
    const struct cp_assign_repaired *r)
{
    int64_t n_wrong = 0, n_pairs = 0, n_kept = 0, total = 0, worst = -1;
    for (ptrdiff_t i = 0; i < p->n_a; i++) {
        int64_t j = r->b_of[i];
        if (j == -1)
            continue;
        if (j < -1 || j >= p->n_b || score_of(p, i, j) < 0) {
            n_wrong++;
            continue;
        }
        for (ptrdiff_t k = 0; k < i; k++)
            n_wrong += r->b_of[k] == j;
        int64_t score = score_of(p, i, j);
        n_pairs++;
        n_kept += b_before[i] == j;
        total += score;
        worst = worst < 0 || score < worst ? score : worst;
    }
    return n_wrong + (n_pairs != r->n_pairs) + (total != r->total) +
        (worst != r->worst) + (n_kept != r->changes.n_kept);
}

/* No set has more pairs, and none as many and more of them kept. */
static int64_t
wrong_kept(const struct cp_assign *p, const int32_t *b_before,
    const struct cp_assign_repaired *r)
{
    int64_t n_wrong = 0, bound = 0;
    ptrdiff_t n_less = p->n_a < p->n_b ? p->n_a : p->n_b;
    for (ptrdiff_t k = 0; k < r->n; k++)
        bound += r->kept_rows[k] + r->kept_columns[k];
    for (ptrdiff_t i = 0; i < r->n; i++)
        for (ptrdiff_t j = 0; j < r->n; j++)
            n_wrong += first_cost(p, b_before, r->n, i, j) <
                r->kept_rows[i] + r->kept_columns[j];
    return n_wrong +
        (bound !=
            (r->n + 1) * (int64_t)(n_less - r->n_pairs) - r->changes.n_kept);
}

/* What any set with as many pairs and as many kept may use. */
static bool
is_open(const struct cp_assign *p, const int32_t *b_before,
    const struct cp_assign_repaired *r, ptrdiff_t i, ptrdiff_t j)
{
    return first_cost(p, b_before, r->n, i, j) ==
        r->kept_rows[i] + r->kept_columns[j];
}

/* Fewer rows and columns than the square has touch all that is open and not a
 * pair of `worst` or less. */
static int64_t
wrong_worst(const struct cp_assign *p, const int32_t *b_before,
    const struct cp_assign_repaired *r)
{
    int64_t n_wrong = 0, n_cover = 0;
    for (ptrdiff_t k = 0; k < r->n; k++)
        n_cover += !r->worst_rows[k] + (r->worst_columns[k] != 0);
    for (ptrdiff_t i = 0; i < r->n; i++)
        for (ptrdiff_t j = 0; j < r->n; j++) {
            int64_t score = score_of(p, i, j);
            if (score >= 0 && score <= r->worst)
                continue;
            n_wrong += r->worst_rows[i] && !r->worst_columns[j] &&
                is_open(p, b_before, r, i, j);
        }
    return n_wrong + (n_cover >= r->n);
}

/* Of those no better total, every pair being at least `worst` in a fair
 * round. */
static int64_t
wrong_total(const struct cp_assign *p, const int32_t *b_before,
    const struct cp_assign_repaired *r)
{
    int64_t most = 0, bound = 0, n_wrong = 0;
    int64_t least = p->mode == CP_ASSIGN_FAIR ? r->worst : 0;
    for (ptrdiff_t k = 0; k < p->n_a * p->n_b; k++)
        most = p->scores[k] > most ? p->scores[k] : most;
    for (ptrdiff_t k = 0; k < r->n; k++)
        bound += r->rows[k] + r->columns[k];
    for (ptrdiff_t i = 0; i < r->n; i++)
        for (ptrdiff_t j = 0; j < r->n; j++) {
            int64_t score = score_of(p, i, j);
            if (!is_open(p, b_before, r, i, j) || (score >= 0 && score < least))
                continue;
            n_wrong +=
                most - (score < 0 ? 0 : score) < r->rows[i] + r->columns[j];
        }
    return n_wrong + (bound != most * r->n - r->total);
}

int64_t
cp_assign_repair_check(const struct cp_assign *p, const int32_t *b_before,
    const struct cp_assign_repaired *r)
{
    if (r->n != (p->n_a > p->n_b ? p->n_a : p->n_b))
        return 1;
    int64_t n_wrong = wrong_pairs(p, b_before, r);
    if (n_wrong > 0)
        return n_wrong;
    n_wrong = wrong_kept(p, b_before, r);
    if (p->mode == CP_ASSIGN_FAIR && r->n_pairs > 0)
        n_wrong += wrong_worst(p, b_before, r);
    if (p->mode != CP_ASSIGN_LEXIMIN)
        n_wrong += wrong_total(p, b_before, r);
    return n_wrong;
}
