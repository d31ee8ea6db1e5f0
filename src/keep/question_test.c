/* Questions as data: what is taken, what is refused, what may be answered. */
#include "keep/question.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int question_test(void);

#define HEAD                                                                   \
    "code,section,kind,required,may_skip,private,choices,min,max,show_if\n"

/* ---- Questions ------------------------------------------------------------
 */

static const char good[] = HEAD "role,you,choice,yes,,,nurse;doctor,,,\n"
                                "level,you,scale,,,,,1,5,role=nurse|doctor\n"
                                "why,you,long,,yes,yes,,,200,level>=3\n"
                                "speaks,more,language,,,,en;sw,,,\n"
                                "likes,more,tags,,,,a;b,,3,\n";

static void
questions_come_back_as_they_were(void **state)
{
    struct arena a;
    struct question_set set, again;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 8 << 20);
    assert_int_equal(questions_parse(&a, text_of(good), &set, &why), OK);
    assert_int_equal(set.n_questions, 5);
    assert_int_equal(set.n_sections, 2);
    text printed = questions_print(&a, &set);
    assert_int_equal(questions_parse(&a, printed, &again, &why), OK);
    assert_true(text_is_equal(questions_print(&a, &again), printed));
    arena_close(&a);
}

static void
what_is_no_questionnaire_is_refused(void **state)
{
    static const struct {
        const char *csv, *said;
    } cases[] = {
        { "code,colour\nx,red\n", "line 1: no column is called 'colour'" },
        { HEAD "x,s,riddle,,,,,,,\n", "line 2: there is no such kind" },
        { HEAD "x,s,short,maybe,,,,,,\n", "yes or no" },
        { HEAD "x,s,number,,,,,few,,\n", "numbers" },
        { HEAD "x,s,choice,,,,,,,\n", "it has no choices" },
        { HEAD "x,s,choice,,,,a;a,,,\n", "a choice is there twice" },
        { HEAD "x,s,choice,,,,A B,,,\n", "a choice is no code" },
        { HEAD "X!,s,short,,,,,,,\n", "its code is no code" },
        { HEAD "x,s,short,,,,,,,\nx,s,short,,,,,,,\n", "twice" },
        { HEAD "x,s,scale,,,,,1,,\n", "a scale has min and max" },
        { HEAD "x,s,scale,,,,,0,99,\n", "a scale has min and max" },
        { HEAD "x,s,number,,,,,3,1,\n", "min is over max" },
        { HEAD "x,s,short,,,,,,,y=1\n", "no earlier question" },
        { HEAD "x,s,short,,,,,,,x=1\n", "no earlier question" },
        { HEAD "a,s,choice,,,,p;q,,,\nx,s,short,,,,,,,a=z\n",
            "a choice that there is not" },
        { HEAD "a,s,choice,,,,p;q,,,\nx,s,short,,,,,,,a>=1\n", "no number" },
        { HEAD "a,s,short,,,,,,,\nb,t,short,,,,,,,\nc,s,short,,,,,,,\n",
            "its section was left before" },
        { HEAD "\"open,s,short\n", "line 2" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a;
        struct question_set set;
        struct why why = { 0 };
        arena_open(&a, 8 << 20);
        assert_int_equal(questions_parse(&a, text_of(cases[i].csv), &set, &why),
            ERR_BAD_INPUT);
        if (strstr(why.text, cases[i].said) == NULL)
            fail_msg("%s: %s", cases[i].csv, why.text);
        arena_close(&a);
    }
}

static void
an_answer_is_what_its_kind_allows(void **state)
{
    static const struct {
        struct question q;
        const char *value;
        bool is_good;
    } cases[] = {
        { { .kind = QUESTION_CHOICE }, "a", true },
        { { .kind = QUESTION_CHOICE }, "z", false },
        { { .kind = QUESTION_SEVERAL }, "a;b", true },
        { { .kind = QUESTION_SEVERAL }, "a;z", false },
        { { .kind = QUESTION_SEVERAL, .has_max = true, .max = 1 }, "a;b",
            false },
        { { .kind = QUESTION_SCALE,
              .has_min = true,
              .min = 1,
              .has_max = true,
              .max = 5 },
            "5", true },
        { { .kind = QUESTION_SCALE,
              .has_min = true,
              .min = 1,
              .has_max = true,
              .max = 5 },
            "6", false },
        { { .kind = QUESTION_SCALE,
              .has_min = true,
              .min = 1,
              .has_max = true,
              .max = 5 },
            "2.5", false },
        { { .kind = QUESTION_NUMBER }, "-12.5", true },
        { { .kind = QUESTION_NUMBER }, "1e999", false },
        { { .kind = QUESTION_NUMBER }, "many", false },
        { { .kind = QUESTION_DATE }, "2026-02-28", true },
        { { .kind = QUESTION_DATE }, "2026-02-30", false },
        { { .kind = QUESTION_DATES }, "2026-05-04/2026-05-15", true },
        { { .kind = QUESTION_DATES }, "2026-05-15/2026-05-04", false },
        { { .kind = QUESTION_DATES }, "2026-05-15", false },
        { { .kind = QUESTION_LANGUAGE }, "a:4;b:1", true },
        { { .kind = QUESTION_LANGUAGE }, "a:5", false },
        { { .kind = QUESTION_LANGUAGE }, "z:1", false },
        { { .kind = QUESTION_TAGS }, "a;clean water", true },
        { { .kind = QUESTION_PLACE }, "01hv5m2n0ck3p", true },
        { { .kind = QUESTION_PLACE }, "Kisumu", false },
        { { .kind = QUESTION_SHORT, .has_max = true, .max = 3 }, "four",
            false },
    };
    static const text choices[] = { TEXT_INIT("a"), TEXT_INIT("b") };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct question q = cases[i].q;
        q.choices = choices;
        q.n_choices = 2;
        struct value_fault f = value_check(&q, text_of(cases[i].value), &a);
        if ((f.phrase == NULL) != cases[i].is_good)
            fail_msg("%s %s: %s", question_kinds[q.kind], cases[i].value,
                f.phrase == NULL ? "taken" : f.phrase);
    }
    arena_close(&a);
}

static void
a_question_hangs_on_another_and_on_what_that_hangs_on(void **state)
{
    struct arena a;
    struct question_set set;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 8 << 20);
    assert_int_equal(questions_parse(&a, text_of(good), &set, &why), OK);
    text values[5] = { { 0 } };
    assert_true(question_is_shown(&set, 0, values));
    assert_false(question_is_shown(&set, 1, values));
    values[0] = TEXT("nurse");
    assert_true(question_is_shown(&set, 1, values));
    values[1] = TEXT("3");
    assert_true(question_is_shown(&set, 2, values));
    values[1] = TEXT("2");
    assert_false(question_is_shown(&set, 2, values));
    values[1] = TEXT("5");
    values[0] = (text){ 0 };
    assert_false(question_is_shown(&set, 2, values));
    arena_close(&a);
}

int
question_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_come_back_as_they_were),
        cmocka_unit_test(what_is_no_questionnaire_is_refused),
        cmocka_unit_test(an_answer_is_what_its_kind_allows),
        cmocka_unit_test(a_question_hangs_on_another_and_on_what_that_hangs_on),
    };
    return cmocka_run_group_tests_name("keep/question", tests, NULL, NULL);
}
