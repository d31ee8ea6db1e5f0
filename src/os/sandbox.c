#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h> /* lint: the list of refused calls is made here only */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* AddressSanitizer looks for leaks by ptrace, ThreadSanitizer has a thread
 * of its own from the beginning. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_LEAK_CHECK 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_LEAK_CHECK 1
#endif
#if __has_feature(thread_sanitizer)
#define HAS_OTHER_THREAD 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define HAS_OTHER_THREAD 1
#endif

/* ---- Landlock
 * ---------------------------------------------------------------- */

#define BIT(n) (UINT64_C(1) << (n))

enum {
    RIGHT_EXECUTE = 0,
    RIGHT_WRITE_FILE = 1,
    RIGHT_READ_FILE = 2,
    RIGHT_READ_DIR = 3,
    RIGHT_REFER = 13,    /* ABI 2: rename and link between folders */
    RIGHT_TRUNCATE = 14, /* ABI 3: not in every header yet */
};

/* All rights to files of an ABI: what is handled is refused unless a rule
 * allows it. Later ones (devices' ioctl, the network) are left alone. */
static uint64_t
rights_of(int abi)
{
    uint64_t all = abi < 1 ? 0 : BIT(RIGHT_REFER) - 1;
    all |= abi < 2 ? 0 : BIT(RIGHT_REFER);
    return all | (abi < 3 ? 0 : BIT(RIGHT_TRUNCATE));
}

static int
landlock_abi(void)
{
    long abi = syscall(
        SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi < 1 ? 0 : (int)abi;
}

static enum err
allow(int ruleset, text path, uint64_t rights, bool must_be, struct why *why)
{
    char name[4096];
    struct stat st;
    if (path.len <= 0 || path.len >= (ptrdiff_t)sizeof name)
        return err_say(why, ERR_BAD_INPUT, "a path is empty or too long");
    memcpy(name, path.ptr, (size_t)path.len);
    name[path.len] = '\0';
    int fd = open(name, O_PATH | O_CLOEXEC);
    if (fd < 0 && !must_be)
        return OK;
    if (fd < 0 || fstat(fd, &st) != 0) {
        enum err e = err_say(why, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
            "cannot open %s for the sandbox: %s", name, strerror(errno));
        close(fd);
        return e;
    }
    if (!S_ISDIR(st.st_mode))
        rights &=
            BIT(RIGHT_READ_FILE) | BIT(RIGHT_WRITE_FILE) | BIT(RIGHT_TRUNCATE);
    struct landlock_path_beneath_attr rule = { .allowed_access = rights,
        .parent_fd = fd };
    long rc = syscall(
        SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    int number = errno;
    close(fd);
    if (rc != 0)
        return err_say(why, ERR_IO, "Landlock takes no rule for %s: %s", name,
            strerror(number));
    return OK;
}

static enum err
restrict_files(const struct sandbox *s, int abi, struct why *why)
{
    /* only the first member: older kernels know no more */
    struct {
        uint64_t handled_access_fs;
    } attr = { rights_of(abi) };
    uint64_t to_read = BIT(RIGHT_READ_FILE) | BIT(RIGHT_READ_DIR);
    long ruleset = syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0)
        return err_say(
            why, ERR_IO, "Landlock makes no set of rules: %s", strerror(errno));
    enum err e = OK;
    for (int i = 0; e == OK && i < s->n_writable; i++)
        e = allow((int)ruleset, s->writable[i],
            rights_of(abi) & ~BIT(RIGHT_EXECUTE), true, why);
    for (int i = 0; e == OK && i < s->n_readable; i++)
        e = allow((int)ruleset, s->readable[i], to_read, false, why);
    if (e == OK && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
        e = err_say(
            why, ERR_IO, "Landlock does not restrict us: %s", strerror(errno));
    close((int)ruleset);
    return e;
}

/* ---- System calls
 * -------------------------------------------------------------- */

/* Refused with EPERM, all others allowed: a list of what is allowed breaks
 * with the next version of a library. */
static const char *const refused[] = {
    "execve",
    "execveat",
#ifndef HAS_LEAK_CHECK
    "ptrace",
#endif
    "mount",
    "umount2",
    "bpf",
    "kexec_load",
    "init_module",
    "finit_module",
    "open_by_handle_at",
    "perf_event_open",
    "process_vm_readv",
    "process_vm_writev",
    "userfaultfd",
    "setns",
    "unshare",
    "pivot_root",
    "chroot",
    "keyctl",
    "add_key",
    "request_key",
    /* the newer ways to mount, and to do what is refused above */
    "fsopen",
    "fsmount",
    "move_mount",
    "open_tree",
    "mount_setattr",
    "io_uring_setup",
    "pidfd_getfd",
    "kcmp",
    "delete_module",
    "reboot",
    "swapon",
    "swapoff",
    "personality",
};

static const char *const refused_network[] = { "socket", "connect", "bind",
    "listen", "accept", "accept4" };

static int
refuse(scmp_filter_ctx filter, const char *const *names, size_t n)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        int call = seccomp_syscall_resolve_name(names[i]);
        if (call == __NR_SCMP_ERROR)
            continue; /* this machine has no such call */
        rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
    }
    return rc;
}

static enum err
restrict_calls(const struct sandbox *s, struct why *why)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == NULL)
        return err_say(why, ERR_NO_ROOM, "no memory for the sandbox");
    int rc = refuse(filter, refused, sizeof refused / sizeof *refused);
    if (rc == 0 && s->has_no_network)
        rc = refuse(filter, refused_network,
            sizeof refused_network / sizeof *refused_network);
    if (rc == 0)
        rc = seccomp_load(filter);
    seccomp_release(filter);
    if (rc != 0)
        return err_say(
            why, ERR_IO, "system calls cannot be refused: %s", strerror(-rc));
    return OK;
}

static bool
is_single_thread(void)
{
#ifdef HAS_OTHER_THREAD
    return true;
#else
    struct stat st;
    /* a folder has two links and one for each folder in it */
    return stat("/proc/self/task", &st) != 0 || st.st_nlink <= 3;
#endif
}

enum err
sandbox_enter(
    const struct sandbox *s, struct sandbox_result *result, struct why *why)
{
    *result = (struct sandbox_result){ 0 };
    if (!is_single_thread())
        return err_say(why, ERR_CONFLICT,
            "the sandbox must be entered before the first thread starts");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return err_say(
            why, ERR_IO, "cannot give up new privileges: %s", strerror(errno));
    int abi = landlock_abi();
    enum err e = abi > 0 ? restrict_files(s, abi, why) : OK;
    if (e == OK)
        result->landlock_abi = abi;
    return e == OK ? restrict_calls(s, why) : e;
}
