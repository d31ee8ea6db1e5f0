#include "os/helper.h"

#include "os/clock.h"
#include "os/sandbox.h"

#include <stdatomic.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    CONTROL_FD = 3,
    WORK_ROOM = 64 << 20,
    SECONDS_MAX = 10,
    MEMORY_MAX = 768 << 20,
    FILES_MAX = 4096 /* it is opened first: there are few */
};

static struct {
    int fd; /* 0: none was opened */
    pid_t pid;
    helper_work *const *works;
} helper;

struct head {
    int64_t size;
    int32_t work; /* asked: which; answered: enum err */
};

/* ---- Bytes --------------------------------------------------------------- */

/* All of it before the time is over, or false. */
static bool
send_all(int fd, const char *from, ptrdiff_t n, int64_t until_ns)
{
    while (n > 0) {
        struct pollfd p = { .fd = fd, .events = POLLOUT };
        int64_t left_ms = (until_ns - monotonic_ns()) / 1'000'000;
        if (left_ms <= 0 || (poll(&p, 1, (int)left_ms) < 0 && errno != EINTR))
            return false;
        ssize_t sent = send(fd, from, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        if (sent > 0) {
            from += sent;
            n -= sent;
        }
    }
    return true;
}

static bool
receive_all(int fd, char *to, ptrdiff_t n, int64_t until_ns)
{
    while (n > 0) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        int64_t left_ms = (until_ns - monotonic_ns()) / 1'000'000;
        if (left_ms <= 0 || (poll(&p, 1, (int)left_ms) < 0 && errno != EINTR))
            return false;
        ssize_t got = recv(fd, to, (size_t)n, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return false;
        if (got > 0) {
            to += got;
            n -= got;
        }
    }
    return true;
}

/* One byte, with a descriptor beside it. */
static bool
send_fd(int control, int fd)
{
    char byte = 0, room[CMSG_SPACE(sizeof fd)] = { 0 };
    struct iovec part = { &byte, 1 };
    struct msghdr message = { .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = room,
        .msg_controllen = sizeof room };
    struct cmsghdr *c = CMSG_FIRSTHDR(&message);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
    return sendmsg(control, &message, MSG_NOSIGNAL) == 1;
}

/* -1: the program that asks is gone. */
static int
receive_fd(int control)
{
    for (;;) {
        char byte, room[CMSG_SPACE(sizeof(int))];
        struct iovec part = { &byte, 1 };
        struct msghdr message = { .msg_iov = &part,
            .msg_iovlen = 1,
            .msg_control = room,
            .msg_controllen = sizeof room };
        ssize_t n = recvmsg(control, &message, MSG_CMSG_CLOEXEC);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        if (c == NULL || c->cmsg_type != SCM_RIGHTS)
            continue;
        int fd;
        memcpy(&fd, CMSG_DATA(c), sizeof fd);
        return fd;
    }
}

/* ---- The helper ---------------------------------------------------------- */

static void
limit(int what, rlim_t most)
{
    struct rlimit l = { most, most };
    (void)setrlimit((__rlimit_resource_t)what, &l);
}

static helper_work *
work_at(int32_t i)
{
    for (int32_t k = 0; i >= 0 && helper.works[k] != NULL; k++)
        if (k == i)
            return helper.works[k];
    return NULL;
}

static enum err
do_work(helper_work *work, struct arena *a, const char *asked, ptrdiff_t size,
    text *made)
{
    return work == NULL ? ERR_BAD_INPUT : work(a, (text){ asked, size }, made);
}

_Noreturn static void
do_job(int fd)
{
    struct arena a;
    struct head head;
    jmp_buf no_room;
    int64_t until = monotonic_ns() + INT64_C(1'000'000) * HELPER_WAIT_MS;
    limit(RLIMIT_CPU, SECONDS_MAX);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    /* which map more than any limit */
    limit(RLIMIT_AS, MEMORY_MAX);
#endif
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    arena_open(&a, WORK_ROOM);
    if (!receive_all(fd, (char *)&head, sizeof head, until) || head.size < 0 ||
        head.size > HELPER_BYTES_MAX)
        _exit(1);
    helper_work *work = work_at(head.work);
    text made = { 0 };
    enum err e = ERR_NO_ROOM;
    a.no_room = &no_room;
    if (setjmp(no_room) == 0) {
        char *asked = arena_room(&a, (ptrdiff_t)head.size + 1);
        if (!receive_all(fd, asked, (ptrdiff_t)head.size, until))
            _exit(1);
        e = do_work(work, &a, asked, (ptrdiff_t)head.size, &made);
    }
    struct head answer = { .work = (int32_t)e, .size = e == OK ? made.len : 0 };
    bool is_sent = send_all(fd, (const char *)&answer, sizeof answer, until) &&
        send_all(fd, made.ptr, (ptrdiff_t)answer.size, until);
    _exit(is_sent ? 0 : 1);
}

_Noreturn static void
be_helper(int control, pid_t parent)
{
    static const text readable[] = { TEXT_INIT("/usr"), TEXT_INIT("/lib"),
        TEXT_INIT("/lib64"), TEXT_INIT("/etc/fonts"),
        TEXT_INIT("/etc/ld.so.cache"), TEXT_INIT("/var/cache/fontconfig"),
        TEXT_INIT("/proc/self") };
    struct sandbox sandbox = { .readable = readable,
        .n_readable = sizeof readable / sizeof *readable,
        .has_no_network = true };
    struct sandbox_result result;
    struct why why;
    /* who stops the program stops us by going away */
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGCHLD, SIG_IGN); /* nobody waits for children */
    (void)prctl(PR_SET_NAME, "cp-helper");
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || dup2(control, CONTROL_FD) < 0)
        _exit(1);
    if (close_range(CONTROL_FD + 1, ~0U, 0) != 0) /* an older kernel */
        for (int fd = CONTROL_FD + 1; fd < FILES_MAX; fd++)
            close(fd);
    if (sandbox_enter(&sandbox, &result, &why) != OK)
        _exit(1);
    for (;;) {
        int fd = receive_fd(CONTROL_FD);
        if (fd < 0)
            _exit(0);
        if (fork() == 0) {
            close(CONTROL_FD);
            do_job(fd);
        }
        close(fd);
    }
}

/* ---- Who asks ------------------------------------------------------------ */

enum err
helper_open(helper_work *const *works, struct why *why)
{
    int ends[2];
    pid_t parent = getpid();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return err_say(
            why, ERR_IO, "no socket for the helper: %s", strerror(errno));
    helper.works = works;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        be_helper(ends[1], parent);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return err_say(
            why, ERR_IO, "no process for the helper: %s", strerror(errno));
    }
    helper.fd = ends[0];
    helper.pid = pid;
    return OK;
}

void
helper_close(void)
{
    if (helper.fd == 0)
        return;
    close(helper.fd);
    while (waitpid(helper.pid, NULL, 0) < 0 && errno == EINTR)
        ;
    helper.fd = 0;
}

static enum err
ask(int fd, int32_t work, struct arena *a, text asked, text *made)
{
    int64_t until = monotonic_ns() + INT64_C(1'000'000) * HELPER_WAIT_MS;
    struct head head = { .work = work, .size = asked.len };
    struct head answer;
    if (!send_all(fd, (const char *)&head, sizeof head, until) ||
        !send_all(fd, asked.ptr, asked.len, until) ||
        !receive_all(fd, (char *)&answer, sizeof answer, until))
        return monotonic_ns() >= until ? ERR_BUSY : ERR_IO;
    if (answer.work != OK)
        return (enum err)answer.work;
    if (answer.size < 0 || answer.size > HELPER_BYTES_MAX)
        return ERR_IO;
    char *bytes = arena_try_room(a, (ptrdiff_t)answer.size + 1);
    if (bytes == NULL)
        return ERR_NO_ROOM;
    if (!receive_all(fd, bytes, (ptrdiff_t)answer.size, until))
        return monotonic_ns() >= until ? ERR_BUSY : ERR_IO;
    *made = (text){ bytes, (ptrdiff_t)answer.size };
    return OK;
}

static atomic_int n_asking;

static enum err
ask_helper(helper_work *work, struct arena *a, text asked, text *made)
{
    int ends[2];
    int32_t i = 0;
    while (helper.works[i] != work) {
        require(helper.works[i] != NULL);
        i++;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return ERR_IO;
    bool is_sent = send_fd(helper.fd, ends[1]);
    close(ends[1]);
    enum err e = is_sent ? ask(ends[0], i, a, asked, made) : ERR_IO;
    close(ends[0]);
    return e;
}

enum err
helper_ask(helper_work *work, struct arena *a, text asked, text *made)
{
    enum err e = ERR_BUSY;
    if (asked.len > HELPER_BYTES_MAX)
        return ERR_NO_ROOM;
    if (helper.fd == 0)
        return work(a, asked, made); /* here: it may end by a jump */
    if (atomic_fetch_add(&n_asking, 1) < HELPER_WAITING_MAX)
        e = ask_helper(work, a, asked, made);
    atomic_fetch_sub(&n_asking, 1);
    return e;
}
