/* Who is what, since when, until when. */
#include "people/membership.h"

#include "keep/thing.h"
#include "os/clock.h"
#include "os/thread.h"
#include "support/support.h"
#include "web/site.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int membership_test(void);

enum { DAY_S = 86'400 };

/* Things as a room would load them: two sides of one partnership. */
static const struct thing_kind partnership_kind = { .kind = "partnership" };
static const struct thing_kind side_kind = { .kind = "side",
    .within_kind = "partnership" };
static const struct thing partnership = { .kind = &partnership_kind, .id = 11 };
static const struct thing side = {
    .kind = &side_kind, .id = 12, .within_id = 11
};

struct add_step {
    struct membership_new what;
    int64_t id;
};

static enum err
add(struct db *writer, struct arena *a, void *arg)
{
    struct add_step *step = arg;
    return membership_add(writer, a, &step->what, &step->id);
}

static enum err
end(struct db *writer, struct arena *a, void *arg)
{
    return membership_end(writer, a, arg);
}

static enum err
make(struct support_db *d, int64_t person_id, enum who role,
    const struct thing *thing, int64_t now, int64_t *id)
{
    struct add_step step = { .what = { .person_id = person_id,
                                 .role = role,
                                 .thing = thing,
                                 .now = now } };
    enum err e = db_write(d->db, d->arena, add, &step);
    if (id != NULL)
        *id = step.id;
    return e;
}

static enum err
stop(struct support_db *d, int64_t id, const char *day, int64_t now)
{
    struct membership_ending what = { .id = id,
        .ends_on = day == NULL ? (text){ 0 } : text_of(day),
        .now = now };
    return db_write(d->db, d->arena, end, &what);
}

static int64_t
person(struct support_db *d, const char *mail, bool is_coordinator)
{
    struct why why = { 0 };
    struct people_invitation to = { .mail = text_of(mail),
        .is_coordinator = is_coordinator };
    if (people_invite(d->db, d->arena, &to, &why) != OK)
        fail_msg("%s", why.text);
    return to.person_id;
}

static struct actor
actor_of(struct support_db *d, text token, int64_t now)
{
    struct site *site = arena_new(d->arena, struct site, 1);
    struct web_header cookie = { TEXT("Cookie"),
        arena_print(d->arena, "__Host-cp=%.*s", TEXT_ARG(token)) };
    struct web_input in = { .headers = &cookie, .n_headers = 1 };
    struct request rq = { .arena = d->arena,
        .db = d->db,
        .site = site,
        .input = &in,
        .path = TEXT("/"),
        .now = now };
    return people_who_acts(&rq);
}

static bool
has(const struct actor *who, enum who role, int64_t thing)
{
    return actor_may(who, role, &thing, 1);
}

static void
a_sides_member_is_a_guest_of_its_partnership_until_it_ends(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        text token;
        int64_t id, now = now_s(), anna = person(d, "a@x.example", false);
        assert_int_equal(
            people_begin_session(d->db, d->arena, anna, &token), OK);
        struct actor who = actor_of(d, token, now);
        assert_int_equal(who.person_id, anna);
        assert_int_equal(who.n_standings, 0);
        assert_int_equal(make(d, anna, WHO_MEMBER, &side, now, &id), OK);
        who = actor_of(d, token, now);
        assert_true(has(&who, WHO_MEMBER, 12));
        assert_false(has(&who, WHO_FACILITATOR, 12));
        assert_true(has(&who, WHO_GUEST, 11));
        assert_false(has(&who, WHO_MEMBER, 11));
        assert_false(has(&who, WHO_GUEST, 13));
        /* it ends in three days: on that day, and not before */
        text day = day_of(d->arena, now + 3 * DAY_S);
        assert_int_equal(
            stop(d, id, arena_print(d->arena, "%.*s", TEXT_ARG(day)).ptr, now),
            OK);
        who = actor_of(d, token, now + 2 * DAY_S);
        assert_true(has(&who, WHO_MEMBER, 12));
        who = actor_of(d, token, now + 3 * DAY_S);
        assert_int_equal(who.person_id, anna);
        assert_false(has(&who, WHO_GUEST, 12));
        assert_false(has(&who, WHO_GUEST, 11));
    }
}

static void
of_one_thing_a_person_is_one_at_a_time(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        int64_t id, now = now_s(), anna = person(d, "a@x.example", false);
        assert_int_equal(
            make(d, anna, WHO_MEMBER, &partnership, now, NULL), OK);
        assert_int_equal(
            make(d, anna, WHO_MEMBER, &partnership, now, NULL), ERR_CONFLICT);
        assert_int_equal(
            make(d, anna, WHO_FACILITATOR, &partnership, now, &id), OK);
        struct membership_current_row *rows;
        struct membership *all;
        ptrdiff_t n;
        assert_int_equal(membership_current(d->db, d->arena,
                             (struct membership_current_in){ .person_id = anna,
                                 .thing_id = 11,
                                 .today = day_of(d->arena, now),
                                 .n_rows = 9 },
                             &rows, &n),
            OK);
        assert_int_equal(n, 1);
        assert_int_equal(rows[0].id, id);
        assert_true(text_is_equal(rows[0].role, TEXT("facilitator")));
        /* the network's, and both of the partnership: history stays */
        assert_int_equal(membership_of_person(d->db, d->arena,
                             (struct membership_of_person_in){
                                 .person_id = anna, .n_rows = 9 },
                             &all, &n),
            OK);
        assert_int_equal(n, 3);
        assert_true(text_is_known(all[1].ends_on));
    }
}

static void
a_role_is_had_of_what_it_is_for(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        int64_t now = now_s(), anna = person(d, "a@x.example", false);
        assert_int_equal(
            make(d, anna, WHO_COORDINATOR, &side, now, NULL), ERR_BAD_INPUT);
        assert_int_equal(
            make(d, anna, WHO_FACILITATOR, &side, now, NULL), ERR_BAD_INPUT);
        assert_int_equal(
            make(d, anna, WHO_FACILITATOR, NULL, now, NULL), ERR_BAD_INPUT);
        assert_int_equal(
            make(d, anna, WHO_GUEST, NULL, now, NULL), ERR_BAD_INPUT);
        assert_int_equal(
            make(d, anna, WHO_PERSON, &side, now, NULL), ERR_BAD_INPUT);
        assert_int_equal(make(d, anna, WHO_GUEST, &side, now, NULL), OK);
    }
}

static int64_t
network_role(struct support_db *d, int64_t person_id)
{
    struct membership_current_row *rows;
    ptrdiff_t n;
    assert_int_equal(membership_current(d->db, d->arena,
                         (struct membership_current_in){ .person_id = person_id,
                             .today = day_of(d->arena, now_s()),
                             .n_rows = 9 },
                         &rows, &n),
        OK);
    assert_int_equal(n, 1);
    return rows[0].id;
}

static void
the_last_coordinator_cannot_be_ended_and_an_other_can(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        int64_t now = now_s(), anna = person(d, "a@x.example", true);
        assert_int_equal(stop(d, network_role(d, anna), NULL, now), ERR_DENIED);
        assert_int_equal(
            make(d, anna, WHO_MEMBER, NULL, now, NULL), ERR_DENIED);
        int64_t ben = person(d, "b@x.example", true);
        assert_int_equal(stop(d, network_role(d, anna), NULL, now), OK);
        assert_int_equal(stop(d, network_role(d, ben), NULL, now), ERR_DENIED);
        assert_int_equal(
            stop(d, network_role(d, ben), "2999-01-01", now), ERR_DENIED);
    }
}

static void
whose_membership_of_the_network_ended_is_nobody_here(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        text token;
        int64_t now = now_s(), anna = person(d, "a@x.example", false);
        assert_int_equal(
            people_begin_session(d->db, d->arena, anna, &token), OK);
        assert_int_equal(make(d, anna, WHO_MEMBER, &side, now, NULL), OK);
        int64_t id = network_role(d, anna);
        assert_int_equal(stop(d, id, "2001-01-01", now), ERR_BAD_INPUT);
        assert_int_equal(stop(d, id, NULL, now), OK);
        assert_int_equal(stop(d, id, NULL, now), ERR_NOT_FOUND);
        struct actor who = actor_of(d, token, now);
        assert_int_equal(who.person_id, 0);
        assert_false(has(&who, WHO_GUEST, 12));
    }
}

/* ---- At once --------------------------------------------------------------
 */

struct racer {
    struct thread thread;
    struct support_db *d;
    struct arena arena;
    db_step *step;
    void *arg;
    enum err e;
};

static void
race(void *arg)
{
    struct racer *r = arg;
    struct db *db;
    struct why why = { 0 };
    r->e = db_connect(&db, r->d->home, &why);
    if (r->e == OK) {
        r->e = db_write(db, &r->arena, r->step, r->arg);
        db_disconnect(db);
    }
}

static void
run_race(struct support_db *d, struct racer *racers, int n)
{
    struct why why = { 0 };
    for (int i = 0; i < n; i++) {
        racers[i].d = d;
        arena_open(&racers[i].arena, 1 << 20);
    }
    for (int i = 0; i < n; i++)
        assert_int_equal(
            thread_start(&racers[i].thread, "race", race, &racers[i], &why),
            OK);
    for (int i = 0; i < n; i++) {
        thread_join(&racers[i].thread);
        arena_close(&racers[i].arena);
    }
}

static void
of_coordinators_who_end_each_other_at_once_one_stays(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        enum { N = 3 };
        struct racer racers[N] = { 0 };
        struct membership_ending endings[N];
        int64_t now = now_s();
        char mail[40];
        for (int i = 0; i < N; i++) {
            snprintf(mail, sizeof mail, "c%d@x.example", i);
            endings[i] = (struct membership_ending){
                .id = network_role(d, person(d, mail, true)), .now = now
            };
            racers[i] = (struct racer){ .step = end, .arg = &endings[i] };
        }
        run_race(d, racers, N);
        int n_denied = 0;
        for (int i = 0; i < N; i++)
            n_denied += racers[i].e == ERR_DENIED;
        assert_int_equal(n_denied, 1);
        assert_true(text_is_equal(
            support_ask(s, d->url,
                "SELECT count(*) FROM membership WHERE role = 'coordinator' "
                "AND ends_on IS NULL"),
            TEXT("1")));
    }
}

struct asking {
    struct inviter from;
    struct invitation to;
};

static enum err
ask_in(struct db *writer, struct arena *a, void *arg)
{
    struct asking *asking = arg;
    struct invitation to = asking->to;
    enum err e = people_invite_in(writer, a, &asking->from, &to);
    asking->to.outcome = to.outcome;
    return e;
}

static void
who_is_invited_by_several_at_once_is_one_person_with_one_link(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        enum { N = 3 };
        struct racer racers[N] = { 0 };
        struct asking asking[N];
        int n_invited = 0;
        for (int i = 0; i < N; i++) {
            asking[i] =
                (struct asking){ .from = { .now = now_s(),
                                     .is_coordinator = true,
                                     .network = TEXT("N"),
                                     .base_url = TEXT("http://127.0.0.1") },
                    .to = { .mail = TEXT("a@x.example"),
                        .name = TEXT("Anna"),
                        .role = WHO_MEMBER } };
            racers[i] = (struct racer){ .step = ask_in, .arg = &asking[i] };
        }
        run_race(d, racers, N);
        for (int i = 0; i < N; i++) {
            assert_true(racers[i].e == OK || racers[i].e == ERR_CONFLICT);
            n_invited += racers[i].e == OK && asking[i].to.outcome == INVITED;
        }
        assert_int_equal(n_invited, 1);
        static const char *const counts[] = { "SELECT count(*) FROM person",
            "SELECT count(*) FROM account",
            "SELECT count(*) FROM one_time_link", "SELECT count(*) FROM mail" };
        for (int i = 0; i < 4; i++)
            assert_true(
                text_is_equal(support_ask(s, d->url, counts[i]), TEXT("1")));
    }
}

/* The figure that the README quotes is bench/rights.sh's; this is the fence. */
static void
a_rights_check_with_twenty_standings_takes_under_two_microseconds(void **state)
{
    enum { N_STANDINGS = 20, N_CHECKS = 4000, N_ROUNDS = 250 };
    struct standing standings[N_STANDINGS];
    (void)state;
    for (int i = 0; i < N_STANDINGS; i++)
        standings[i] = (struct standing){ WHO_MEMBER, 1000 + i };
    struct actor who = {
        .person_id = 1, .standings = standings, .n_standings = N_STANDINGS
    };
    int64_t best = INT64_MAX;
    volatile int n_may = 0;
    for (int round = 0; round < N_ROUNDS; round++) { /* short: one is quiet */
        int64_t began = monotonic_ns();
        for (int i = 0; i < N_CHECKS; i++) /* the last thing, or none */
            n_may += actor_may(&who, WHO_MEMBER,
                (int64_t[]){ 5000 + i, 6000, i % 2 == 0 ? 1019 : 7 }, 3);
        int64_t took = monotonic_ns() - began;
        best = took < best ? took : best;
    }
    assert_int_equal(n_may, N_ROUNDS * N_CHECKS / 2);
    printf(
        "a rights check with 20 standings: %.0f ns\n", (double)best / N_CHECKS);
    assert_true(best / N_CHECKS < 2000);
}

int
membership_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            a_sides_member_is_a_guest_of_its_partnership_until_it_ends),
        support_test(of_one_thing_a_person_is_one_at_a_time),
        support_test(a_role_is_had_of_what_it_is_for),
        support_test(the_last_coordinator_cannot_be_ended_and_an_other_can),
        support_test(whose_membership_of_the_network_ended_is_nobody_here),
        support_test(of_coordinators_who_end_each_other_at_once_one_stays),
        support_test(
            who_is_invited_by_several_at_once_is_one_person_with_one_link),
        cmocka_unit_test(
            a_rights_check_with_twenty_standings_takes_under_two_microseconds),
    };
    return cmocka_run_group_tests_name("people/membership", tests, NULL, NULL);
}
