/* What people say about themselves: asked with its purpose, never demanded,
 * kept apart from who they are, gone when they go. */
#include "base/key.h"
#include "decide/heard/about.h"
#include "decide/proposal/proposal.h"
#include "support/board_cast.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int about_test(void);

struct told {
    struct board_cast c;
    text questions; /* "/en/partnership/KEY/heard/questions" */
    text about;     /* "/en/conversation/KEY/answer/about" */
};

static text
key_of(struct house *h, const char *sql)
{
    return key_print(
        board_cast_count(h, sql), arena_new(h->d->arena, char, KEY_LENGTH));
}

static text
joined(struct house *h, text page, const char *what)
{
    return arena_print(h->d->arena, "%.*s%s", TEXT_ARG(page), what);
}

static void
told_open(
    struct house *h, struct support *s, struct support_db *d, struct told *t)
{
    board_cast_open(h, s, d, &t->c);
    house_enter(h, t->c.lead);
    text p = arena_print(d->arena, "/en/partnership/%.*s",
        TEXT_ARG(key_print(house_key(h, "partnership", "p"),
            arena_new(d->arena, char, KEY_LENGTH))));
    t->questions = joined(h, p, "/heard/questions");
    assert_int_equal(house_post(h, joined(h, p, "/conversations").ptr,
                         "name=Why+late%3F&lang=en&opened_to=sides&"
                         "closes_on=2099-01-01&statements=The+road+is+bad&"
                         "side1=Kendu+Bay&side2="),
        303);
    text talk = arena_print(d->arena, "/en/conversation/%.*s",
        TEXT_ARG(key_of(h, "SELECT id FROM conversation")));
    assert_int_equal(house_post(h, joined(h, talk, "/open").ptr, ""), 303);
    t->about = joined(h, talk, "/answer/about");
}

static void
answer_first(struct house *h, const struct told *t)
{
    text page = text_slice(t->about, 0, t->about.len - 6);
    text fields =
        arena_print(h->d->arena, "statement=%.*s&vote=agree&unit=%.*s",
            TEXT_ARG(key_of(h, "SELECT id FROM statement")),
            TEXT_ARG(key_of(h,
                "SELECT id FROM conversation_unit WHERE name = 'Kendu Bay'")));
    assert_int_equal(
        house_post(h, arena_c_string(h->d->arena, page), fields.ptr), 303);
}

static void
say_about(struct house *h, const struct told *t, const char *group)
{
    text sql = arena_print(
        h->d->arena, "SELECT id FROM about_group WHERE name = '%s'", group);
    text fields = arena_print(
        h->d->arena, "about1=%.*s&about2=no", TEXT_ARG(key_of(h, sql.ptr)));
    assert_int_equal(house_post(h, t->about.ptr, fields.ptr), 303);
}

static void
questions_of_the_house_are_switched_on_and_asked(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told t;
        told_open(&h, s, d, &t);
        assert_int_equal(
            house_post(&h, t.questions.ptr, "age=on&area=on"), 303);
        /* sent again they are not there twice */
        assert_int_equal(
            house_post(&h, t.questions.ptr, "age=on&area=on"), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM about_question"), 2);
        text area = arena_print(d->arena, "%.*s/%.*s", TEXT_ARG(t.questions),
            TEXT_ARG(key_of(
                &h, "SELECT id FROM about_question WHERE topic = 'area'")));
        assert_int_equal(
            house_post(&h, area.ptr,
                "lines=Kendu+Bay%3B+15600%0A%3Cb%3ENorth%3B+21%25"),
            303);
        assert_int_equal(
            house_post(&h, area.ptr, "lines=Kendu+Bay%3B+15,600"), 422);
        house_says(&h, "After the ; stands a number");
        assert_int_equal(house_get(&h, t.questions.ptr), 200);
        house_says(&h, "15,600");
        house_says(&h, "&lt;b&gt;North");
        house_enter(&h, t.c.asha);
        assert_int_equal(house_get(&h, t.questions.ptr), 403);
        assert_int_equal(house_get(&h, t.about.ptr), 200);
        house_says(&h, "Answer first");
        answer_first(&h, &t);
        assert_int_equal(house_get(&h, t.about.ptr), 200);
        house_says(&h, "So that we see whether young and old are heard.");
        house_says(&h, "I would rather not say");
        text sw = arena_print(
            d->arena, "/sw%.*s", TEXT_ARG(text_slice(t.about, 3, t.about.len)));
        assert_int_equal(house_get(&h, sw.ptr), 200);
        house_says(&h, "Una umri gani?");
        assert_true(h.body.len < 14'000);
        house_close(&h);
    }
}

static void
what_is_said_is_kept_apart_changed_and_forgotten(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told t;
        told_open(&h, s, d, &t);
        assert_int_equal(house_post(&h, t.questions.ptr, "age=on&sex=on"), 303);
        house_enter(&h, t.c.asha);
        answer_first(&h, &t);
        say_about(&h, &t, "30 to 44");
        say_about(&h, &t, "45 to 59");
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM about_answer"), 2);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM about_answer WHERE group_id IS NULL"),
            1);
        /* by no key of a person; nor does the log say who it was */
        assert_int_equal(
            board_cast_count(&h,
                arena_print(d->arena,
                    "SELECT count(*) FROM about_answer WHERE subject_id = %lld",
                    (long long)t.c.asha)
                    .ptr),
            0);
        assert_int_equal(
            board_cast_count(&h,
                arena_print(d->arena,
                    "SELECT count(*) FROM audit WHERE actor_id = %lld AND "
                    "action = 'answer'",
                    (long long)t.c.asha)
                    .ptr),
            0);
        assert_int_equal(house_get(&h, t.about.ptr), 200);
        house_says(&h, " checked");
        /* a group that is none is not kept, and said to be wrong */
        assert_int_equal(
            house_post(&h, t.about.ptr, "about1=0000000000001"), 422);
        assert_int_equal(house_post(&h, t.about.ptr, "about1="), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM about_answer"), 0);
        say_about(&h, &t, "30 to 44");
        assert_int_equal(
            house_post(&h, t.about.ptr, "hard2=on&hard_words=The+door"), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM barrier_mark"), 2);
        text back = arena_print(d->arena, "%.*s/withdraw",
            TEXT_ARG(text_slice(t.about, 0, t.about.len - 6)));
        assert_int_equal(house_post(&h, back.ptr, ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM about_answer"), 0);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM barrier_mark"), 0);
        house_close(&h);
    }
}

static enum err
forget_them(struct db *writer, struct arena *a, void *cast)
{
    const struct agree_cast *c = cast;
    return proposal_erase_person(writer, a, c->people[0]);
}

static void
who_answers_a_proposal_says_it_too_and_takes_it_with_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "/en/partnership/%.*s/heard/questions",
                    TEXT_ARG(key_print(
                        c.partnership, arena_new(d->arena, char, KEY_LENGTH))))
                    .ptr,
                "age=on"),
            303);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_page(&h, &c, "/about"), 200);
        house_says(&h, "Answer first");
        assert_int_equal(agree_answer(&h, &c, c.people[0], "agree", ""), 303);
        house_enter(&h, c.people[0]);
        assert_int_equal(
            agree_post(&h, &c, "/about", "about1=no&hard3=on"), 303);
        assert_int_equal(agree_count(&h,
                             "SELECT count(*) FROM about_answer a JOIN "
                             "proposal_voice v ON v.number = a.subject_id"),
            1);
        house_enter(&h, c.stranger);
        assert_int_equal(agree_post(&h, &c, "/about", "about1=no"), 200);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM about_answer"), 1);
        assert_int_equal(db_write(d->db, d->arena, forget_them, &c), OK);
        assert_int_equal(agree_count(&h,
                             "SELECT count(*) + (SELECT count(*) FROM "
                             "barrier_mark) FROM about_answer"),
            0);
        house_close(&h);
    }
}

int
about_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(questions_of_the_house_are_switched_on_and_asked),
        support_test(what_is_said_is_kept_apart_changed_and_forgotten),
        support_test(who_answers_a_proposal_says_it_too_and_takes_it_with_them),
    };
    return cmocka_run_group_tests_name("decide/about", tests, NULL, NULL);
}
