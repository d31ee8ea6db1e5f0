/* Who was heard in meetings and of voices: by the same questions, nothing that
 * is small, and nothing that is one person's. */
#include "base/key.h"
#include "decide/heard/heard_count.h"
#include "os/clock.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int heard_round_test(void);

struct round_cast {
    struct board_cast c;
    text p, question, young, old; /* keys */
};

static text
key_text(struct house *h, int64_t id)
{
    return key_print(id, arena_new(h->d->arena, char, KEY_LENGTH));
}

static void
cast_open(struct house *h, struct support *s, struct support_db *d,
    struct round_cast *c)
{
    board_cast_open(h, s, d, &c->c);
    house_import(h, "about_question.csv",
        "code,partnership,topic,name,why,position,is_on,source,year\n"
        "age,p,age,How old <are> you?,So that,1,yes,Census,2021\n");
    house_import(h, "about_group.csv",
        "code,question,position,name,population\nyoung,age,1,Under 18,0.3\n"
        "mid,age,2,Between,0.4\nold,age,3,75 or older,0.3\n");
    c->p = key_text(h, house_key(h, "partnership", "p"));
    c->question = key_text(h, house_key(h, "about_question", "age"));
    c->young = key_text(h, house_key(h, "about_group", "young"));
    c->old = key_text(h, house_key(h, "about_group", "old"));
}

static int
see(struct house *h, const char *format, text key)
{
    return house_get(h, arena_print(h->d->arena, format, TEXT_ARG(key)).ptr);
}

static int
put(struct house *h, const char *format, text key, const char *fields)
{
    return house_post(
        h, arena_print(h->d->arena, format, TEXT_ARG(key)).ptr, fields);
}

static void
who_was_at_a_meeting_is_said_without_small_numbers(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct round_cast c;
        cast_open(&h, s, d, &c);
        house_import(&h, "forum.csv",
            "code,partnership,name,zone,every,is_public,quorum\n"
            "f,p,Table <of> all,Europe/London,none,yes,1\n");
        house_import(&h, "forum_seat.csv",
            "code,forum,position,name,side,n_seats\nr,f,1,Residents,,3\n");
        house_import(&h, "sitting.csv",
            "code,forum,held_on,starts_at,place,status\n"
            "m,f,2026-01-05,18:30,Library,planned\n");
        text m = key_text(&h, house_key(&h, "sitting", "m"));
        text about = arena_print(d->arena, "/en/meeting/%.*s/about/%.*s",
            TEXT_ARG(m), TEXT_ARG(c.question));
        house_enter(&h, c.c.lead);
        assert_int_equal(see(&h, "/en/meeting/%.*s/there", m), 200);
        house_is_silent_on(&h, "of each group");
        assert_int_equal(
            put(&h, "/en/meeting/%.*s/there", m, "there_0=3&others=27"), 303);
        assert_int_equal(see(&h, "/en/meeting/%.*s/there", m), 200);
        house_says(&h, "How old &lt;are&gt; you?");
        assert_int_equal(house_get(&h, about.ptr), 200);
        house_says(&h, "30 people were there");
        /* more than were there */
        assert_int_equal(house_post(&h, about.ptr, "n_0=3&n_1=20&n_2=8"), 422);
        house_says(&h, "more people than were there");
        house_says(&h, "value=\"20\"");
        assert_int_equal(
            house_post(&h, about.ptr, "n_0=3&n_1=20&n_2=6&n_3=1"), 303);
        assert_int_equal(house_get(&h, about.ptr), 200);
        house_says(&h, "value=\"20\"");
        /* typed once more: in its place */
        assert_int_equal(
            house_post(&h, about.ptr, "n_0=3&n_1=19&n_2=7&n_3=1"), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT sum(n) FROM about_tally"), 30);
        /* a stranger to the group does not see what was typed */
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, about.ptr), 303);
        assert_int_equal(see(&h, "/en/heard/%.*s", m), 200);
        house_says(&h, "not looked at yet");
        assert_int_equal(see(&h, "/en/meeting/%.*s", m), 200);
        house_says(&h, "Who was heard, and who is missing");
        /* a week later */
        assert_int_equal(
            heard_sweep(d->db, d->arena, now_s() + 8 * 86'400), OK);
        assert_int_equal(see(&h, "/en/heard/%.*s", m), 200);
        house_says(&h, "Who was heard: Table &lt;of&gt; all");
        house_says(&h, "30 people took part");
        house_says(&h, "not shown");
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM heard_line WHERE n BETWEEN 1 AND 4"),
            0);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM heard_line"), 5);
        /* what was typed is gone, and nothing is typed after it */
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM about_tally"), 0);
        house_enter(&h, c.c.lead);
        assert_int_equal(house_post(&h, about.ptr, "n_0=9"), 200);
        house_says(&h, "It is published, and is changed no more.");
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM about_tally"), 0);
        house_close(&h);
    }
}

static void
who_told_says_it_under_a_key_of_chance(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct round_cast c;
        cast_open(&h, s, d, &c);
        text old = arena_print(d->arena, "about1=%.*s", TEXT_ARG(c.old));
        text young = arena_print(d->arena, "about1=%.*s", TEXT_ARG(c.young));
        house_enter(&h, c.c.asha);
        for (int i = 0; i < 2; i++)
            assert_int_equal(put(&h, "/en/partnership/%.*s/voices/tell", c.p,
                                 "words=Kiboko&lang=sw&shown_to=public"),
                303);
        text one =
            key_text(&h, board_cast_count(&h, "SELECT min(id) FROM voice"));
        text two =
            key_text(&h, board_cast_count(&h, "SELECT max(id) FROM voice"));
        assert_int_equal(see(&h, "/en/voice/%.*s/mine", one), 200);
        house_says(&h, "/mine/about");
        assert_int_equal(see(&h, "/en/voice/%.*s/mine/about", one), 200);
        house_says(&h, "How old &lt;are&gt; you?");
        assert_int_equal(
            put(&h, "/en/voice/%.*s/mine/about", one, old.ptr), 303);
        /* of the other that they told it is the same, once */
        assert_int_equal(see(&h, "/en/voice/%.*s/mine/about", two), 200);
        house_says(&h, "checked");
        assert_int_equal(
            put(&h, "/en/voice/%.*s/mine/about", two, young.ptr), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM about_answer"), 1);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM about_answer a JOIN "
                             "voice_link l ON l.id = a.subject_id OR "
                             "l.voice_id = a.subject_id OR l.person_id = "
                             "a.subject_id"),
            0);
        /* nobody else's */
        house_enter(&h, c.c.bjorn);
        assert_int_equal(see(&h, "/en/voice/%.*s/mine/about", one), 404);
        assert_int_equal(
            put(&h, "/en/voice/%.*s/mine/about", one, old.ptr), 404);
        /* told of a partnership: of few nothing is said, and no title */
        assert_int_equal(
            heard_sweep(d->db, d->arena, now_s() + 8 * 86'400), OK);
        house_enter(&h, 0);
        assert_int_equal(see(&h, "/en/heard/%.*s", c.p), 200);
        house_says(&h, "Who was heard: Voices");
        house_says(&h, "fewer than 5 people took part");
        /* taken back, one after the other: with the last it goes */
        house_enter(&h, c.c.asha);
        assert_int_equal(put(&h, "/en/voice/%.*s/mine/withdraw", one, ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM about_answer"), 1);
        assert_int_equal(put(&h, "/en/voice/%.*s/mine/withdraw", two, ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM about_answer"), 0);
        assert_int_equal(
            put(&h, "/en/voice/%.*s/mine/about", two, old.ptr), 404);
        house_close(&h);
    }
}

/* Two pages about two voices of one account, sent in one instant: they are one
 * person, and counted once. */
static void
who_told_twice_is_one_person_even_in_one_instant(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct round_cast c;
        cast_open(&h, s, d, &c);
        house_enter(&h, c.c.asha);
        for (int round = 0; round < 3; round++) {
            struct house_beside posts[4];
            support_exec(s, d->url, "DELETE FROM about_answer");
            support_exec(s, d->url, "DELETE FROM voice");
            support_exec(s, d->url, "DELETE FROM voice_link");
            for (int i = 0; i < 4; i++)
                assert_int_equal(
                    put(&h, "/en/partnership/%.*s/voices/tell", c.p,
                        "words=Kiboko&lang=sw&shown_to=public"),
                    303);
            for (int i = 0; i < 4; i++) {
                int64_t id = board_cast_count(&h,
                    arena_print(d->arena,
                        "SELECT id FROM voice ORDER BY id LIMIT 1 OFFSET %d", i)
                        .ptr);
                posts[i] = (struct house_beside){ .session = h.session,
                    .target = arena_print(d->arena, "/en/voice/%.*s/mine/about",
                        TEXT_ARG(key_text(&h, id))),
                    .fields = arena_print(d->arena, "%.*s&about1=%.*s",
                        TEXT_ARG(house_token(&h)),
                        TEXT_ARG(i % 2 == 0 ? c.old : c.young)) };
            }
            house_post_beside(&h, posts, 4);
            for (int i = 0; i < 4; i++)
                assert_int_equal(posts[i].status, 303);
            assert_int_equal(
                board_cast_count(&h, "SELECT count(*) FROM about_answer"), 1);
            assert_int_equal(
                board_cast_count(
                    &h, "SELECT count(DISTINCT about_id) FROM voice_link"),
                1);
        }
        house_close(&h);
    }
}

int
heard_round_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(who_was_at_a_meeting_is_said_without_small_numbers),
        support_test(who_told_says_it_under_a_key_of_chance),
        support_test(who_told_twice_is_one_person_even_in_one_instant),
    };
    return cmocka_run_group_tests_name("decide/heard_round", tests, NULL, NULL);
}
