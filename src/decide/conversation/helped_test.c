/* Answers that another brings in: for one person, from paper typed twice, by
 * short messages, and hands in a meeting. */
#include "base/key.h"
#include "decide/conversation/helped.h"
#include "os/clock.h"
#include "support/talk_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int helped_test(void);

static text
entry(struct house *h, const char *more)
{
    return arena_print(h->d->arena,
        "unit=%.*s&mode=telephone&words=own&read_back=yes&may_count=on&s1="
        "agree&s3=disagree%s",
        TEXT_ARG(talk_key(
            h, "SELECT id FROM conversation_unit WHERE name = 'Oyugis'")),
        more);
}

static void
let_help(struct house *h, const struct talk *t, int64_t person_id)
{
    house_enter(h, t->c.lead);
    assert_int_equal(house_post(h, talk_at(h, t, "/helper").ptr,
                         arena_print(h->d->arena, "person=%.*s",
                             TEXT_ARG(conversation_key(h->d->arena, person_id)))
                             .ptr),
        303);
}

static void
who_was_helped_has_a_receipt_and_the_helper_sees_no_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "sides");
        text help = talk_at(&h, &t, "/help");
        house_enter(&h, t.c.asha);
        assert_int_equal(house_get(&h, help.ptr), 404);
        assert_int_equal(house_post(&h, help.ptr, entry(&h, "").ptr), 404);
        let_help(&h, &t, t.c.asha);
        house_enter(&h, t.c.asha);
        assert_int_equal(house_get(&h, help.ptr), 200);
        house_is_silent_on(&h, "Who may write down for others");
        text no = arena_print(
            d->arena, "%.*s&own=Soko+liko+mbali", TEXT_ARG(entry(&h, "")));
        assert_int_equal(house_post(&h, help.ptr, no.ptr), 422);
        house_says(&h, "only if they agree");
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM participant"), 0);
        text body =
            arena_print(d->arena, "%.*s&%.*s", TEXT_ARG(house_token(&h)),
                TEXT_ARG(entry(&h,
                    "&own=Soko+liko+mbali&own_lang=sw&may_use=on&place=Rodi")));
        assert_int_equal(house_ask(&h, WEB_POST, help, body, 0), 200);
        house_says(&h, "It is shown this once");
        ptrdiff_t from = text_find(h.body, TEXT("<p class=\"code\">"));
        text rest,
            code = arena_copy(d->arena,
                text_cut(
                    text_slice(h.body, from + 16, h.body.len), '<', &rest));
        /* sent again: the same person, the same receipt */
        assert_int_equal(house_ask(&h, WEB_POST, help, body, 0), 200);
        house_says(&h, code.ptr);
        assert_int_equal(
            talk_count(&h,
                "SELECT count(*) * 100 + (SELECT count(*) FROM answer) * 10 + "
                "(SELECT count(*) FROM statement WHERE status = 'waits') FROM "
                "participant WHERE way = 'helped'"),
            121);
        /* the person changes it; nothing leads the helper there */
        house_enter(&h, 0);
        text own = arena_print(d->arena, "/en/say/%.*s", TEXT_ARG(code));
        assert_int_equal(talk_vote(&h, own, 1, NULL, "disagree"), 303);
        house_enter(&h, t.c.asha);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_is_silent_on(&h, code.ptr);
        assert_int_equal(
            house_get(&h, talk_at(&h, &t, "/answer/mine").ptr), 200);
        house_says(&h, "not answered anything");
        house_enter(&h, 0);
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "%.*s/withdraw", TEXT_ARG(own)).ptr, ""),
            303);
        assert_int_equal(
            talk_count(&h,
                "SELECT count(*) + (SELECT count(*) FROM answer) FROM "
                "participant_help"),
            0);
        house_close(&h);
    }
}

static int
type(struct house *h, const struct talk *t, const char *turn, const char *rows)
{
    return house_post(h, talk_at(h, t, "/paper").ptr,
        arena_print(h->d->arena, "turn=%s&rows=%s", turn, rows).ptr);
}

static void
paper_counts_when_it_was_typed_twice_alike(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "slips");
        assert_int_equal(house_get(&h, talk_at(&h, &t, "/form").ptr), 200);
        house_says(&h, "Sheet number");
        assert_int_equal(
            type(&h, &t, "1", "1%3B+Oyugis%3B+1a+2d%0A2%3B2%3B1a+9d"), 422);
        house_says(&h, "Line 2: there is no statement 9");
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM paper_sheet"), 0);
        assert_int_equal(type(&h, &t, "1",
                             "1%3B+Oyugis%3B+1a+2d%0A2%3B2%3B1a+3d%0A3%3B+"
                             "Kendu+Bay%3B+1p"),
            303);
        text count = talk_at(&h, &t, "/paper/count");
        assert_int_equal(house_post(&h, count.ptr, ""), 303);
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM participant"), 0);
        assert_int_equal(
            type(&h, &t, "2", "1%3B+Oyugis%3B+2D+1A%0A2%3B2%3B1a+3a"), 303);
        assert_int_equal(house_get(&h, talk_at(&h, &t, "/paper").ptr), 200);
        house_says(&h, "1 sheet says the same both times");
        house_says(&h, "The two differ");
        house_says(&h, "typed once");
        assert_int_equal(house_post(&h, count.ptr, ""), 303);
        assert_int_equal(house_post(&h, count.ptr, ""), 303);
        assert_int_equal(
            talk_count(&h,
                "SELECT count(*) * 10 + (SELECT count(*) FROM answer) FROM "
                "participant WHERE way = 'paper'"),
            12);
        /* what was typed is kept no longer, and no sheet counts twice */
        assert_int_equal(
            talk_count(&h,
                "SELECT count(*) FROM paper_sheet WHERE is_counted = 1 AND "
                "votes <> ''"),
            0);
        assert_int_equal(type(&h, &t, "1", "1%3B+Oyugis%3B+1d"), 422);
        house_says(&h, "sheet 1 was counted already");
        /* mended, it counts */
        assert_int_equal(type(&h, &t, "2", "2%3B2%3B1a+3d"), 303);
        assert_int_equal(house_post(&h, count.ptr, ""), 303);
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM participant"), 2);
        house_enter(&h, t.c.bjorn);
        assert_int_equal(house_get(&h, talk_at(&h, &t, "/paper").ptr), 404);
        house_close(&h);
    }
}

static void
messages_are_taken_all_or_none_and_again_replaces(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "slips");
        text send = talk_at(&h, &t, "/messages");
        assert_int_equal(
            house_post(&h, talk_at(&h, &t, "/codes").ptr,
                arena_print(d->arena, "n=2&unit=%.*s",
                    TEXT_ARG(talk_key(&h,
                        "SELECT id FROM conversation_unit WHERE name = "
                        "'Oyugis'")))
                    .ptr),
            303);
        text one = support_ask(s, d->url, "SELECT min(code) FROM message_code");
        text two = support_ask(s, d->url, "SELECT max(code) FROM message_code");
        assert_int_equal(
            house_get(&h, talk_at(&h, &t, "/messages.csv").ptr), 200);
        house_says(&h, one.ptr);
        house_says(&h, "1. The road is bad 2. Fees are too high");
        assert_int_equal(
            house_post(&h, send.ptr,
                arena_print(d->arena, "replies=%.*s+1a+2d%%0A%.*s+1x",
                    TEXT_ARG(one), TEXT_ARG(two))
                    .ptr),
            422);
        house_says(&h, "Line 2");
        assert_int_equal(house_post(&h, send.ptr, "replies=0000+1a"), 422);
        house_says(&h, "there is no code 0000 here");
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM answer"), 0);
        assert_int_equal(house_post(&h, send.ptr,
                             arena_print(d->arena,
                                 "replies=%.*s+1a+2d%%0A%.*s+1p%%0A%.*s+1d+3a",
                                 TEXT_ARG(one), TEXT_ARG(two), TEXT_ARG(one))
                                 .ptr),
            303);
        assert_int_equal(
            talk_count(&h,
                "SELECT count(*) * 100 + (SELECT count(*) FROM answer) * 10 + "
                "(SELECT sum(vote) FROM answer) FROM participant WHERE way = "
                "'message'"),
            239);
        assert_int_equal(
            house_get(&h, talk_at(&h, &t, "/messages.csv").ptr), 200);
        house_is_silent_on(&h, one.ptr);
        house_close(&h);
    }
}

static int
meet(struct house *h, const struct talk *t, text unit, const char *rest)
{
    return house_post(h, talk_at(h, t, "/hands").ptr,
        arena_print(
            h->d->arena, "unit=%.*s&place=Shore&%s", TEXT_ARG(unit), rest)
            .ptr);
}

static void
no_more_hands_than_their_community_has(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "slips");
        text unit = talk_key(&h, /* of 40 */
            "SELECT id FROM conversation_unit WHERE name = 'Kendu Bay'");
        assert_int_equal(meet(&h, &t, unit,
                             "held_on=2026-01-02&n_present=41&counts=1+5+0+0"),
            422);
        house_says(&h, "than this community has: 40.");
        assert_int_equal(meet(&h, &t, unit,
                             "held_on=2026-01-02&n_present=30&counts="
                             "1+5+0+0%0A2+9+0+0"),
            303);
        assert_int_equal(meet(&h, &t, unit,
                             "held_on=2026-01-03&n_present=11&counts=1+5+0+0"),
            422);
        assert_int_equal(meet(&h, &t, unit,
                             "held_on=2026-01-03&n_present=10&counts=1+5+0+0"),
            303);
        /* said anew: what stood for that day is not counted twice */
        assert_int_equal(meet(&h, &t, unit,
                             "held_on=2026-01-02&n_present=30&counts=1+6+0+0"),
            303);
        house_close(&h);
    }
}

static void
hands_count_for_their_community_and_for_nobody(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        int n_done;
        talk_open(&h, s, d, &t, "slips");
        text to = talk_at(&h, &t, "/hands");
        text unit = talk_key(
            &h, "SELECT id FROM conversation_unit WHERE name = 'Oyugis'");
        text body = arena_print(d->arena,
            "unit=%.*s&held_on=2026-01-02&place=Market&n_present=30&counts=",
            TEXT_ARG(unit));
        assert_int_equal(
            house_post(&h, to.ptr,
                arena_print(d->arena, "%.*s1+20+9+9", TEXT_ARG(body)).ptr),
            422);
        house_says(&h, "no more than were there");
        assert_int_equal(house_post(&h, to.ptr,
                             arena_print(d->arena, "%.*s1+20+9+1%%0A2+0+30+0",
                                 TEXT_ARG(body))
                                 .ptr),
            303);
        assert_int_equal(
            house_post(&h, to.ptr,
                arena_print(d->arena, "%.*s1+21+8+1", TEXT_ARG(body)).ptr),
            303);
        assert_int_equal(house_get(&h, to.ptr), 200);
        house_says(&h, "Market");
        assert_int_equal(
            house_post(&h, talk_at(&h, &t, "/close").ptr, "reason=done"), 303);
        assert_int_equal(job_work(d->home, now_s() + 60, &n_done), OK);
        assert_int_equal(
            talk_count(&h,
                "SELECT sum(agree) * 10000 + sum(disagree) * 100 + sum(pass) "
                "FROM answer_count"),
            210801);
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM participant"), 0);
        assert_int_equal(house_post(&h, talk_at(&h, &t, "/hands/drop").ptr,
                             arena_print(d->arena,
                                 "unit=%.*s&held_on=2026-01-02", TEXT_ARG(unit))
                                 .ptr),
            409);
        house_close(&h);
    }
}

int
helped_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(who_was_helped_has_a_receipt_and_the_helper_sees_no_more),
        support_test(paper_counts_when_it_was_typed_twice_alike),
        support_test(messages_are_taken_all_or_none_and_again_replaces),
        support_test(no_more_hands_than_their_community_has),
        support_test(hands_count_for_their_community_and_for_nobody),
    };
    return cmocka_run_group_tests_name("decide/helped", tests, NULL, NULL);
}
