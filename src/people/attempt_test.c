#include "people/attempt.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int attempt_test(void);

static int
setup(void **state)
{
    (void)state;
    attempts_clear();
    return 0;
}

static bool
try(const char *peer, const char *what, int64_t now_ms)
{
    struct attempt at;
    int wait_s;
    return attempt_allow(text_of(peer), text_of(what), now_ms, &at, &wait_s);
}

static void
the_sixth_attempt_of_one_address_waits_a_minute(void **state)
{
    (void)state;
    struct attempt at;
    int wait_s;
    for (int i = 0; i < 5; i++)
        assert_true(try("192.0.2.1", "anna@x.example", 1000));
    assert_false(attempt_allow(
        TEXT("192.0.2.1"), TEXT("anna@x.example"), 1000, &at, &wait_s));
    assert_int_equal(wait_s, 60);
    assert_false(try("192.0.2.1", "anna@x.example", 60999));
    assert_true(try("192.0.2.1", "anna@x.example", 61000));
    assert_false(try("192.0.2.1", "anna@x.example", 61000));
}

static void
who_is_attacked_can_sign_in_from_elsewhere(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++)
        (void)try("192.0.2.1", "anna@x.example", 1000);
    assert_false(try("192.0.2.1", "anna@x.example", 1000));
    assert_true(try("192.0.2.2", "anna@x.example", 1000));
    assert_true(try("192.0.2.1", "musa@x.example", 1000));
}

static void
many_addresses_together_are_slowed_at_one_account(void **state)
{
    (void)state;
    char peer[40];
    int n = 0;
    for (int i = 0; i < 200; i++) {
        snprintf(peer, sizeof peer, "192.0.2.%d", i);
        n += try(peer, "anna@x.example", 1000);
    }
    assert_int_equal(n, 40);
}

static void
one_address_is_slowed_over_all_accounts(void **state)
{
    (void)state;
    char mail[30];
    int n = 0;
    for (int i = 0; i < 200; i++) {
        snprintf(mail, sizeof mail, "a%d@x.example", i);
        n += try("192.0.2.1", mail, 1000);
    }
    assert_int_equal(n, 60);
    assert_false(try("192.0.2.1", NULL, 1000));
}

static void
what_was_right_does_not_count(void **state)
{
    (void)state;
    struct attempt at;
    int wait_s;
    for (int i = 0; i < 500; i++) {
        assert_true(attempt_allow(
            TEXT("192.0.2.1"), TEXT("anna@x.example"), 1000, &at, &wait_s));
        attempt_forgive(&at);
    }
}

static void
one_household_of_ipv6_counts_as_one(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:" },
        { "2001:db8:1:2::1", "2001:db8:1:2:" },
        { "2001:db8::1", "2001:db8:" },
        { "::1", ":" },
        { "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
        { "192.0.2.1", "192.0.2.1" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        text t = attempt_peer(text_of(pairs[i][0]));
        if (!text_is_equal(t, text_of(pairs[i][1])))
            fail_msg("%s: %.*s", pairs[i][0], TEXT_ARG(t));
    }
}

/* Whoever fills the table with addresses does not free the one that owes
 * most. */
static void
a_full_table_forgets_who_owes_least(void **state)
{
    (void)state;
    char peer[40];
    for (int i = 0; i < 60; i++) {
        snprintf(peer, sizeof peer, "a%d@x.example", i);
        assert_true(try("198.51.100.7", peer, 1000));
    }
    for (int i = 0; i < 100000; i++) {
        snprintf(
            peer, sizeof peer, "10.%d.%d.%d", i >> 16, (i >> 8) & 255, i & 255);
        (void)try(peer, NULL, 1000);
    }
    assert_false(try("198.51.100.7", NULL, 1000));
}

/* A thousand addresses at one account; its owner, at home, types wrong twice
 * and then right. */
static void
many_addresses_do_not_lock_out_a_browser_that_is_known(void **state)
{
    (void)state;
    struct attempt at;
    int wait_s;
    char peer[40];
    for (int i = 0; i < 1000; i++) {
        snprintf(peer, sizeof peer, "10.1.%d.%d", i / 200, i % 200);
        (void)try(peer, "anna@x.example", 1000);
    }
    assert_false(try("192.0.2.9", "anna@x.example", 1000));
    for (int i = 0; i < 10; i++)
        assert_true(attempt_allow_device(
            TEXT("phone"), TEXT("anna@x.example"), 1000, &at, &wait_s));
    /* and has a limit of its own: whoever took the phone guesses as well */
    assert_false(attempt_allow_device(
        TEXT("phone"), TEXT("anna@x.example"), 1000, &at, &wait_s));
    assert_int_equal(wait_s, 60);
    assert_true(attempt_allow_device(
        TEXT("laptop"), TEXT("anna@x.example"), 1000, &at, &wait_s));
}

static void
nobody_is_sent_more_than_three_mails_at_once(void **state)
{
    (void)state;
    char peer[40];
    int wait_s, n = 0;
    bool is_mailed;
    for (int i = 0; i < 100; i++) {
        snprintf(peer, sizeof peer, "192.0.2.%d", i);
        assert_true(attempt_allow_mail(
            text_of(peer), TEXT("anna@x.example"), 1000, &is_mailed, &wait_s));
        n += is_mailed;
    }
    assert_int_equal(n, 3);
    assert_true(attempt_allow_mail(TEXT("192.0.2.1"), TEXT("anna@x.example"),
        1000 + 1200000, &is_mailed, &wait_s));
    assert_true(is_mailed);
    for (int i = 0; i < 100; i++) {
        snprintf(peer, sizeof peer, "m%d@x.example", i);
        n += attempt_allow_mail(
            TEXT("198.51.100.1"), text_of(peer), 1000, &is_mailed, &wait_s);
    }
    assert_int_equal(n, 63);
}

int
attempt_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(
            the_sixth_attempt_of_one_address_waits_a_minute, setup),
        cmocka_unit_test_setup(
            who_is_attacked_can_sign_in_from_elsewhere, setup),
        cmocka_unit_test_setup(
            many_addresses_together_are_slowed_at_one_account, setup),
        cmocka_unit_test_setup(
            many_addresses_do_not_lock_out_a_browser_that_is_known, setup),
        cmocka_unit_test_setup(
            nobody_is_sent_more_than_three_mails_at_once, setup),
        cmocka_unit_test_setup(one_address_is_slowed_over_all_accounts, setup),
        cmocka_unit_test_setup(what_was_right_does_not_count, setup),
        cmocka_unit_test_setup(one_household_of_ipv6_counts_as_one, setup),
        cmocka_unit_test_setup(a_full_table_forgets_who_owes_least, setup),
    };
    return cmocka_run_group_tests_name("people/attempt", tests, NULL, NULL);
}
