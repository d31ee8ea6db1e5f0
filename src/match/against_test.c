/* Who leads, shown against whom it is about: what is counted, and hidden. */
#include "match/against.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int against_test(void);

static void
what_was_told_is_found_by_its_name(void **state)
{
    (void)state;
    text told = TEXT("sex:woman; level:2;lived:");
    assert_true(text_is_equal(against_told(told, TEXT("sex")), TEXT("woman")));
    assert_true(text_is_equal(against_told(told, TEXT("level")), TEXT("2")));
    assert_false(text_is_known(against_told(told, TEXT("lived"))));
    assert_false(text_is_known(against_told(told, TEXT("place"))));
    assert_false(text_is_known(against_told((text){ 0 }, TEXT("sex"))));
}

static const char *const names[] = { "a", "b", "c", NULL };

/* The row for so many of each of three answers, and so many who did not say;
 * the answers are asked for, or written freely. */
static struct against_row
row_of(const int counts[4], int64_t smallest, bool is_asked)
{
    struct against_row row = { .n_counts = 0 };
    text said[64];
    ptrdiff_t n = 0;
    for (int c = 0; c < 4; c++)
        for (int i = 0; i < counts[c]; i++)
            said[n++] = c < 3 ? text_of(names[c]) : (text){ 0 };
    against_make(&row, TEXT("x"), is_asked ? names : NULL, said, n);
    against_hide(&row, smallest);
    return row;
}

/* What a reader sees of it, as a line. */
static void
print_row(const struct against_row *row, char *to, size_t room)
{
    int n = snprintf(
        to, room, "%d %lld:", row->is_all_hidden, (long long)row->n_people);
    for (int c = 0; c < 4; c++) { /* in the order of names, not of counting */
        char name = "abc?"[c];
        for (int i = 0; i < row->n_counts; i++) {
            const struct against_count *x = &row->counts[i];
            char is = text_is_known(x->category) ? x->category.ptr[0] : '?';
            if (is != name)
                continue;
            if (x->is_hidden)
                n += snprintf(to + n, room - (size_t)n, " %c-", name);
            else
                n += snprintf(
                    to + n, room - (size_t)n, " %c%lld", name, (long long)x->n);
        }
    }
    for (int i = 0; i < row->n_counts; i++)
        if (text_is_equal(row->counts[i].category, TEXT("...")))
            snprintf(to + n, room - (size_t)n, " .-");
}

enum { MOST = 12, SEEN_MAX = 7000 }; /* people in all */
static struct seen {
    char line[60];
    int least[4], most[4];
} seen[SEEN_MAX];

/* Every table of up to twelve people, as somebody sees it who knows how it was
 * hidden: each hidden count could have been another one. */
static void
look_at_all(bool is_asked)
{
    enum { SMALLEST = 3 };
    int n_seen = 0, n_hidden = 0;
    int c[4];
    for (c[0] = 0; c[0] <= MOST; c[0]++)
        for (c[1] = 0; c[1] <= MOST; c[1]++)
            for (c[2] = 0; c[2] <= MOST; c[2]++)
                for (c[3] = 0; c[3] <= MOST; c[3]++) {
                    if (c[0] + c[1] + c[2] + c[3] > MOST)
                        break;
                    struct against_row row = row_of(c, SMALLEST, is_asked);
                    char line[60];
                    print_row(&row, line, sizeof line);
                    int at = 0;
                    while (at < n_seen && strcmp(seen[at].line, line) != 0)
                        at++;
                    if (at == n_seen) {
                        assert_true(n_seen < SEEN_MAX);
                        struct seen *s = &seen[n_seen++];
                        memcpy(s->line, line, sizeof line);
                        memcpy(s->least, c, sizeof s->least);
                        memcpy(s->most, c, sizeof s->most);
                    }
                    for (int k = 0; k < 4; k++) {
                        struct seen *s = &seen[at];
                        s->least[k] = c[k] < s->least[k] ? c[k] : s->least[k];
                        s->most[k] = c[k] > s->most[k] ? c[k] : s->most[k];
                    }
                }
    for (int i = 0; i < n_seen; i++)
        for (int k = 0; k < 4; k++) {
            char hidden[] = { ' ', "abc?"[k], '-', 0 };
            bool is_joined = k < 3 && strstr(seen[i].line, " .-") != NULL &&
                strchr(seen[i].line, hidden[1]) == NULL;
            if (strstr(seen[i].line, hidden) == NULL && !is_joined)
                continue;
            n_hidden++;
            if (seen[i].least[k] == seen[i].most[k])
                fail_msg("\"%s\" tells that %c is %d", seen[i].line, "abc?"[k],
                    seen[i].least[k]);
        }
    assert_true(n_hidden > (is_asked ? 100 : 50));
}

static void
nobody_can_work_out_what_is_hidden(void **state)
{
    (void)state;
    look_at_all(true);
    look_at_all(false);
}

static void
a_count_that_is_shown_is_of_enough_people(void **state)
{
    (void)state;
    struct against_row row = row_of((int[]){ 6, 7, 0, 2 }, 5, true);
    int n_shown = 0;
    for (int i = 0; i < row.n_counts; i++)
        if (!row.counts[i].is_hidden) {
            n_shown++;
            assert_int_equal(row.counts[i].n, 7);
        }
    assert_int_equal(n_shown, 1);
    assert_int_equal(row.n_hidden, 8); /* 0, 2, and 6 among whom they are */
    assert_int_equal(row.n_people, 15);
    row = row_of((int[]){ 3, 1, 0, 0 }, 5, true);
    assert_true(row.is_all_hidden);
    assert_int_equal(row.n_people, 0);
    assert_int_equal(row.n_counts, 0);
}

static void
nobody_at_all_is_said_openly(void **state)
{
    (void)state;
    struct against_row row = row_of((int[]){ 9, 0, 0, 0 }, 5, true);
    assert_int_equal(row.n_counts, 4);
    for (int i = 0; i < 4; i++)
        assert_false(row.counts[i].is_hidden);
    assert_int_equal(row.counts[1].n, 0);
}

int
against_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_told_is_found_by_its_name),
        cmocka_unit_test(nobody_can_work_out_what_is_hidden),
        cmocka_unit_test(a_count_that_is_shown_is_of_enough_people),
        cmocka_unit_test(nobody_at_all_is_said_openly),
    };
    return cmocka_run_group_tests_name("match/against", tests, NULL, NULL);
}
