/* SQLite: a writer that is killed, a disk that is full. */
#include "fault.h"

#include "db/db_in.h"
#include "os/clock.h"

#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

bool
a_killed_writer_loses_nothing_that_it_was_told_is_saved(void)
{
    char url[512];
    snprintf(url, sizeof url, "%s/killed.db", fault_folder());
    int64_t last[N_THREADS] = { 0 };
    int64_t n_saved = 0;
    for (int round = 0; round < 20; round++) {
        struct fault_writer w;
        fault_start_writer(&w, text_of(url), last, false);
        fault_listen(&w, 20 + fault_random(150));
        fault_kill(&w);
        n_saved += w.n_ids;
        struct arena a;
        arena_open(&a, 1 << 20);
        struct db_home *home = fault_open(&a, text_of(url));
        bool is_whole = fault_is_whole(home, &w, last);
        db_close(home);
        arena_close(&a);
        free(w.ids);
        check(is_whole);
    }
    check(n_saved > 20);
    printf(
        "# %lld writes were acknowledged in 20 rounds\n", (long long)n_saved);
    return true;
}

bool
a_killed_backup_leaves_no_half_file(void)
{
    char url[512], copy[512];
    snprintf(url, sizeof url, "%s/source.db", fault_folder());
    snprintf(copy, sizeof copy, "%s/copy.db", fault_folder());
    struct arena a;
    arena_open(&a, 1 << 24);
    struct db_home *home = fault_open(&a, text_of(url));
    struct db *db = fault_connect(home);
    for (int i = 1; i <= 300; i++)
        check(fault_write(db, &a, i) == OK);
    db_disconnect(db);
    db_close(home);
    int n_there = 0;
    for (int round = 0; round < 12; round++) {
        unlink(copy);
        fflush(NULL);
        int pid = fork();
        if (pid == 0) {
            struct why why = { 0 };
            struct arena mine;
            arena_open(&mine, 1 << 24);
            home = fault_open(&mine, text_of(url));
            ignore(db_backup(home, &mine, text_of(copy), true, &why));
            _exit(0);
        }
        usleep((useconds_t)(1000 + fault_random(80'000)));
        kill(pid, SIGKILL);
        check(waitpid(pid, NULL, 0) == pid);
        struct stat st;
        if (stat(copy, &st) != 0)
            continue;
        n_there++;
        struct fault_writer none = { 0 };
        int64_t last[N_THREADS];
        struct db_home *half = fault_open(&a, text_of(copy));
        check(fault_is_whole(half, &none, last));
        check(last[0] == 300);
        db_close(half);
    }
    printf("# %d of 12 backups were done before the kill\n", n_there);
    arena_close(&a);
    return true;
}

/* Write until it fails; then it must work again as soon as there is room, in
 * the same process. */
static bool
write_until_full(text url, void (*make_room)(void *arg), void *arg)
{
    struct arena a;
    arena_open(&a, 1 << 20);
    struct db_home *home = fault_open(&a, url);
    struct db *db = fault_connect(home);
    int64_t n = 0;
    enum err e = OK;
    while (n < 5000 && (e = fault_write(db, &a, n + 1)) == OK)
        n++;
    printf("# full after %lld writes: %s (%s)\n", (long long)n, err_name(e),
        db_last_why(db));
    check(n > 0 && (e == ERR_NO_ROOM || e == ERR_DB));
    /* still: reads answer, writes fail, nothing is half there */
    struct entry_range all = { 0, FAULT_THREAD_IDS };
    struct entry_sums sums;
    check(db_one(db, &a, &entry_sums, &all, &sums) == OK);
    check(sums.n_half == 0 && sums.n_ids == n);
    check(fault_write(db, &a, n + 1) != OK);
    make_room(arg);
    for (int i = 0; i < 20; i++)
        check(fault_write(db, &a, ++n) == OK);
    check(db_one(db, &a, &entry_sums, &all, &sums) == OK);
    check(sums.n_half == 0 && sums.n_ids == n);
    db_disconnect(db);
    db_close(home);
    home = fault_open(&a, url);
    struct fault_writer none = { 0 };
    int64_t last[N_THREADS];
    check(fault_is_whole(home, &none, last) && last[0] == n);
    db_close(home);
    arena_close(&a);
    return true;
}

static void
remove_filler(void *path)
{
    unlink(path);
}

bool
a_full_disk_is_told_and_leaves_a_sound_file(void)
{
    char folder[512], url[1024], filler[1024];
    snprintf(folder, sizeof folder, "%s/small", fault_folder());
    snprintf(url, sizeof url, "%s/full.db", folder);
    snprintf(filler, sizeof filler, "%s/filler", folder);
    check(mkdir(folder, 0700) == 0);
    if (mount("tmpfs", folder, "tmpfs", 0, "size=8m") != 0) {
        printf("# no small disk can be mounted here; the limit on the size "
               "of files stands for it\n");
        return true;
    }
    FILE *f = fopen(filler, "w");
    for (int i = 0; f != NULL && i < 4 << 20; i++)
        fputc('x', f);
    bool is_right = f != NULL && fclose(f) == 0 &&
        write_until_full(text_of(url), remove_filler, filler);
    if (umount2(folder, MNT_DETACH) != 0)
        perror("umount");
    return is_right;
}

static void
lift_limit(void *arg)
{
    struct rlimit *old = arg;
    require(setrlimit(RLIMIT_FSIZE, old) == 0);
}

bool
a_file_size_limit_is_told_and_leaves_a_sound_file(void)
{
    char url[512];
    snprintf(url, sizeof url, "%s/limited.db", fault_folder());
    struct rlimit old, small;
    check(getrlimit(RLIMIT_FSIZE, &old) == 0);
    small = old;
    small.rlim_cur = 2 << 20;
    void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
    check(setrlimit(RLIMIT_FSIZE, &small) == 0);
    bool is_right = write_until_full(text_of(url), lift_limit, &old);
    lift_limit(&old);
    signal(SIGXFSZ, before);
    return is_right;
}
