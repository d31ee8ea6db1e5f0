/* Being let in: a slip is good once, a receipt goes on; what closes early says
 * why; who answers for whom. */
#include "base/key.h"
#include "decide/conversation/conversation.h"
#include "os/clock.h"
#include "os/thread.h"
#include "support/talk_cast.h"
#include "web/site.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

int answer_test(void);

static text
at_code(struct house *h, text code, const char *what)
{
    return arena_print(h->d->arena, "/en/say/%.*s%s", TEXT_ARG(code), what);
}

static void
a_slip_is_used_once_and_its_receipt_goes_on(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "slips");
        text code = talk_slip(&h, &t, "Oyugis");
        house_enter(&h, 0);
        assert_int_equal(
            talk_vote(&h, at_code(&h, code, ""), 1, NULL, "agree"), 303);
        text page = talk_receipt(&h, "en");
        text own = arena_print(d->arena, "%.*s/receipt", TEXT_ARG(page));
        assert_int_equal(house_get(&h, own.ptr), 200);
        house_says(&h, "Write this down");
        /* the code on paper is good no more, and says so */
        assert_int_equal(house_get(&h, at_code(&h, code, "").ptr), 409);
        house_says(&h, "This slip was used already");
        house_says(&h, "Your receipt, or the code of a slip");
        assert_int_equal(
            talk_vote(&h, at_code(&h, code, ""), 2, NULL, "agree"), 409);
        assert_int_equal(house_get(&h, at_code(&h, code, "/mine").ptr), 409);
        assert_int_equal(
            house_post(&h, at_code(&h, code, "/withdraw").ptr, ""), 409);
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM answer"), 1);
        /* the receipt is typed as it is read */
        text typed = arena_print(d->arena, "code=%.*s", 12,
            text_slice(page, page.len - 12, page.len).ptr);
        assert_int_equal(house_post(&h, "/en/say", typed.ptr), 303);
        assert_int_equal(house_post(&h, "/en/say", "code=AAAA-BBBB-CCCC"), 422);
        assert_int_equal(talk_vote(&h, page, 2, NULL, "pass"), 303);
        assert_int_equal(talk_vote(&h, page, 1, NULL, "disagree"), 303);
        assert_int_equal(
            talk_count(&h, "SELECT count(*) * 10 + sum(vote) FROM answer"), 19);
        /* nothing that leads back to a code stands in the database */
        assert_int_equal(
            talk_count(&h,
                "SELECT count(*) FROM participant_link WHERE receipt IS NULL "
                "OR length(receipt) <> 32"),
            0);
        house_close(&h);
    }
}

static void
a_form_that_is_sent_again_gives_the_same_receipt(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "slips");
        text code = talk_slip(&h, &t, "Oyugis");
        house_enter(&h, 0);
        text body = arena_print(d->arena, "%.*s&statement=%.*s&vote=agree",
            TEXT_ARG(house_token(&h)),
            TEXT_ARG(
                talk_key(&h, "SELECT id FROM statement WHERE number = 1")));
        text to = at_code(&h, code, "");
        assert_int_equal(house_ask(&h, WEB_POST, to, body, 0), 303);
        text first = arena_copy(d->arena, house_header(&h, "Location"));
        assert_int_equal(house_ask(&h, WEB_POST, to, body, 0), 303);
        text again = house_header(&h, "Location");
        assert_true(text_starts_with(
            first, text_slice(again, 0, text_find(again, TEXT("?after=on")))));
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM answer"), 1);
        house_close(&h);
    }
}

static void
a_slip_taken_back_or_past_its_day_says_which(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "slips");
        text back = talk_slip(&h, &t, "Oyugis");
        text take = arena_print(d->arena,
            "/en/slips/conversation_unit/%.*s/%.*s/take-back",
            TEXT_ARG(talk_key(
                &h, "SELECT id FROM conversation_unit WHERE name = 'Oyugis'")),
            TEXT_ARG(talk_key(&h, "SELECT id FROM slip_sheet")));
        assert_int_equal(house_post(&h, take.ptr, ""), 303);
        text late = talk_slip(&h, &t, "Kendu Bay");
        support_exec(s, d->url,
            "UPDATE slip_sheet SET ends_at = 1000 WHERE taken_back_at IS NULL");
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, at_code(&h, back, "").ptr), 410);
        house_says(&h, "It was taken back");
        assert_int_equal(
            talk_vote(&h, at_code(&h, back, ""), 1, NULL, "agree"), 410);
        assert_int_equal(house_get(&h, at_code(&h, late, "").ptr), 410);
        house_says(&h, "Its time is over");
        assert_int_equal(
            talk_vote(&h, at_code(&h, late, ""), 1, NULL, "agree"), 410);
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM participant"), 0);
        house_close(&h);
    }
}

/* A statement that was let in, found, and read aloud: taken back, all goes. */
static void
what_is_taken_back_is_found_and_heard_by_nobody(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "network");
        house_enter(&h, t.c.asha);
        assert_int_equal(
            talk_vote(&h, talk_at(&h, &t, "/answer"), 1, "Oyugis", "agree"),
            303);
        assert_int_equal(house_post(&h, talk_at(&h, &t, "/answer/add").ptr,
                             "lang=en&words=Kiboko+blocks+the+road"),
            200);
        text key =
            talk_key(&h, "SELECT id FROM statement WHERE words LIKE 'Kiboko%'");
        house_enter(&h, t.c.lead);
        assert_int_equal(house_post(&h,
                             arena_print(d->arena, "%.*s/statement/%.*s",
                                 TEXT_ARG(talk_at(&h, &t, "")), TEXT_ARG(key))
                                 .ptr,
                             "verdict=in"),
            303);
        support_exec(s, d->url,
            "INSERT INTO statement_media (id, conversation_id, statement_id, "
            "kind, lang, file_id, alt, added_on) SELECT 77, conversation_id, "
            "id, 'sound', 'en', 78, '', '2026-01-01' FROM statement WHERE "
            "words "
            "LIKE 'Kiboko%'");
        house_enter(&h, t.c.bjorn);
        assert_int_equal(house_get(&h, "/en/conversations?q=kiboko"), 200);
        house_says(&h, "blocks the road");
        house_enter(&h, t.c.asha);
        assert_int_equal(
            house_post(&h, talk_at(&h, &t, "/answer/withdraw").ptr, ""), 303);
        assert_int_equal(
            talk_count(&h, "SELECT count(*) FROM statement_media"), 0);
        assert_int_equal(house_get(&h, "/en/conversations?q=kiboko"), 200);
        house_is_silent_on(&h, "blocks the road");
        text left = support_ask(s, d->url,
            text_starts_with(d->url, TEXT("postgresql"))
                ? "SELECT count(*) FROM search_word WHERE words @@ "
                  "to_tsquery('simple', 'kiboko')"
                : "SELECT count(*) FROM search_word WHERE search_word MATCH "
                  "'kiboko'");
        assert_true(text_is_equal(left, TEXT("0")));
        house_close(&h);
    }
}

/* ---- In the same moment -------------------------------------------------- */

enum { CODES = 100, PAIRS = 10 };
struct post {
    struct thread thread;
    struct house *h;
    struct db *db;
    struct arena arena;
    struct web_header headers[3];
    struct web_input in;
    int status;
};

static void
run_post(void *arg)
{
    struct post *p = arg;
    struct web_output out = { .fd = -1 };
    site_answer(p->h->site, p->db, &p->arena, 0, &p->in, &out);
    p->status = out.status;
}

/* A token of its own each: two people, not one form sent twice. */
static void
prepare(struct post *p, struct house *h, text target, text statement, int i)
{
    struct why why;
    struct arena *a = h->d->arena;
    text body = arena_print(a,
        "token=abcdefghijklmnopqrst%c%c%04d&statement=%.*s&vote=agree",
        'a' + i % 26, 'a' + i / 26 % 26, i, TEXT_ARG(statement));
    p->h = h;
    arena_open(&p->arena, 8 << 20);
    assert_int_equal(db_connect(&p->db, h->d->home, &why), OK);
    p->headers[0] = (struct web_header){ TEXT("Host"), TEXT("127.0.0.1") };
    p->headers[1] =
        (struct web_header){ TEXT("Origin"), TEXT("http://127.0.0.1") };
    p->headers[2] = (struct web_header){ TEXT("Content-Type"),
        TEXT("application/x-www-form-urlencoded") };
    p->in = (struct web_input){ .method = WEB_POST,
        .target = target,
        .headers = p->headers,
        .n_headers = 3,
        .body = body,
        .body_fd = -1,
        .body_size = body.len,
        .peer = arena_print(a, "198.51.100.%d", i % 250 + 1),
        .arrived_ns = monotonic_ns() };
}

static void
print_codes(struct house *h, const struct talk *t, text codes[CODES])
{
    text to = arena_print(h->d->arena, "/en/slips/conversation_unit/%.*s",
        TEXT_ARG(talk_key(
            h, "SELECT id FROM conversation_unit WHERE name = 'Oyugis'")));
    int n = 0;
    house_enter(h, t->c.lead);
    for (int half = 0; half < 2; half++) {
        assert_int_equal(house_post(h, to.ptr, "role=guest&n_slips=50"), 200);
        text rest = arena_copy(h->d->arena, h->body);
        ptrdiff_t at;
        while ((at = text_find(rest, TEXT("<p class=\"code\">"))) >= 0) {
            rest = text_slice(rest, at + 16, rest.len);
            text code = text_cut(rest, '<', &rest);
            char *small = arena_new(h->d->arena, char, 20);
            ptrdiff_t len = 0;
            for (ptrdiff_t i = 0; i < code.len && len < 19; i++)
                if (code.ptr[i] != '-')
                    small[len++] = code.ptr[i];
            codes[n++] = (text){ small, len };
        }
    }
    assert_int_equal(n, CODES);
}

static void
of_two_who_use_a_slip_at_once_one_does_and_the_other_is_told(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        struct why why;
        text *codes = arena_new(d->arena, text, CODES);
        struct post *posts = arena_new(d->arena, struct post, 2 * PAIRS);
        talk_open(&h, s, d, &t, "slips");
        print_codes(&h, &t, codes);
        house_enter(&h, 0);
        text statement =
            talk_key(&h, "SELECT id FROM statement WHERE number = 1");
        for (int from = 0; from < CODES; from += PAIRS) {
            for (int i = 0; i < 2 * PAIRS; i++)
                prepare(&posts[i], &h, at_code(&h, codes[from + i / 2], ""),
                    statement, 2 * from + i);
            for (int i = 0; i < 2 * PAIRS; i++)
                assert_int_equal(thread_start(&posts[i].thread, "post",
                                     run_post, &posts[i], &why),
                    OK);
            for (int i = 0; i < 2 * PAIRS; i++)
                thread_join(&posts[i].thread);
            for (int i = 0; i < 2 * PAIRS; i += 2) {
                int one = posts[i].status, two = posts[i + 1].status;
                if (one + two != 303 + 409 || (one != 303 && two != 303))
                    fail_msg("%s: %d and %d", d->label, one, two);
            }
            for (int i = 0; i < 2 * PAIRS; i++) {
                db_disconnect(posts[i].db);
                arena_close(&posts[i].arena);
            }
        }
        assert_int_equal(
            talk_count(&h, "SELECT count(*) FROM participant"), CODES);
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM answer"), CODES);
        assert_int_equal(
            talk_count(
                &h, "SELECT count(DISTINCT slip_id) FROM participant_link"),
            CODES);
        house_close(&h);
    }
}

/* ---- Who, and for whom --------------------------------------------------- */

static void
who_takes_all_back_has_no_more_statements_than_before(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "sides");
        house_enter(&h, t.c.asha);
        text page = talk_at(&h, &t, "/answer");
        text add = talk_at(&h, &t, "/answer/add");
        for (int round = 0; round < 2; round++) {
            assert_int_equal(talk_vote(&h, page, 1, "Oyugis", "agree"), 303);
            for (int i = 0; i < STATEMENTS_OF_ONE / 2; i++)
                assert_int_equal(
                    house_post(&h, add.ptr,
                        arena_print(d->arena,
                            "words=Number+%d+of+round+%d&lang=en", i, round)
                            .ptr),
                    200);
            assert_int_equal(
                house_post(&h, talk_at(&h, &t, "/answer/withdraw").ptr, ""),
                303);
        }
        assert_int_equal(talk_vote(&h, page, 1, "Oyugis", "agree"), 303);
        assert_int_equal(
            house_post(&h, add.ptr, "words=Once+more&lang=en"), 422);
        house_says(&h, "as many as one person can");
        assert_int_equal(talk_count(&h, "SELECT count(*) FROM participant"), 1);
        house_close(&h);
    }
}

static void
who_has_no_side_answers_only_where_it_is_open_to_all(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "network");
        house_enter(&h, t.c.stranger);
        text page = talk_at(&h, &t, "/answer");
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Your account belongs to none of these sides");
        assert_int_equal(talk_vote(&h, page, 1, "Oyugis", "agree"), 400);
        support_exec(s, d->url,
            "UPDATE conversation_unit SET is_for_all = 1 WHERE name IN "
            "('Oyugis', 'Kendu Bay')");
        house_enter(&h, t.c.lead); /* a change that pages hear of */
        assert_int_equal(house_post(&h,
                             talk_at(&h, &t,
                                 arena_print(d->arena, "/words/%.*s",
                                     TEXT_ARG(conversation_key(d->arena, t.id)))
                                     .ptr)
                                 .ptr,
                             "lang=sw&words=Kwa+nini"),
            303);
        house_enter(&h, t.c.stranger);
        assert_int_equal(talk_vote(&h, page, 1, "Liverpool", "agree"), 400);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Oyugis");
        house_is_silent_on(&h, "Liverpool");
        assert_int_equal(talk_vote(&h, page, 1, "Oyugis", "agree"), 303);
        house_close(&h);
    }
}

static void
what_closes_before_its_day_says_why_and_can_be_opened_again(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        int n_done;
        talk_open(&h, s, d, &t, "sides");
        text close = talk_at(&h, &t, "/close");
        assert_int_equal(house_post(&h, close.ptr, "reason=+"), 422);
        house_says(&h, "Say why it closes before");
        assert_int_equal(
            house_post(&h, close.ptr, "reason=The+clinic+%3Cburnt%3E"), 303);
        assert_int_equal(job_work(d->home, now_s() + 60, &n_done), OK);
        house_enter(&h, t.c.asha);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "before its last day: The clinic &lt;burnt&gt;");
        text reopen = talk_at(&h, &t, "/reopen");
        assert_int_equal(
            house_post(&h, reopen.ptr, "closes_on=2099-02-02&reason=more"),
            403);
        house_enter(&h, t.c.lead);
        assert_int_equal(
            house_post(&h, reopen.ptr, "closes_on=2001-02-02&reason=more"),
            422);
        house_says(&h, "Tomorrow at the earliest");
        assert_int_equal(house_post(&h, reopen.ptr,
                             "closes_on=2099-02-02&reason=The+others+come"),
            303);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "Opened again on");
        house_says(&h, "The others come");
        house_enter(&h, t.c.asha);
        assert_int_equal(
            talk_vote(&h, talk_at(&h, &t, "/answer"), 1, "Oyugis", "agree"),
            303);
        house_close(&h);
    }
}

static void
what_is_wrong_with_a_statement_is_said_in_a_sentence(void **state)
{
    static const struct {
        const char *words, *lang, *says;
    } bad[] = {
        { "Call 0712/345 678 now", "en", "telephone number" },
        { "Write to me@x.example", "en", "mail address" },
        { "See www.x.example for more", "en", "address of a page" },
        { "Why is the clinic closed?", "en", "This is a question" },
        { "The road is bad. Fees are high", "en", "This says two things" },
        { "They are idiots and thieves", "en", "to hurt them" },
        { "Fuck off, all of you", "en", "to hurt them" },
        { "Those CUNTS took our water", "en", "to hurt them" },
        { "Watoto wa kike hawaendi shule", "sw", NULL },
        { "Watu wa kijiji ni wagonjwa kwa sababu ya maji", "en", "in Swahili" },
        { "The road is bad, and we need a bus", "sv", "in English" },
        { "Vi måste ha en buss till sjukhuset", "en", "in Swedish" },
        { "Onge yath e osiptal mar nyithindo", "en", "in Dholuo" },
        { "Huduma za afya ni mbaya sana", "sv", "in Swahili" },
        { "The wa Mbugua clinic is for all of us", "en", NULL },
        { "Bussen kostar too much", "sv", NULL },
        { "Barabara ya hospitali ni mbaya", "sw", NULL },
        { "The clinic of Dr. Otieno is good", "en", NULL },
        { "It costs 1,200 shillings", "en", NULL },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        for (int i = 0; i < (int)(sizeof bad / sizeof *bad); i++) {
            const char *said = statement_trouble_in(
                d->arena, text_of(bad[i].words), text_of(bad[i].lang));
            if ((said == NULL) != (bad[i].says == NULL) ||
                (said != NULL && strstr(said, bad[i].says) == NULL))
                fail_msg("%s: %s", bad[i].words, said == NULL ? "-" : said);
        }
    }
}

static void
a_name_is_a_hint_for_whoever_looks_at_it(void **state)
{
    static const struct {
        const char *words;
        bool is;
    } said[] = {
        { "Nurse Atieno shouted at us", true },
        { "Ask Dr. Otieno, he knows", true },
        { "They said Peter Okoth took it", true },
        { "Prata med syster Årja om det", true },
        { "Muuguzi Achieng alitukana", true },
        { "The NHS must listen", false },
        { "People wait too long", false },
        { "In Kisumu, Homa is far", false },
        { "Nurse must come earlier", false },
        { "", false },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        for (int i = 0; i < (int)(sizeof said / sizeof *said); i++)
            if (statement_may_name(d->arena, text_of(said[i].words)) !=
                said[i].is)
                fail_msg("%s", said[i].words);
        talk_open(&h, s, d, &t, "sides");
        house_enter(&h, t.c.asha);
        text page = talk_at(&h, &t, "/answer");
        assert_int_equal(talk_vote(&h, page, 1, "Oyugis", "agree"), 303);
        assert_int_equal(house_post(&h, talk_at(&h, &t, "/answer/add").ptr,
                             "lang=en&words=Nurse+Atieno+shouted+at+us"),
            200);
        house_enter(&h, t.c.lead);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "It may name a person");
        house_close(&h);
    }
}

static void
who_says_nearly_the_same_is_offered_what_is_there(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "sides");
        house_enter(&h, t.c.asha);
        text page = talk_at(&h, &t, "/answer");
        text add = talk_at(&h, &t, "/answer/add");
        assert_int_equal(talk_vote(&h, page, 1, "Oyugis", "agree"), 303);
        assert_int_equal(
            house_post(&h, add.ptr, "words=Fees+are+too+high!&lang=en"), 422);
        house_says(&h, "nearly the same");
        house_says(&h, "Answer this one");
        house_says(&h, "Mine says something else");
        assert_int_equal(
            house_post(&h, add.ptr, "words=Fees+are+too+high!&lang=sw"), 422);
        house_says(&h, "written in English");
        assert_int_equal(house_post(&h, add.ptr,
                             "words=Fees+are+too+high!&lang=en&is_other=on"),
            200);
        house_close(&h);
    }
}

/* A thousand statements stand on pages; the next to answer is found quickly. */
static void
a_long_conversation_is_shown_in_pages(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "sides");
        support_exec(s, d->url,
            arena_print(d->arena,
                "INSERT INTO statement (id, conversation_id, number, lang, "
                "words, status, made_on) SELECT 900000 + n.id %% 1000, %lld, "
                "10 + n.id %% 1000, 'en', 'Number ' || (n.id %% 1000), 'in', "
                "'2026-01-01' FROM (WITH RECURSIVE k(id) AS (SELECT 1 UNION "
                "ALL SELECT id + 1 FROM k WHERE id < 400) SELECT id FROM k) n",
                (long long)t.id)
                .ptr);
        house_enter(&h, t.c.asha);
        assert_int_equal(house_get(&h, t.page.ptr), 200);
        house_says(&h, "Number 47");
        house_is_silent_on(&h, "Number 48");
        assert_true(h.body.len < 30'000);
        assert_int_equal(
            house_get(&h,
                arena_print(d->arena, "%.*s?after=57", TEXT_ARG(t.page)).ptr),
            200);
        house_says(&h, "Number 48");
        house_close(&h);
    }
}

int
answer_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_is_taken_back_is_found_and_heard_by_nobody),
        support_test(a_slip_is_used_once_and_its_receipt_goes_on),
        support_test(a_form_that_is_sent_again_gives_the_same_receipt),
        support_test(a_slip_taken_back_or_past_its_day_says_which),
        support_test(
            of_two_who_use_a_slip_at_once_one_does_and_the_other_is_told),
        support_test(who_takes_all_back_has_no_more_statements_than_before),
        support_test(who_has_no_side_answers_only_where_it_is_open_to_all),
        support_test(
            what_closes_before_its_day_says_why_and_can_be_opened_again),
        support_test(what_is_wrong_with_a_statement_is_said_in_a_sentence),
        support_test(a_name_is_a_hint_for_whoever_looks_at_it),
        support_test(who_says_nearly_the_same_is_offered_what_is_there),
        support_test(a_long_conversation_is_shown_in_pages),
    };
    return cmocka_run_group_tests_name("decide/answer", tests, NULL, NULL);
}
