/* Crash tests: kill, cut off, fill up, and look at what is left.
 *
 *     fault [NAME...]     "ok NAME" or "NOT NAME", and a count at the end
 */
#include "fault.h"

#include <ftw.h>
#include <string.h>
#include <unistd.h>

static char folder[256];

const char *
fault_folder(void)
{
    return folder;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static int first_pid;

static void
remove_folder(void)
{
    if (getpid() == first_pid) /* not a writer that gives up */
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#define TEST(f)                                                                \
    {                                                                          \
#f, f                                                                  \
    }

static const struct {
    const char *name;
    bool (*run)(void);
} tests[] = {
    TEST(a_killed_writer_loses_nothing_that_it_was_told_is_saved),
    TEST(a_killed_backup_leaves_no_half_file),
    TEST(a_full_disk_is_told_and_leaves_a_sound_file),
    TEST(a_file_size_limit_is_told_and_leaves_a_sound_file),
    TEST(two_processes_see_each_others_writes_at_once),
    TEST(a_server_that_dies_loses_nothing_that_was_saved),
};

int
main(int n_args, char **args)
{
    int n_passed = 0, n_failed = 0;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/cp-fault-XXXXXX",
        base == NULL ? "/tmp" : base);
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        return EXIT_FAILURE;
    }
    first_pid = getpid();
    atexit(remove_folder);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        bool is_asked = n_args == 1;
        for (int j = 1; j < n_args; j++)
            is_asked = is_asked || strcmp(args[j], tests[i].name) == 0;
        if (!is_asked)
            continue;
        bool is_right = tests[i].run();
        printf("%s %s\n", is_right ? "ok " : "NOT", tests[i].name);
        fflush(stdout);
        n_passed += is_right;
        n_failed += !is_right;
    }
    printf("%d passed, %d failed\n", n_passed, n_failed);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
