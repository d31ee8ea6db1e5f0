#include "os/sandbox.h"

#include "os/file.h"
#include "os/process.h"
#include "os/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

/* ThreadSanitizer has a second thread from the beginning. */
#if defined(__SANITIZE_THREAD__)
#define HAS_OTHER_THREAD 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HAS_OTHER_THREAD 1
#endif
#endif

static char base[64], data[96], other[96], fonts[96];

static int
make_folders(void **state)
{
    (void)state;
    strcpy(base, "/tmp/sandbox_test.XXXXXX");
    if (mkdtemp(base) == NULL)
        return 1;
    snprintf(data, sizeof data, "%s/data", base);
    snprintf(other, sizeof other, "%s/other", base);
    snprintf(fonts, sizeof fonts, "%s/fonts", base);
    struct why why = { 0 };
    char path[128];
    snprintf(path, sizeof path, "%s/in/er", data);
    bool is_made = file_make_folder(text_of(path), &why) == OK &&
        file_make_folder(text_of(other), &why) == OK &&
        file_make_folder(text_of(fonts), &why) == OK;
    snprintf(path, sizeof path, "%s/font", fonts);
    is_made = is_made && file_write(text_of(path), TEXT("x"), &why) == OK;
    snprintf(path, sizeof path, "%s/secret", other);
    return is_made && file_write(text_of(path), TEXT("x"), &why) == OK ? 0 : 1;
}

static int
drop_folders(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", base);
    return system(command);
}

static int
try_open(const char *folder, const char *name, int flags)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0 ? 0 : errno;
}

/* In a child: the number of the first step that went otherwise than it
 * should, or 0. 100: no Landlock here. */
static int
live_inside(void)
{
    text writable[] = { text_of(data) };
    text readable[] = { text_of(fonts), TEXT("/none/such"),
        TEXT("/proc/self/statm") };
    struct sandbox s = { .writable = writable,
        .n_writable = 1,
        .readable = readable,
        .n_readable = 3 };
    struct sandbox_result result;
    struct why why = { 0 };
    int64_t before = resident_bytes();
    if (sandbox_enter(&s, &result, &why) != OK) {
        fprintf(stderr, "%s\n", why.text);
        return 1;
    }
    char *none[] = { NULL };
    if (execve("/bin/true", none, none) == 0 || errno != EPERM)
        return 2;
    if (syscall(SYS_unshare, 0) == 0 || errno != EPERM)
        return 3;
    if (syscall(SYS_fsopen, "tmpfs", 0) >= 0 || errno != EPERM)
        return 16;
    if (syscall(SYS_io_uring_setup, 1, NULL) >= 0 || errno != EPERM)
        return 17;
    if (result.landlock_abi == 0)
        return 100;
    if (try_open(other, "secret", O_RDONLY) != EACCES)
        return 4;
    if (try_open("/etc", "passwd", O_RDONLY) != EACCES)
        return 5;
    if (try_open(other, "new", O_WRONLY | O_CREAT) != EACCES)
        return 6;
    if (try_open(fonts, "font", O_RDONLY) != 0)
        return 7;
    if (try_open(fonts, "font", O_WRONLY) != EACCES)
        return 8;
    if (try_open(data, "new", O_RDWR | O_CREAT | O_TRUNC) != 0)
        return 9;
    if (before > 0 && resident_bytes() == 0)
        return 10;
    char from[160], to[160];
    snprintf(from, sizeof from, "%s/new", data);
    if (file_write(text_of(from), TEXT("whole"), &why) != OK)
        return 11;
    snprintf(to, sizeof to, "%s/in/er/new", data);
    int rc = rename(from, to);
    if (result.landlock_abi >= 2 ? rc != 0 : rc == 0 || errno != EXDEV)
        return 12;
    if (truncate(result.landlock_abi >= 2 ? to : from, 1) != 0)
        return 13;
    snprintf(to, sizeof to, "%s/out", other);
    if (rename(from, to) == 0)
        return 14;
    int fd;
    if (file_open_unnamed(&fd, text_of(data), &why) != OK)
        return 15;
    return 0;
}

/* AddressSanitizer's end of a process asks for rights that are gone. */
static int
status_of(int (*run)(void))
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(run());
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void
inside_only_the_named_folders_are_open(void **state)
{
    (void)state;
    int status = status_of(live_inside);
    if (status == 100)
        print_message("no Landlock in this kernel: files not tried\n");
    else
        assert_int_equal(status, 0);
}

static struct mutex stop = MUTEX_INIT;

static void
wait_for_stop(void *arg)
{
    (void)arg;
    mutex_lock(&stop);
    mutex_unlock(&stop);
}

static int
enter_with_a_thread(void)
{
    struct thread t;
    struct why why = { 0 };
    mutex_lock(&stop);
    if (thread_start(&t, "older", wait_for_stop, NULL, &why) != OK)
        return 1;
    struct sandbox s = { 0 };
    struct sandbox_result result;
    enum err e = sandbox_enter(&s, &result, &why);
    mutex_unlock(&stop);
    thread_join(&t);
    return e == ERR_CONFLICT ? 0 : 2;
}

static void
a_second_thread_is_too_late(void **state)
{
    (void)state;
#ifdef HAS_OTHER_THREAD
    (void)enter_with_a_thread;
#else
    assert_int_equal(status_of(enter_with_a_thread), 0);
#endif
}

static int
enter_without_folder(void)
{
    text writable[] = { TEXT("/none/such") };
    struct sandbox s = { .writable = writable, .n_writable = 1 };
    struct sandbox_result result;
    struct why why = { 0 };
    enum err e = sandbox_enter(&s, &result, &why);
    if (e == OK && result.landlock_abi == 0)
        return 0;
    return e == ERR_NOT_FOUND && strstr(why.text, "/none/such") ? 0 : 1;
}

static void
a_folder_to_write_in_must_be_there(void **state)
{
    (void)state;
    assert_int_equal(status_of(enter_without_folder), 0);
}

int sandbox_test(void);

int
sandbox_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inside_only_the_named_folders_are_open),
        cmocka_unit_test(a_second_thread_is_too_late),
        cmocka_unit_test(a_folder_to_write_in_must_be_there),
    };
    return cmocka_run_group_tests_name(
        "os/sandbox", tests, make_folders, drop_folders);
}
