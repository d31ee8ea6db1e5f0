/* What was deleted leaves PostgreSQL's tables only when nobody reads who began
 * before. (That it leaves SQLite's files: see the erasure's test.) */
#include "support/support.h"

#include "db/db_in.h"
#include "os/clock.h"
#include "os/thread.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int db_wipe_test(void);

struct wiping {
    struct db_home *home;
    struct arena *arena;
    enum err e;
};

static void
run(void *arg)
{
    struct wiping *w = arg;
    w->e = db_wipe(w->home, w->arena, NULL);
}

static void
it_waits_for_whoever_may_still_see_what_was_deleted(void **state)
{
    /* a table that is written anew is in another file */
    static const char file[] =
        "SELECT relfilenode::text FROM pg_class WHERE relname = 'one'";
    struct support *s = *state;
    if (!support_has_postgresql())
        return;
    support_for_each(s, d)
    {
        if (d->dialect != DB_POSTGRESQL)
            continue;
        text url = support_fresh_url(s, DB_POSTGRESQL);
        struct wiping w = { .arena = d->arena };
        struct db *reader;
        struct thread thread;
        support_exec(s, url,
            "CREATE TABLE one (a int); "
            "INSERT INTO one VALUES (1)");
        assert_int_equal(db_open(&w.home, d->arena, url, false, NULL), OK);
        assert_int_equal(db_connect(&reader, w.home, NULL), OK);
        /* it holds no table, only what there was when it began */
        assert_int_equal(
            pg_exec(reader, "BEGIN ISOLATION LEVEL REPEATABLE READ"), OK);
        assert_int_equal(pg_exec(reader, "SELECT 1"), OK);
        support_exec(s, url, "DELETE FROM one");
        text before = support_ask(s, url, file);
        assert_int_equal(thread_start(&thread, "wipe", run, &w, NULL), OK);
        sleep_ms(400);
        text while_it_reads = support_ask(s, url, file);
        assert_int_equal(pg_exec(reader, "ROLLBACK"), OK);
        thread_join(&thread);
        assert_int_equal(w.e, OK);
        assert_true(text_is_equal(before, while_it_reads));
        assert_false(text_is_equal(before, support_ask(s, url, file)));
        db_disconnect(reader);
        db_close(w.home);
    }
}

int
db_wipe_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(it_waits_for_whoever_may_still_see_what_was_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
