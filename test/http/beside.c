#include "run.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a process says of its file. One that ended before it said anything has
 * failed. */
struct one {
    struct ran ran;
    bool is_said;
    pid_t pid;
};

static void
said_path(const char *folder, int i, char path[600])
{
    snprintf(path, 600, "%.500s/said-%d", folder, i);
}

static void
show(const char *folder, int i)
{
    char path[600], piece[8192];
    said_path(folder, i, path);
    FILE *f = fopen(path, "r");
    size_t n;
    while (f != NULL && (n = fread(piece, 1, sizeof piece, f)) > 0) {
        fwrite(piece, 1, n, stdout);
    }
    if (f != NULL) {
        fclose(f);
    }
    fflush(stdout);
    unlink(path);
}

struct ran
run_beside(char **files, int n_files, int n_at_a_time, const char *folder,
    struct ran (*run_one)(const char *file, void *context), void *context)
{
    struct ran sum = { 0 };
    struct one *ones = mmap(NULL, (size_t)n_files * sizeof *ones,
        PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (ones == MAP_FAILED) {
        return (struct ran){ .n_failed = 1 };
    }
    int n_begun = 0, n_told = 0, n_running = 0;
    while (n_told < n_files) {
        while (n_begun < n_files && n_running < n_at_a_time) {
            struct one *one = &ones[n_begun];
            char path[600];
            said_path(folder, n_begun, path);
            fflush(stdout);
            pid_t pid = fork();
            if (pid == 0) {
                int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
                dup2(fd, 1);
                one->ran = run_one(files[n_begun], context);
                one->is_said = true;
                fflush(stdout);
                _exit(0);
            }
            one->pid = pid;
            n_running += pid > 0 ? 1 : 0;
            n_begun++;
        }
        pid_t ended = n_running > 0 ? wait(NULL) : 0;
        n_running -= ended > 0 ? 1 : 0;
        for (int i = 0; i < n_begun; i++) {
            if (ones[i].pid == ended) {
                ones[i].pid = 0;
            }
        }
        while (n_told < n_begun && ones[n_told].pid <= 0) {
            const struct one *one = &ones[n_told];
            show(folder, n_told);
            if (!one->is_said) {
                printf("%s:1: it was not run to its end\n", files[n_told]);
                sum.n_failed++;
            }
            sum.n_passed += one->ran.n_passed;
            sum.n_failed += one->ran.n_failed;
            n_told++;
        }
    }
    munmap(ones, (size_t)n_files * sizeof *ones);
    return sum;
}
