/* Sending, against a mail server of the tests' own that has bad days. */
#include "keep/mail_sender.h"

#include "keep/mail.h"
#include "os/clock.h"
#include "os/log.h"
#include "support/smtpd.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

int mail_sender_test(void);

enum { SOON_MS = 5000 };

struct world {
    struct smtpd server;
    struct mail_sender *sender;
    struct arena process;
};

static int64_t last_answer_ms; /* 0: as long as people's servers wait */

static void
sender_start(struct world *w, struct support_db *d)
{
    struct mail_sender_config c = { .home = d->home,
        .house = { .base_url = TEXT("https://network.example"),
            .from = TEXT("post@network.example"),
            .reply = TEXT("reply@network.example") },
        .server = { .url = arena_print(
                        &w->process, "smtp://127.0.0.1:%d", w->server.port) },
        .look_each_ms = 20,
        .last_answer_ms = last_answer_ms,
        .is_quiet = true };
    struct why why = { 0 };
    if (w->server.mood == SMTPD_WRONG_USER) {
        c.server.user = TEXT("us");
        c.server.password = TEXT("secret");
    }
    assert_int_equal(mail_sender_open(&w->sender, &c, &w->process, &why), OK);
    assert_int_equal(mail_sender_start(w->sender, &why), OK);
}

static void
world_open(struct world *w, struct support_db *d, enum smtpd_mood mood)
{
    *w = (struct world){ .server = { .mood = mood } };
    arena_open(&w->process, 1 << 20);
    log_to(-1);
    assert_int_equal(smtpd_open(&w->server), 0);
    sender_start(w, d);
}

static void
world_close(struct world *w)
{
    mail_sender_stop(w->sender);
    smtpd_close(&w->server);
    arena_close(&w->process);
    log_to(2);
}

static enum err
put(struct db *writer, struct arena *a, void *arg)
{
    return mail_put(writer, a, arg);
}

static void
put_to(struct support_db *d, const char *to, const char *kind)
{
    struct mail m = { .to = text_of(to),
        .lang = lang_find(TEXT("sv")),
        .kind = text_of(kind),
        .subject = TEXT("V\xc3\xa4lkommen"),
        .body = TEXT("Hej!\n.\nEn rad med en punkt.") };
    assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
}

static int64_t
n_of(struct support *s, struct support_db *d, const char *where)
{
    int64_t n;
    text sql =
        arena_print(d->arena, "SELECT count(*) FROM mail WHERE %s", where);
    assert_true(text_parse_int(support_ask(s, d->url, sql.ptr), &n));
    return n;
}

/* Until so many rows are as said. */
static void
wait_for(struct support *s, struct support_db *d, const char *where, int64_t n)
{
    int64_t end = now_ms() + SOON_MS;
    while (n_of(s, d, where) != n) {
        if (now_ms() > end)
            fail_msg("%s: not %d rows where %s, but %d", d->label, (int)n,
                where, (int)n_of(s, d, where));
        sleep_ms(20);
    }
}

/* ---- Well ---------------------------------------------------------------- */

static void
a_mail_goes_out_soon_as_it_was_put(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        world_open(&w, d, SMTPD_WELL);
        put_to(d, "anna@example.org", "membership");
        assert_int_equal(smtpd_wait(&w.server, 1, SOON_MS), 0);
        const char *m = w.server.mails[0];
        assert_non_null(strstr(m, "MAIL FROM:<post@network.example>"));
        assert_non_null(strstr(m, "RCPT TO:<anna@example.org>"));
        assert_non_null(strstr(m, "\nSubject: =?UTF-8?B?VsOkbGtvbW1lbg==?=\n"));
        assert_non_null(strstr(m,
            "\nList-Unsubscribe: <https://network.example"
            "/sv/mail/stop/"));
        assert_non_null(strstr(m, "Hej!\n=2E\nEn rad med en punkt."));
        assert_null(strstr(m, "\nReply-To:")); /* nobody takes answers to it */
        wait_for(s, d, "status = 'sent' AND last_code = 250", 1);
        world_close(&w);
    }
}

static void
what_one_must_have_goes_first_and_its_words_are_gone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w = { 0 };
        for (int i = 0; i < 10; i++)
            put_to(d, "slow-anna@example.org", "membership");
        put_to(d, "anna@example.org", "sign-in");
        world_open(&w, d, SMTPD_WELL);
        assert_int_equal(smtpd_wait(&w.server, 1, SOON_MS), 0);
        assert_non_null(strstr(w.server.mails[0], "<anna@example.org>"));
        assert_null(strstr(w.server.mails[0], "List-Unsubscribe"));
        wait_for(
            s, d, "status = 'sent' AND body IS NULL AND receiver IS NULL", 1);
        world_close(&w);
    }
}

/* Two processes in front of one database, as far as that shows here. */
static void
of_two_senders_one_sends_each_mail(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        enum { N = 40 };
        struct world w;
        world_open(&w, d, SMTPD_WELL);
        struct mail_sender *first = w.sender;
        sender_start(&w, d);
        for (int i = 0; i < N; i++)
            put_to(d, "anna@example.org", "membership");
        wait_for(s, d, "status = 'sent'", N);
        assert_int_equal(smtpd_n_mails(&w.server), N);
        assert_int_equal(n_of(s, d, "n_tries = 1"), N);
        mail_sender_stop(first);
        world_close(&w);
    }
}

/* ---- Bad days ------------------------------------------------------------ */

static void
what_is_refused_for_ever_is_given_up_at_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        world_open(&w, d, SMTPD_WELL);
        put_to(d, "refuse-anna@example.org", "membership");
        put_to(d, "reject-anna@example.org", "membership");
        wait_for(s, d, "status = 'given_up' AND n_tries = 1", 2);
        assert_int_equal(n_of(s, d, "last_code = 550"), 1);
        assert_int_equal(n_of(s, d, "last_code = 554"), 1);
        assert_int_equal(n_of(s, d, "body IS NOT NULL"), 2);
        world_close(&w);
    }
}

static void
what_is_refused_for_now_is_tried_again_after_a_pause(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        world_open(&w, d, SMTPD_WELL);
        put_to(d, "later-anna@example.org", "membership");
        for (int i = 1; i <= 2; i++) {
            text where = arena_print(d->arena,
                "status = 'waiting' AND last_code = 451 AND n_tries = %d AND "
                "due_at < %lld + %d",
                i, (long long)now_s(), 60 * i * 6 / 5 + 2);
            wait_for(s, d, where.ptr, 1);
            assert_int_equal(smtpd_n_mails(&w.server), 0);
            support_exec(s, d->url, "UPDATE mail SET due_at = 0");
        }
        wait_for(s, d, "status = 'sent' AND n_tries = 3", 1);
        assert_int_equal(smtpd_n_mails(&w.server), 1);
        world_close(&w);
    }
}

static void
after_five_days_it_is_given_up(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        put_to(d, "later-anna@example.org", "membership");
        put_to(d, "later-bo@example.org", "membership");
        support_exec(s, d->url,
            "UPDATE mail SET since_at = since_at - 5 * 86400 "
            "WHERE receiver = 'later-bo@example.org'");
        world_open(&w, d, SMTPD_WELL);
        wait_for(s, d, "status = 'given_up'", 1);
        assert_int_equal(
            n_of(s, d, "status = 'given_up' AND receiver LIKE '%bo@%'"), 1);
        wait_for(s, d, "status = 'waiting' AND n_tries = 1", 1);
        world_close(&w);
    }
}

/* A no to us is none to the mail: with a wrong password every mail would be
 * given up. */
static void
a_server_that_does_not_want_us_costs_no_mail(void **state)
{
    struct support *s = *state;
    static const enum smtpd_mood moods[] = { SMTPD_NOT_TODAY, SMTPD_BUSY,
        SMTPD_WRONG_USER, SMTPD_RUDE };
    support_for_each(s, d)
    {
        for (size_t i = 0; i < sizeof moods / sizeof *moods; i++) {
            struct world w;
            support_exec(s, d->url, "DELETE FROM mail");
            world_open(&w, d, moods[i]);
            put_to(d, "anna@example.org", "membership");
            wait_for(s, d,
                "status = 'waiting' AND n_tries = 1 AND due_at > "
                "made_at + 40 AND due_at < made_at + 120",
                1);
            world_close(&w);
        }
    }
}

static void
a_connection_that_breaks_off_loses_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        world_open(&w, d, SMTPD_WELL);
        put_to(d, "drop-anna@example.org", "membership");
        wait_for(s, d,
            "status = 'waiting' AND n_tries = 1 AND due_at > "
            "made_at + 40 AND due_at < made_at + 120",
            1);
        assert_int_equal(smtpd_n_mails(&w.server), 0);
        world_close(&w);
    }
}

/* Taken by the server, and never said: sent again it has the same name. */
static void
what_was_in_flight_may_come_twice_under_one_name(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        last_answer_ms = 300;
        world_open(&w, d, SMTPD_WELL);
        last_answer_ms = 0;
        put_to(d, "hang-anna@example.org", "membership");
        assert_int_equal(smtpd_wait(&w.server, 1, SOON_MS), 0);
        mail_sender_stop(w.sender); /* waits, then lets it go */
        assert_int_equal(n_of(s, d, "status = 'waiting' AND n_tries = 0"), 1);
        support_exec(s, d->url,
            "UPDATE mail SET receiver = 'anna@example.org', due_at = 0");
        sender_start(&w, d);
        assert_int_equal(smtpd_wait(&w.server, 2, SOON_MS), 0);
        const char *a = strstr(w.server.mails[0], "\nMessage-ID: ");
        const char *b = strstr(w.server.mails[1], "\nMessage-ID: ");
        assert_non_null(a);
        assert_non_null(b);
        assert_memory_equal(a, b, strlen("\nMessage-ID: <0123456789abc@"));
        world_close(&w);
    }
}

/* Killed between taking and sending: the row is another's after a while. */
static void
a_mail_that_somebody_took_and_left_is_taken_again(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        put_to(d, "anna@example.org", "membership");
        text sql =
            arena_print(d->arena, "UPDATE mail SET n_tries = 1, due_at = %lld",
                (long long)now_s() + 2);
        support_exec(s, d->url, sql.ptr);
        world_open(&w, d, SMTPD_WELL);
        sleep_ms(500);
        assert_int_equal(smtpd_n_mails(&w.server), 0);
        assert_int_equal(smtpd_wait(&w.server, 1, SOON_MS), 0);
        world_close(&w);
    }
}

static void
a_mail_past_its_end_is_not_sent(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        put_to(d, "anna@example.org", "sign-in");
        support_exec(s, d->url, "UPDATE mail SET ends_at = 1000");
        world_open(&w, d, SMTPD_WELL);
        wait_for(s, d, "status = 'late' AND body IS NULL", 1);
        assert_int_equal(smtpd_n_mails(&w.server), 0);
        world_close(&w);
    }
}

static void
stopping_does_not_wait_for_a_silent_server(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        world_open(&w, d, SMTPD_SILENT);
        put_to(d, "anna@example.org", "membership");
        wait_for(s, d, "n_tries = 1", 1);
        int64_t began = now_ms();
        mail_sender_stop(w.sender);
        assert_true(now_ms() - began < 3000);
        assert_int_equal(n_of(s, d, "status = 'waiting' AND n_tries = 0"), 1);
        smtpd_close(&w.server);
        arena_close(&w.process);
        log_to(2);
    }
}

/* ---- Without a server ---------------------------------------------------- */

static void
pauses_grow_to_a_day_with_some_chance(void **state)
{
    (void)state;
    int64_t last = 0;
    for (int64_t n = 1; n < 40; n++) {
        int64_t least = mail_pause_s(n, 0), most = mail_pause_s(n, UINT64_MAX);
        for (uint64_t c = 0; c < 1000; c++) {
            int64_t p = mail_pause_s(n, c * 7919);
            assert_true(p >= least && p <= least * 3 / 2);
        }
        assert_true(least >= 48 && most <= 86'400 * 6 / 5);
        assert_true(least >= last);
        last = least;
    }
    assert_int_equal(mail_pause_s(1, 0), 48);
    assert_int_equal(mail_pause_s(100, 0), 86'400 * 4 / 5);
}

static void
a_server_s_address_is_one(void **state)
{
    (void)state;
    static const char *const goods[] = { "smtp://mail.example",
        "smtps://mail.example", "smtp://mail.example:587",
        "smtp://127.0.0.1:25", "smtp://[::1]:25", "smtps://[2001:db8::1]" };
    static const char *const bads[] = { "", "mail.example", "http://a.example",
        "smtp://", "smtp://user:pass@mail.example", "smtp://mail.example/x",
        "smtp://mail.example:port", "smtp://mail example", "smtp://a?b",
        "smtp://a\r\nb", "smtp://[::1", "smtp://[]", "smtp://a:123456",
        "SMTP://a", "smtp://[::1]x" };
    for (size_t i = 0; i < sizeof goods / sizeof *goods; i++) {
        struct smtp_server s = { .url = text_of(goods[i]) };
        assert_int_equal(smtp_check(&s, NULL), OK);
    }
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        struct smtp_server s = { .url = text_of(bads[i]) };
        assert_int_equal(smtp_check(&s, NULL), ERR_BAD_INPUT);
    }
}

/* A name that is not this machine's, though it leads here: STARTTLS is asked
 * for, refused, and not one word of the mail is said. */
static void
without_tls_nothing_leaves_this_machine(void **state)
{
    (void)state;
    static const enum smtpd_mood moods[] = { SMTPD_TLS_BROKEN, SMTPD_WELL };
    for (size_t i = 0; i < sizeof moods / sizeof *moods; i++) {
        struct smtpd server = { .mood = moods[i] };
        struct arena a;
        struct smtp *smtp;
        struct why why = { 0 };
        int code;
        char name[256];
        arena_open(&a, 1 << 20);
        assert_int_equal(smtpd_open(&server), 0);
        /* 0.0.0.0 is not written 127.* and reaches this machine */
        snprintf(name, sizeof name, "smtp://0.0.0.0:%d", server.port);
        struct smtp_server to = { .url = text_of(name),
            .client = TEXT("network.example") };
        assert_int_equal(smtp_open(&smtp, &to, &a, &why), OK);
        assert_int_equal(
            smtp_send(smtp, TEXT("a@b.example"), TEXT("c@d.example"),
                TEXT("Subject: x\r\n\r\nx\r\n"), &code),
            SMTP_NO_SERVER);
        assert_true(server.n_talks > 0);
        assert_int_equal(server.n_after_tls, 0);
        assert_int_equal(smtpd_n_mails(&server), 0);
        smtp_close(smtp);
        to.is_plain = true;
        server.mood = SMTPD_WELL;
        assert_int_equal(smtp_open(&smtp, &to, &a, &why), OK);
        assert_int_equal(
            smtp_send(smtp, TEXT("a@b.example"), TEXT("c@d.example"),
                TEXT("Subject: x\r\n\r\nx\r\n"), &code),
            SMTP_SENT);
        smtp_close(smtp);
        smtpd_close(&server);
        arena_close(&a);
    }
}

int
mail_sender_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_mail_goes_out_soon_as_it_was_put),
        support_test(what_one_must_have_goes_first_and_its_words_are_gone),
        support_test(of_two_senders_one_sends_each_mail),
        support_test(what_is_refused_for_ever_is_given_up_at_once),
        support_test(what_is_refused_for_now_is_tried_again_after_a_pause),
        support_test(after_five_days_it_is_given_up),
        support_test(a_server_that_does_not_want_us_costs_no_mail),
        support_test(a_connection_that_breaks_off_loses_nothing),
        support_test(what_was_in_flight_may_come_twice_under_one_name),
        support_test(a_mail_that_somebody_took_and_left_is_taken_again),
        support_test(a_mail_past_its_end_is_not_sent),
        support_test(stopping_does_not_wait_for_a_silent_server),
        cmocka_unit_test(pauses_grow_to_a_day_with_some_chance),
        cmocka_unit_test(a_server_s_address_is_one),
        cmocka_unit_test(without_tls_nothing_leaves_this_machine),
    };
    return cmocka_run_group_tests_name("keep/mail_sender", tests, NULL, NULL);
}
