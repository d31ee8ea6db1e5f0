/* Votes: as a table with all cells has them, from whatever file. */
#include "engine/opinion/votes_read.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int votes_test(void);

enum { PEOPLE = 30, STATEMENTS = 12, NONE = 9 };

static enum err
read(struct cp_votes_reader *r, struct cp_votes *v, struct arena *a, text all,
    ptrdiff_t piece, struct why *why)
{
    enum err e = OK;
    *why = (struct why){ 0 };
    cp_votes_open(r, a);
    for (ptrdiff_t at = 0; e == OK && at < all.len; at += piece)
        e = cp_votes_feed(r, text_slice(all, at, at + piece), why);
    return e != OK ? e : cp_votes_finish(r, v, why);
}

static int
cell(const struct cp_votes *v, const char *person, const char *statement)
{
    int32_t i = cp_votes_person(v, text_of(person));
    int32_t j = cp_votes_statement(v, text_of(statement));
    for (int64_t k = i < 0 ? 0 : v->starts[i]; i >= 0 && k < v->starts[i + 1];
         k++)
        if (v->of[k] == j)
            return v->values[k];
    return NONE;
}

static void
sparse_votes_are_those_of_the_whole_table(void **state)
{
    struct random r = random_from(7);
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct arena a;
        struct cp_votes_maker m;
        struct cp_votes v;
        int table[PEOPLE][STATEMENTS];
        int64_t times[PEOPLE][STATEMENTS];
        char person[8], statement[8];
        int64_t n = 0, n_rows = (int64_t)random_below(&r, 300);
        arena_open(&a, 1 << 26);
        for (int i = 0; i < PEOPLE; i++)
            for (int j = 0; j < STATEMENTS; j++)
                table[i][j] = NONE;
        cp_votes_begin(&m, &a);
        for (int64_t k = 0; k < n_rows; k++) {
            int i = (int)random_below(&r, PEOPLE);
            int j = (int)random_below(&r, STATEMENTS);
            int vote = (int)random_below(&r, 3) - 1;
            int64_t time =
                round % 2 == 0 ? 0 : 1 + (int64_t)random_below(&r, 20);
            sprintf(person, "%d", 3 * i);
            sprintf(statement, "s%02d", j);
            assert_int_equal(cp_votes_add(&m, text_of(person),
                                 text_of(statement), vote, time, NULL),
                OK);
            bool is_new = table[i][j] == NONE;
            n += is_new;
            if (is_new || time >= times[i][j]) {
                table[i][j] = vote;
                times[i][j] = time;
            }
        }
        cp_votes_end(&m, &v);
        assert_int_equal(v.starts[v.n_people], n);
        assert_int_equal(v.n_rows, n_rows);
        for (int i = 0; i < PEOPLE; i++)
            for (int j = 0; j < STATEMENTS; j++) {
                sprintf(person, "%d", 3 * i);
                sprintf(statement, "s%02d", j);
                assert_int_equal(cell(&v, person, statement), table[i][j]);
            }
        for (int i = 1; i < v.n_people; i++) /* by size, not by letters */
            assert_true(cp_votes_key_compare(v.people[i - 1], v.people[i]) < 0);
        arena_close(&a);
    }
}

static void
keys_are_in_order_of_size_then_of_letters(void **state)
{
    static const char *const keys[] = { "0", "2", "007", "10",
        "18446744073709551615", "18446744073709551616", "", "-1", "a", "b" };
    (void)state;
    for (int i = 0; i < 10; i++)
        for (int j = 0; j < 10; j++) {
            int c = cp_votes_key_compare(text_of(keys[i]), text_of(keys[j]));
            assert_int_equal((c > 0) - (c < 0), (i > j) - (i < j));
        }
}

static void
a_file_of_rows_is_read_in_any_pieces(void **state)
{
    static const char all[] =
        "\xef\xbb\xbf"
        "participant,statement,vote,time\r\n7,1,1,20\r\n7,1,-1,10\r\n"
        "x,2,0,5\r\n\"7\",2,1,1";
    (void)state;
    for (ptrdiff_t piece = 1; piece < 40; piece++) {
        struct arena a;
        struct cp_votes_reader r;
        struct cp_votes v;
        struct why why;
        arena_open(&a, 1 << 26);
        assert_int_equal(read(&r, &v, &a, TEXT(all), piece, &why), OK);
        assert_int_equal(v.n_people, 2);
        assert_int_equal(v.n_statements, 2);
        assert_int_equal(cell(&v, "7", "1"), 1); /* the later in time */
        assert_int_equal(cell(&v, "x", "2"), 0);
        assert_int_equal(cell(&v, "x", "1"), NONE);
        assert_int_equal(r.n_later, 1);
        assert_int_equal(r.form, CP_VOTES_ROWS);
        arena_close(&a);
    }
}

static void
a_table_of_polis_is_read_in_any_pieces(void **state)
{
    static const char all[] =
        "participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,0,3,9\n"
        "5,\"a, \"\"b\"\"\",1,0,2,1,1,1,,-1\n6,,,0,0,0,0,,,\n"
        "1,c,0,0,1,0,0,0,,\r\n";
    (void)state;
    for (ptrdiff_t piece = 1; piece < 60; piece++) {
        struct arena a;
        struct cp_votes_reader r;
        struct cp_votes v;
        struct why why;
        arena_open(&a, 1 << 26);
        assert_int_equal(read(&r, &v, &a, TEXT(all), piece, &why), OK);
        assert_int_equal(v.n_people, 2);
        assert_int_equal(cell(&v, "5", "0"), 1);
        assert_int_equal(cell(&v, "5", "9"), -1);
        assert_int_equal(cell(&v, "1", "0"), 0);
        assert_int_equal(r.n_unseen, 1);
        assert_true(text_is_equal(r.an_unseen, TEXT("3")));
        assert_int_equal(r.form, CP_VOTES_POLIS_TABLE);
        arena_close(&a);
    }
}

static void
what_is_wrong_is_said_with_its_line(void **state)
{
    static const struct {
        const char *all, *why;
    } bad[] = {
        { "", "there is nothing in it" },
        { "\n\n", "there is nothing in it" },
        { "participant,vote\n1,1\n", "there is no statement" },
        { "participant,statement,vote\n1,2,1\n1,2,2\n", "line 3: a vote is" },
        { "participant,statement,vote\n1,2,yes\n", "this is \"yes\"" },
        { "participant,statement,vote\n1,2\n", "line 2: 2 fields" },
        { "participant,statement,vote\n1,,1\n",
            "line 2: the key of a statement is empty" },
        { "participant,statement,vote\n"
          "1234567890123456789012345678901234567890123456789012345678901234567"
          ",1,1\n",
            "may have 64 bytes" },
        { "participant,statement,vote,time\n1,2,1,noon\n", "line 2: a time" },
        { "participant,statement,vote\n\"1,2,1\n", "line 2: " },
        { "participant,group-id,n-votes,1,2\n7,0,1,1,\n7,0,1,,1\n",
            "line 3: participant 7 has a row already" },
        { "participant,group-id,n-votes,1,2\n7,0,1,1\n", "line 2: 4 fields" },
        { "participant,group-id,n-votes,1,2\n7,0,1,1,5\n", "line 2: of" },
        { "participant,n-votes,1,x\n", "line 1: column 4 is \"x\"" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct arena a;
        struct cp_votes_reader r;
        struct cp_votes v;
        struct why why;
        arena_open(&a, 1 << 26);
        assert_int_equal(
            read(&r, &v, &a, text_of(bad[i].all), 1000, &why), ERR_BAD_INPUT);
        if (text_find(text_of(why.text), text_of(bad[i].why)) < 0)
            fail_msg("\"%s\" has no \"%s\"", why.text, bad[i].why);
        arena_close(&a);
    }
}

static void
bodies_are_the_rest_of_the_line_quoted_or_not(void **state)
{
    static const char all[] =
        "timestamp,comment-id,author-id,agrees,disagrees,moderated,is-meta,"
        "is-seed,group-informed-consensus,comment-body\r\n"
        "1,12,3,1,0,-1,false,false,0.5,Plain, with \"quotes\", and\r\n"
        "another line\r\n"
        "2,13,3,1,0,1,true,false,0.5,\"Quoted, \"\"so\"\"\"\r\n"
        "3,14,3,1,0,0,false,false,0.5,\"Who\" said that?\r\n";
    struct arena a;
    struct cp_statements s;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 24);
    assert_int_equal(cp_statements_read(&s, &a, TEXT(all), &why), OK);
    assert_int_equal(s.n, 3);
    assert_true(text_is_equal(s.statements[0].body,
        TEXT("Plain, with \"quotes\", and\r\nanother line")));
    assert_true(s.statements[0].is_out && !s.statements[0].is_meta);
    assert_true(text_is_equal(s.statements[1].body, TEXT("Quoted, \"so\"")));
    assert_true(!s.statements[1].is_out && s.statements[1].is_meta);
    assert_true(
        text_is_equal(s.statements[2].body, TEXT("\"Who\" said that?")));
    assert_int_equal(cp_statements_read(&s, &a,
                         TEXT("text,statement,moderated_out\n"
                              "\"a, b\",x,0\nc,7,1\n"),
                         &why),
        OK);
    assert_int_equal(s.n, 2);
    assert_true(text_is_equal(s.statements[0].body, TEXT("a, b")));
    assert_true(s.statements[1].is_out);
    assert_int_equal(
        cp_statements_read(&s, &a, TEXT("statement\n7\n8\n7\n"), &why),
        ERR_BAD_INPUT);
    assert_string_equal(why.text, "line 4: statement 7 stands in line 2 too");
    arena_close(&a);
}

static void
somebody_may_answer_a_million_times(void **state)
{
    struct arena a;
    struct cp_votes_maker m;
    struct cp_votes v;
    (void)state;
    arena_open(&a, 1 << 28);
    cp_votes_begin(&m, &a);
    for (int64_t k = 0; k < 1'000'000; k++)
        assert_int_equal(
            cp_votes_add(&m, TEXT("p"), k % 2 == 0 ? TEXT("1") : TEXT("2"),
                (k / 2) % 3 - 1, 1'000'001 - k, NULL),
            OK);
    cp_votes_end(&m, &v);
    assert_int_equal(v.starts[1], 2);
    assert_int_equal(v.values[0], -1); /* the first, which was the latest */
    arena_close(&a);
}

/* Times are kept by blocks of rows, where there are any: 0 is one too. */
static void
a_time_of_0_is_earlier_than_others_and_later_than_before(void **state)
{
    static const int64_t first[] = { 7, 0, -7, 0, -7, 7 };
    static const int64_t then[] = { 0, -7, 0, 7, -9, 7 };
    (void)state;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        for (int64_t n_between = 0; n_between < 20'000; n_between += 4'000) {
            struct arena a;
            struct cp_votes_maker m;
            struct cp_votes v;
            arena_open(&a, 1 << 26);
            cp_votes_begin(&m, &a);
            for (int64_t k = 0; k < n_between + 2; k++) {
                bool is_last = k == n_between + 1, is_own = k == 0 || is_last;
                assert_int_equal(
                    cp_votes_add(&m, is_own ? TEXT("p") : TEXT("q"), TEXT("1"),
                        is_last ? -1 : 1, is_last ? then[i] : first[i], NULL),
                    OK);
            }
            cp_votes_end(&m, &v);
            assert_int_equal(cell(&v, "p", "1"), then[i] >= first[i] ? -1 : 1);
            arena_close(&a);
        }
}

static void
groups_are_counted_by_themselves(void **state)
{
    struct arena a;
    struct cp_votes_reader r;
    struct cp_votes v;
    struct why why;
    struct cp_votes_count c[2];
    int32_t groups[3] = { 0, 1, 0 };
    (void)state;
    arena_open(&a, 1 << 26);
    assert_int_equal(read(&r, &v, &a,
                         TEXT("participant,statement,vote\n1,1,1\n2,1,1\n"
                              "3,1,-1\n3,2,0\n"),
                         64, &why),
        OK);
    cp_votes_tally(&v, groups, 0, c);
    assert_int_equal(c[0].agree, 1);
    assert_int_equal(c[0].disagree, 1);
    assert_int_equal(c[0].all, 2);
    assert_int_equal(c[1].all, 1);
    cp_votes_tally(&v, NULL, 0, c);
    assert_int_equal(c[0].agree, 2);
    cp_votes_turn(&v);
    cp_votes_tally(&v, NULL, 0, c);
    assert_int_equal(c[0].agree, 1);
    assert_int_equal(c[0].disagree, 2);
    arena_close(&a);
}

int
votes_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sparse_votes_are_those_of_the_whole_table),
        cmocka_unit_test(keys_are_in_order_of_size_then_of_letters),
        cmocka_unit_test(a_file_of_rows_is_read_in_any_pieces),
        cmocka_unit_test(a_table_of_polis_is_read_in_any_pieces),
        cmocka_unit_test(what_is_wrong_is_said_with_its_line),
        cmocka_unit_test(bodies_are_the_rest_of_the_line_quoted_or_not),
        cmocka_unit_test(somebody_may_answer_a_million_times),
        cmocka_unit_test(
            a_time_of_0_is_earlier_than_others_and_later_than_before),
        cmocka_unit_test(groups_are_counted_by_themselves),
    };
    return cmocka_run_group_tests_name(
        "engine/opinion/votes", tests, NULL, NULL);
}
