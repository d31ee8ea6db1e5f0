/* The chain over the audit log: who touches a row is found out. */
#include "keep/seal.h"

#include "keep/audit.h"
#include "os/clock.h"
#include "os/thread.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

int seal_test(void);

struct heard {
    int n;
    char first[400];
};

static void
hear(void *context, const char *line)
{
    struct heard *h = context;
    if (h->n++ == 0)
        snprintf(h->first, sizeof h->first, "%s", line);
}

static enum err
add_row(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    return audit_add(writer,
        (struct audit){ .actor_id = 7,
            .action = TEXT("change"),
            .kind = TEXT("place"),
            .thing_id = *(int64_t *)arg,
            .detail = TEXT("[\"name\"]") });
}

static void
add_rows(struct support_db *d, int n)
{
    for (int64_t i = 1; i <= n; i++)
        assert_int_equal(db_write(d->db, d->arena, add_row, &i), OK);
}

static void
seal(struct support_db *d, int n_expected)
{
    int64_t n = 0;
    assert_int_equal(seal_all(d->db, d->arena, &n), OK);
    assert_int_equal(n, n_expected);
}

static int
prove(struct support_db *d, text noted, struct heard *h)
{
    *h = (struct heard){ 0 };
    assert_int_equal(seal_check(d->db, d->arena, noted, hear, h), OK);
    return h->n;
}

static int
prove_says(struct support_db *d, const char *what)
{
    struct heard h;
    int n = prove(d, (text){ 0 }, &h);
    if (n > 0 && strstr(h.first, what) == NULL)
        fail_msg("%s: \"%s\" is not in \"%s\"", d->label, what, h.first);
    return n;
}

static void
an_untouched_log_is_proved_and_goes_on(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct heard h;
        text head;
        assert_int_equal(seal_head(d->db, d->arena, &head), OK);
        assert_int_equal(head.len, 0);
        add_rows(d, 40); /* more than one batch */
        seal(d, 40);
        assert_int_equal(prove(d, (text){ 0 }, &h), 0);
        assert_int_equal(seal_head(d->db, d->arena, &head), OK);
        assert_true(text_starts_with(head, TEXT("40-")));
        add_rows(d, 3);
        seal(d, 3);
        seal(d, 0);
        assert_int_equal(prove(d, head, &h), 0);
        assert_int_equal(
            prove(d,
                TEXT("44-0000000000000000000000000000000000000000000000"
                     "000000000000000000"),
                &h),
            1);
        assert_int_equal(prove(d, TEXT("44-x"), &h), 1);
    }
}

static void
a_changed_row_is_named(void **state)
{
    static const char *const changes[] = { "actor_id = 8", "actor_id = NULL",
        "at = at + 1", "action = 'remove'", "kind = 'placf'", "thing_id = 99",
        "detail = NULL", "detail = ''", "chain_hash = NULL",
        "action = 'chang', kind = 'eplace'" };
    struct support *s = *state;
    support_for_each(s, d)
    {
        add_rows(d, 9);
        seal(d, 9);
        support_exec(s, d->url,
            "CREATE TABLE audit_was AS SELECT * FROM audit WHERE chain_n = 5");
        for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
            support_exec(s, d->url,
                arena_print(d->arena, "UPDATE audit SET %s WHERE chain_n = 5",
                    changes[i])
                    .ptr);
            if (prove_says(d, "(place 5, ") == 0)
                fail_msg("%s: %s was not seen", d->label, changes[i]);
            assert_int_equal(prove_says(d, "was changed"), 1);
            support_exec(s, d->url,
                "DELETE FROM audit WHERE chain_n = 5; "
                "INSERT INTO audit SELECT * FROM audit_was");
            assert_int_equal(prove_says(d, ""), 0);
        }
    }
}

static void
a_removed_row_is_missed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        add_rows(d, 9);
        seal(d, 9);
        support_exec(s, d->url, "DELETE FROM audit WHERE chain_n = 5");
        assert_int_equal(prove_says(d, "1 row was removed after place 4"), 1);
        support_exec(s, d->url, "DELETE FROM audit WHERE chain_n IN (4, 6)");
        assert_int_equal(prove_says(d, "3 rows were removed after place 3"), 1);
    }
}

static void
a_first_or_last_row_is_missed_too(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        add_rows(d, 9);
        seal(d, 9);
        support_exec(s, d->url, "DELETE FROM audit WHERE chain_n = 9");
        assert_int_equal(prove_says(d, "ends at place 8, but the last one"), 1);
        support_exec(s, d->url, "DELETE FROM audit WHERE chain_n = 1");
        assert_int_equal(prove_says(d, "removed after place 0"), 2);
    }
}

static void
rows_that_change_places_and_rows_sealed_twice_are_found(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        add_rows(d, 9);
        seal(d, 9);
        support_exec(s, d->url,
            "UPDATE audit SET chain_n = 100 WHERE chain_n = 4;"
            "UPDATE audit SET chain_n = 4 WHERE chain_n = 5;"
            "UPDATE audit SET chain_n = 5 WHERE chain_n = 100");
        assert_true(prove_says(d, "(place 4, ") > 0);
        support_exec(s, d->url,
            "DROP INDEX audit_chain;"
            "UPDATE audit SET chain_n = 7 WHERE chain_n = 8");
        struct heard h;
        assert_true(prove(d, (text){ 0 }, &h) > 0);
    }
}

/* Whoever writes the whole chain anew is stopped by a head noted elsewhere,
 * and by nothing else. */
static void
a_chain_written_anew_shows_against_a_noted_head(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct heard h;
        text head;
        add_rows(d, 9);
        seal(d, 9);
        assert_int_equal(seal_head(d->db, d->arena, &head), OK);
        support_exec(s, d->url,
            "UPDATE audit SET thing_id = 99 WHERE chain_n = 3;"
            "UPDATE audit SET chain_n = NULL, chain_hash = NULL;"
            "DELETE FROM setting WHERE name = 'audit_head'");
        seal(d, 9);
        assert_int_equal(prove(d, (text){ 0 }, &h), 0);
        assert_int_equal(prove(d, head, &h), 1);
        assert_non_null(strstr(h.first, "at place 9 the chain is not"));
    }
}

static void
a_row_that_is_seen_later_gets_a_later_place(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        add_rows(d, 5);
        seal(d, 5);
        /* as if its transaction had begun before and ended only now */
        support_exec(s, d->url,
            "INSERT INTO audit (id, at, action, kind, thing_id) "
            "VALUES (1, 1, 'create', 'place', 1)");
        seal(d, 1);
        assert_int_equal(prove_says(d, ""), 0);
        text n =
            support_ask(s, d->url, "SELECT chain_n FROM audit WHERE id = 1");
        assert_true(text_is_equal(n, TEXT("6")));
    }
}

static enum err
forget(struct db *writer, struct arena *scratch, void *arg)
{
    (void)arg;
    return seal_forget(writer, scratch, 2000);
}

static void
what_is_past_its_time_goes_and_the_rest_is_still_proved(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct heard h;
        text head;
        add_rows(d, 9);
        support_exec(
            s, d->url, "UPDATE audit SET at = 1000 WHERE thing_id <= 4");
        seal(d, 9);
        assert_int_equal(seal_head(d->db, d->arena, &head), OK);
        assert_int_equal(db_write(d->db, d->arena, forget, NULL), OK);
        text n = support_ask(s, d->url, "SELECT count(*) FROM audit");
        assert_true(text_is_equal(n, TEXT("5")));
        assert_int_equal(prove(d, head, &h), 0);
        support_exec(s, d->url, "DELETE FROM audit WHERE chain_n = 5");
        assert_int_equal(prove_says(d, "removed after place 4"), 1);
    }
}

/* ---- Several at once ----------------------------------------------------- */

enum { N_WRITERS = 3, N_SEALERS = 2, N_ROWS = 60 };

struct racing {
    struct db_home *home;
    bool is_sealer;
    int n_bad;
};

static void
race(void *arg)
{
    struct racing *r = arg;
    struct arena a;
    struct db *db;
    struct why why = { 0 };
    arena_open(&a, 8 << 20);
    if (db_connect(&db, r->home, &why) != OK) {
        r->n_bad = 1000;
        return;
    }
    for (int64_t i = 1; i <= N_ROWS; i++) {
        enum err e = r->is_sealer ? seal_all(db, &a, NULL)
                                  : db_write(db, &a, add_row, &i);
        r->n_bad += e != OK;
        arena_reset(&a, 8 << 20);
    }
    db_disconnect(db);
    arena_close(&a);
}

static void
two_that_seal_while_others_write_make_one_chain(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct racing r[N_WRITERS + N_SEALERS] = { 0 };
        struct thread threads[N_WRITERS + N_SEALERS];
        for (int i = 0; i < N_WRITERS + N_SEALERS; i++) {
            r[i] =
                (struct racing){ .home = d->home, .is_sealer = i >= N_WRITERS };
            assert_int_equal(
                thread_start(&threads[i], "race", race, &r[i], NULL), OK);
        }
        for (int i = 0; i < N_WRITERS + N_SEALERS; i++) {
            thread_join(&threads[i]);
            assert_int_equal(r[i].n_bad, 0);
        }
        assert_int_equal(seal_all(d->db, d->arena, NULL), OK);
        assert_int_equal(prove_says(d, ""), 0);
        text n = support_ask(s, d->url, "SELECT max(chain_n) FROM audit");
        assert_true(text_is_equal(n, TEXT("180")));
    }
}

int
seal_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(an_untouched_log_is_proved_and_goes_on),
        support_test(a_changed_row_is_named),
        support_test(a_removed_row_is_missed),
        support_test(a_first_or_last_row_is_missed_too),
        support_test(rows_that_change_places_and_rows_sealed_twice_are_found),
        support_test(a_chain_written_anew_shows_against_a_noted_head),
        support_test(a_row_that_is_seen_later_gets_a_later_place),
        support_test(what_is_past_its_time_goes_and_the_rest_is_still_proved),
        support_test(two_that_seal_while_others_write_make_one_chain),
    };
    return cmocka_run_group_tests_name("keep/seal", tests, NULL, NULL);
}
