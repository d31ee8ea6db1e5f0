/* What is released of opinions: somebody tries to work out what is hidden, from
 * all that is printed. */
#include "decide/ground/opinions.h"

#include "base/random.h"
#include "support/known.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

int opinions_release_test(void);

enum { STATEMENTS = 6, UNITS = 3 };

/* Units of very different sizes; some statements hardly asked. */
static void
make_up(struct opinions *o, struct arena *a, struct random *r, bool has_units)
{
    struct cp_votes_maker m;
    struct why why = { 0 };
    struct buf file = buf_in(a, 1000);
    char person[16], statement[16];
    int n = 0;
    *o = (struct opinions){ .arena = a,
        .notes = buf_in(a, 100),
        .is_release = true,
        .has_units = has_units,
        .threshold = 5 };
    cp_votes_begin(&m, a);
    buf_add(&file, TEXT("participant,community,side\n"));
    for (int u = 0; u < UNITS; u++)
        for (int i = 3 + (int)random_below(r, 40); i > 0; i--, n++) {
            uint64_t bent = 5 + random_below(r, 90);
            buf_print(&file, "%d,u%d,%s\n", n, u, u == 0 ? "n" : "s");
            for (int j = 0; j < STATEMENTS; j++) {
                snprintf(person, sizeof person, "%d", n);
                snprintf(statement, sizeof statement, "%d", j);
                if (random_below(r, 6) < (uint64_t)j / 2)
                    continue;
                assert_int_equal(
                    cp_votes_add(&m, text_of(person), text_of(statement),
                        random_below(r, 12) == 0          ? 0
                            : random_below(r, 100) < bent ? 1
                                                          : -1,
                        0, NULL),
                    OK);
            }
        }
    cp_votes_end(&m, &o->votes);
    if (has_units)
        assert_int_equal(
            cp_units_read(&o->units, a, buf_text(&file), &o->votes, &why), OK);
    else
        cp_units_of_all(&o->units, a, &o->votes);
    o->counts = cp_units_tally(a, &o->units, &o->votes);
    cp_found_of(&o->found, a, &o->votes,
        &(struct cp_found_rules){ .seed = 1, .resamples = 5 });
    opinions_find_ground(o);
    assert_int_equal(opinions_hide(o, &why), OK);
}

static int64_t
shown(const struct json_value *row, const char *name)
{
    const struct json_value *v = json_find(row, text_of(name));
    assert_non_null(v);
    return v->type == JSON_NULL ? -1 : v->number;
}

/* Of a row of which some is shown: how many values could a hidden cell have?
 * All rows that agree with it are gone through, up to `most` answers. */
static int
could_be(const int64_t seen[4], int cell, int64_t most)
{
    bool is_one[256] = { false };
    int n = 0;
    for (int64_t agree = 0; agree <= most; agree++)
        for (int64_t disagree = 0; agree + disagree <= most; disagree++)
            for (int64_t pass = seen[3] < 0 ? 0 : seen[3] - agree - disagree;
                 pass >= 0 && agree + disagree + pass <= most; pass++) {
                int64_t is[4] = { agree, disagree, pass,
                    agree + disagree + pass };
                bool fits = true;
                for (int k = 0; k < 4; k++)
                    fits &= seen[k] < 0 || seen[k] == is[k];
                if (fits)
                    is_one[is[cell] < 255 ? is[cell] : 255] = true;
            }
    for (int i = 0; i < 256; i++)
        n += is_one[i];
    return n;
}

static void
try_row(const struct json_value *row, const struct cp_votes_count *truth,
    bool has_score, int *n_hidden)
{
    static const char *const names[] = { "agree", "disagree", "pass", "all" };
    int64_t is[4] = { truth->agree, truth->disagree,
        truth->all - truth->agree - truth->disagree, truth->all };
    int64_t seen[4];
    for (int k = 0; k < 4; k++) {
        seen[k] = shown(row, names[k]);
        assert_true(seen[k] < 0 || seen[k] == is[k]);
        assert_true(seen[k] < 0 || seen[k] == 0 || seen[k] > 4);
        *n_hidden += seen[k] < 0;
    }
    /* fewer than five do not count in a score */
    assert_true(!has_score || is[3] < 5 || (seen[0] >= 0 && seen[3] >= 0));
    /* a small unit shows neither none nor all */
    assert_true(is[3] >= 10 || (seen[0] < 0 && seen[1] < 0 && seen[3] < 0));
    for (int k = 0; k < 4; k++)
        if (seen[k] < 0 && is[k] > 0 && is[k] < 5)
            assert_true(could_be(seen, k, is[3] + 3) > 1);
}

static void
nothing_hidden_can_be_worked_out(void **state)
{
    struct random r = random_from(31);
    int n_hidden = 0, n_scores = 0;
    (void)state;
    for (int round = 0; round < 60; round++) {
        struct arena a;
        struct opinions *o;
        struct json_value *all;
        struct why why = { 0 };
        arena_open(&a, 1 << 28);
        o = arena_new(&a, struct opinions, 1);
        make_up(o, &a, &r, round % 2 == 0);
        struct buf out = buf_in(&a, 1 << 16);
        opinions_print_json(o, &out);
        assert_int_equal(json_parse(buf_text(&out), &a, &all, &why), OK);
        int32_t j = 0;
        bool has_hidden_total = false;
        for (const struct json_value *s =
                 json_find(all, TEXT("by_statement"))->first;
             s != NULL; s = s->next, j++) {
            bool has_score = json_find(s, TEXT("score"))->type != JSON_NULL;
            int32_t u = 0;
            n_scores += has_score;
            for (const struct json_value *row =
                     json_find(s, TEXT("by_community"))->first;
                 row != NULL; row = row->next, u++) {
                try_row(row, &o->counts[u * o->votes.n_statements + j],
                    has_score, &n_hidden);
                has_hidden_total |= shown(row, "all") < 0;
            }
        }
        /* all answers less those that are shown */
        assert_true(!has_hidden_total ||
            json_find(all, TEXT("votes"))->type == JSON_NULL);
        for (const struct json_value *g = json_find(all, TEXT("groups"))->first;
             g != NULL; g = g->next)
            assert_null(json_find(g, TEXT("members"))->first);
        assert_int_equal(json_find(all, TEXT("votes_sha256"))->type, JSON_NULL);
        arena_close(&a);
    }
    assert_true(n_hidden > 500 && n_scores > 20);
}

/* One community of `n` people beside another of twenty; all of them answered
 * statement 2, and some statement 1. */
static void
make_two(struct opinions *o, struct arena *a, const int one[3],
    const int two[3], int n)
{
    static const int values[] = { 1, -1, 0 };
    struct cp_votes_maker m;
    struct why why = { 0 };
    struct buf file = buf_in(a, 1000);
    char person[16];
    *o = (struct opinions){ .arena = a,
        .notes = buf_in(a, 100),
        .is_release = true,
        .has_units = true,
        .threshold = 5 };
    cp_votes_begin(&m, a);
    buf_add(&file, TEXT("participant,community,side\n"));
    for (int u = 0; u < 2; u++)
        for (int i = 0, left = 0, k = -1; i < (u == 0 ? n : 20); i++) {
            snprintf(person, sizeof person, "%d", 100 * u + i);
            buf_print(&file, "%s,u%d,s%d\n", person, u, u);
            assert_int_equal(
                cp_votes_add(&m, text_of(person), TEXT("2"), 1, 0, NULL), OK);
            while (left == 0 && k < 3)
                left = ++k < 3 ? (u == 0 ? one : two)[k] : 0;
            if (k == 3)
                continue;
            left--;
            assert_int_equal(cp_votes_add(&m, text_of(person), TEXT("1"),
                                 values[k], 0, NULL),
                OK);
        }
    cp_votes_end(&m, &o->votes);
    assert_int_equal(
        cp_units_read(&o->units, a, buf_text(&file), &o->votes, &why), OK);
    o->counts = cp_units_tally(a, &o->units, &o->votes);
    cp_found_of(&o->found, a, &o->votes, &(struct cp_found_rules){ .seed = 1 });
    opinions_find_ground(o);
    assert_int_equal(opinions_hide(o, &why), OK);
}

/* All that a community may have said, by what is printed of it: a number of 1
 * to 4 that is the only one behind what is printed is known to whoever knows
 * this program. */
enum { PRINTED_MOST = 8'000 };
struct printed {
    uint64_t hash;
    int least[4], most[4];
};

static int
known_small(struct arena *a, const int two[3], int n)
{
    struct printed *all = arena_new(a, struct printed, PRINTED_MOST);
    int n_all = 0, n_known = 0;
    for (int agree = 0; agree <= n; agree++)
        for (int disagree = 0; agree + disagree <= n; disagree++)
            for (int pass = 0; agree + disagree + pass <= n; pass++) {
                int cells[4] = { agree, disagree, pass,
                    agree + disagree + pass };
                struct arena_mark mark = arena_mark(a);
                struct opinions *o = arena_new(a, struct opinions, 1);
                make_two(o, a, cells, two, n);
                struct buf out = buf_in(a, 1 << 14);
                opinions_print_json(o, &out);
                opinions_print_text(o, &out);
                opinions_print_csv(o, &out);
                uint64_t hash = text_hash(buf_text(&out));
                arena_rewind(a, mark);
                int i = 0;
                while (i < n_all && all[i].hash != hash)
                    i++;
                assert_true(i < PRINTED_MOST);
                for (int k = 0; k < 4; k++) {
                    if (i == n_all || cells[k] < all[i].least[k])
                        all[i].least[k] = cells[k];
                    if (i == n_all || cells[k] > all[i].most[k])
                        all[i].most[k] = cells[k];
                }
                all[i].hash = hash;
                n_all += i == n_all;
            }
    for (int i = 0; i < n_all; i++)
        for (int k = 0; k < 4; k++)
            n_known += all[i].least[k] == all[i].most[k] &&
                all[i].least[k] > 0 && all[i].least[k] < 5;
    assert_true(n_all > 3 || n < 10); /* it says something */
    return n_known;
}

static void
a_label_gives_no_small_number_away(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 28);
    assert_int_equal(known_small(&a, (int[]){ 12, 0, 0 }, 13), 0);
    assert_int_equal(known_small(&a, (int[]){ 6, 6, 0 }, 13), 0);
    assert_int_equal(known_small(&a, (int[]){ 0, 15, 5 }, 11), 0);
    assert_int_equal(known_small(&a, (int[]){ 12, 0, 0 }, 4), 0);
    assert_int_equal(known_small(&a, (int[]){ 12, 4, 1 }, 29), 0);
    assert_int_equal(known_small(&a, (int[]){ 10, 10, 0 }, 39), 0);
    assert_int_equal(known_small(&a, (int[]){ 17, 3, 0 }, 39), 0);
    arena_close(&a);
}

/* Lists are made while the text grows, in one arena. */
static void
what_is_printed_is_the_same_in_any_room(void **state)
{
    struct random r = random_from(32);
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 28);
    for (int round = 0; round < 4; round++) {
        struct opinions *o = arena_new(&a, struct opinions, 1);
        make_up(o, &a, &r, round % 2 == 0);
        o->is_release = round >= 2;
        struct buf room = buf_in(&a, 1 << 18);
        opinions_print_json(o, &room);
        for (int size = 64; size < 1 << 15; size += 61) {
            struct arena_mark mark = arena_mark(&a);
            struct buf out = buf_in(&a, size);
            opinions_print_json(o, &out);
            assert_true(text_is_equal(buf_text(&out), buf_text(&room)));
            arena_rewind(&a, mark);
        }
    }
    arena_close(&a);
}

/* ---- By threads -----------------------------------------------------------
 */

static bool
stops_at_seven(void *context, int32_t done, int32_t of)
{
    (void)context;
    (void)of;
    return done < 7;
}

static void
groups_are_the_same_by_any_number_of_threads(void **state)
{
    static const char *const names[] = { "planted_three_votes.csv",
        "noise_votes.csv" };
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct arena a;
        struct cp_votes_reader reader;
        struct cp_votes v;
        struct cp_found alone, f;
        struct cp_found_rules rules = { .seed = 3, .resamples = 30 };
        struct why why = { 0 };
        arena_open(&a, 1 << 28);
        cp_votes_open(&reader, &a);
        assert_int_equal(
            cp_votes_feed(&reader,
                known_text(&a, "test/oracle/opinion/", names[i]), &why),
            OK);
        assert_int_equal(cp_votes_finish(&reader, &v, &why), OK);
        cp_found_of(&alone, &a, &v, &rules);
        for (int n = 1; n <= 4; n++) {
            assert_int_equal(
                opinions_find_groups(&f, &a, &v, &rules, n, &why), OK);
            assert_int_equal(f.k, alone.k);
            assert_int_equal(f.k, i == 0 ? 3 : 0);
            assert_memory_equal(f.tries, alone.tries, sizeof f.tries);
            assert_memory_equal(f.groups, alone.groups, sizeof f.groups);
            assert_memory_equal(f.group_of, alone.group_of,
                (size_t)v.n_people * sizeof *f.group_of);
            assert_memory_equal(
                f.alike, alone.alike, 30 * (size_t)f.n_tries * sizeof *f.alike);
        }
        rules.goes_on = stops_at_seven;
        assert_int_equal(opinions_find_groups(&f, &a, &v, &rules, 2, &why), OK);
        assert_int_equal(f.outcome, CP_FOUND_STOPPED);
        assert_int_equal(f.k, 0);
        arena_close(&a);
    }
}

int
opinions_release_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_hidden_can_be_worked_out),
        cmocka_unit_test(a_label_gives_no_small_number_away),
        cmocka_unit_test(what_is_printed_is_the_same_in_any_room),
        cmocka_unit_test(groups_are_the_same_by_any_number_of_threads),
    };
    return cmocka_run_group_tests_name(
        "decide/opinions_release", tests, NULL, NULL);
}
