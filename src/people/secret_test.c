#include "people/secret.h"

#include "os/clock.h"
#include "os/process.h"
#include "os/thread.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <sodium.h>
#include <string.h>

int secret_test(void);

static int
setup(void **state)
{
    static struct arena a;
    arena_open(&a, 1 << 20);
    *state = &a;
    return 0;
}

static int
teardown(void **state)
{
    arena_close(*state);
    return 0;
}

static void
a_token_is_kept_as_a_hash_that_does_not_lead_back(void **state)
{
    struct arena *a = *state;
    text token = token_new(a), other = token_new(a);
    text hash = token_hash(a, token);
    assert_int_equal(token.len, TOKEN_LENGTH);
    assert_int_equal(hash.len, HASH_LENGTH);
    assert_false(text_is_equal(token, other));
    assert_false(text_is_equal(hash, token_hash(a, other)));
    assert_true(text_is_equal(hash, token_hash(a, token)));
    assert_false(text_is_equal(hash, token_form_key(a, token)));
    assert_true(text_find(token, hash) < 0);
}

/* The hash of 32 zero bytes, by another program: python3 -c "import hashlib;
 * print(hashlib.blake2b(bytes(32), digest_size=32).hexdigest())" */
static void
the_hash_is_blake2b_256(void **state)
{
    struct arena *a = *state;
    static const char expected[] =
        "89eb0d6a8a691dae2cd15ed0369931ce0a949ecafa5c3f93f8121833646e15c3";
    char hex[2 * HASH_LENGTH + 1];
    text hash =
        token_hash(a, TEXT("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    assert_int_equal(hash.len, HASH_LENGTH);
    sodium_bin2hex(
        hex, sizeof hex, (const unsigned char *)hash.ptr, (size_t)hash.len);
    assert_string_equal(hex, expected);
}

static void
what_is_no_token_has_no_hash(void **state)
{
    struct arena *a = *state;
    static const char *const bad[] = { "", "x",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
        "AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAA/AAAAAAAAAAAAAAAAAAAAA" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_is_known(token_hash(a, text_of(bad[i]))));
    assert_false(text_is_known(token_hash(a, (text){ 0 })));
}

static void
a_password_is_hashed_at_todays_cost_and_found_again(void **state)
{
    struct arena *a = *state;
    text hash, again;
    bool is_right, is_old;
    assert_int_equal(password_hash(a, TEXT("many good words"), &hash), OK);
    assert_int_equal(password_hash(a, TEXT("many good words"), &again), OK);
    assert_true(
        text_starts_with(hash, TEXT("$argon2id$v=19$m=32768,t=3,p=1$")));
    assert_false(text_is_equal(hash, again)); /* each has its own salt */
    assert_int_equal(
        password_check(a, TEXT("many good words"), hash, &is_right, &is_old),
        OK);
    assert_true(is_right && !is_old);
    assert_int_equal(
        password_check(a, TEXT("many good word"), hash, &is_right, &is_old),
        OK);
    assert_false(is_right);
}

static void
a_hash_of_less_cost_is_said_to_be_old(void **state)
{
    struct arena *a = *state;
    char cheap[crypto_pwhash_STRBYTES];
    bool is_right, is_old;
    assert_int_equal(crypto_pwhash_str(cheap, "abc", 3, 1, 1 << 20), 0);
    assert_int_equal(
        password_check(a, TEXT("abc"), text_of(cheap), &is_right, &is_old), OK);
    assert_true(is_right && is_old);
}

/* What an answer costs must not say whether somebody is known. */
static void
nobody_costs_a_hash_as_somebody_does(void **state)
{
    struct arena *a = *state;
    text hash;
    bool is_right, is_old;
    assert_int_equal(password_hash(a, TEXT("many good words"), &hash), OK);
    int64_t before = password_n_hashed();
    assert_int_equal(
        password_check(a, TEXT("wrong"), hash, &is_right, &is_old), OK);
    assert_int_equal(password_n_hashed() - before, 1);
    assert_int_equal(
        password_check(a, TEXT("wrong"), (text){ 0 }, &is_right, &is_old), OK);
    assert_int_equal(password_n_hashed() - before, 2);
    assert_false(is_right);
    assert_int_equal(
        password_check(a, TEXT(""), (text){ 0 }, &is_right, &is_old), OK);
    assert_false(is_right);
}

/* ---- Many at once -------------------------------------------------------- */

enum { N_GUESSING = 12 };

struct guessing {
    struct thread thread;
    struct gate_turn turn;
    enum err e;
};

static void
guess(void *arg)
{
    struct guessing *g = arg;
    struct arena a;
    bool is_right, is_old;
    arena_open(&a, 1 << 16);
    g->e = password_check_in_turn(
        &a, TEXT("wrong"), (text){ 0 }, &g->turn, &is_right, &is_old);
    arena_close(&a);
}

/* Threads that wait for their turn answer nobody else meanwhile. */
static void
many_who_guess_at_once_do_not_take_all_threads(void **state)
{
    (void)state;
    struct guessing g[N_GUESSING] = { 0 };
    int n_busy = 0;
    for (int i = 0; i < N_GUESSING; i++)
        assert_int_equal(
            thread_start(&g[i].thread, "guess", guess, &g[i], NULL), OK);
    for (int i = 0; i < N_GUESSING; i++) {
        thread_join(&g[i].thread);
        assert_true(g[i].e == OK || g[i].e == ERR_BUSY);
        n_busy += g[i].e == ERR_BUSY;
    }
    /* all at once: ten; some may have come after others had gone */
    assert_in_range(n_busy, 5, N_GUESSING - 2);
}

/* With as few threads as there may be, one hashes and none waits. */
static void
of_two_threads_one_is_left_for_the_others(void **state)
{
    (void)state;
    struct guessing g[N_GUESSING] = { 0 };
    int n_busy = 0;
    gate_threads(2);
    for (int i = 0; i < N_GUESSING; i++)
        assert_int_equal(
            thread_start(&g[i].thread, "guess", guess, &g[i], NULL), OK);
    for (int i = 0; i < N_GUESSING; i++) {
        thread_join(&g[i].thread);
        n_busy += g[i].e == ERR_BUSY;
    }
    gate_threads(4);
    assert_in_range(n_busy, 7, N_GUESSING - 1);
}

/* Two others are there already: one hashes, one waits. */
static void
who_is_known_goes_first(void **state)
{
    (void)state;
    struct guessing g[N_GUESSING] = { 0 };
    struct arena a;
    bool is_right, is_old;
    int n_known = 0;
    arena_open(&a, 1 << 16);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < N_GUESSING; i++)
            assert_int_equal(
                thread_start(&g[i].thread, "guess", guess, &g[i], NULL), OK);
        struct gate_turn turn = { .is_known = true };
        n_known += password_check_in_turn(&a, TEXT("wrong"), (text){ 0 }, &turn,
                       &is_right, &is_old) == OK;
        for (int i = 0; i < N_GUESSING; i++)
            thread_join(&g[i].thread);
    }
    arena_close(&a);
    assert_int_equal(n_known, 3);
}

/* One who guesses much takes one place; whoever else comes has the other. */
static void
who_guesses_much_makes_room_for_others(void **state)
{
    (void)state;
    struct guessing g[N_GUESSING] = { 0 };
    struct arena a;
    bool is_right, is_old;
    int n_in = 0;
    arena_open(&a, 1 << 16);
    for (int round = 0; round < 6; round++) {
        bool is_peer = round % 2 == 0;
        for (int i = 0; i < N_GUESSING; i++) {
            /* of one address, at many accounts; or the other way */
            g[i].turn =
                (struct gate_turn){ .peer = (uint64_t)(is_peer ? 7 : 100 + i),
                    .account = (uint64_t)(is_peer ? 100 + i : 7) };
            assert_int_equal(
                thread_start(&g[i].thread, "guess", guess, &g[i], NULL), OK);
        }
        struct gate_turn turn = { .peer = (uint64_t)(1000 + round),
            .account = (uint64_t)(2000 + round) };
        n_in += password_check_in_turn(&a, TEXT("wrong"), (text){ 0 }, &turn,
                    &is_right, &is_old) == OK;
        for (int i = 0; i < N_GUESSING; i++)
            thread_join(&g[i].thread);
    }
    arena_close(&a);
    assert_int_equal(n_in, 6);
}

/* ---- Who comes back ------------------------------------------------------
 */

static void
pass_gate(void *arg)
{
    struct guessing *g = arg;
    g->e = gate_enter(&g->turn);
    if (g->e == OK)
        gate_leave(&g->turn);
}

static void
start(struct guessing *g, uint64_t peer, uint64_t account)
{
    *g = (struct guessing){ .turn = { .peer = peer, .account = account } };
    assert_int_equal(
        thread_start(&g->thread, "gate", pass_gate, g, NULL), OK);
    sleep_ms(100); /* until it waits, or was refused */
}

/* One place to wait, always taken by somebody new: who comes for the second
 * time gets it. */
static void
who_comes_back_goes_before_who_is_new(void **state)
{
    (void)state;
    struct guessing flood[4], person;
    struct gate_turn at_it[2] = { { .peer = 9001, .account = 9101 },
        { .peer = 9002, .account = 9102 } };
    int n_running = 0;
    gate_threads(4);
    assert_int_equal(gate_enter(&at_it[n_running++]), OK);
    if (core_count() >= 4)
        assert_int_equal(gate_enter(&at_it[n_running++]), OK);
    start(&flood[0], 9201, 9301); /* waits */
    start(&person, 9401, 9501);
    thread_join(&person.thread);
    assert_int_equal(person.e, ERR_BUSY);
    start(&person, 9401, 9501); /* at once: that is one time */
    thread_join(&person.thread);
    assert_int_equal(person.e, ERR_BUSY);
    sleep_ms(100 + GATE_APART_S * 1000);
    start(&flood[1], 9202, 9302); /* new: refused */
    thread_join(&flood[1].thread);
    assert_int_equal(flood[1].e, ERR_BUSY);
    start(&person, 9401, 9501);
    thread_join(&flood[0].thread); /* makes room */
    assert_int_equal(flood[0].e, ERR_BUSY);
    start(&flood[2], 9203, 9303); /* new again: the place is held */
    thread_join(&flood[2].thread);
    assert_int_equal(flood[2].e, ERR_BUSY);
    while (n_running > 0)
        gate_leave(&at_it[--n_running]);
    thread_join(&person.thread);
    assert_int_equal(person.e, OK);
    /* it was computed: the next time they are new */
    assert_int_equal(gate_enter(&person.turn), OK);
    assert_int_equal(person.turn.n_refused, 0);
    gate_leave(&person.turn);
}

int
secret_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_token_is_kept_as_a_hash_that_does_not_lead_back, setup, teardown),
        cmocka_unit_test_setup_teardown(
            the_hash_is_blake2b_256, setup, teardown),
        cmocka_unit_test_setup_teardown(
            what_is_no_token_has_no_hash, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_password_is_hashed_at_todays_cost_and_found_again, setup,
            teardown),
        cmocka_unit_test_setup_teardown(
            a_hash_of_less_cost_is_said_to_be_old, setup, teardown),
        cmocka_unit_test_setup_teardown(
            nobody_costs_a_hash_as_somebody_does, setup, teardown),
        cmocka_unit_test(many_who_guess_at_once_do_not_take_all_threads),
        cmocka_unit_test(of_two_threads_one_is_left_for_the_others),
        cmocka_unit_test(who_is_known_goes_first),
        cmocka_unit_test(who_guesses_much_makes_room_for_others),
        cmocka_unit_test(who_comes_back_goes_before_who_is_new),
    };
    return cmocka_run_group_tests_name("people/secret", tests, NULL, NULL);
}
