/* The problem as such, from a file of numbers. */
#include "match/match_inside.h"

#include "base/json.h"
#include "engine/assignment/lap.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"

#include <stdio.h>
#include <string.h>

enum { N_MAX = 10'000 };

/* ---- n, then n by n whole costs --------------------------------------------
 */

/* A file of numbers, some of it at a time: it may be larger than the costs. */
struct numbers {
    text path;
    int fd;
    ptrdiff_t at, n;
    int64_t line;
    char bytes[1 << 16];
};

static enum err
next_byte(struct numbers *in, int *byte)
{
    if (in->at == in->n) {
        enum err e = file_get(in->fd, in->bytes, sizeof in->bytes, &in->n);
        in->at = 0;
        if (e != OK)
            return e;
        if (in->n == 0) {
            *byte = -1;
            return OK;
        }
    }
    *byte = (unsigned char)in->bytes[in->at];
    return OK;
}

static bool
is_space(int c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

/* ERR_NOT_FOUND at the end of the file. */
static enum err
next_number(struct numbers *in, int64_t *number, struct why *why)
{
    int c;
    enum err e;
    while ((e = next_byte(in, &c)) == OK && is_space(c)) {
        in->line += c == '\n';
        in->at++;
    }
    if (e != OK)
        return err_say(why, e, "cannot read %.*s", TEXT_ARG(in->path));
    if (c == -1)
        return ERR_NOT_FOUND;
    bool is_negative = c == '-';
    int n_digits = 0;
    *number = 0;
    if (is_negative)
        in->at++;
    while ((e = next_byte(in, &c)) == OK && c >= '0' && c <= '9' &&
        n_digits < 12) {
        *number = 10 * *number + (c - '0');
        n_digits++;
        in->at++;
    }
    if (e == OK && (n_digits == 0 || (c != -1 && !is_space(c))))
        return err_say(why, ERR_BAD_INPUT,
            "%.*s:%lld: a whole number is wanted here", TEXT_ARG(in->path),
            (long long)in->line);
    *number = is_negative ? -*number : *number;
    return e;
}

/* n by n of them, in 16 bits as long as all fit, which takes half the memory;
 * in the same room either way. */
struct costs {
    ptrdiff_t n;
    char *room;
    int16_t *small; /* NULL: they are wide */
    int32_t *wide;
};

/* From the last to the first of `n_read`: none is written over before it was
 * read. */
static void
widen(struct costs *c, ptrdiff_t n_read)
{
    if (c->small == NULL)
        return;
    for (ptrdiff_t k = n_read - 1; k >= 0; k--) {
        int16_t x;
        memcpy(&x, c->room + k * (ptrdiff_t)sizeof x, sizeof x);
        int32_t y = x;
        memcpy(c->room + k * (ptrdiff_t)sizeof y, &y, sizeof y);
    }
    c->small = NULL;
    c->wide = (int32_t *)(void *)c->room;
}

static enum err
read_one(struct numbers *in, struct costs *c, ptrdiff_t k, struct why *why)
{
    int64_t number;
    enum err e = next_number(in, &number, why);
    if (e == ERR_NOT_FOUND)
        return err_say(why, ERR_BAD_INPUT, "%.*s ends after %td of %td costs",
            TEXT_ARG(in->path), k, c->n * c->n);
    if (e != OK)
        return e;
    if (number > CP_LAP_COST_MAX || number < -CP_LAP_COST_MAX)
        return err_say(why, ERR_BAD_INPUT, "%.*s:%lld: %lld is more than %d",
            TEXT_ARG(in->path), (long long)in->line, (long long)number,
            CP_LAP_COST_MAX);
    if (number > INT16_MAX || number < -INT16_MAX)
        widen(c, k);
    if (c->small != NULL)
        c->small[k] = (int16_t)number;
    else
        c->wide[k] = (int32_t)number;
    return OK;
}

static enum err
read_numbers(
    struct numbers *in, struct arena *a, struct costs *c, struct why *why)
{
    int64_t number;
    enum err e = next_number(in, &number, why);
    if (e == ERR_NOT_FOUND)
        return err_say(why, ERR_BAD_INPUT, "%.*s is empty", TEXT_ARG(in->path));
    if (e != OK)
        return e;
    if (number < 1 || number > N_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "%.*s: the first number says how many rows there are: 1 to %d",
            TEXT_ARG(in->path), N_MAX);
    c->n = (ptrdiff_t)number;
    memory_forget_program(); /* most of it is not wanted again */
    c->room = arena_try_room(a, c->n * c->n * (ptrdiff_t)sizeof *c->wide);
    if (c->room == NULL)
        return err_say(why, ERR_NO_ROOM, "no memory for so many costs");
    c->small = (int16_t *)(void *)c->room;
    for (ptrdiff_t k = 0; e == OK && k < c->n * c->n; k++)
        e = read_one(in, c, k, why);
    if (e != OK)
        return e;
    e = next_number(in, &number, why);
    if (e == OK)
        return err_say(why, ERR_BAD_INPUT,
            "%.*s:%lld: more numbers than %td rows of %td have",
            TEXT_ARG(in->path), (long long)in->line, c->n, c->n);
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
read_costs(text path, struct arena *a, struct costs *c, struct why *why)
{
    struct numbers *in = arena_new(a, struct numbers, 1);
    *in = (struct numbers){ .path = path, .line = 1 };
    enum err e = file_open(&in->fd, path, why);
    if (e != OK)
        return e;
    e = read_numbers(in, a, c, why);
    file_close(in->fd);
    return e;
}

/* ---- counterpart assignment -------------------------------------------------
 */

struct solved {
    int32_t *column_of;
    int64_t total, worst, n_violations, took_ns;
};

static enum err
solve_total(struct solved *s, struct arena *a, struct costs *c, bool is_most,
    struct why *why)
{
    ptrdiff_t n = c->n;
    struct cp_lap p = {
        .costs = c->wide, .small_costs = c->small, .n_rows = n, .n_columns = n
    };
    struct cp_lap_answer answer;
    int64_t began_ns = monotonic_ns();
    for (ptrdiff_t k = 0; is_most && c->small != NULL && k < n * n; k++)
        c->small[k] = (int16_t)-c->small[k];
    for (ptrdiff_t k = 0; is_most && c->small == NULL && k < n * n; k++)
        c->wide[k] = -c->wide[k];
    enum err e = cp_lap_solve(&answer, a, &p, why);
    if (e != OK)
        return e;
    s->took_ns = monotonic_ns() - began_ns;
    s->n_violations = cp_lap_check(&p, &answer);
    s->column_of = answer.column_of;
    for (ptrdiff_t i = 0; i < n; i++) {
        int64_t cost = cp_lap_cost(&p, i, answer.column_of[i]);
        s->worst = i == 0 || cost > s->worst ? cost : s->worst;
    }
    s->total = is_most ? -answer.total : answer.total;
    s->worst = is_most ? -s->worst : s->worst;
    return OK;
}

/* The worst first: costs become scores, the dearest 0. */
static enum err
solve_worst(struct solved *s, struct arena *a, int32_t *costs, ptrdiff_t n,
    bool is_most, enum cp_assign_mode mode, uint64_t seed, struct why *why)
{
    int64_t least = costs[0], most = costs[0];
    int64_t *keys = arena_new(a, int64_t, n);
    struct cp_assign p = { .scores = costs,
        .n_a = n,
        .n_b = n,
        .keys_a = keys,
        .keys_b = keys,
        .mode = mode,
        .seed = seed };
    struct cp_assign_answer answer;
    for (ptrdiff_t k = 0; k < n * n; k++) {
        least = costs[k] < least ? costs[k] : least;
        most = costs[k] > most ? costs[k] : most;
    }
    if (most - least > CP_ASSIGN_SCORE_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "with --mode fair or leximin costs may be %d apart, and these are "
            "%lld",
            CP_ASSIGN_SCORE_MAX, (long long)(most - least));
    int64_t began_ns = monotonic_ns();
    for (ptrdiff_t k = 0; k < n * n; k++)
        costs[k] = (int32_t)(is_most ? costs[k] - least : most - costs[k]);
    for (ptrdiff_t i = 0; i < n; i++)
        keys[i] = i;
    enum err e = cp_assign_solve(&answer, a, &p, why);
    if (e != OK)
        return e;
    s->took_ns = monotonic_ns() - began_ns;
    s->n_violations = cp_assign_check(&p, &answer);
    s->column_of = answer.b_of;
    s->total = is_most ? n * least + answer.total : n * most - answer.total;
    s->worst = is_most ? least + answer.worst : most - answer.worst;
    return OK;
}

static void
print(struct arena *a, const struct solved *s, ptrdiff_t n)
{
    struct buf out = buf_in(a, 200 + n * 16);
    struct json j = json_write(&out);
    json_object(&j);
    json_name(&j, "n");
    json_int(&j, n);
    json_name(&j, "total");
    json_int(&j, s->total);
    json_name(&j, "worst");
    json_int(&j, s->worst);
    json_name(&j, "pairs");
    json_array(&j);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_array(&j);
        json_int(&j, i);
        json_int(&j, s->column_of[i]);
        json_end(&j);
    }
    json_end(&j);
    json_name(&j, "violations");
    json_int(&j, s->n_violations);
    json_name(&j, "solve_ms");
    json_real(&j, (double)(s->took_ns / 1000) / 1000);
    json_end(&j);
    printf("%.*s\n", TEXT_ARG(buf_text(&out)));
}

enum err
cmd_assignment(struct command_call *call, struct why *why)
{
    struct solved s = { 0 };
    struct costs costs = { .n = 0 };
    int64_t seed;
    text mode = options_text(call->options, "mode");
    bool is_most = options_is_on(call->options, "maximise");
    bool is_fair = text_is_equal(mode, TEXT("fair"));
    bool is_leximin = text_is_equal(mode, TEXT("leximin"));
    if (call->n_args != 1)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart assignment FILE [--maximise] [--mode "
            "total|fair|leximin] [--seed S]: FILE holds n, then n times n "
            "whole costs");
    if (!is_fair && !is_leximin && !text_is_empty(mode) &&
        !text_is_equal(mode, TEXT("total")))
        return err_say(why, ERR_BAD_INPUT,
            "--mode is total, fair or leximin, not \"%.*s\"", TEXT_ARG(mode));
    enum err e = options_int(call->options, "seed", 0, INT64_MAX, &seed, why);
    if (e == OK)
        e = read_costs(call->args[0], call->arena, &costs, why);
    if (e == OK && !is_fair && !is_leximin) {
        e = solve_total(&s, call->arena, &costs, is_most, why);
    } else if (e == OK) {
        widen(&costs, costs.n * costs.n);
        e = solve_worst(&s, call->arena, costs.wide, costs.n, is_most,
            is_fair ? CP_ASSIGN_FAIR : CP_ASSIGN_LEXIMIN, (uint64_t)seed, why);
    }
    if (e != OK)
        return e;
    require(s.n_violations == 0);
    print(call->arena, &s, costs.n);
    return OK;
}
