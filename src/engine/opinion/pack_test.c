/* What is written is read again: the same votes, the same counts. */
#include "engine/opinion/pack.h"

#include "base/random.h"
#include "engine/opinion/votes_read.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int pack_test(void);

enum { PEOPLE = 12, STATEMENTS = 7 };

static void
some_votes(struct cp_votes *v, struct arena *a, uint64_t seed)
{
    struct random r = random_from(seed);
    struct cp_votes_maker m;
    char person[16], statement[16];
    cp_votes_begin(&m, a);
    for (int i = 0; i < PEOPLE; i++)
        for (int j = 0; j < STATEMENTS; j++) {
            snprintf(person, sizeof person, "%d", 5 * i);
            snprintf(statement, sizeof statement, "%d", 3 * j);
            if (j == i % STATEMENTS || random_below(&r, 3) > 0)
                assert_int_equal(
                    cp_votes_add(&m, text_of(person), text_of(statement),
                        (int64_t)random_below(&r, 3) - 1, 0, NULL),
                    OK);
        }
    cp_votes_end(&m, v);
}

static void
reads_as(const struct cp_votes *v, struct arena *a, text all, bool is_sealed)
{
    struct cp_votes_reader r;
    struct cp_votes w;
    struct why why = { 0 };
    int64_t n = v->starts[v->n_people];
    cp_votes_open(&r, a);
    assert_int_equal(cp_votes_feed(&r, all, &why), OK);
    assert_int_equal(cp_votes_finish(&r, &w, &why), OK);
    assert_int_equal(w.n_people, v->n_people);
    assert_int_equal(w.n_statements, v->n_statements);
    assert_memory_equal(
        w.starts, v->starts, ((size_t)v->n_people + 1) * sizeof *v->starts);
    assert_memory_equal(w.of, v->of, (size_t)n * sizeof *v->of);
    assert_memory_equal(w.values, v->values, (size_t)n);
    for (int32_t i = 0; i < v->n_people; i++) {
        char place[16];
        snprintf(place, sizeof place, "%d", i);
        assert_true(text_is_equal(
            w.people[i], is_sealed ? text_of(place) : v->people[i]));
    }
}

static void
votes_come_back_from_rows_and_from_a_table(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct arena a;
        struct cp_votes v;
        arena_open(&a, 1 << 26);
        some_votes(&v, &a, seed);
        for (int is_sealed = 0; is_sealed < 2; is_sealed++) {
            struct buf rows = buf_in(&a, 100), table = buf_in(&a, 100);
            cp_pack_votes(&rows, &v, is_sealed);
            reads_as(&v, &a, buf_text(&rows), is_sealed);
            cp_pack_table(&table, &v, NULL, is_sealed);
            reads_as(&v, &a, buf_text(&table), is_sealed);
        }
        arena_close(&a);
    }
}

static void
statements_come_back_with_what_they_say(void **state)
{
    struct arena a;
    struct cp_votes v;
    struct cp_statements s;
    struct why why = { 0 };
    text bodies[STATEMENTS] = { TEXT_INIT("a, b"), TEXT_INIT("\"quoted\""),
        TEXT_INIT("two\nlines"), TEXT_INIT(""), TEXT_INIT("1,2,3"),
        TEXT_INIT("plain"), TEXT_INIT("=1+1") };
    (void)state;
    arena_open(&a, 1 << 26);
    some_votes(&v, &a, 3);
    v.is_out[2] = v.is_meta[4] = true;
    struct buf out = buf_in(&a, 100);
    cp_pack_statements(&out, &a, &v, bodies);
    assert_int_equal(cp_statements_read(&s, &a, buf_text(&out), &why), OK);
    assert_int_equal(s.n, STATEMENTS);
    for (int32_t j = 0; j < STATEMENTS; j++) {
        assert_true(text_is_equal(s.statements[j].key, v.statements[j]));
        assert_true(text_is_equal(s.statements[j].body, bodies[j]));
        assert_int_equal(s.statements[j].is_out, j == 2);
        assert_int_equal(s.statements[j].is_meta, j == 4);
    }
    arena_close(&a);
}

static void
the_open_pack_has_what_is_shown_and_nothing_else(void **state)
{
    struct arena a;
    struct cp_votes v;
    struct cp_units u;
    struct cp_pack p;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 26);
    some_votes(&v, &a, 3);
    struct buf file = buf_in(&a, 100), out = buf_in(&a, 100);
    buf_add(&file, TEXT("participant,community,side\n"));
    for (int i = 0; i < PEOPLE; i++)
        buf_print(&file, "%d,unit %d,%s\n", 5 * i, i % 3,
            i % 3 == 0 ? "north" : "\"south, \"\"so\"\"\"");
    assert_int_equal(cp_units_read(&u, &a, buf_text(&file), &v, &why), OK);
    struct cp_votes_count *c = cp_units_tally(&a, &u, &v);
    bool is_hidden[3 * STATEMENTS];
    for (int i = 0; i < 3 * STATEMENTS; i++)
        is_hidden[i] = i % 4 == 1;
    cp_pack_open(&out, &u, &v, c, is_hidden);
    assert_int_equal(cp_pack_read(&p, &a, buf_text(&out), &why), OK);
    assert_int_equal(p.n_units, 3);
    assert_int_equal(p.n_statements, STATEMENTS);
    assert_true(text_is_equal(p.sides[1], TEXT("south, \"so\"")));
    for (int i = 0; i < 3 * STATEMENTS; i++) {
        assert_int_equal(p.counts[i].agree, is_hidden[i] ? -1 : c[i].agree);
        assert_int_equal(p.counts[i].all, is_hidden[i] ? -1 : c[i].all);
    }
    static const char *const bad[] = {
        "unit,side,statement,agree,disagree,pass,shown\na,n,1,1,2,3\n",
        "unit,side,statement,agree,disagree,pass,shown\na,n,1,1,2,-3,1\n",
        "unit,side,statement,agree,disagree,pass,shown\na,n,1,1,2,3,0\n",
        "unit,side,statement,agree,disagree,pass,shown\na,n,1,1,2,3,1\n"
        "b,n,2,1,2,3,1\n",
        "unit,side,statement,agree,disagree,pass,shown\na,n,1,1,2,3,1\n"
        "a,n,1,1,2,3,1\nb,n,2,1,2,3,1\nb,n,2,1,2,3,1\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(
            cp_pack_read(&p, &a, text_of(bad[i]), &why), ERR_BAD_INPUT);
    arena_close(&a);
}

static void
a_summary_comes_back_with_commas_and_lines(void **state)
{
    struct arena a;
    struct cp_pack_summary s = { TEXT_INIT("Trains, \"trams\""),
        TEXT_INIT("https://pol.is/x"), TEXT_INIT("One\nand two, three"), 5, 4,
        3, 2, 1, 0 };
    struct cp_pack_summary t;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 24);
    struct buf out = buf_in(&a, 100);
    cp_pack_put_summary(&out, &s);
    assert_int_equal(cp_pack_read_summary(&t, &a, buf_text(&out), &why), OK);
    assert_true(text_is_equal(s.topic, t.topic));
    assert_true(text_is_equal(s.url, t.url));
    assert_true(text_is_equal(s.description, t.description));
    assert_int_equal(t.views, 5);
    assert_int_equal(t.comments, 1);
    assert_int_equal(cp_pack_read_summary(&t, &a,
                         TEXT("topic,A, not quoted\r\nvoters,12\r\n"), &why),
        OK);
    assert_true(text_is_equal(t.topic, TEXT("A, not quoted")));
    assert_int_equal(t.voters, 12);
    assert_int_equal(cp_pack_read_summary(&t, &a, TEXT("voters,many\n"), &why),
        ERR_BAD_INPUT);
    assert_string_equal(why.text, "line 1: voters is a whole number");
    arena_close(&a);
}

int
pack_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(votes_come_back_from_rows_and_from_a_table),
        cmocka_unit_test(statements_come_back_with_what_they_say),
        cmocka_unit_test(a_summary_comes_back_with_commas_and_lines),
        cmocka_unit_test(the_open_pack_has_what_is_shown_and_nothing_else),
    };
    return cmocka_run_group_tests_name(
        "engine/opinion/pack", tests, NULL, NULL);
}
