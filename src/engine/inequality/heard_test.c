/* Who was heard: known intervals, and that nothing hidden can be solved for. */
#include "engine/inequality/heard.h"

#include "base/json.h"
#include "base/random.h"
#include "engine/inequality/hide.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int heard_test(void);

static double
real(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        fail_msg("no %s", name);
    return m->type == JSON_NULL ? NAN : m->real;
}

static void
known_intervals_are_met_to_a_billionth(void **state)
{
    static const char *const verdicts[] = { "NOBODY_HEARD", "UNDER_HEARD",
        "OVER_HEARD", "TOO_FEW_TO_SAY", "ABOUT_RIGHT" };
    struct arena a;
    struct why why = { 0 };
    struct json_value *all;
    text bytes;
    int n = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    assert_int_equal(
        file_read(TEXT("test/oracle/agreement/representation.json"), &a,
            1 << 20, &bytes, &why),
        OK);
    assert_int_equal(json_parse(bytes, &a, &all, &why), OK);
    for (const struct json_value *v = all->first; v != NULL; v = v->next, n++) {
        int64_t k = json_find(v, TEXT("heard"))->number;
        struct cp_heard is = cp_heard_of(k, json_find(v, TEXT("total"))->number,
            real(v, "population_share"));
        double ratio = real(v, "ratio");
        assert_true(
            isnan(ratio) ? isnan(is.ratio) : fabs(is.ratio - ratio) < 1e-9);
        assert_true(fabs(is.low - real(v, "ratio_low")) < 1e-9);
        assert_true(fabs(is.high - real(v, "ratio_high")) < 1e-9);
        assert_true(text_is_equal(json_find(v, TEXT("verdict"))->text,
            text_of(verdicts[is.verdict])));
        assert_int_equal(json_find(v, TEXT("shown_count"))->type == JSON_TEXT,
            cp_hide_count(k, 5));
    }
    assert_int_equal(n, 32);
    arena_close(&a);
}

/* ---- Drawn tables
 * -------------------------------------------------------------- */

enum { LINES = 7, QUESTIONS = 3, PEOPLE = 90 };
struct drawn {
    int64_t counts[QUESTIONS][LINES], cross[LINES * LINES];
    double shares[QUESTIONS][LINES];
    struct cp_heard_question questions[QUESTIONS];
    struct cp_heard_wish wish;
};

static void
draw_question(struct random *r, struct drawn *d, int32_t at)
{
    double sum = 0;
    int32_t n = 1 + (int32_t)random_below(r, LINES - 2);
    d->questions[at] =
        (struct cp_heard_question){ d->counts[at], d->shares[at], n };
    for (int32_t g = 0; g < n; g++)
        sum += d->shares[at][g] = 0.02 + random_real(r);
    for (int32_t g = 0; g < n; g++)
        d->shares[at][g] /= sum;
}

/* One that few are in, often. */
static int32_t
draw_line(struct random *r, const struct cp_heard_question *q)
{
    uint64_t n = (uint64_t)q->n_groups + 2;
    return (int32_t)(random_below(r, 3) == 0 ? random_below(r, n)
                                             : random_below(r, n / 2));
}

static void
draw(struct random *r, struct drawn *d)
{
    *d = (struct drawn){ 0 };
    d->wish = (struct cp_heard_wish){ .questions = d->questions,
        .n_questions = QUESTIONS,
        .threshold = 5,
        .one = -1,
        .two = -1,
        .cross = d->cross,
        .cross_threshold = CP_HEARD_CROSS_THRESHOLD };
    for (int32_t q = 0; q < QUESTIONS; q++)
        draw_question(r, d, q);
    if (random_below(r, 3) == 0) {
        d->wish.one = 0;
        d->wish.two = 1;
    }
    bool all_asked = random_below(r, 3) == 0;
    for (uint64_t n = random_below(r, PEOPLE); n > 0; n--) {
        int32_t at[QUESTIONS];
        for (int32_t q = 0; q < QUESTIONS; q++) {
            at[q] = draw_line(r, &d->questions[q]);
            if (all_asked)
                at[q] %= d->questions[q].n_groups;
            d->counts[q][at[q]]++;
        }
        d->cross[at[0] * (d->questions[1].n_groups + 2) + at[1]]++;
    }
}

static void
the_two_together_are_shown_whole(
    const struct drawn *d, const struct cp_heard_shown *shown)
{
    int32_t rows = d->questions[0].n_groups + 2;
    int32_t columns = d->questions[1].n_groups + 2;
    for (int32_t i = 0; i < rows * columns; i++)
        assert_false(cp_hide_count(d->cross[i], d->wish.cross_threshold));
    for (int32_t i = 0; i < (rows + 1) * (columns + 1); i++)
        assert_false(shown->cross_hidden[i]);
    for (int32_t i = 0; i < rows; i++)
        assert_false(shown->lines[0][i].is_hidden);
    for (int32_t j = 0; j < columns; j++)
        assert_false(shown->lines[1][j].is_hidden);
}

static void
nothing_hidden_can_be_solved_for_in_a_thousand_tables(void **state)
{
    struct arena a;
    struct random r = random_from(5);
    int n_hidden = 0, n_shown = 0, n_told = 0, n_crossed = 0, n_refused = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    for (int i = 0; i < 1'000; i++) {
        struct arena_mark mark = arena_mark(&a);
        struct drawn d;
        struct cp_heard_shown shown;
        draw(&r, &d);
        assert_int_equal(cp_heard_release(&shown, &a, &d.wish, NULL), OK);
        for (int32_t q = 0; q < QUESTIONS; q++) {
            int32_t n = cp_heard_check(&a, &d.wish, &shown, q);
            if (n != 0)
                fail_msg("table %d, question %d: %d found", i, q, n);
            for (int32_t g = 0; g < d.questions[q].n_groups + 2; g++) {
                const struct cp_heard_line *l = &shown.lines[q][g];
                n_hidden += l->is_hidden;
                n_shown += !l->is_hidden;
                n_told += l->is_hidden && l->has_verdict;
            }
        }
        n_refused += d.wish.one >= 0 && shown.cross_hidden == NULL;
        if (shown.cross_hidden != NULL) {
            the_two_together_are_shown_whole(&d, &shown);
            n_crossed++;
        }
        arena_rewind(&a, mark);
    }
    print_message("%d lines hidden, %d shown, %d with a verdict alone; %d "
                  "crossed, %d not shown\n",
        n_hidden, n_shown, n_told, n_crossed, n_refused);
    assert_true(n_hidden > 1000 && n_shown > 1000 && n_told > 100);
    assert_true(n_crossed > 10 && n_refused > 40);
    arena_close(&a);
}

/* ---- All tables of two questions together
 * ------------------------------------ */

/* What is known of each number by somebody who knows the program: by the lines
 * alone, and by whether the two together are there, and what they say. */
enum { CELLS = 9, SEEN = 1 << 19 };
struct seen_cross {
    uint64_t signs;
    int64_t least[CELLS], greatest[CELLS];
    bool is_used;
};
struct crossing {
    struct seen_cross *lines, *pages;
    struct arena arena;
    int64_t threshold, cross_threshold, cells[CELLS], n_shown, n_not;
    bool is_second; /* all have been seen: now they are looked at */
};

static uint64_t
sign(uint64_t all, int64_t n)
{
    all = (all ^ ((uint64_t)n + 0x9e3779b97f4a7c15u)) * 0xff51afd7ed558ccdu;
    return all ^ all >> 31;
}

static struct seen_cross *
note(struct seen_cross *all, uint64_t signs, const struct crossing *c)
{
    uint64_t at = signs % SEEN;
    while (all[at].is_used && all[at].signs != signs)
        at = (at + 1) % SEEN;
    struct seen_cross *s = &all[at];
    for (int i = 0; i < CELLS; i++) {
        int64_t n = c->cells[i];
        if (!s->is_used || n < s->least[i])
            s->least[i] = n;
        if (!s->is_used || n > s->greatest[i])
            s->greatest[i] = n;
    }
    s->is_used = true;
    s->signs = signs;
    return s;
}

static void
look_at_crossing(struct crossing *c)
{
    struct arena_mark mark = arena_mark(&c->arena);
    int64_t counts[2][3] = { 0 };
    const double shares[] = { 1 };
    struct cp_heard_shown shown;
    uint64_t lines = 1;
    for (int i = 0; i < CELLS; i++) {
        counts[0][i / 3] += c->cells[i];
        counts[1][i % 3] += c->cells[i];
    }
    struct cp_heard_question q[] = { { counts[0], shares, 1 },
        { counts[1], shares, 1 } };
    assert_int_equal(cp_heard_release(&shown, &c->arena,
                         &(struct cp_heard_wish){ q, 2, c->threshold, 0, 1,
                             c->cells, c->cross_threshold },
                         NULL),
        OK);
    lines = sign(lines,
        shown.is_total_hidden ? -1
                              : counts[0][0] + counts[0][1] + counts[0][2]);
    for (int d = 0; d < 2; d++)
        for (int g = 0; g < 3; g++) {
            const struct cp_heard_line *l = &shown.lines[d][g];
            lines = sign(lines, l->is_hidden ? -1 : l->n);
            lines = sign(lines, l->has_verdict ? (int64_t)l->is.verdict : -1);
            lines = sign(lines, shown.n_of[d]);
        }
    uint64_t page = sign(lines, shown.cross_hidden != NULL);
    for (int i = 0; i < CELLS && shown.cross_hidden != NULL; i++)
        page = sign(page, c->cells[i]);
    const struct seen_cross *by_lines = note(c->lines, lines, c),
                            *by_page = note(c->pages, page, c);
    for (int i = 0; i < CELLS && c->is_second; i++) {
        bool is_small = cp_hide_count(c->cells[i], c->cross_threshold);
        bool is_known = by_page->least[i] == by_page->greatest[i];
        assert_false(is_small && shown.cross_hidden != NULL);
        if (is_small && is_known)
            assert_true(by_lines->least[i] == by_lines->greatest[i]);
    }
    c->n_shown += shown.cross_hidden != NULL;
    c->n_not += shown.cross_hidden == NULL;
    arena_rewind(&c->arena, mark);
}

static void
each_crossing(struct crossing *c, int at, int64_t left)
{
    for (c->cells[at] = 0; c->cells[at] <= left; c->cells[at]++)
        if (at == CELLS - 1)
            look_at_crossing(c);
        else
            each_crossing(c, at + 1, left - c->cells[at]);
}

static void
two_together_that_are_not_shown_say_nothing(void **state)
{
    static const struct {
        int64_t n, threshold, cross_threshold;
    } cases[] = { { 9, 3, 3 }, { 9, 3, 4 }, { 10, 2, 3 } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct crossing c = { .threshold = cases[i].threshold,
            .cross_threshold = cases[i].cross_threshold };
        arena_open(&c.arena, (ptrdiff_t)1 << 28);
        c.lines = arena_new(&c.arena, struct seen_cross, SEEN);
        c.pages = arena_new(&c.arena, struct seen_cross, SEEN);
        for (int pass = 0; pass < 2; pass++) {
            c.is_second = pass == 1;
            each_crossing(&c, 0, cases[i].n);
        }
        assert_true(c.n_shown > 100 && c.n_not > 40'000);
        arena_close(&c.arena);
    }
}

/* ---- Whoever knows the program
 * ------------------------------------------------- */

enum { PAGES = 1 << 15, FEW_LINES = 5 };
struct seen_page {
    int64_t signs[4 * FEW_LINES + 2]; /* all that is shown */
    uint64_t values[FEW_LINES];       /* that a line may be: bit by bit */
    bool is_hidden[FEW_LINES], is_used;
};
struct exhaust {
    struct seen_page *pages;
    struct cp_heard_wish wish;
    int64_t counts[FEW_LINES];
    int32_t n_lines;
    struct arena *a;
};

static void
see_table(struct exhaust *x)
{
    struct arena_mark mark = arena_mark(x->a);
    struct cp_heard_shown shown;
    struct seen_page page = { .is_used = true };
    uint64_t hash = 14695981039346656037U;
    assert_int_equal(cp_heard_release(&shown, x->a, &x->wish, NULL), OK);
    page.signs[0] = shown.n_of[0];
    for (int32_t i = 0; i < x->n_lines; i++) {
        const struct cp_heard_line *l = &shown.lines[0][i];
        page.is_hidden[i] = l->is_hidden;
        page.signs[4 * i + 1] = l->is_hidden ? -1 : l->n;
        page.signs[4 * i + 2] = l->has_ratio;
        page.signs[4 * i + 3] = l->has_verdict ? (int64_t)l->is.verdict : -1;
    }
    for (size_t i = 0; i < sizeof page.signs / sizeof *page.signs; i++)
        hash = (hash ^ (uint64_t)page.signs[i]) * 1099511628211U;
    size_t at = hash % PAGES;
    while (x->pages[at].is_used &&
        memcmp(x->pages[at].signs, page.signs, sizeof page.signs) != 0)
        at = (at + 1) % PAGES;
    if (!x->pages[at].is_used)
        x->pages[at] = page;
    for (int32_t i = 0; i < x->n_lines; i++)
        x->pages[at].values[i] |= (uint64_t)1 << x->counts[i];
    arena_rewind(x->a, mark);
}

static void
see_all(struct exhaust *x, int32_t line, int64_t left)
{
    require(line < FEW_LINES);
    if (line == x->n_lines - 1) {
        x->counts[line] = left;
        see_table(x);
        return;
    }
    for (int64_t n = 0; n <= left; n++) {
        x->counts[line] = n;
        see_all(x, line + 1, left - n);
    }
}

/* Of all tables with so many people that come out as the same page, each
 * hidden line is at least two things, and a small one 1 and threshold - 1. */
static int64_t
check_pages(struct exhaust *x)
{
    uint64_t few = (1U << x->wish.threshold) - 2;
    uint64_t ends = 2U | 1U << (x->wish.threshold - 1);
    int64_t n = 0;
    for (int i = 0; i < PAGES; i++)
        for (int32_t g = 0; x->pages[i].is_used && g < x->n_lines; g++) {
            uint64_t values = x->pages[i].values[g];
            if (!x->pages[i].is_hidden[g])
                continue;
            n++;
            if ((values & (values - 1)) == 0 ||
                ((values & few) != 0 && (values & ends) != ends))
                fail_msg("%d lines, threshold %d: line %d can only be %llx",
                    x->n_lines, (int)x->wish.threshold, g,
                    (unsigned long long)values);
        }
    memset(x->pages, 0, PAGES * sizeof *x->pages);
    return n;
}

static void
not_even_whoever_knows_the_program_finds_a_small_number(void **state)
{
    static const double shares[][3] = { { 0.2, 0.3, 0.5 }, { 0.4, 0.3, 0.3 },
        { 0.02, 0.9, 0.08 } };
    static const int64_t most[] = { 0, 48, 36, 24 };
    struct arena a;
    int64_t n = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    for (int32_t groups = 1; groups <= 3; groups++)
        for (int s = 0; s < 3; s++)
            for (int64_t t = 3; t <= 5; t += 2) {
                double part[3], sum = 0;
                struct exhaust x = { .a = &a, .n_lines = groups + 2 };
                struct cp_heard_question q = { x.counts, part, groups };
                for (int g = 0; g < groups; g++)
                    sum += shares[s][g];
                for (int g = 0; g < groups; g++)
                    part[g] = shares[s][g] / sum;
                x.wish = (struct cp_heard_wish){ &q, 1, t, -1, -1, NULL, 0 };
                x.pages = arena_new(&a, struct seen_page, PAGES);
                for (int64_t people = t; people <= most[groups];
                     people += 1 + (people > 14)) {
                    see_all(&x, 0, people);
                    n += check_pages(&x);
                }
                arena_reset(&a, 1 << 24);
            }
    print_message("%lld hidden lines\n", (long long)n);
    assert_true(n > 10'000);
    arena_close(&a);
}

/* ---- By hand
 * ------------------------------------------------------------------- */

static void
a_small_group_takes_another_with_it(void **state)
{
    struct arena a;
    struct cp_heard_shown shown;
    int64_t counts[] = { 3, 60, 24, 0, 0 };
    double shares[] = { 0.2, 0.5, 0.3 };
    struct cp_heard_question q = { counts, shares, 3 };
    struct cp_heard_wish wish = { &q, 1, 5, -1, -1, NULL, 0 };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_heard_release(&shown, &a, &wish, NULL), OK);
    assert_true(shown.lines[0][0].is_hidden);
    assert_false(shown.lines[0][0].has_ratio);
    assert_true(shown.lines[0][0].has_verdict);
    assert_int_equal(shown.lines[0][0].is.verdict, CP_HEARD_UNDER);
    assert_true(shown.lines[0][2].is_hidden);
    assert_false(shown.lines[0][1].is_hidden);
    assert_true(shown.lines[0][1].has_ratio);
    /* the checker sees what a careless page would have shown */
    shown.lines[0][2].is_hidden = false;
    assert_true(cp_heard_check(&a, &wish, &shown, 0) > 0);
    shown.lines[0][2].is_hidden = true;
    shown.lines[0][0].has_ratio = true;
    assert_true(cp_heard_check(&a, &wish, &shown, 0) > 0);
    arena_close(&a);
}

/* Ten people, a twentieth of the population: one heard is too few to say, two
 * are too many. The verdict would say which. */
static void
a_verdict_that_gives_the_count_is_hidden_with_it(void **state)
{
    struct arena a;
    struct cp_heard_shown shown;
    int64_t counts[] = { 1, 9, 0, 0 };
    double shares[] = { 0.05, 0.95 };
    struct cp_heard_question q = { counts, shares, 2 };
    struct cp_heard_wish wish = { &q, 1, 5, -1, -1, NULL, 0 };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_heard_release(&shown, &a, &wish, NULL), OK);
    assert_true(shown.lines[0][0].is_hidden && shown.lines[0][1].is_hidden);
    assert_false(shown.lines[0][0].has_verdict);
    shown.lines[0][0].has_verdict = true;
    assert_true(cp_heard_check(&a, &wish, &shown, 0) > 0);
    arena_close(&a);
}

static void
few_who_did_not_say_are_counted_among_all(void **state)
{
    struct arena a;
    struct cp_heard_shown shown;
    int64_t few[] = { 20, 20, 2, 0 }, many[] = { 20, 20, 6, 8 };
    double shares[] = { 0.5, 0.5 };
    struct cp_heard_question q = { few, shares, 2 };
    struct cp_heard_wish wish = { &q, 1, 5, -1, -1, NULL, 0 };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_heard_release(&shown, &a, &wish, NULL), OK);
    assert_int_equal(shown.n_of[0], 42);
    assert_true(shown.lines[0][2].is_hidden);
    q.counts = many;
    assert_int_equal(cp_heard_release(&shown, &a, &wish, NULL), OK);
    assert_int_equal(shown.n_of[0], 40);
    assert_false(shown.lines[0][2].is_hidden);
    /* four people in all: not even how many is shown */
    q.counts = (int64_t[]){ 2, 1, 1, 0 };
    assert_int_equal(cp_heard_release(&shown, &a, &wish, NULL), OK);
    assert_true(shown.is_total_hidden);
    assert_int_equal(cp_heard_check(&a, &wish, &shown, 0), 0);
    arena_close(&a);
}

/* A small one, 1 to 4, and the large one that is hidden with it: so that may be
 * one less to two more. */
static void
a_verdict_that_says_no_more_than_the_page_is_told(void **state)
{
    enum { N = 200 };
    int n_told = 0, n_edges = 0;
    double shares[] = { 0.02, 0.3, 0.68 };
    (void)state;
    for (int64_t b = 20; b < 110; b++) {
        struct arena a;
        struct cp_heard_shown shown;
        int64_t counts[] = { 3, b, N - 3 - b, 0, 0 };
        struct cp_heard_question q = { counts, shares, 3 };
        struct cp_heard_wish wish = { &q, 1, 5, -1, -1, NULL, 0 };
        enum cp_heard_verdict low = cp_heard_of(b - 1, N, 0.3).verdict;
        enum cp_heard_verdict high = cp_heard_of(b + 2, N, 0.3).verdict;
        arena_open(&a, 1 << 20);
        assert_int_equal(cp_heard_release(&shown, &a, &wish, NULL), OK);
        assert_true(shown.lines[0][1].is_hidden);
        assert_int_equal(shown.lines[0][1].has_verdict, low == high);
        n_told += low == high;
        n_edges += low != high;
        arena_close(&a);
    }
    assert_true(n_told > 60 && n_edges > 3);
    /* five would be its part: that is not too few */
    assert_int_equal(cp_heard_of(5, 40, 0.125).verdict, CP_HEARD_ABOUT_RIGHT);
    assert_int_equal(cp_heard_of(5, 39, 0.125).verdict, CP_HEARD_TOO_FEW);
}

static void
what_does_not_add_up_is_refused(void **state)
{
    struct arena a;
    struct cp_heard_shown shown;
    struct why why = { 0 };
    int64_t one[] = { 20, 20, 0, 0 }, two[] = { 20, 21, 0, 0 };
    double shares[] = { 0.5, 0.5 }, none[] = { 0, 1 };
    struct cp_heard_question q[] = { { one, shares, 2 }, { two, shares, 2 } };
    struct cp_heard_wish wish = { q, 2, 5, -1, -1, NULL, 0 };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_heard_release(&shown, &a, &wish, &why), ERR_BAD_INPUT);
    assert_string_equal(why.text, "one question has 40 people, another 41");
    wish.n_questions = 1;
    wish.threshold = 1;
    assert_int_equal(cp_heard_release(&shown, &a, &wish, &why), ERR_BAD_INPUT);
    wish.threshold = 5;
    q[0].shares = none;
    assert_int_equal(cp_heard_release(&shown, &a, &wish, &why), ERR_BAD_INPUT);
    arena_close(&a);
}

int
heard_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_intervals_are_met_to_a_billionth),
        cmocka_unit_test(nothing_hidden_can_be_solved_for_in_a_thousand_tables),
        cmocka_unit_test(two_together_that_are_not_shown_say_nothing),
        cmocka_unit_test(
            not_even_whoever_knows_the_program_finds_a_small_number),
        cmocka_unit_test(a_small_group_takes_another_with_it),
        cmocka_unit_test(a_verdict_that_gives_the_count_is_hidden_with_it),
        cmocka_unit_test(a_verdict_that_says_no_more_than_the_page_is_told),
        cmocka_unit_test(few_who_did_not_say_are_counted_among_all),
        cmocka_unit_test(what_does_not_add_up_is_refused),
    };
    return cmocka_run_group_tests_name("inequality/heard", tests, NULL, NULL);
}
