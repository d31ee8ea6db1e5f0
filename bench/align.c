/* How long alignments take: every variant of a log against a pathway, drawn
 * pathways of 40 steps against traces of 200 events, and one trace of 200,000.
 *
 *     align MODEL VARIANTS      cases, cost, prefix cost, activities; by tabs
 *     align --many N            N pathways of 40 steps
 *     align --long
 */
#include "engine/pathway/fit.h"
#include "engine/pathway/tree.h"

#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 5, LONG = 200'000 };
#define ROOM (INT64_C(3) << 30)

static double
cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static text
read_all(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct buf b = buf_in(a, 1 << 20);
    size_t n;
    if (f == NULL) {
        fprintf(stderr, "cannot open %s\n", path);
        exit(1);
    }
    do {
        buf_grow(&b, 1 << 20);
        n = fread(b.ptr + b.len, 1, 1 << 20, f);
        b.len += (ptrdiff_t)n;
    } while (n > 0);
    fclose(f);
    return buf_text(&b);
}

static struct cp_model *
read_model(struct arena *a, text source, struct cp_pathway *p)
{
    struct cp_pathway_fault fault;
    enum err e = cp_tree_is(source) ? cp_tree_parse(p, a, source, &fault)
                                    : cp_pathway_parse(p, a, source, &fault);
    if (e != OK) {
        fprintf(stderr, "line %d: %s\n", fault.line, fault.phrase);
        exit(1);
    }
    return cp_model_of(p, a);
}

/* ---- All variants of a log ----------------------------------------------- */

struct variant {
    int64_t cost, prefix;
    int32_t *events;
    text *names;
    ptrdiff_t n;
};

static struct variant *
read_variants(
    struct arena *a, const struct cp_model *m, text rows, ptrdiff_t *n)
{
    ptrdiff_t n_room = 0;
    for (ptrdiff_t i = 0; i < rows.len; i++)
        n_room += rows.ptr[i] == '\n';
    struct variant *all = arena_new(a, struct variant, n_room + 1);
    *n = 0;
    while (rows.len > 0) {
        text line = text_cut(rows, '\n', &rows), rest = line;
        struct variant *v = &all[*n];
        int64_t n_cases;
        ptrdiff_t n_most = 0;
        if (!text_parse_int(text_cut(rest, '\t', &rest), &n_cases) ||
            !text_parse_int(text_cut(rest, '\t', &rest), &v->cost) ||
            !text_parse_int(text_cut(rest, '\t', &rest), &v->prefix))
            continue;
        for (ptrdiff_t i = 0; i < line.len; i++)
            n_most += line.ptr[i] == '\t';
        v->events = arena_new(a, int32_t, n_most);
        v->names = arena_new(a, text, n_most);
        while (rest.len > 0) {
            v->names[v->n] = text_cut(rest, '\t', &rest);
            v->events[v->n] = cp_model_activity(m, v->names[v->n]);
            v->n++;
        }
        ++*n;
    }
    return all;
}

enum asked { COSTS, PATHS, CERTAIN };

static double
time_all(struct arena *a, const struct cp_model *m, const struct variant *all,
    ptrdiff_t n, enum asked asked, int64_t *n_other)
{
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        struct arena_mark mark = arena_mark(a);
        double began = cpu_ms();
        *n_other = 0;
        for (ptrdiff_t i = 0; i < n; i++) {
            const struct variant *v = &all[i];
            struct cp_align_cost c;
            struct cp_alignment path;
            struct cp_judged j;
            if (asked == CERTAIN) {
                cp_judge(&j, m, a, v->events, v->names, v->n, true);
                c = j.cost;
            } else {
                c = cp_align_cost(m, a, v->events, v->n);
            }
            if (asked == PATHS)
                cp_align(&path, m, a, v->events, v->n, false);
            *n_other += c.full != v->cost || c.prefix != v->prefix;
        }
        double took = cpu_ms() - began;
        if (took < best)
            best = took;
        arena_rewind(a, mark);
    }
    return best;
}

static void
variants(const char *model, const char *rows)
{
    struct arena a;
    struct cp_pathway p;
    ptrdiff_t n;
    int64_t n_other;
    arena_open(&a, ROOM);
    struct cp_model *m = read_model(&a, read_all(&a, model), &p);
    struct variant *all = read_variants(&a, m, read_all(&a, rows), &n);
    double costs = time_all(&a, m, all, n, COSTS, &n_other);
    double paths = time_all(&a, m, all, n, PATHS, &n_other);
    double certain = time_all(&a, m, all, n, CERTAIN, &n_other);
    printf("%9td %9lld %10.2f %10.2f %10.2f\n", n, (long long)n_other, costs,
        paths, certain);
    arena_close(&a);
}

/* ---- Any pathway of 40 steps ----------------------------------------------
 */

static void
draw(struct random *r, struct buf *b, int first, int n, int depth)
{
    static const char *const operators[] = { "->( ", "X( ", "+( ", "+( ",
        "*( " };
    if (n == 1) {
        buf_print(b, "'s%d'", first);
        return;
    }
    uint64_t kind = random_below(r, 5);
    int n_parts = kind == 4  ? 2
        : depth > 20         ? n
        : random_below(r, 2) ? 2
                             : 2 + (int)random_below(r, 5);
    if (n_parts > n)
        n_parts = n;
    buf_add(b, text_of(operators[kind]));
    for (int i = 0; i < n_parts; i++) {
        int from = n * i / n_parts, to = n * (i + 1) / n_parts;
        if (i > 0)
            buf_add(b, TEXT(", "));
        draw(r, b, first + from, to - from, depth + 1);
    }
    buf_add(b, TEXT(" )"));
}

/* One step, and the rest beside it in any order, and so on: as deep as can be,
 * and all events belong to the innermost. */
static void
draw_deep(struct buf *b, int n)
{
    for (int i = 0; i < n - 1; i += 2)
        buf_print(b, "+( ->( 's%d', *( ->( 's%d', ", i, i + 1);
    buf_print(b, "'s%d'", n);
    for (int i = 0; i < n - 1; i += 2)
        buf_print(b, " ), tau ) ), 't%d' )", i);
}

static double
time_one(struct arena *a, text tree, int32_t *events, ptrdiff_t n,
    int32_t n_known, struct random *r, bool *is_decided)
{
    struct cp_pathway p;
    struct cp_alignment path;
    double best = 1e9;
    struct cp_model *m = read_model(a, tree, &p);
    if (n_known > cp_model_n_activities(m))
        n_known = cp_model_n_activities(m);
    for (ptrdiff_t i = 0; i < n; i++)
        events[i] = cp_model_n_activities(m) - 1 -
            (int32_t)random_below(r, (uint64_t)n_known);
    for (int round = 0; round < 3; round++) {
        double began = cpu_ms();
        struct cp_align_cost c = cp_align_cost(m, a, events, n);
        cp_align(&path, m, a, events, n, false);
        double took = cpu_ms() - began;
        *is_decided = c.full_gap == 0 && path.cost == c.full;
        if (took < best)
            best = took;
    }
    return best;
}

static void
many(int n)
{
    struct arena a;
    struct random r = random_from(1);
    int32_t events[200];
    double worst = 0, sum = 0;
    int n_open = 0;
    bool is_decided;
    arena_open(&a, ROOM);
    for (int i = 0; i < n; i++, arena_reset(&a, ROOM)) {
        struct buf b = buf_in(&a, 1 << 12);
        if (i % 10 == 0)
            draw_deep(&b, 2 + (int)random_below(&r, 25));
        else
            draw(&r, &b, 0, 40, 0);
        double ms = time_one(&a, buf_text(&b), events, 200, i % 3 == 0 ? 4 : 40,
            &r, &is_decided);
        n_open += !is_decided;
        sum += ms;
        if (ms > worst)
            worst = ms;
    }
    printf("%d pathways of 40 steps, traces of 200 events, cost and way: mean "
           "%.2f ms, slowest %.2f ms, not decided %d\n",
        n, sum / n, worst, n_open);
    arena_close(&a);
}

static void
one_long(void)
{
    static const char *const trees[] = {
        "->( 'a', 'b', +( X( tau, 'c' ), *( 'd', tau ), X( tau, 'e' ) ), "
        "X( tau, 'f' ) )",
        "*( +( ->( 'a', 'b' ), *( 'c', tau ), 'd', X( 'e', 'f' ) ), tau )",
        "->( 'a', +( *( X( 'b', 'c' ), 'd' ), *( 'e', 'f' ) ) )"
    };
    struct random r = random_from(2);
    struct arena a;
    for (size_t i = 0; i < sizeof trees / sizeof *trees; i++) {
        bool is_decided;
        arena_open(&a, ROOM);
        int32_t *events = arena_new(&a, int32_t, LONG);
        double ms =
            time_one(&a, text_of(trees[i]), events, LONG, 6, &r, &is_decided);
        printf("%d events, %s: %.0f ms, %s\n", LONG, trees[i], ms,
            is_decided ? "decided" : "not decided");
        arena_close(&a);
    }
}

int
main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--many") == 0)
        many(atoi(argv[2]));
    else if (argc == 2 && strcmp(argv[1], "--long") == 0)
        one_long();
    else if (argc == 3)
        variants(argv[1], argv[2]);
    else
        return 2;
    return 0;
}
