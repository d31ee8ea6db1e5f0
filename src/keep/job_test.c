/* Work behind a page: done once, by one, whatever happens in between. */
#include "keep/job.h"

#include "base/buf.h"
#include "db/db_in.h" /* lint: a test shortens a wait */
#include "keep/job_inside.h"
#include "os/clock.h"
#include "os/log.h"
#include "os/thread.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdatomic.h>
#include <string.h>

int job_test(void);

/* What the tests' own kind of work does. */
enum {
    WORK_WRITES,
    WORK_FAILS,
    WORK_WAITS,        /* until it may not go on */
    WORK_SAYS_NOTHING, /* until it is to write */
    WORK_TOO_LARGE,    /* asks for more memory than there is */
    WORK_SLEEPS        /* is away for longer than its lease */
};
static struct {
    atomic_int what;
    atomic_int n_runs;
    struct support *s;
    struct support_db *d;
} work;

static enum err
write_result(struct db *writer, struct arena *scratch, void *arg)
{
    return job_ask(writer, scratch, "test-result", *(int64_t *)arg, 0);
}

static enum err
run_work(struct job_call *call, struct why *why)
{
    atomic_fetch_add(&work.n_runs, 1);
    switch (atomic_load(&work.what)) {
    case WORK_FAILS:
        return err_say(why, ERR_BAD_INPUT, "nobody <b>is</b> here");
    case WORK_WAITS:
        while (job_go_on(call, 0.25))
            sleep_ms(5);
        return ERR_BUSY;
    case WORK_SAYS_NOTHING:
        while (atomic_load(&work.what) == WORK_SAYS_NOTHING)
            sleep_ms(5);
        break;
    case WORK_TOO_LARGE:
        arena_new(call->arena, char, (ptrdiff_t)2 << 30);
        return OK;
    case WORK_SLEEPS:
        support_exec(work.s, work.d->url,
            "UPDATE job SET due_at = 1 WHERE status = 'running'");
        {
            int n;
            work.what = WORK_WRITES; /* what the other one does */
            assert_int_equal(job_work(work.d->home, now_s(), &n), OK);
            work.what = WORK_SLEEPS;
        }
        break;
    case WORK_WRITES: break;
    }
    int64_t id = call->thing_id + 1;
    return job_finish(call, write_result, &id);
}

static enum err
run_nothing(struct job_call *call, struct why *why)
{
    (void)call;
    (void)why;
    return OK;
}

static const struct job_kind test_kinds[] = {
    { "test-work", N_("Finding pairs"), "partnership", run_work },
    { "test-result", N_("Finding pairs"), "partnership", run_nothing },
    { .kind = NULL },
};

static void
begin(struct support *s, struct support_db *d, int what)
{
    job_kinds_beside = test_kinds;
    log_to(-1);
    work.what = what;
    work.s = s;
    work.d = d;
    atomic_store(&work.n_runs, 0);
}

static void
end(void)
{
    job_kinds_beside = NULL;
    log_to(2);
}

struct ask {
    int64_t thing_id;
};

static enum err
ask_step(struct db *writer, struct arena *a, void *arg)
{
    const struct ask *ask = arg;
    return job_ask(writer, a, "test-work", ask->thing_id, 77);
}

static void
ask_for(struct support_db *d, int64_t thing_id)
{
    struct ask ask = { thing_id };
    assert_int_equal(db_write(d->db, d->arena, ask_step, &ask), OK);
}

static enum err
stop_step(struct db *writer, struct arena *a, void *arg)
{
    const struct ask *ask = arg;
    return job_stop(writer, a, ask->thing_id, NULL);
}

static void
stop(struct support_db *d, int64_t thing_id)
{
    struct ask ask = { thing_id };
    assert_int_equal(db_write(d->db, d->arena, stop_step, &ask), OK);
}

static int
work_now(struct support_db *d)
{
    int n;
    /* what it asks for itself may be due a second later */
    assert_int_equal(job_work(d->home, now_s() + 10, &n), OK);
    return n;
}

static struct job
newest(struct support_db *d, int64_t thing_id)
{
    struct job job;
    assert_int_equal(job_of(d->db, d->arena, thing_id, &job), OK);
    return job;
}

/* Results are rows of the kind that they ask for. */
static int
n_results(struct support *s, struct support_db *d)
{
    const char *n = support_ask(
        s, d->url, "SELECT count(*) FROM job WHERE kind = 'test-result'")
                        .ptr;
    return n[0] - '0';
}

static void
what_is_asked_for_is_done_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        begin(s, d, WORK_WRITES);
        assert_int_equal(newest(d, 500).status, JOB_NONE);
        ask_for(d, 500);
        ask_for(d, 500); /* a second press */
        assert_int_equal(newest(d, 500).status, JOB_WAITING);
        assert_true(work_now(d) > 0);
        assert_int_equal(atomic_load(&work.n_runs), 1);
        assert_int_equal(newest(d, 500).status, JOB_DONE);
        assert_int_equal(n_results(s, d), 1);
        assert_int_equal(work_now(d), 0);
        end();
    }
}

static void
what_failed_says_why_and_leaves_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        begin(s, d, WORK_FAILS);
        ask_for(d, 500);
        work_now(d);
        struct job job = newest(d, 500);
        assert_int_equal(job.status, JOB_FAILED);
        assert_true(text_is_equal(job.said, TEXT("nobody <b>is</b> here")));
        assert_int_equal(n_results(s, d), 0);
        work.what = WORK_TOO_LARGE;
        ask_for(d, 501);
        work_now(d);
        job = newest(d, 501);
        assert_int_equal(job.status, JOB_FAILED);
        assert_true(text_find(job.said, TEXT("memory")) >= 0);
        end();
    }
}

/* A row as a process leaves it that was killed: running, with its lease. */
static void
what_a_killed_process_had_is_taken_up_by_another(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        int n;
        begin(s, d, WORK_WRITES);
        ask_for(d, 500);
        support_exec(s, d->url,
            "UPDATE job SET status = 'running', n_tries = 1, due_at = 1000");
        assert_int_equal(job_work(d->home, 999, &n), OK);
        assert_int_equal(n, 0); /* it may live yet */
        assert_int_equal(work_now(d), 2);
        assert_int_equal(newest(d, 500).status, JOB_DONE);
        assert_int_equal(n_results(s, d), 1);
        end();
    }
}

static void
what_stops_the_program_again_and_again_is_given_up(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        begin(s, d, WORK_WRITES);
        ask_for(d, 500);
        support_exec(s, d->url,
            "UPDATE job SET status = 'running', n_tries = 3, due_at = 1000");
        work_now(d);
        assert_int_equal(newest(d, 500).status, JOB_FAILED);
        assert_int_equal(atomic_load(&work.n_runs), 0);
        end();
    }
}

/* Away for longer than its lease: another has done it, and its own result is
 * not written beside that. */
static void
who_was_away_too_long_writes_no_second_result(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        begin(s, d, WORK_SLEEPS);
        ask_for(d, 500);
        work_now(d);
        assert_int_equal(atomic_load(&work.n_runs), 2);
        assert_int_equal(newest(d, 500).status, JOB_DONE);
        assert_int_equal(n_results(s, d), 1);
        end();
    }
}

/* ---- The thread ---------------------------------------------------------- */

static void
wait_for(struct support_db *d, int64_t thing_id, enum job_status status)
{
    int64_t until = monotonic_ns() + INT64_C(8'000'000'000);
    while (newest(d, thing_id).status != status) {
        if (monotonic_ns() > until)
            fail_msg("it is %d, not %d", (int)newest(d, thing_id).status,
                (int)status);
        sleep_ms(20);
    }
}

static void
what_is_stopped_ends_without_a_result(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct arena process;
        struct job_keeper *keeper;
        struct why why = { 0 };
        begin(s, d, WORK_WAITS);
        arena_open(&process, 1 << 20);
        assert_int_equal(
            job_keeper_start(&keeper, &process, d->home, &why), OK);
        ask_for(d, 500);
        wait_for(d, 500, JOB_RUNNING);
        int64_t until = monotonic_ns() + INT64_C(8'000'000'000);
        while (newest(d, 500).progress_frac < 0.25 && monotonic_ns() < until)
            sleep_ms(20);
        assert_true(newest(d, 500).progress_frac > 0.24);
        stop(d, 500);
        work.what = WORK_WRITES;
        ask_for(d, 600); /* the thread is free again */
        wait_for(d, 600, JOB_DONE);
        assert_int_equal(newest(d, 500).status, JOB_STOPPED);
        assert_int_equal(n_results(s, d), 1);
        job_keeper_stop(keeper);
        arena_close(&process);
        end();
    }
}

static void
a_stop_of_the_program_leaves_its_work_to_the_next_start(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct arena process;
        struct job_keeper *keeper;
        struct why why = { 0 };
        begin(s, d, WORK_WAITS);
        arena_open(&process, 1 << 20);
        assert_int_equal(
            job_keeper_start(&keeper, &process, d->home, &why), OK);
        ask_for(d, 500);
        wait_for(d, 500, JOB_RUNNING);
        job_keeper_stop(keeper);
        assert_int_equal(newest(d, 500).status, JOB_WAITING);
        work.what = WORK_WRITES;
        work_now(d);
        assert_int_equal(newest(d, 500).status, JOB_DONE);
        assert_int_equal(n_results(s, d), 1);
        arena_close(&process);
        end();
    }
}

/* It says nothing for longer than its lease, but its process lives. */
static void
what_says_nothing_stays_with_a_process_that_lives(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct arena process;
        struct job_keeper *keeper;
        struct why why = { 0 };
        int n;
        begin(s, d, WORK_SAYS_NOTHING);
        arena_open(&process, 1 << 20);
        assert_int_equal(
            job_keeper_start(&keeper, &process, d->home, &why), OK);
        ask_for(d, 500);
        wait_for(d, 500, JOB_RUNNING);
        while (atomic_load(&work.n_runs) == 0)
            sleep_ms(5);
        support_exec(s, d->url, "UPDATE job SET due_at = 1000");
        assert_int_equal(job_keeper_pulse(keeper, d->db, d->arena), OK);
        assert_int_equal(job_work(d->home, now_s(), &n), OK);
        assert_int_equal(n, 0);
        atomic_store(&work.what, WORK_WRITES);
        wait_for(d, 500, JOB_DONE);
        job_keeper_stop(keeper);
        assert_int_equal(job_keeper_pulse(keeper, d->db, d->arena), OK);
        arena_close(&process);
        end();
    }
}

static void
of_two_processes_one_does_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct arena process;
        struct job_keeper *keepers[2];
        struct why why = { 0 };
        begin(s, d, WORK_WRITES);
        arena_open(&process, 1 << 20);
        for (int i = 0; i < 2; i++)
            assert_int_equal(
                job_keeper_start(&keepers[i], &process, d->home, &why), OK);
        for (int64_t id = 500; id < 520; id += 2)
            ask_for(d, id);
        for (int64_t id = 500; id < 520; id += 2)
            wait_for(d, id, JOB_DONE);
        for (int i = 0; i < 2; i++)
            job_keeper_stop(keepers[i]);
        assert_int_equal(atomic_load(&work.n_runs), 10);
        arena_close(&process);
        end();
    }
}

/* ---- People -------------------------------------------------------------- */

static enum err
erase_step(struct db *writer, struct arena *a, void *arg)
{
    return job_erase_person(writer, a, *(int64_t *)arg);
}

static void
hold_a_while(void *arg)
{
    struct support_db *d = arg;
    support_exec(work.s, d->url,
        "BEGIN IMMEDIATE; CREATE TABLE held AS WITH RECURSIVE c (x) AS "
        "(SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000) "
        "SELECT count(*) AS n FROM c; DROP TABLE held; COMMIT");
}

/* A large import, say: longer than one writer waits for another. */
static void
a_result_waits_for_a_file_that_another_process_holds(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    struct arena process;
    struct thread holder;
    struct job_keeper *keeper;
    arena_open(&process, 1 << 20);
    begin(s, d, WORK_SAYS_NOTHING);
    ask_for(d, 500);
    assert_int_equal(job_keeper_start(&keeper, &process, d->home, NULL), OK);
    while (atomic_load(&work.n_runs) == 0)
        sleep_ms(5);
    d->home->busy_ms = 20; /* in place of 5000 */
    assert_int_equal(
        thread_start(&holder, "holder", hold_a_while, d, NULL), OK);
    sleep_ms(50);
    atomic_store(&work.what, WORK_WRITES);
    thread_join(&holder);
    wait_for(d, 500, JOB_DONE);
    job_keeper_stop(keeper);
    assert_int_equal(atomic_load(&work.n_runs), 1);
    arena_close(&process);
    end();
}

static void
who_asked_is_handed_out_and_erased(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        int64_t person = 77;
        struct buf b = buf_in(d->arena, 4096);
        begin(s, d, WORK_WRITES);
        ask_for(d, 500);
        struct json out = json_write(&b);
        json_object(&out);
        assert_int_equal(job_export_person(d->db, d->arena, person, &out), OK);
        json_end(&out);
        assert_true(text_find(buf_text(&b), TEXT("test-work")) > 0);
        assert_int_equal(db_write(d->db, d->arena, erase_step, &person), OK);
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT count(asked_by) FROM job"),
            TEXT("0")));
        end();
    }
}

int
job_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_is_asked_for_is_done_once),
        support_test(what_failed_says_why_and_leaves_nothing),
        support_test(what_a_killed_process_had_is_taken_up_by_another),
        support_test(what_stops_the_program_again_and_again_is_given_up),
        support_test(who_was_away_too_long_writes_no_second_result),
        support_test(what_is_stopped_ends_without_a_result),
        support_test(a_stop_of_the_program_leaves_its_work_to_the_next_start),
        support_test(what_says_nothing_stays_with_a_process_that_lives),
        support_test(of_two_processes_one_does_it),
        support_test(a_result_waits_for_a_file_that_another_process_holds),
        support_test(who_asked_is_handed_out_and_erased),
    };
    return cmocka_run_group_tests_name("keep/job", tests, NULL, NULL);
}
