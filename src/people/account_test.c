/* Links, sessions and passwords in the database. */
#include "people/account.h"

#include "os/clock.h"
#include "os/thread.h"
#include "people/membership.h"
#include "people/secret.h"
#include "people/session.h"
#include "support/support.h"
#include "web/site.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int account_test(void);

static struct people_invitation
invite(struct support_db *d, const char *mail)
{
    struct why why = { 0 };
    struct people_invitation to = { .mail = text_of(mail) };
    if (people_invite(d->db, d->arena, &to, &why) != OK)
        fail_msg("%s", why.text);
    return to;
}

static struct welcome
welcome_for(struct support_db *d, const struct people_invitation *to)
{
    return (struct welcome){ .hash = token_hash(d->arena, to->token),
        .person_id = to->person_id,
        .now = now_s(),
        .name = TEXT("Anna"),
        .purpose = TEXT("welcome"),
        .password = TEXT("$argon2id$no"),
        .session = { .person_id = to->person_id,
            .now = now_s(),
            .hash = token_hash(d->arena, token_new(d->arena)) } };
}

/* Who acts, when that cookie comes at that time. */
static struct actor
who(struct support_db *d, text token, int64_t now)
{
    struct site *site = arena_new(d->arena, struct site, 1);
    struct web_header cookie = { TEXT("Cookie"),
        arena_print(d->arena, "a=b; __Host-cp=%.*s", TEXT_ARG(token)) };
    struct web_input in = { .headers = &cookie, .n_headers = 1 };
    struct request rq = { .arena = d->arena,
        .db = d->db,
        .site = site,
        .input = &in,
        .path = TEXT("/"),
        .now = now };
    return people_who_acts(&rq);
}

static void
a_link_is_taken_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct people_invitation to = invite(d, "Anna@X.example");
        struct welcome w = welcome_for(d, &to);
        assert_int_equal(account_welcome(d->db, d->arena, &w), OK);
        w.session.hash = token_hash(d->arena, token_new(d->arena));
        assert_int_equal(account_welcome(d->db, d->arena, &w), ERR_CONFLICT);
    }
}

static void
a_link_of_last_week_is_too_old(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct people_invitation to = invite(d, "anna@x.example");
        struct welcome w = welcome_for(d, &to);
        w.now += LINK_S + 1;
        assert_int_equal(account_welcome(d->db, d->arena, &w), ERR_CONFLICT);
    }
}

static void
a_newer_link_ends_the_older_one(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct people_invitation first = invite(d, "anna@x.example");
        struct people_invitation second = invite(d, "ANNA@x.example");
        assert_int_equal(first.person_id, second.person_id);
        struct welcome w = welcome_for(d, &first);
        assert_int_equal(account_welcome(d->db, d->arena, &w), ERR_CONFLICT);
        w = welcome_for(d, &second);
        assert_int_equal(account_welcome(d->db, d->arena, &w), OK);
    }
}

struct racer {
    struct thread thread;
    struct support_db *d;
    struct welcome w;
    struct arena arena;
    enum err e;
    char why[300];
};

static void
race(void *arg)
{
    struct racer *r = arg;
    struct db *db;
    struct why why = { 0 };
    r->e = db_connect(&db, r->d->home, &why);
    if (r->e == OK) {
        r->e = account_welcome(db, &r->arena, &r->w);
        snprintf(
            r->why, sizeof r->why, "%s: %s", err_name(r->e), db_last_why(db));
        db_disconnect(db);
    }
}

static void
of_two_who_open_a_link_at_once_one_gets_in(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        enum { N = 4 };
        struct racer racers[N];
        struct why why = { 0 };
        int n_in = 0;
        struct people_invitation to = invite(d, "anna@x.example");
        for (int i = 0; i < N; i++) {
            racers[i] = (struct racer){ .d = d, .w = welcome_for(d, &to) };
            arena_open(&racers[i].arena, 1 << 20);
        }
        for (int i = 0; i < N; i++)
            assert_int_equal(
                thread_start(&racers[i].thread, "race", race, &racers[i], &why),
                OK);
        for (int i = 0; i < N; i++) {
            thread_join(&racers[i].thread);
            arena_close(&racers[i].arena);
            n_in += racers[i].e == OK;
            if (racers[i].e != OK && racers[i].e != ERR_CONFLICT)
                fail_msg("%s", racers[i].why);
        }
        assert_int_equal(n_in, 1);
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT count(*) FROM session"), TEXT("1")));
    }
}

static void
a_session_says_who_acts_until_it_ends(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        text token, other;
        struct people_invitation to = invite(d, "anna@x.example");
        int64_t now = now_s();
        assert_int_equal(
            people_begin_session(d->db, d->arena, to.person_id, &token), OK);
        assert_int_equal(
            people_begin_session(d->db, d->arena, to.person_id, &other), OK);
        struct actor actor = who(d, token, now);
        assert_int_equal(actor.person_id, to.person_id);
        assert_false(actor.is_coordinator);
        assert_int_equal(actor.form_key.len, HASH_LENGTH);
        assert_int_equal(who(d, token_new(d->arena), now).person_id, 0);
        assert_int_equal(who(d, TEXT("nonsense"), now).person_id, 0);
        /* ended elsewhere */
        assert_int_equal(account_change_password(d->db, d->arena, to.person_id,
                             actor.session_id, TEXT("$argon2id$no"), false),
            OK);
        assert_int_equal(who(d, token, now).person_id, to.person_id);
        assert_int_equal(who(d, other, now).person_id, 0);
    }
}

static void
a_session_lives_on_while_it_is_used_and_not_for_ever(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        text token, idle;
        struct people_invitation to = invite(d, "anna@x.example");
        int64_t now = now_s(), month = SESSION_IDLE_S - 60, used = 0;
        assert_int_equal(
            people_begin_session(d->db, d->arena, to.person_id, &token), OK);
        assert_int_equal(
            people_begin_session(d->db, d->arena, to.person_id, &idle), OK);
        while (who(d, token, now + used).person_id != 0)
            used += month;
        assert_true(used > 2 * SESSION_IDLE_S);
        assert_true(used - month <= SESSION_WHOLE_S);
        assert_int_equal(who(d, idle, now + SESSION_IDLE_S + 60).person_id, 0);
    }
}

/* A hundred people who sign in do not empty the cache of pages. */
static void
being_seen_is_noted_once_an_hour_and_quietly(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        static const char seen[] = "SELECT max(seen_at) FROM session";
        text token;
        int64_t count[2], now = now_s();
        struct people_invitation to = invite(d, "anna@x.example");
        assert_int_equal(db_change_count(d->db, &count[0]), OK);
        assert_int_equal(
            people_begin_session(d->db, d->arena, to.person_id, &token), OK);
        text first = support_ask(s, d->url, seen);
        for (int i = 0; i < 20; i++)
            (void)who(d, token, now + i * 60);
        assert_true(text_is_equal(support_ask(s, d->url, seen), first));
        (void)who(d, token, now + SESSION_SEEN_S + 60);
        assert_false(text_is_equal(support_ask(s, d->url, seen), first));
        assert_int_equal(db_change_count(d->db, &count[1]), OK);
        assert_int_equal(count[0], count[1]);
    }
}

static void
the_first_coordinator_is_made_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct why why = { 0 };
        struct people_invitation a = { .name = TEXT("C") }, b = a, c = a;
        assert_int_equal(account_first(d->db, d->arena, &a, &why), OK);
        assert_int_equal(account_first(d->db, d->arena, &b, &why), OK);
        assert_int_equal(a.person_id, b.person_id);
        struct welcome w = welcome_for(d, &b);
        w.mail = TEXT("c@x.example");
        assert_int_equal(account_welcome(d->db, d->arena, &w), OK);
        assert_int_equal(
            account_first(d->db, d->arena, &c, &why), ERR_NOT_FOUND);
    }
}

static void
an_invitation_never_takes_a_role_away(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct why why = { 0 };
        struct membership_coordinators_row *rows;
        ptrdiff_t n;
        struct people_invitation to = { .mail = TEXT("c@x.example"),
            .is_coordinator = true };
        assert_int_equal(people_invite(d->db, d->arena, &to, &why), OK);
        to.is_coordinator = false;
        assert_int_equal(people_invite(d->db, d->arena, &to, &why), OK);
        assert_int_equal(
            membership_coordinators(d->db, d->arena,
                (struct membership_coordinators_in){
                    .today = day_of(d->arena, now_s()), .n_rows = 5 },
                &rows, &n),
            OK);
        assert_int_equal(n, 1);
        assert_int_equal(rows[0].person_id, to.person_id);
        to.mail = TEXT("no address");
        assert_int_equal(
            people_invite(d->db, d->arena, &to, &why), ERR_BAD_INPUT);
    }
}

int
account_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_link_is_taken_once),
        support_test(a_link_of_last_week_is_too_old),
        support_test(a_newer_link_ends_the_older_one),
        support_test(of_two_who_open_a_link_at_once_one_gets_in),
        support_test(a_session_says_who_acts_until_it_ends),
        support_test(a_session_lives_on_while_it_is_used_and_not_for_ever),
        support_test(being_seen_is_noted_once_an_hour_and_quietly),
        support_test(the_first_coordinator_is_made_once),
        support_test(an_invitation_never_takes_a_role_away),
    };
    return cmocka_run_group_tests_name("people/account", tests, NULL, NULL);
}
