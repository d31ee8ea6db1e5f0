/* Volunteers and quotas as somebody saved them. */
#include "engine/panel/read.h"

#include "support/panel_case.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int panel_read_test(void);

static const char PEOPLE[] = "id,home,age,area\n"
                             "a,1,young,north\n"
                             "b,1,old,north\n"
                             "c,,old,south\n"
                             "d,2,\"young\",\n";
static const char QUOTAS[] = "feature,value,min,max\n"
                             "age,young,1,1\n"
                             "area,north,0,2\n";

static enum err
read(struct cp_panel_read *to, struct arena *a, const char *people,
    const char *quotas, const char *households, int32_t size, struct why *why)
{
    return cp_panel_read(to, a, text_of(people), text_of(quotas),
        text_of(households), size, panel_case_hash, why);
}

static void
people_and_quotas_are_read_as_they_are_meant(void **state)
{
    struct arena a;
    struct cp_panel_read r;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 16 << 20);
    assert_int_equal(read(&r, &a, PEOPLE, QUOTAS, "home", 2, &why), OK);
    assert_int_equal(r.pool.n_people, 4);
    assert_int_equal(r.pool.n_features, 2);
    assert_int_equal(r.pool.n_lines, 2);
    assert_int_equal(r.pool.lines[1].line, 3);
    assert_true(text_is_equal(r.pool.people[3].id, TEXT("d")));
    assert_int_equal(r.pool.people[0].household, r.pool.people[1].household);
    assert_int_equal(r.pool.people[2].household, -1);
    assert_int_equal(r.pool.people[0].values[0], r.pool.people[3].values[0]);
    assert_int_equal(r.n_unsaid, 1); /* d said no area: a value of its own */
    assert_int_equal(read(&r, &a,
                         "person;ticket;must_be_in;may_not;age\n"
                         "x;17;yes;;old\ny;4;no;1;old\nz;9;;;young\n",
                         "category,name,minimum,maximum,may_lower,may_raise\n"
                         "age,old,1,1,0,\n",
                         NULL, 1, &why),
        OK);
    assert_int_equal(r.pool.people[0].standing, CP_PANEL_MUST);
    assert_int_equal(r.pool.people[1].standing, CP_PANEL_MAY_NOT);
    assert_int_equal(r.pool.people[1].ticket, 4);
    assert_int_equal(r.pool.lines[0].may_lower, 0);
    assert_int_equal(r.pool.lines[0].may_raise, -1);
    arena_close(&a);
}

static void
the_list_seed_and_tickets_are_of_the_people_not_of_their_order(void **state)
{
    struct arena a;
    struct cp_panel_read r, s;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 16 << 20);
    assert_int_equal(read(&r, &a, PEOPLE, QUOTAS, NULL, 2, &why), OK);
    assert_int_equal(read(&s, &a,
                         "area,age,id,note\nsouth,old,c,x\n,young,d,\n"
                         "north,young,a,\nnorth,old,b,y\n",
                         "value,feature,max,min\nnorth,area,2,0\n"
                         "young,age,1,1\n",
                         NULL, 2, &why),
        OK);
    assert_true(text_is_equal(r.list_seed, s.list_seed));
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 4; k++)
            if (text_is_equal(r.pool.people[i].id, s.pool.people[k].id))
                assert_int_equal(
                    r.pool.people[i].ticket, s.pool.people[k].ticket);
    assert_int_equal(read(&s, &a,
                         "id,age,area\na,young,north\nb,old,north\n"
                         "c,old,south\nd,young,south\n",
                         QUOTAS, NULL, 2, &why),
        OK);
    assert_false(text_is_equal(r.list_seed, s.list_seed));
    arena_close(&a);
}

static void
what_cannot_be_used_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *people, *quotas, *households, *says;
        int32_t size;
    } cases[] = {
        { PEOPLE, QUOTAS, NULL, "a panel has at least one seat, not 0", 0 },
        { PEOPLE, QUOTAS, NULL, "a panel of 5 cannot be drawn from 4 people",
            5 },
        { "", QUOTAS, NULL, "people: a header and nothing under it", 1 },
        { "id,age\n", QUOTAS, NULL, "people: a header and nothing under it",
            1 },
        { PEOPLE, "", NULL, "quotas: a header and nothing under it", 1 },
        { "name,age,area\nx,young,n\n", QUOTAS, NULL,
            "people: there is no column \"id\"", 1 },
        { PEOPLE, "feature,value,min\nage,old,1\n", NULL,
            "quotas: there is no column \"max\"", 1 },
        { PEOPLE, "feature,value,min,max\nheight,tall,1,1\n", NULL,
            "quotas, line 2: people have no column \"height\"", 1 },
        { PEOPLE, "feature,value,min,max\nage,old,1,many\n", NULL,
            "quotas, line 2: max is a whole number, 0 or more, not \"many\"",
            1 },
        { PEOPLE, "feature,value,min,max\nage,old,-1,1\n", NULL,
            "quotas, line 2: min is a whole number, 0 or more, not \"-1\"", 1 },
        { PEOPLE, "feature,value,min,max\nage,old,2,1\n", NULL,
            "quotas: line 2, age old: the minimum 2 is above the maximum 1",
            1 },
        { PEOPLE, "feature,value,min,max\nage,old,1,1\nage,old,1,1\n", NULL,
            "quotas: line 3, age old: there is a line for it already", 1 },
        { "id,age,area\na,old,n\nb,old,n\na,old,n\n", QUOTAS, NULL,
            "people, line 4: \"a\" stands on line 2 already", 1 },
        { "id,age,area\na,old,n\n,old,n\n", QUOTAS, NULL,
            "people, line 3: nobody's id", 1 },
        { "id,age,area\na,old,n\nb,old\n", QUOTAS, NULL,
            "people, line 3: 2 fields, and the header has 3", 1 },
        { "id,ticket,age,area\na,1,old,n\nb,1,old,n\n", QUOTAS, NULL,
            "a and b have the same ticket, 1", 1 },
        { "id,ticket,age,area\na,one,old,n\n", QUOTAS, NULL,
            "people, line 2: a ticket is a whole number, not \"one\"", 1 },
        { "id,must_be_in,age,area\na,maybe,old,n\n", QUOTAS, NULL,
            "people, line 2: must_be_in is yes or no, not \"maybe\"", 1 },
        { "id,must_be_in,may_not,age,area\na,1,1,old,n\n", QUOTAS, NULL,
            "people, line 2: \"a\" must be in and may not", 1 },
        { "id,must_be_in,age,area\na,1,old,n\nb,1,old,n\n", QUOTAS, NULL,
            "2 people must be in, and the panel has 1 seats", 1 },
        { PEOPLE, QUOTAS, "family",
            "people: there is no column \"family\" of households", 1 },
        { "id,age\na,\"old\n", QUOTAS, NULL, "people, line 2: ", 1 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a;
        struct cp_panel_read r;
        struct why why = { 0 };
        arena_open(&a, 16 << 20);
        assert_int_equal(read(&r, &a, cases[i].people, cases[i].quotas,
                             cases[i].households, cases[i].size, &why),
            ERR_BAD_INPUT);
        if (strncmp(why.text, cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg("\"%s\" and not \"%s\"", why.text, cases[i].says);
        arena_close(&a);
    }
}

int
panel_read_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_and_quotas_are_read_as_they_are_meant),
        cmocka_unit_test(
            the_list_seed_and_tickets_are_of_the_people_not_of_their_order),
        cmocka_unit_test(what_cannot_be_used_is_refused_with_its_line),
    };
    return cmocka_run_group_tests_name("engine/panel/read", tests, NULL, NULL);
}
