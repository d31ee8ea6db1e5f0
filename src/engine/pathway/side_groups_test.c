/* Groups in what a side shows: nobody can work out who is few. */
#include "engine/pathway/journeys.h"
#include "engine/pathway/side_groups.h"

#include "base/random.h"
#include "engine/inequality/hide.h" /* lint: the places of cells and totals */
#include "os/file.h"                /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int side_groups_test(void);

/* ---- All tables that agree with what is shown ------------------------------
 *
 * Two ways of grouping, two questions: what a way's groups add up to, and what
 * a question's answers do, as one number each; a table allows some pairs of
 * them. */

enum { N_MAX = 9, CODES = 1000, WAYS = 2, FILLINGS = 30'000 };

struct filling {
    int8_t cells[9];
    int16_t rows, columns; /* codes */
};
struct allowed {
    struct filling *all;
    int64_t n;
    bool (*pairs)[CODES];
};

struct small {
    struct cp_tables t;
    int32_t n_groups[WAYS], n_answers[WAYS];
    int64_t cells[4][9];
    bool hidden[4][16];
    int n_cases;
    struct allowed allowed[4];
};

static struct cp_hide_table
table_at(const struct small *s, int w, int q)
{
    return (struct cp_hide_table){ .cells = s->cells[2 * w + q],
        .n_rows = s->n_groups[w],
        .n_columns = s->n_answers[q] };
}

static bool
agrees(const struct small *s, int w, int q, struct filling *f)
{
    struct cp_hide_table t = table_at(s, w, q);
    const bool *is_hidden = s->hidden[2 * w + q];
    int rows[3] = { 0 }, columns[3] = { 0 };
    int true_rows[3] = { 0 }, true_columns[3] = { 0 };
    f->rows = f->columns = 0;
    for (int32_t g = 0; g < t.n_rows; g++)
        for (int32_t c = 0; c < t.n_columns; c++) {
            int is = f->cells[g * t.n_columns + c];
            int64_t was = t.cells[g * t.n_columns + c];
            if (!is_hidden[cp_hide_at(&t, g, c)] && is != was)
                return false;
            rows[g] += is;
            columns[c] += is;
            true_rows[g] += (int)was;
            true_columns[c] += (int)was;
        }
    for (int32_t g = 0; g < t.n_rows; g++) {
        if (!is_hidden[cp_hide_at(&t, g, t.n_columns)] &&
            rows[g] != true_rows[g])
            return false;
        f->rows = (int16_t)(f->rows * 10 + rows[g]);
    }
    for (int32_t c = 0; c < t.n_columns; c++) {
        if (!is_hidden[cp_hide_at(&t, t.n_rows, c)] &&
            columns[c] != true_columns[c])
            return false;
        f->columns = (int16_t)(f->columns * 10 + columns[c]);
    }
    return true;
}

static void
fill(struct small *s, int w, int q, struct filling *f, int at, int n_left)
{
    struct allowed *to = &s->allowed[2 * w + q];
    int n = s->n_groups[w] * s->n_answers[q];
    if (at < n - 1) {
        for (int k = 0; k <= n_left; k++) {
            f->cells[at] = (int8_t)k;
            fill(s, w, q, f, at + 1, n_left - k);
        }
        return;
    }
    f->cells[at] = (int8_t)n_left;
    if (!agrees(s, w, q, f))
        return;
    assert_true(to->n < FILLINGS);
    to->all[to->n++] = *f;
    to->pairs[f->rows][f->columns] = true;
}

/* Is there one of the other question for the same groups, with those columns?
 * by way: rows that go with both columns. */
static bool
has_rows(const struct small *s, int w, int first, int second)
{
    for (int r = 0; r < CODES; r++)
        if (s->allowed[2 * w].pairs[r][first] &&
            s->allowed[2 * w + 1].pairs[r][second])
            return true;
    return false;
}

/* Those of a table that go with some of all others. */
static bool
is_possible(const struct small *s, int w, int q, const struct filling *f,
    bool (*both)[CODES])
{
    for (int c = 0; c < CODES; c++) {
        int first = q == 0 ? f->columns : c, second = q == 0 ? c : f->columns;
        if (s->allowed[2 * w + 1 - q].pairs[f->rows][c] && both[first][second])
            return true;
    }
    return false;
}

static bool pairs[4][CODES][CODES], both[WAYS][CODES][CODES];

/* The least and the most that a hidden one may be. */
static void
must_stay_open(int least, int most, int is, int threshold)
{
    if (least == most)
        fail_msg("a hidden %d is known", is);
    if (is > 0 && is < threshold && (least > 1 || most < threshold - 1))
        fail_msg("a hidden %d is %d to %d", is, least, most);
}

/* False: there are too many to go through. */
static bool
must_be_safe(struct small *s)
{
    int threshold = (int)s->t.threshold;
    memset(pairs, 0, sizeof pairs);
    for (int i = 0; i < 4; i++) {
        struct filling f = { 0 };
        s->allowed[i].n = 0;
        s->allowed[i].pairs = pairs[i];
        fill(s, i / 2, i % 2, &f, 0, s->n_cases);
        assert_true(s->allowed[i].n > 0);
    }
    for (int w = 0; w < WAYS; w++)
        for (int x = 0; x < CODES; x++)
            for (int y = 0; y < CODES; y++)
                both[w][x][y] = false;
    for (int64_t i = 0; i < s->allowed[0].n; i++)
        for (int64_t k = 0; k < s->allowed[1].n; k++)
            for (int w = 0; w < WAYS; w++) {
                int x = s->allowed[0].all[i].columns;
                int y = s->allowed[1].all[k].columns;
                if (!both[w][x][y])
                    both[w][x][y] = has_rows(s, 1 - w, x, y);
                if (k > 4000 || i > 4000)
                    return false;
            }
    for (int i = 0; i < 4; i++) {
        int w = i / 2, q = i % 2;
        struct cp_hide_table t = table_at(s, w, q);
        int n = t.n_rows * t.n_columns;
        int least[16], most[16], is[16];
        for (int k = 0; k < 16; k++) {
            least[k] = N_MAX;
            most[k] = 0;
        }
        for (int64_t j = 0; j < s->allowed[i].n; j++) {
            const struct filling *f = &s->allowed[i].all[j];
            if (!is_possible(s, w, q, f, both[w]))
                continue;
            int values[16] = { 0 };
            for (int k = 0; k < n; k++) {
                int g = k / t.n_columns, c = k % t.n_columns;
                values[cp_hide_at(&t, g, c)] = f->cells[k];
                values[cp_hide_at(&t, g, t.n_columns)] += f->cells[k];
                values[cp_hide_at(&t, t.n_rows, c)] += f->cells[k];
            }
            for (int k = 0; k < 16; k++) {
                least[k] = values[k] < least[k] ? values[k] : least[k];
                most[k] = values[k] > most[k] ? values[k] : most[k];
            }
        }
        memset(is, 0, sizeof is);
        for (int k = 0; k < n; k++) {
            int g = k / t.n_columns, c = k % t.n_columns;
            int value = (int)t.cells[k];
            is[cp_hide_at(&t, g, c)] = value;
            is[cp_hide_at(&t, g, t.n_columns)] += value;
            is[cp_hide_at(&t, t.n_rows, c)] += value;
        }
        for (int g = 0; g <= t.n_rows; g++)
            for (int c = 0; c <= t.n_columns; c++) {
                ptrdiff_t at = cp_hide_at(&t, g, c);
                if (g == t.n_rows && c == t.n_columns)
                    continue; /* how many there are is known */
                if (s->hidden[i][at])
                    must_stay_open(least[at], most[at], is[at], threshold);
                else if (is[at] > 0 && is[at] < threshold)
                    fail_msg("%d is shown", is[at]);
            }
    }
    return true;
}

static void
no_hidden_count_can_be_solved_for_over_all_tables(void **state)
{
    struct random lot = random_from(5);
    struct arena a;
    int n_shown = 0, n_looked_at = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    static struct small s;
    for (int i = 0; i < 4; i++)
        s.allowed[i].all = arena_new(&a, struct filling, FILLINGS);
    for (int i = 0; i < 400; i++) {
        struct arena_mark mark = arena_mark(&a);
        const int64_t *cells[4];
        bool *hidden[4], is_left_out[WAYS] = { false };
        struct why why = { 0 };
        memset(s.cells, 0, sizeof s.cells);
        memset(s.hidden, 0, sizeof s.hidden);
        s.n_cases = 3 + (int)random_below(&lot, N_MAX - 2);
        for (int w = 0; w < WAYS; w++) {
            s.n_groups[w] = 2 + (int32_t)random_below(&lot, 2);
            s.n_answers[w] = 2 + (int32_t)random_below(&lot, 2);
        }
        s.n_groups[1] = 2;
        for (int k = 0; k < s.n_cases; k++) {
            int group[WAYS], answer[WAYS];
            for (int w = 0; w < WAYS; w++) {
                group[w] = (int)random_below(&lot, (uint64_t)s.n_groups[w]);
                answer[w] = (int)random_below(&lot, (uint64_t)s.n_answers[w]);
            }
            for (int j = 0; j < 4; j++)
                s.cells[j][group[j / 2] * s.n_answers[j % 2] + answer[j % 2]]++;
        }
        for (int j = 0; j < 4; j++) {
            cells[j] = s.cells[j];
            hidden[j] = s.hidden[j];
        }
        s.t = (struct cp_tables){ .n_ways = WAYS,
            .n_questions = 2,
            .threshold = 2 + (int64_t)random_below(&lot, 2),
            .n_groups = s.n_groups,
            .n_answers = s.n_answers,
            .cells = cells,
            .is_hidden = hidden,
            .is_left_out = is_left_out };
        assert_int_equal(cp_tables_hide(&s.t, &a, &why), OK);
        if (!is_left_out[0] && !is_left_out[1]) {
            n_shown++;
            n_looked_at += must_be_safe(&s);
        }
        arena_rewind(&a, mark);
    }
    assert_true(n_looked_at > 100);
    arena_close(&a);
    print_message("%d, of %d gone through\n", n_shown, n_looked_at);
}

/* ---- Out of logs ------------------------------------------------------------
 */

static void
must_read(struct cp_summary *to, struct cp_log *log, struct arena *a, int n,
    struct cp_pathway *p)
{
    static const struct cp_attribute_wish wishes[2] = {
        { TEXT_INIT("sex"), CP_VALUE_FIRST_KNOWN },
        { TEXT_INIT("sub_county"), CP_VALUE_FIRST_KNOWN }
    };
    struct buf b = buf_in(a, 1 << 16);
    struct cp_journeys j = { .state = (uint64_t)n };
    struct cp_log_rules rules = { .attributes = wishes, .n_attributes = 2 };
    struct cp_log_report report;
    struct cp_pathway_fault fault;
    struct why why = { 0 };
    text list;
    assert_int_equal(
        file_read(TEXT("test/oracle/pathway/synth_intended.pathway"), a,
            1 << 16, &list, &why),
        OK);
    assert_int_equal(cp_pathway_parse(p, a, list, &fault), OK);
    cp_journeys_header(&b);
    for (int i = 0; i < n; i++)
        cp_journeys_next(&j, &b);
    struct cp_log_reader *r = cp_log_begin(a, &rules);
    assert_int_equal(cp_log_push(r, buf_text(&b), &why), OK);
    assert_int_equal(cp_log_end(r, log, &report, &why), OK);
    const struct cp_summary_source source = {
        .log = log, .report = &report, .zone_name = TEXT("UTC"), .pathway = p
    };
    assert_int_equal(cp_summary_of(to, a, &source, &why), OK);
}

static void
groups_are_counted_as_their_cases_are(void **state)
{
    struct arena a;
    struct cp_summary s;
    struct cp_log log;
    struct cp_pathway p;
    struct cp_stages stages;
    struct cp_staged staged;
    struct cp_side side;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 28);
    must_read(&s, &log, &a, 300, &p);
    assert_int_equal(cp_side_of(&side, &a, &s, &why), OK);
    assert_int_equal(side.n_by, 2);
    struct cp_cascade_rules rules = { .lost_after_days = CP_LOST_AFTER_DAYS };
    cp_stages_of(&stages, &a, &p, &log);
    cp_staged_of(&staged, &a, &p, &stages, &log, &rules);
    for (int w = 0; w < side.n_by; w++) {
        const struct cp_side_by *by = &side.by[w];
        const struct cp_attribute *of = &log.attributes[w];
        int32_t n_far = cp_side_n_far(&side);
        int64_t *far = arena_new(&a, int64_t, (ptrdiff_t)by->n_groups * n_far);
        for (int32_t c = 0; c < log.n_cases; c++) {
            int32_t g = 0;
            while (!text_is_equal(by->groups[g], of->values[of->of_case[c]]))
                g++;
            far[g * n_far + 2 * (staged.furthest[c] + 1) +
                (staged.status[c] == CP_CASE_LOST)]++;
        }
        assert_memory_equal(
            far, by->far, (size_t)by->n_groups * (size_t)n_far * sizeof *far);
    }
    arena_close(&a);
}

static void
what_is_released_by_groups_is_safe_and_read_again(void **state)
{
    struct arena a;
    int n_with_groups = 0, n_rest = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    for (int n = 5; n < 700; n += n / 5 + 1) {
        struct cp_summary s;
        struct cp_log log;
        struct cp_pathway p;
        struct cp_side side, again;
        struct why why = { 0 };
        must_read(&s, &log, &a, n, &p);
        assert_int_equal(cp_side_of(&side, &a, &s, &why), OK);
        assert_int_equal(cp_side_release(&side, &a, 5, &why), OK);
        assert_true(cp_side_check(&side));
        n_with_groups += side.n_by > 0;
        for (int w = 0; w < side.n_by; w++) /* no name of a few is told */
            for (int32_t g = 0; g < side.by[w].n_groups; g++) {
                int64_t n_of = 0;
                const struct cp_attribute *of = &log.attributes[0];
                if (text_is_equal(side.by[w].attribute, log.attributes[1].name))
                    of = &log.attributes[1];
                for (int32_t k = 0; k < log.n_cases; k++)
                    n_of += text_is_equal(
                        of->values[of->of_case[k]], side.by[w].groups[g]);
                assert_true(n_of >= 5 ||
                    (side.by[w].has_rest && g == side.by[w].n_groups - 1));
                n_rest += side.by[w].has_rest;
            }
        struct buf b = buf_in(&a, 10'000), c = buf_in(&a, 10'000);
        cp_side_write(&side, &b);
        if (cp_side_read(&again, &a, buf_text(&b), &why) != OK)
            fail_msg("%s", why.text);
        cp_side_write(&again, &c);
        assert_true(text_is_equal(buf_text(&b), buf_text(&c)));
        assert_true(cp_side_check(&again));
        arena_reset(&a, 1 << 28);
    }
    assert_true(n_with_groups > 5 && n_rest > 0);
    arena_close(&a);
}

int
side_groups_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_hidden_count_can_be_solved_for_over_all_tables),
        cmocka_unit_test(groups_are_counted_as_their_cases_are),
        cmocka_unit_test(what_is_released_by_groups_is_safe_and_read_again),
    };
    return cmocka_run_group_tests_name("engine/side_groups", tests, NULL, NULL);
}
