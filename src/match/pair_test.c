/* Pairs: offered by a facilitator, agreed by all. */
#include "base/key.h"
#include "keep/reply.h"
#include "os/clock.h"
#include "os/thread.h"
#include "support/cast.h"
#include "web/site.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int pair_test(void);

/* ---- Who sees it --- */

static void
what_is_proposed_is_seen_by_facilitators_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        int64_t out[] = { c.asha, c.bjorn, c.neighbour, c.stranger };
        for (int i = 0; i < 4; i++) {
            house_enter(&h, out[i]);
            assert_int_equal(house_get(&h, c.page), 404);
            assert_int_equal(house_get(&h, "/en/me/pairs"), 200);
            house_says(&h, "You are in no pair yet");
            assert_int_equal(
                house_post(&h, cast_at(&c, &h, "/offer"), ""), 404);
        }
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, c.page), 303);
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "Asha &quot;A&quot; O&#39;Brien");
        house_says(&h, "Björn &lt;b&gt;Ek&lt;/b&gt;");
        house_says(&h, "It decides nothing");
        house_enter(&h, c.boss);
        assert_int_equal(house_get(&h, c.page), 200);
        house_close(&h);
    }
}

static void
an_offer_asks_its_people_in_their_languages(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_is(&h, "offered");
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM mail WHERE kind = "
                             "'pair'"),
            2);
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM mail WHERE kind = "
                             "'pair' AND body LIKE '%/sw/pair/%'"),
            1);
        /* once more: nobody is asked twice */
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/offer"), ""), 409);
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM mail WHERE kind = "
                             "'pair'"),
            2);
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT status FROM match_state"),
            TEXT("offered")));
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, "/en/me/pairs"), 200);
        house_says(&h, "Your answer is asked for");
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "Lena Lead looked at it");
        house_says(&h, "Do you want to be in this pair?");
        house_says(&h, "registers");
        house_says(&h, "community work");
        house_says(&h, "youth");
        house_is_silent_on(&h, "budgets"); /* nobody sees another's list */
        house_is_silent_on(&h, "What they wished for");
        house_is_silent_on(&h, "malaria");
        int64_t out[] = { c.cleo, c.neighbour, c.stranger };
        for (int i = 0; i < 3; i++) {
            house_enter(&h, out[i]);
            assert_int_equal(house_get(&h, c.page), 404);
            assert_int_equal(
                house_post(&h, cast_at(&c, &h, "/answer"), "answer=yes"), 404);
            assert_int_equal(
                house_get(&h, cast_at(&c, &h, "/calendar.ics")), 404);
        }
        cast_is(&h, "offered");
        house_close(&h);
    }
}

/* ---- Yes and no --- */

static void
it_is_agreed_when_all_of_it_said_yes(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_is(&h, "offered");
        cast_yes(&h, &c, c.asha); /* a second yes is not the other's */
        cast_is(&h, "offered");
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "You said yes.");
        /* a facilitator does not answer for anybody */
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/answer"), "answer=yes"), 409);
        house_says(&h, "each for themselves");
        cast_is(&h, "offered");
        cast_yes(&h, &c, c.bjorn);
        cast_is(&h, "agreed");
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT status FROM match_state"),
            TEXT("running")));
        /* two offers, two who hear of it, one facilitator */
        assert_int_equal(
            cast_count(&h, "SELECT count(*) FROM mail WHERE kind = 'pair'"), 5);
        house_enter(&h, c.asha);
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/answer"), "answer=no"), 409);
        cast_is(&h, "agreed");
        house_close(&h);
    }
}

static void
why_somebody_said_no_is_for_facilitators_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        house_enter(&h, c.bjorn);
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/answer"),
                             "answer=no&reason=My+aunt+works+there"),
            303);
        cast_is(&h, "declined");
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "This pair did not come about");
        house_is_silent_on(&h, "aunt");
        house_is_silent_on(&h, "Björn");
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/answer"), "answer=yes"), 409);
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM mail WHERE body LIKE "
                             "'%aunt%'"),
            0);
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM audit WHERE detail "
                             "LIKE '%aunt%'"),
            0);
        /* who answered is not in the log */
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM audit WHERE action = "
                             "'answer' AND actor_id IS NOT NULL AND "
                             "actor_id <> 0"),
            0);
        /* nor beside the roles that ended with it */
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM audit WHERE kind = "
                             "'membership' AND action = 'change' AND actor_id "
                             "IS NOT NULL AND actor_id <> 0"),
            0);
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM membership WHERE ended_by "
                             "IS NOT NULL"),
            0);
        /* they are not paired again */
        assert_int_equal(
            cast_count(&h,
                "SELECT count(*) FROM match_rule WHERE kind = 'conflict' "
                "AND a_id = 2011 AND b_id = 2012"),
            1);
        house_close(&h);
    }
}

static void
nobody_agrees_with_somebody_who_was_removed_from_the_round(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        support_exec(s, d->url,
            "DELETE FROM match_person WHERE person_id IN (SELECT id FROM "
            "person WHERE name LIKE 'Asha%')");
        cast_yes(&h, &c, c.bjorn);
        cast_is(&h, "offered");
        house_close(&h);
    }
}

static void
an_answer_after_the_offer_was_taken_back_says_so(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        house_enter(&h, c.lead);
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/withdraw"),
                             "reason=Somebody+fell+ill"),
            303);
        cast_is(&h, "withdrawn");
        house_enter(&h, c.bjorn);
        assert_int_equal(
            house_post(&h, cast_at(&c, &h, "/answer"), "answer=yes"), 409);
        house_says(&h, "not open any more");
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "This offer was taken back");
        house_is_silent_on(&h, "ill");
        house_is_silent_on(&h, "Asha");
        cast_is(&h, "withdrawn");
        house_close(&h);
    }
}

static void
what_was_agreed_is_not_taken_back(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        house_enter(&h, c.lead);
        assert_int_equal(house_post(&h, cast_at(&c, &h, "/withdraw"), ""), 409);
        cast_is(&h, "agreed");
        house_close(&h);
    }
}

static void
three_are_agreed_when_the_third_said_yes_too(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        support_exec(s, d->url, "UPDATE match_pair SET third_id = 2013");
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        cast_is(&h, "offered");
        cast_yes(&h, &c, c.cleo);
        cast_is(&h, "agreed");
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "Cleo</h1>");
        house_close(&h);
    }
}

/* ---- At once --- */

/* A post on a connection of its own. */
struct poster {
    struct thread thread;
    struct house *h;
    struct db *db;
    struct arena arena;
    struct web_header headers[4];
    struct web_input in;
    int status;
};

static void
run_post(void *arg)
{
    struct poster *p = arg;
    struct web_output out = { .fd = -1 };
    site_answer(p->h->site, p->db, &p->arena, 0, &p->in, &out);
    p->status = out.status;
}

static void
make_ready(struct poster *p, struct house *h, const struct cast *c, int64_t who)
{
    struct why why;
    house_enter(h, who);
    text token = house_token(h);
    text body = arena_print(h->d->arena, "%.*s&answer=yes", TEXT_ARG(token));
    p->h = h;
    arena_open(&p->arena, 8 << 20);
    assert_int_equal(db_connect(&p->db, h->d->home, &why), OK);
    p->headers[0] = (struct web_header){ TEXT("Host"), TEXT("127.0.0.1") };
    p->headers[1] = (struct web_header){ TEXT("Cookie"),
        arena_print(h->d->arena, "__Host-cp=%.*s", TEXT_ARG(h->session)) };
    p->headers[2] =
        (struct web_header){ TEXT("Origin"), TEXT("http://127.0.0.1") };
    p->headers[3] = (struct web_header){ TEXT("Content-Type"),
        TEXT("application/x-www-form-urlencoded") };
    p->in = (struct web_input){ .method = WEB_POST,
        .target = text_of(cast_at(c, h, "/answer")),
        .headers = p->headers,
        .n_headers = 4,
        .body = body,
        .body_fd = -1,
        .body_size = body.len,
        .peer = TEXT("127.0.0.1"),
        .arrived_ns = monotonic_ns() };
}

static void
two_who_say_yes_at_once_have_agreed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        for (int i = 0; i < 8; i++) {
            struct poster *p = arena_new(d->arena, struct poster, 2);
            support_exec(s, d->url,
                "DELETE FROM match_answer; UPDATE match_pair SET status = "
                "'offered'; UPDATE match_state SET status = 'offered'");
            make_ready(&p[0], &h, &c, c.asha);
            make_ready(&p[1], &h, &c, c.bjorn);
            for (int k = 0; k < 2; k++)
                assert_int_equal(
                    thread_start(&p[k].thread, "poster", run_post, &p[k], NULL),
                    OK);
            for (int k = 0; k < 2; k++) {
                thread_join(&p[k].thread);
                assert_int_equal(p[k].status, 303);
                db_disconnect(p[k].db);
                arena_close(&p[k].arena);
            }
            cast_is(&h, "agreed");
        }
        house_close(&h);
    }
}

/* ---- Somebody drops out --- */

/* Asha, Björn and Cleo; all but one say yes, and that one drops out. */
static void
try_trio(void **state, int64_t gone, const char *status)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        support_exec(s, d->url, "UPDATE match_pair SET third_id = 2013");
        cast_offer(&h, &c);
        int64_t people[] = { c.asha, c.bjorn, c.cleo };
        for (int64_t i = 0; i < 3; i++)
            if (2011 + i != gone)
                cast_yes(&h, &c, people[i]);
        cast_is(&h, "offered");
        cast_drop_out(&h, &c, gone);
        cast_is(&h, status);
        assert_int_equal(cast_count(&h, "SELECT count(*) FROM match_gone"), 1);
        house_enter(&h, people[gone - 2011]);
        if (gone != 2011) {
            assert_int_equal(cast_count(&h,
                                 "SELECT count(*) FROM match_pair WHERE "
                                 "third_id IS NULL AND a_id = 2011"),
                1);
            assert_int_equal(house_get(&h, c.page), 404);
        }
        house_close(&h);
    }
}

static void
two_of_three_go_on_without_the_third(void **state)
{
    try_trio(state, 2013, "agreed");
}

static void
the_third_takes_the_place_of_one_of_their_side(void **state)
{
    try_trio(state, 2012, "agreed");
}

static void
two_of_one_side_are_no_pair(void **state)
{
    try_trio(state, 2011, "withdrawn");
}

static void
a_drop_out_ends_what_was_agreed_and_the_other_waits(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        char round[KEY_LENGTH];
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        cast_drop_out(&h, &c, 2012);
        cast_is(&h, "ended");
        /* Cleo waited: she is proposed */
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM match_pair WHERE "
                             "status = 'proposed' AND a_id = 2011 AND "
                             "b_id = 2013"),
            1);
        /* told is who is left, not who is gone */
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM mail WHERE body LIKE "
                             "'%hawezi kuendelea%' OR body LIKE '%inte "
                             "vara med längre%'"),
            1);
        assert_int_equal(house_get(&h,
                             arena_print(d->arena, "/en/round/%.*s/agree",
                                 TEXT_ARG(key_print(CAST_ROUND, round)))
                                 .ptr),
            200);
        house_says(&h, "found for those who waited");
        house_close(&h);
    }
}

/* ---- What they want to come of it --- */

static enum err
write_goals(struct db *writer, struct arena *a, void *arg)
{
    const int64_t *ids = arg; /* questionnaire, person */
    int64_t reply_id;
    struct reply_beginning begin = { .questionnaire_id = ids[0],
        .person_id = ids[1],
        .lang = TEXT("sw"),
        .now = 3 };
    enum err e = reply_begin(writer, a, &begin, &reply_id);
    return e == OK
        ? reply_save(writer, a, reply_id, TEXT("goals"),
              (struct given){ GIVEN, TEXT("Akina mama <wote> salama") }, 5)
        : e;
}

static void
a_counterpart_reads_what_the_other_wants_to_come_of_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        house_import_folder(&h, "example");
        int64_t ids[] = { house_key(&h, "questionnaire", "match-profile"),
            c.asha };
        assert_int_equal(db_write(d->db, d->arena, write_goals, ids), OK);
        support_ask(s, d->url,
            "UPDATE match_round SET questionnaire_id = (SELECT id FROM "
            "questionnaire WHERE code = 'match-profile') WHERE id = 2001 "
            "RETURNING 'done'");
        cast_offer(&h, &c);
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "What should be different when the exchange is over?");
        house_says(&h, "<p lang=\"sw\">Akina mama &lt;wote&gt; salama</p>");
        house_enter(&h, c.stranger);
        assert_int_equal(house_get(&h, c.page), 404);
        house_close(&h);
    }
}

int
pair_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_is_proposed_is_seen_by_facilitators_alone),
        support_test(an_offer_asks_its_people_in_their_languages),
        support_test(it_is_agreed_when_all_of_it_said_yes),
        support_test(why_somebody_said_no_is_for_facilitators_alone),
        support_test(
            nobody_agrees_with_somebody_who_was_removed_from_the_round),
        support_test(an_answer_after_the_offer_was_taken_back_says_so),
        support_test(what_was_agreed_is_not_taken_back),
        support_test(a_counterpart_reads_what_the_other_wants_to_come_of_it),
        support_test(three_are_agreed_when_the_third_said_yes_too),
        support_test(two_who_say_yes_at_once_have_agreed),
        support_test(two_of_three_go_on_without_the_third),
        support_test(the_third_takes_the_place_of_one_of_their_side),
        support_test(two_of_one_side_are_no_pair),
        support_test(a_drop_out_ends_what_was_agreed_and_the_other_waits),
    };
    return cmocka_run_group_tests_name("match/pair", tests, NULL, NULL);
}
