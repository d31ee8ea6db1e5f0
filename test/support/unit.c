#include "support/unit.h"

#include "text/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* What LeakSanitizer finds in a library is the library's: fontconfig keeps what
 * it has read until the process ends, and then gives back nearly all of it. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}

/* What this process and those it ended have computed. */
static double
computed_s(void)
{
    double s = 0;
    for (int i = 0; i < 2; i++) {
        struct rusage u;
        getrusage(i == 0 ? RUSAGE_SELF : RUSAGE_CHILDREN, &u);
        s += (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
            (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
    }
    return s;
}

static double
passed_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
run(const struct unit_test *t)
{
    double computed = computed_s(), passed = passed_s();
    fflush(stdout);
    int n = t->run();
    if (getenv("CP_UNIT_TIMES") != NULL)
        fprintf(stderr, "unit: %8.2f s computed %8.2f s passed %s\n",
            computed_s() - computed, passed_s() - passed, t->name);
    if (n != 0)
        fprintf(stderr, "unit: %s: %d failed\n", t->name, n);
    return n;
}

static int
run_named(const char *name)
{
    for (const struct unit_test *t = unit_tests; t->name != NULL; t++)
        if (strcmp(t->name, name) == 0)
            return run(t);
    fprintf(stderr, "unit: there is no test %s; there are", name);
    for (const struct unit_test *t = unit_tests; t->name != NULL; t++)
        fprintf(stderr, " %s", t->name);
    fputc('\n', stderr);
    return 1;
}

static bool
is_among(const char *name, char **names, int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

int
main(int n_args, char **args)
{
    int n_failed = 0, n_groups = 0;
    struct why why = { 0 };
    if (lang_start(&why) != OK) {
        fprintf(stderr, "unit: %s\n", why.text);
        return EXIT_FAILURE;
    }
    bool is_but = n_args > 1 && strcmp(args[1], "--but") == 0;
    for (int i = 1; i < n_args && !is_but; i++, n_groups++)
        n_failed += run_named(args[i]);
    if (n_args == 1 || is_but)
        for (const struct unit_test *t = unit_tests; t->name != NULL; t++) {
            /* deadlines take their time: not before every commit */
            if (getenv("CP_UNIT_FAST") != NULL &&
                strstr(t->name, "_slow_test") != NULL)
                continue;
            if (is_but && is_among(t->name, args + 2, n_args - 2))
                continue;
            n_failed += run(t);
            n_groups++;
        }
    fprintf(stderr, "unit: %d files, %d failed\n", n_groups, n_failed);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
