/* What coordinators see of answers: counts, and words by themselves. */
#include "support/house.h"

#include "base/key.h"
#include "os/file.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int questionnaire_results_test(void);

static void
make_house(struct house *h)
{
    struct why why = { 0 };
    text dir = arena_print(h->d->arena, "%s/q-%s", h->s->folder, h->d->label);
    const struct {
        const char *name, *content;
    } files[] = {
        { "questionnaire.csv",
            "code,name,kind,language,answered_by,is_repeated,is_open\n"
            "me,Me,reflection,en,person,no,yes\n" },
        { "questionnaire/me.csv",
            "code,section,kind,required,may_skip,private,choices,min,max,"
            "show_if\nrole,a,choice,,,,nurse;doctor;chief,,,\n"
            "why,a,long,,,,,,,\nmore,a,short,,,,,,,\nsecret,a,short,,,yes,,,,"
            "\n" },
        { "questionnaire/me.en.csv",
            "key,text\ntitle,Me\nrole,Role?\nrole:nurse,Nurse\n"
            "role:doctor,Doctor\nrole:chief,Chief\nwhy,Why?\nmore,More?\n"
            "secret,Secret?\n" },
    };
    assert_int_equal(file_make_folder(arena_print(h->d->arena,
                                          "%.*s/questionnaire", TEXT_ARG(dir)),
                         &why),
        OK);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_int_equal(file_write(arena_print(h->d->arena, "%.*s/%s",
                                        TEXT_ARG(dir), files[i].name),
                             text_of(files[i].content), &why),
            OK);
    house_import_folder(h, arena_c_string(h->d->arena, dir));
}

/* The i-th of those who answered. */
static void
answer(struct house *h, int i)
{
    char sql[1200];
    snprintf(sql, sizeof sql,
        "INSERT INTO reply (id, questionnaire_id, version_id, person_id, "
        "about_id, turn, status, lang, started_at, saved_at, done_at) SELECT "
        "%d, q.id, v.id, %d, 0, 1, 'done', 'en', 1, 1, 1 FROM questionnaire q "
        "JOIN questionnaire_version v ON v.questionnaire_id = q.id;"
        "INSERT INTO reply_value (id, reply_id, question, value, saved_at) "
        "VALUES (%d, %d, 'role', '%s', 1), (%d, %d, 'why', 'why %d', 1), "
        "(%d, %d, 'more', '=SUM(%d)', 1), (%d, %d, 'secret', 'hush', 1)",
        i, i, 100 + i, i, i <= 5 ? "nurse" : "chief", 200 + i, i, i, 300 + i, i,
        i, 400 + i, i);
    support_exec(h->s, h->d->url, sql);
}

static int
count(text in, const char *what)
{
    int n = 0;
    for (ptrdiff_t at = text_find(in, text_of(what)); at >= 0;
         at = text_find(in, text_of(what))) {
        n++;
        in = text_slice(in, at + 1, in.len);
    }
    return n;
}

static void
the_table_of_results_has_counts_and_no_row_of_one_person(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char key[KEY_LENGTH];
        house_open(&h, s, d);
        make_house(&h);
        house_enter(&h, house_coordinator(&h, "co@x.example"));
        const char *csv =
            arena_print(d->arena, "/en/questionnaire/%.*s/results.csv",
                TEXT_ARG(key_print(house_key(&h, "questionnaire", "me"), key)))
                .ptr;
        for (int i = 1; i <= 4; i++)
            answer(&h, i);
        assert_int_equal(house_get(&h, csv), 200);
        assert_true(text_is_equal(h.body, TEXT("question,what,value,n\n")));
        for (int i = 5; i <= 7; i++)
            answer(&h, i);
        assert_int_equal(house_get(&h, csv), 200);
        house_says(&h, "role,answers,,7\n");
        house_says(&h, "role,choice,Doctor,0\n");
        house_says(&h, "role,choice,Chief,\n"); /* two: too few to say */
        house_says(&h, "role,choice,Nurse,\n"); /* else it would be the rest */
        house_is_silent_on(&h, "hush");
        house_is_silent_on(&h, "secret");
        for (int i = 1; i <= 7; i++) {
            house_says(&h, arena_print(d->arena, "why,words,why %d,\n", i).ptr);
            house_says(&h,
                arena_print(d->arena, "more,words,\"'=SUM(%d)\",\n", i).ptr);
        }
        assert_int_equal(count(h.body, "\n"), 1 + 4 + 2 * 8);
        /* the order says nothing: it is another one each time */
        text first = arena_copy(d->arena, h.body);
        bool is_other = false;
        for (int i = 0; i < 5; i++) {
            assert_int_equal(house_get(&h, csv), 200);
            assert_int_equal(h.body.len, first.len);
            is_other = is_other || !text_is_equal(h.body, first);
        }
        assert_true(is_other);
        house_close(&h);
    }
}

int
questionnaire_results_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(the_table_of_results_has_counts_and_no_row_of_one_person),
    };
    return cmocka_run_group_tests_name(
        "keep/questionnaire_results", tests, NULL, NULL);
}
