/* The helper: bytes to bytes in a process without rights. In a child each, as
 * a process has one helper. */
#include "os/helper.h"

#include "base/buf.h"

#include "os/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int helper_test(void);

/* ---- Jobs ---------------------------------------------------------------- */

static enum err
turn_round(struct arena *a, text asked, text *made)
{
    char *to = arena_room(a, asked.len);
    for (ptrdiff_t i = 0; i < asked.len; i++)
        to[i] = asked.ptr[asked.len - 1 - i];
    *made = (text){ to, asked.len };
    return OK;
}

static enum err
die(struct arena *a, text asked, text *made)
{
    (void)a, (void)asked, (void)made;
    raise(SIGKILL);
    return OK;
}

static enum err
refuse(struct arena *a, text asked, text *made)
{
    (void)a, (void)asked, (void)made;
    return ERR_BAD_INPUT;
}

static enum err
take_all(struct arena *a, text asked, text *made)
{
    (void)made;
    while (asked.len > 0)
        arena_room(a, 1 << 20);
    return OK;
}

/* Which of the things that it must not do can it do? */
static enum err
break_out(struct arena *a, text asked, text *made)
{
    struct buf b = buf_in(a, 100);
    char name[200] = { 0 };
    memcpy(name, asked.ptr, (size_t)asked.len);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        buf_add(&b, TEXT("reads "));
    fd = open("/tmp/helper-was-here", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (fd >= 0)
        buf_add(&b, TEXT("writes "));
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        buf_add(&b, TEXT("connects "));
    char *args[] = { name, NULL };
    execv("/bin/true", args);
    if (errno != EPERM && errno != EACCES)
        buf_add(&b, TEXT("executes "));
    for (int i = 5; i < 100; i++) /* what was open in who asks */
        if (fcntl(i, F_GETFD) >= 0)
            buf_add(&b, TEXT("inherits "));
    buf_add(&b, TEXT("."));
    *made = buf_text(&b);
    return OK;
}

static enum err
rest(struct arena *a, text asked, text *made)
{
    struct timespec half = { .tv_nsec = 500'000'000 };
    (void)a;
    nanosleep(&half, NULL);
    *made = asked;
    return OK;
}

static helper_work *const works[] = { rest, turn_round, die, refuse, take_all,
    break_out, NULL };

/* ---- In a child ---------------------------------------------------------- */

static int
ask_everything(void)
{
    struct arena a;
    struct why why;
    text made;
    arena_open(&a, 16 << 20);
    if (helper_open(works, &why) != OK)
        return 1;
    if (helper_ask(turn_round, &a, TEXT("abc"), &made) != OK ||
        !text_is_equal(made, TEXT("cba")))
        return 2;
    if (helper_ask(turn_round, &a, TEXT(""), &made) != OK || made.len != 0)
        return 3;
    if (helper_ask(die, &a, TEXT("x"), &made) != ERR_IO)
        return 4;
    if (helper_ask(refuse, &a, TEXT("x"), &made) != ERR_BAD_INPUT)
        return 5;
    if (helper_ask(take_all, &a, TEXT("x"), &made) != ERR_NO_ROOM)
        return 6;
    /* it lives on, and takes much */
    char *much = arena_room(&a, 4 << 20);
    memset(much, 'm', 4 << 20);
    if (helper_ask(turn_round, &a, (text){ much, 4 << 20 }, &made) != OK ||
        made.len != 4 << 20)
        return 7;
    helper_close();
    return 0;
}

static char secret[] = "/tmp/helper-secret-XXXXXX";

static int
try_to_break_out(void)
{
    struct arena a;
    struct why why;
    text made;
    arena_open(&a, 1 << 20);
    if (helper_open(works, &why) != OK)
        return 1;
    if (helper_ask(break_out, &a, text_of(secret), &made) != OK)
        return 2;
    if (!text_is_equal(made, TEXT("."))) {
        fprintf(stderr, "the helper %.*s\n", TEXT_ARG(made));
        return 3;
    }
    helper_close();
    return 0;
}

struct asking {
    struct thread thread;
    int n_wrong;
};

static void
ask_often(void *arg)
{
    struct asking *asking = arg;
    for (int i = 0; i < 20; i++) {
        struct arena a;
        text made;
        arena_open(&a, 1 << 20);
        text asked = arena_print(&a, "%d of many", i);
        if (helper_ask(turn_round, &a, asked, &made) != OK ||
            made.len != asked.len || made.ptr[0] != 'y')
            asking->n_wrong++;
        arena_close(&a);
    }
}

static int
ask_from_threads(void)
{
    struct asking askings[4] = { 0 };
    struct why why;
    if (helper_open(works, &why) != OK)
        return 1;
    for (int i = 0; i < 4; i++)
        if (thread_start(
                &askings[i].thread, "asks", ask_often, &askings[i], &why) != OK)
            return 2;
    for (int i = 0; i < 4; i++) {
        thread_join(&askings[i].thread);
        if (askings[i].n_wrong > 0)
            return 3;
    }
    helper_close();
    return 0;
}

struct crowded {
    struct thread thread;
    enum err e;
};

static void
ask_for_rest(void *arg)
{
    struct crowded *c = arg;
    struct arena a;
    text made;
    arena_open(&a, 1 << 20);
    c->e = helper_ask(rest, &a, TEXT("x"), &made);
    arena_close(&a);
}

static int
ask_in_a_crowd(void)
{
    enum { N = 3 * HELPER_WAITING_MAX };
    struct crowded all[N] = { 0 };
    struct why why;
    int n_ok = 0, n_busy = 0;
    if (helper_open(works, &why) != OK)
        return 1;
    for (int i = 0; i < N; i++)
        if (thread_start(&all[i].thread, "asks", ask_for_rest, &all[i], &why) !=
            OK)
            return 2;
    for (int i = 0; i < N; i++) {
        thread_join(&all[i].thread);
        n_ok += all[i].e == OK;
        n_busy += all[i].e == ERR_BUSY;
    }
    ask_for_rest(&all[0]); /* and then there is room again */
    helper_close();
    return n_ok < HELPER_WAITING_MAX || n_busy == 0 || n_ok + n_busy != N ||
            all[0].e != OK
        ? 3
        : 0;
}

static void
must_be_fine(int (*run)(void))
{
    int status;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(run());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- Tests --------------------------------------------------------------- */

static void
a_job_that_dies_takes_nobody_with_it(void **state)
{
    (void)state;
    must_be_fine(ask_everything);
}

static void
a_job_has_no_file_no_network_and_no_program(void **state)
{
    (void)state;
    int fd = mkstemp(secret);
    assert_true(fd >= 0);
    must_be_fine(try_to_break_out);
    close(fd);
    unlink(secret);
}

static void
jobs_of_many_threads_do_not_meet(void **state)
{
    (void)state;
    must_be_fine(ask_from_threads);
}

static void
whoever_comes_while_many_wait_is_told_at_once(void **state)
{
    (void)state;
    must_be_fine(ask_in_a_crowd);
}

static void
without_a_helper_the_work_is_done_here(void **state)
{
    (void)state;
    struct arena a;
    text made;
    arena_open(&a, 1 << 16);
    assert_int_equal(helper_ask(turn_round, &a, TEXT("ab"), &made), OK);
    assert_true(text_is_equal(made, TEXT("ba")));
    arena_close(&a);
}

int
helper_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_that_dies_takes_nobody_with_it),
        cmocka_unit_test(a_job_has_no_file_no_network_and_no_program),
        cmocka_unit_test(jobs_of_many_threads_do_not_meet),
        cmocka_unit_test(whoever_comes_while_many_wait_is_told_at_once),
        cmocka_unit_test(without_a_helper_the_work_is_done_here),
    };
    return cmocka_run_group_tests_name("os/helper", tests, NULL, NULL);
}
