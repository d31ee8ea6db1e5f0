#include "os/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <link.h>
#include <malloc.h> /* lint: takes nothing, gives back */
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* ---- Signals
 * ----------------------------------------------------------------- */

static sigset_t
our_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

enum err
signals_open(struct signals *s, struct why *why)
{
    sigset_t set = our_signals();
    s->fd = -1;
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0 ||
        signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return err_say(
            why, ERR_IO, "cannot hold back signals: %s", strerror(errno));
    s->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (s->fd < 0)
        return err_say(
            why, ERR_IO, "cannot wait for signals: %s", strerror(errno));
    return OK;
}

void
signals_close(struct signals *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

void
signals_let_go(struct signals *s)
{
    sigset_t set = our_signals();
    signals_close(s);
    signal(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

_Noreturn void
signals_end_process(void)
{
    sigset_t set = our_signals();
    fflush(NULL);
    signal(SIGINT, SIG_DFL);
    raise(SIGINT);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    _exit(130);
}

static enum signal_kind
take_signal(struct signals *s)
{
    struct signalfd_siginfo info;
    if (read(s->fd, &info, sizeof info) != (ssize_t)sizeof info)
        return SIGNAL_NONE;
    return info.ssi_signo == SIGHUP ? SIGNAL_RELOAD : SIGNAL_STOP;
}

enum signal_kind
signals_wait(struct signals *s, int wait_ms)
{
    struct pollfd p = { .fd = s->fd, .events = POLLIN };
    return poll(&p, 1, wait_ms) <= 0 ? SIGNAL_NONE : take_signal(s);
}

enum signal_kind
signals_or_bytes(struct signals *s, int fd)
{
    struct pollfd p[2] = { { .fd = s->fd, .events = POLLIN },
        { .fd = fd, .events = POLLIN } };
    while (poll(p, 2, -1) < 0 && errno == EINTR)
        ;
    return p[0].revents != 0 ? take_signal(s) : SIGNAL_NONE;
}

/* ---- The service manager
 * ------------------------------------------------------- */

static void
notify(const char *message)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    if (path == NULL || (path[0] != '/' && path[0] != '@'))
        return;
    size_t n = strlen(path);
    if (n >= sizeof to.sun_path)
        return;
    memcpy(to.sun_path, path, n);
    if (path[0] == '@') /* a name without a file */
        to.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
    /* nobody there: nothing to be done about it */
    ssize_t sent = sendto(fd, message, strlen(message), MSG_NOSIGNAL,
        (const struct sockaddr *)&to, size);
    (void)sent;
    close(fd);
}

void
service_is_ready(void)
{
    notify("READY=1");
}

void
service_is_stopping(void)
{
    notify("STOPPING=1");
}

void
service_says(const char *status)
{
    char message[256];
    snprintf(message, sizeof message, "STATUS=%s", status);
    notify(message);
}

void
service_is_alive(void)
{
    notify("WATCHDOG=1");
}

int64_t
service_alive_every_ms(void)
{
    int64_t us, pid;
    text for_pid = text_of(getenv("WATCHDOG_PID"));
    if (!text_parse_int(text_of(getenv("WATCHDOG_USEC")), &us) || us <= 0)
        return 0;
    if (text_parse_int(for_pid, &pid) && pid != getpid())
        return 0;
    return us / 2000 > 0 ? us / 2000 : 1;
}

/* ---- What there is
 * ------------------------------------------------------------- */

int
core_ids(int *ids, int max)
{
    cpu_set_t set;
    int n = 0;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 0;
    for (size_t i = 0; i < CPU_SETSIZE && n < max; i++)
        if (CPU_ISSET(i, &set))
            ids[n++] = (int)i;
    return n;
}

int
core_count(void)
{
    int ids[CORES_MAX];
    int n = core_ids(ids, CORES_MAX);
    return n < 1 ? 1 : n;
}

int64_t
memory_bytes(void)
{
    int64_t n = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    return n > 0 && size > 0 ? n * size : INT64_C(1) << 30;
}

int64_t
resident_bytes(void)
{
    char line[128];
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, line, sizeof line);
    close(fd);
    int64_t pages;
    text rest = { line, n < 0 ? 0 : n };
    (void)text_cut(rest, ' ', &rest);
    if (!text_parse_int(text_cut(rest, ' ', &rest), &pages))
        return 0;
    return pages * sysconf(_SC_PAGESIZE);
}

void
memory_give_back(void)
{
    (void)malloc_trim(0); /* says whether there was any */
}

/* Only of what is mapped without the right to write: nothing was written
 * there, and the next look finds it in the file. */
static int
forget_program_of(struct dl_phdr_info *info, size_t size, void *arg)
{
    (void)size, (void)arg;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || (part->p_flags & PF_W) != 0)
            continue;
        uintptr_t from = info->dlpi_addr + part->p_vaddr;
        uintptr_t to = from + part->p_filesz;
        from = from / page * page;
        to = to / page * page; /* the last page may be another part's too */
        if (to > from)
            (void)madvise((void *)from, to - from, MADV_DONTNEED);
    }
    return 0;
}

void
memory_forget_program(void)
{
    dl_iterate_phdr(forget_program_of, NULL);
}

int64_t
cpu_ns(void)
{
    struct timespec t;
    require(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0);
    return (int64_t)t.tv_sec * 1'000'000'000 + t.tv_nsec;
}

int
open_file_count(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int n = 0;
    if (dir == NULL)
        return -1;
    for (struct dirent *d; (d = readdir(dir)) != NULL;)
        n += d->d_name[0] != '.';
    closedir(dir);
    return n - 1; /* the one that we looked with */
}

enum err
raise_open_files(int64_t want, int64_t *has, struct why *why)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return err_say(why, ERR_IO,
            "cannot ask for the limit of open files: %s", strerror(errno));
    rlim_t may = (rlim_t)want < limit.rlim_max ? (rlim_t)want : limit.rlim_max;
    if (may > limit.rlim_cur) {
        limit.rlim_cur = may;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            return err_say(why, ERR_DENIED,
                "cannot raise the limit of open files: %s", strerror(errno));
    }
    *has = limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
    return OK;
}
