#include "os/process.h"

#include "os/clock.h"
#include "os/thread.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

/* In a child, as it changes what signals do. */
static int
ask_for_signals(void)
{
    struct signals s;
    struct why why = { 0 };
    if (signals_open(&s, &why) != OK)
        return 1;
    if (signals_wait(&s, 0) != SIGNAL_NONE)
        return 2;
    kill(getpid(), SIGHUP);
    if (signals_wait(&s, 1000) != SIGNAL_RELOAD)
        return 3;
    kill(getpid(), SIGTERM);
    if (signals_wait(&s, 1000) != SIGNAL_STOP)
        return 4;
    kill(getpid(), SIGINT);
    if (signals_wait(&s, -1) != SIGNAL_STOP)
        return 5;
    kill(getpid(), SIGPIPE);
    int64_t began = monotonic_ns();
    if (signals_wait(&s, 20) != SIGNAL_NONE ||
        monotonic_ns() - began < 19000000)
        return 6;
    signals_close(&s);
    return 0;
}

static void
signals_are_asked_for(void **state)
{
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(ask_for_signals());
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void
expect_datagram(int fd, const char *want)
{
    char got[300];
    ssize_t n = recv(fd, got, sizeof got - 1, MSG_DONTWAIT);
    assert_true(n >= 0);
    got[n] = '\0';
    assert_string_equal(got, want);
}

static void
the_service_manager_is_told(void **state)
{
    (void)state;
    char folder[] = "/tmp/process_test.XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/notify", folder);
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    strcpy(at.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(setenv("NOTIFY_SOCKET", path, 1), 0);
    service_is_ready();
    expect_datagram(fd, "READY=1");
    service_says("importing");
    expect_datagram(fd, "STATUS=importing");
    service_is_alive();
    expect_datagram(fd, "WATCHDOG=1");
    service_is_stopping();
    expect_datagram(fd, "STOPPING=1");
    close(fd);
    unlink(path);
    rmdir(folder);
    service_is_ready(); /* nobody listens: nothing happens */
    assert_int_equal(setenv("NOTIFY_SOCKET", "relative", 1), 0);
    service_is_ready();
    unsetenv("NOTIFY_SOCKET");
    service_is_ready();
}

static void
a_socket_without_a_file_is_told_too(void **state)
{
    (void)state;
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    char name[40];
    int n = snprintf(name, sizeof name, "@process_test.%d", (int)getpid());
    memcpy(at.sun_path + 1, name + 1, (size_t)n - 1);
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    socklen_t size =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)n);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0);
    assert_int_equal(setenv("NOTIFY_SOCKET", name, 1), 0);
    service_is_ready();
    expect_datagram(fd, "READY=1");
    unsetenv("NOTIFY_SOCKET");
    close(fd);
}

static void
the_watchdog_is_fed_at_half_its_time(void **state)
{
    (void)state;
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    assert_int_equal(service_alive_every_ms(), 0);
    setenv("WATCHDOG_USEC", "30000000", 1);
    assert_int_equal(service_alive_every_ms(), 15000);
    setenv("WATCHDOG_PID", "1", 1);
    assert_int_equal(service_alive_every_ms(), 0);
    setenv("WATCHDOG_USEC", "soon", 1);
    unsetenv("WATCHDOG_PID");
    assert_int_equal(service_alive_every_ms(), 0);
    unsetenv("WATCHDOG_USEC");
}

static void
what_there_is_is_counted(void **state)
{
    (void)state;
    int ids[CORES_MAX];
    assert_int_equal(core_ids(ids, CORES_MAX), core_count());
    assert_int_equal(core_ids(ids, 1), 1);
    int64_t before = resident_bytes();
    assert_true(before > 500000);
    size_t size = 32 << 20;
    char *large = test_malloc(size);
    memset(large, 1, size);
    assert_true(resident_bytes() - before > 20 << 20);
    test_free(large);
    int n = open_file_count();
    int fd = open("/dev/null", O_RDONLY);
    assert_int_equal(open_file_count(), n + 1);
    close(fd);
    int64_t has = 0;
    struct why why = { 0 };
    assert_int_equal(raise_open_files(64, &has, &why), OK);
    assert_true(has >= 64);
    assert_int_equal(raise_open_files(INT64_MAX, &has, &why), OK);
    assert_true(has >= 1024);
}

/* ---- Threads
 * ----------------------------------------------------------------- */

struct shared {
    struct mutex mutex;
    struct condition condition;
    int n_begun, n_sum;
    bool may_go;
};

static void
add_when_told(void *arg)
{
    struct shared *s = arg;
    mutex_lock(&s->mutex);
    s->n_begun++;
    while (!s->may_go)
        condition_wait(&s->condition, &s->mutex);
    s->n_sum++;
    mutex_unlock(&s->mutex);
}

static void
threads_wait_until_they_are_woken(void **state)
{
    (void)state;
    struct shared s = { 0 };
    struct thread t[8];
    struct why why = { 0 };
    mutex_open(&s.mutex);
    condition_open(&s.condition);
    for (int i = 0; i < 8; i++)
        assert_int_equal(
            thread_start(&t[i], "waiter", add_when_told, &s, &why), OK);
    int64_t until = monotonic_ns() + 5000000000;
    mutex_lock(&s.mutex);
    while (s.n_begun < 8 && monotonic_ns() < until) {
        mutex_unlock(&s.mutex);
        sleep_ms(1);
        mutex_lock(&s.mutex);
    }
    assert_int_equal(s.n_sum, 0);
    assert_false(
        condition_wait_until(&s.condition, &s.mutex, monotonic_ns() + 1000000));
    assert_false(condition_wait_until(&s.condition, &s.mutex, -5));
    s.may_go = true;
    condition_wake_all(&s.condition);
    mutex_unlock(&s.mutex);
    for (int i = 0; i < 8; i++)
        thread_join(&t[i]);
    assert_int_equal(s.n_sum, 8);
    condition_close(&s.condition);
    mutex_close(&s.mutex);
}

static int n_once;

static void
count_once(void)
{
    n_once++;
}

static void
try_once(void *arg)
{
    for (int i = 0; i < 100; i++)
        once(arg, count_once);
}

static void
once_is_once_whoever_comes(void **state)
{
    (void)state;
    static struct once o = ONCE_INIT;
    struct thread t[4];
    struct why why = { 0 };
    for (int i = 0; i < 4; i++)
        assert_int_equal(thread_start(&t[i], "once", try_once, &o, &why), OK);
    for (int i = 0; i < 4; i++)
        thread_join(&t[i]);
    assert_int_equal(n_once, 1);
}

static void
clocks_go_forward(void **state)
{
    (void)state;
    int64_t a = monotonic_ns(), ms = now_ms();
    sleep_ms(5);
    sleep_ms(0);
    assert_true(monotonic_ns() - a >= 5000000);
    assert_true(now_ms() >= ms);
    assert_true(now_s() - ms / 1000 <= 1);
    assert_true(now_s() > 1700000000);
}

int process_test(void);

static void
what_was_freed_goes_back_to_the_system(void **state)
{
    (void)state;
    enum { N = 400, SIZE = 100'000, LAST = N - 1 };
    static char *blocks[N]; /* too small to be mapped each by itself */
    for (int i = 0; i < N; i++) {
        blocks[i] = malloc(SIZE); /* lint: the same */
        memset(blocks[i], 1, SIZE);
    }
    int64_t full = resident_bytes();
    for (int i = 0; i < LAST; i++) /* the last one holds the end */
        free(blocks[i]);           /* lint: the same */
    memory_give_back();
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    assert_true(full - resident_bytes() > 30'000'000);
#else
    assert_true(full > 0); /* these have an allocator of their own */
#endif
    free(blocks[LAST]); /* lint: the test is about malloc */
}

static void
what_only_the_start_read_goes_and_the_rest_is_found_again(void **state)
{
    (void)state;
    char line[64];
    int64_t before = resident_bytes();
    memory_forget_program();
    int64_t after = resident_bytes();
    assert_true(before - after > 500'000);
    assert_int_equal(snprintf(line, sizeof line, "%.3f", 2.5), 5);
    assert_string_equal(line, "2.500");
    for (int i = 0; i < 20; i++)
        memory_forget_program();
    assert_true(resident_bytes() > 0);
}

static void
work_takes_time_of_the_processor(void **state)
{
    (void)state;
    int64_t began = cpu_ns(), until = began + 5'000'000;
    int64_t clock = monotonic_ns();
    while (cpu_ns() < until && monotonic_ns() - clock < 5'000'000'000)
        ;
    assert_true(cpu_ns() - began >= 5'000'000);
    began = cpu_ns();
    sleep_ms(50);
    assert_true(cpu_ns() - began < 40'000'000);
}

int
process_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_are_asked_for),
        cmocka_unit_test(the_service_manager_is_told),
        cmocka_unit_test(a_socket_without_a_file_is_told_too),
        cmocka_unit_test(the_watchdog_is_fed_at_half_its_time),
        cmocka_unit_test(what_there_is_is_counted),
        cmocka_unit_test(what_was_freed_goes_back_to_the_system),
        cmocka_unit_test(
            what_only_the_start_read_goes_and_the_rest_is_found_again),
        cmocka_unit_test(work_takes_time_of_the_processor),
        cmocka_unit_test(threads_wait_until_they_are_woken),
        cmocka_unit_test(once_is_once_whoever_comes),
        cmocka_unit_test(clocks_go_forward),
    };
    return cmocka_run_group_tests_name("os/process", tests, NULL, NULL);
}
