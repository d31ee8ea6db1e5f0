#include "keep/once.h"

#include "os/clock.h"
#include "os/thread.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int once_test(void);

struct taking {
    text token, result, first;
    bool has_failed; /* the step itself, after it took the token */
};

static enum err
take(struct db *writer, struct arena *scratch, void *arg)
{
    struct taking *t = arg;
    enum err e = once_take(writer, scratch, t->token, t->result, &t->first);
    return e == OK && t->has_failed ? ERR_DENIED : e;
}

static enum err
take_as(struct support_db *d, struct taking *t)
{
    return db_write(d->db, d->arena, take, t);
}

static void
the_second_is_told_where_the_first_went(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct taking a = { .token = TEXT("t1"), .result = TEXT("/one") };
        struct taking b = { .token = TEXT("t1"), .result = TEXT("/two") };
        struct taking c = { .token = TEXT("t2"), .result = TEXT("/two") };
        assert_int_equal(take_as(d, &a), OK);
        assert_int_equal(take_as(d, &b), ERR_CONFLICT);
        assert_true(text_is_equal(b.first, TEXT("/one")));
        assert_int_equal(take_as(d, &c), OK);
    }
}

/* A receipt is made of some: a copy of the database must not hold them. */
static void
of_a_token_the_database_has_the_hash_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct taking a = { .token = TEXT("zebra"), .result = TEXT("/") };
        assert_int_equal(take_as(d, &a), OK);
        text n = support_ask(s, d->url, "SELECT count(*) FROM once");
        assert_true(text_is_equal(n, TEXT("1")));
        n = support_ask(s, d->url,
            "SELECT count(*) FROM once WHERE token LIKE '%zebra%' OR "
            "length(token) <> 64");
        assert_true(text_is_equal(n, TEXT("0")));
    }
}

static void
a_step_that_fails_leaves_its_token_free(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct taking a = {
            .token = TEXT("t"), .result = TEXT("/"), .has_failed = true
        };
        assert_int_equal(take_as(d, &a), ERR_DENIED);
        a.has_failed = false;
        assert_int_equal(take_as(d, &a), OK);
    }
}

/* ---- Several at once ----------------------------------------------------- */

enum { N_RACING = 4, N_ROUNDS = 20 };

struct racing {
    struct db_home *home;
    int n_kept, n_told, n_other;
};

static void
race(void *arg)
{
    struct racing *r = arg;
    struct arena a;
    struct db *db;
    struct why why = { 0 };
    arena_open(&a, 1 << 20);
    if (db_connect(&db, r->home, &why) != OK) {
        r->n_other = -1;
        return;
    }
    for (int i = 0; i < N_ROUNDS; i++) {
        struct taking t = { .token = arena_print(&a, "round %d", i),
            .result = TEXT("/") };
        enum err e = db_write(db, &a, take, &t);
        r->n_kept += e == OK;
        r->n_told += e == ERR_CONFLICT && text_is_equal(t.first, t.result);
        r->n_other += e != OK && e != ERR_CONFLICT;
    }
    db_disconnect(db);
    arena_close(&a);
}

static void
of_several_at_once_one_is_kept(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct racing r[N_RACING] = { 0 };
        struct thread threads[N_RACING];
        int n_kept = 0, n_told = 0;
        for (int i = 0; i < N_RACING; i++) {
            r[i].home = d->home;
            assert_int_equal(
                thread_start(&threads[i], "race", race, &r[i], NULL), OK);
        }
        for (int i = 0; i < N_RACING; i++) {
            thread_join(&threads[i]);
            assert_int_equal(r[i].n_other, 0);
            n_kept += r[i].n_kept;
            n_told += r[i].n_told;
        }
        assert_int_equal(n_kept, N_ROUNDS);
        assert_int_equal(n_told, N_ROUNDS * (N_RACING - 1));
    }
}

/* ---- Forgetting ---------------------------------------------------------- */

static enum err
clean(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    return once_clean(writer, *(int64_t *)arg);
}

static void
old_tokens_are_forgotten_and_new_ones_kept(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct taking old = { .token = TEXT("old"), .result = TEXT("/") };
        struct taking fresh = { .token = TEXT("new"), .result = TEXT("/") };
        assert_int_equal(take_as(d, &old), OK);
        support_exec(s, d->url, "UPDATE once SET at = at - 1000");
        assert_int_equal(take_as(d, &fresh), OK);
        int64_t before = now_s() - 500;
        assert_int_equal(db_write(d->db, d->arena, clean, &before), OK);
        assert_int_equal(take_as(d, &fresh), ERR_CONFLICT);
        assert_int_equal(take_as(d, &old), OK);
    }
}

int
once_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(the_second_is_told_where_the_first_went),
        support_test(of_a_token_the_database_has_the_hash_alone),
        support_test(a_step_that_fails_leaves_its_token_free),
        support_test(of_several_at_once_one_is_kept),
        support_test(old_tokens_are_forgotten_and_new_ones_kept),
    };
    return cmocka_run_group_tests_name("keep/once", tests, NULL, NULL);
}
