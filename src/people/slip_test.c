/* Coming in with a slip; and what stays of it when the person is erased. */
#include "support/ways.h"

#include "base/key.h"
#include "os/clock.h"
#include "os/thread.h"
#include "people/account.h"
#include "people/people.h"
#include "people/people_data.h"
#include "people/secret.h"
#include "people/slip.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int slip_test(void);

/* ---- Slips --------------------------------------------------------------- */

struct racer {
    struct thread thread;
    struct support_db *d;
    struct slip_find_row slip;
    struct arena arena;
    int i;
    enum err e;
};

static void
race(void *arg)
{
    struct racer *r = arg;
    struct db *db;
    struct why why = { 0 };
    r->e = db_connect(&db, r->d->home, &why);
    if (r->e != OK)
        return;
    struct slip_join join = { .slip = &r->slip,
        .form_token = arena_print(&r->arena, "%026d", r->i),
        .name = TEXT("Achieng"),
        .password = TEXT("$argon2id$no"),
        .is_pin = true,
        .now = now_s(),
        .session = { .now = now_s(),
            .hash = token_hash(&r->arena, token_new(&r->arena)) } };
    r->e = slip_join(db, &r->arena, &join);
    db_disconnect(db);
}

static text
one_slip(
    struct house *h, int64_t maker, const struct thing *thing, enum who role)
{
    static int n;
    struct slip_order order = { .thing = thing,
        .role = role,
        .form_token = arena_print(h->d->arena, "%025dx", ++n),
        .address = TEXT("/slips"),
        .actor_id = maker,
        .now = now_s(),
        .ends_at = now_s() + 86400,
        .n_slips = 1 };
    assert_int_equal(slip_print(h->d->db, h->d->arena, &order), OK);
    return order.codes[0];
}

static void
of_two_with_one_slip_one_gets_in(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        enum { N = 4 };
        struct house h;
        struct racer racers[N];
        struct slip_find_row slip;
        struct why why = { 0 };
        int n_in = 0;
        house_open(&h, s, d);
        int64_t id = way_somebody(&h, "c@x.example", true);
        text code = one_slip(&h, id, NULL, WHO_MEMBER);
        assert_int_equal(slip_look(d->db, d->arena, code, now_s(), &slip), OK);
        for (int i = 0; i < N; i++) {
            racers[i] = (struct racer){ .d = d, .slip = slip, .i = i };
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
            if (racers[i].e != OK && racers[i].e != ERR_NOT_FOUND)
                fail_msg("%s", err_name(racers[i].e));
        }
        assert_int_equal(n_in, 1);
        assert_true(text_is_equal(
            way_ask(
                &h, "SELECT count(*) FROM account WHERE sign_name IS NOT NULL"),
            TEXT("1")));
        assert_true(text_is_equal(
            way_ask(&h, "SELECT count(*) FROM session"), TEXT("1")));
        house_close(&h);
    }
}

static void
a_slip_gives_its_role_of_its_thing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct thing side;
        struct slip_find_row slip;
        house_open(&h, s, d);
        house_import_folder(&h, "example");
        int64_t coordinator = way_somebody(&h, "c@x.example", true);
        int64_t person = way_somebody(&h, "m@x.example", false);
        text id = way_ask(&h, "SELECT min(id) FROM side");
        int64_t side_id =
            strtoll(arena_print(d->arena, "%.*s", TEXT_ARG(id)).ptr, NULL, 10);
        assert_int_equal(
            thing_load(d->db, d->arena, TEXT("side"), side_id, &side), OK);
        text code = one_slip(&h, coordinator, &side, WHO_MEMBER);
        assert_int_equal(slip_look(d->db, d->arena, code, now_s(), &slip), OK);
        assert_int_equal(
            slip_join_known(d->db, d->arena, &slip, person, now_s()), OK);
        char sql[300];
        snprintf(sql, sizeof sql,
            "SELECT count(*) FROM membership WHERE person_id = %" PRId64
            " AND thing_id = %" PRId64 " AND role = 'member'",
            person, side_id);
        assert_true(text_is_equal(way_ask(&h, sql), TEXT("1")));
        /* a second slip of the same is not used up */
        code = one_slip(&h, coordinator, &side, WHO_MEMBER);
        assert_int_equal(slip_look(d->db, d->arena, code, now_s(), &slip), OK);
        assert_int_equal(
            slip_join_known(d->db, d->arena, &slip, person, now_s()),
            ERR_CONFLICT);
        assert_int_equal(slip_look(d->db, d->arena, code, now_s(), &slip), OK);
        /* nobody uses it after its day */
        assert_int_equal(
            slip_look(d->db, d->arena, code, now_s() + 86400, &slip),
            ERR_NOT_FOUND);
        house_close(&h);
    }
}

static void
a_slip_makes_nobody_less_than_they_are(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct slip_find_row slip;
        char sql[200];
        house_open(&h, s, d);
        int64_t first = way_somebody(&h, "c@x.example", true);
        int64_t other = way_somebody(&h, "d@x.example", true);
        text code = one_slip(&h, first, NULL, WHO_MEMBER);
        assert_int_equal(slip_look(d->db, d->arena, code, now_s(), &slip), OK);
        assert_int_equal(
            slip_join_known(d->db, d->arena, &slip, other, now_s()),
            ERR_CONFLICT);
        snprintf(sql, sizeof sql,
            "SELECT count(*) FROM membership WHERE person_id = %" PRId64
            " AND role = 'coordinator' AND ends_on IS NULL",
            other);
        assert_true(text_is_equal(way_ask(&h, sql), TEXT("1")));
        assert_int_equal(slip_look(d->db, d->arena, code, now_s(), &slip), OK);
        house_close(&h);
    }
}

static void
only_a_coordinator_prints_what_makes_a_facilitator(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import_folder(&h, "example");
        int64_t facilitator = way_somebody(&h, "f@x.example", false);
        int64_t coordinator = way_somebody(&h, "c@x.example", true);
        text ids = way_ask(&h, "SELECT min(id) FROM partnership");
        int64_t id =
            strtoll(arena_print(d->arena, "%.*s", TEXT_ARG(ids)).ptr, NULL, 10);
        char key[KEY_LENGTH];
        text page = arena_print(d->arena, "/en/slips/partnership/%.*s",
            TEXT_ARG(key_print(id, key)));
        house_give(&h, facilitator, "facilitator", "partnership", id);
        house_enter(&h, facilitator);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "A facilitator is named on the page of people");
        house_is_silent_on(&h, "value=\"facilitator\"");
        assert_int_equal(
            way_send(&h, page.ptr, "role=facilitator&n_slips=1"), 422);
        assert_int_equal(way_send(&h, page.ptr, "role=guest&n_slips=2"), 200);
        assert_int_equal(house_get(&h, "/en/slips"), 403);
        house_enter(&h, coordinator);
        assert_int_equal(
            way_send(&h, page.ptr, "role=facilitator&n_slips=1"), 200);
        assert_int_equal(
            way_send(&h, page.ptr, "role=coordinator&n_slips=1"), 422);
        house_close(&h);
    }
}

static void
names_to_sign_in_with_are_short_and_plain(void **state)
{
    struct support *s = *state;
    struct arena *a = &s->arena;
    static const char *const names[][2] = { { "Achieng Otieno", "achieng" },
        { "\xc3\x85sa", "asa" }, { "J. Smith", "jsmith" },
        { "\xe9\xa7\xac", "rafiki" }, { "\xf0\x9f\x98\x80", "rafiki" },
        { "x", "rafiki" }, { "Bartholomew", "bartholo" } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        text t = sign_name_of(a, text_of(names[i][0]), 3);
        if (!text_starts_with(t, text_of(names[i][1])))
            fail_msg("%s: %.*s", names[i][0], TEXT_ARG(t));
        assert_true(t.len <= SIGN_NAME_MAX);
        assert_true(text_is_equal(sign_in_key(a, t), t));
    }
}

/* ---- Erased -------------------------------------------------------------- */

static enum err
erase(struct db *writer, struct arena *a, void *arg)
{
    return door_erase_person(&people_door, writer, a, *(int64_t *)arg);
}

static void
nothing_of_signing_in_outlives_the_person(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        text codes[RECOVERY_CODES];
        house_open(&h, s, d);
        int64_t c = way_somebody(&h, "c@x.example", true);
        struct slip_find_row slip;
        text code = one_slip(&h, c, NULL, WHO_MEMBER);
        assert_int_equal(slip_look(d->db, d->arena, code, now_s(), &slip), OK);
        struct racer r = { .d = d, .slip = slip, .i = 9000 };
        arena_open(&r.arena, 1 << 20);
        race(&r);
        arena_close(&r.arena);
        assert_int_equal(r.e, OK);
        text ids =
            way_ask(&h, "SELECT id FROM account WHERE sign_name IS NOT NULL");
        int64_t id =
            strtoll(arena_print(d->arena, "%.*s", TEXT_ARG(ids)).ptr, NULL, 10);
        way_two_steps(&h, id, codes);
        char sql[300];
        snprintf(sql, sizeof sql,
            "INSERT INTO device (id, hash, person_id, seen_at) "
            "SELECT 77, s.hash, %" PRId64 ", 1 FROM session s LIMIT 1",
            id);
        support_exec(s, d->url, sql);
        assert_int_equal(db_write(d->db, d->arena, erase, &id), OK);
        assert_true(text_is_equal(
            way_ask(&h,
                "SELECT (SELECT count(*) FROM device) + "
                "(SELECT count(*) FROM two_step) + "
                "(SELECT count(*) FROM recovery_code) + "
                "(SELECT count(*) FROM session) + "
                "(SELECT count(*) FROM slip WHERE person_id IS NOT NULL)"),
            TEXT("0")));
        assert_true(text_is_equal(
            way_ask(&h, "SELECT count(*) FROM slip WHERE used_at IS NOT NULL"),
            TEXT("1")));
        house_close(&h);
    }
}

static enum err
forget(struct db *writer, struct arena *a, void *arg)
{
    return people_forget(writer, a, *(int64_t *)arg);
}

static void
sheets_that_ended_long_ago_are_forgotten_and_open_ones_are_not(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        int64_t now = now_s(), c = way_somebody(&h, "c@x.example", true);
        one_slip(&h, c, NULL, WHO_MEMBER);
        one_slip(&h, c, NULL, WHO_MEMBER);
        support_exec(s, d->url,
            "UPDATE slip_sheet SET ends_at = 1000 WHERE id = (SELECT min(id) "
            "FROM slip_sheet)");
        support_exec(s, d->url,
            "INSERT INTO setting (name, value) VALUES ('keep_slips_days', "
            "'0')");
        assert_int_equal(db_write(d->db, d->arena, forget, &now), OK);
        assert_true(text_is_equal(
            way_ask(&h, "SELECT count(*) FROM slip_sheet"), TEXT("2")));
        support_exec(s, d->url,
            "UPDATE setting SET value = '30' WHERE name = 'keep_slips_days'");
        assert_int_equal(db_write(d->db, d->arena, forget, &now), OK);
        assert_true(text_is_equal(
            way_ask(&h, "SELECT count(*) FROM slip_sheet"), TEXT("1")));
        assert_true(text_is_equal(
            way_ask(&h,
                "SELECT count(*) FROM slip l LEFT JOIN slip_sheet h ON h.id = "
                "l.sheet_id WHERE h.id IS NULL"),
            TEXT("0")));
        house_close(&h);
    }
}

int
slip_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(of_two_with_one_slip_one_gets_in),
        support_test(a_slip_gives_its_role_of_its_thing),
        support_test(a_slip_makes_nobody_less_than_they_are),
        support_test(only_a_coordinator_prints_what_makes_a_facilitator),
        support_test(names_to_sign_in_with_are_short_and_plain),
        support_test(nothing_of_signing_in_outlives_the_person),
        support_test(
            sheets_that_ended_long_ago_are_forgotten_and_open_ones_are_not),
    };
    return cmocka_run_group_tests_name("people/slip", tests, NULL, NULL);
}
