/* What opinions cost: reading, the map and groups of each k, drawing again.
 *
 *     opinion FILE [RESAMPLES]           a file of votes
 *     opinion PEOPLE STATEMENTS VOTES [RESAMPLES] [OUT.csv]   made up
 *     opinion next PEOPLE STATEMENTS     the next statement for somebody
 *
 * Prints seconds of CPU and megabytes at most. */
#include "base/random.h"
#include "engine/opinion/found.h"
#include "engine/opinion/votes_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double
cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
most_mb(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)r.ru_maxrss / 1024;
}

static void
read_file(struct cp_votes *v, struct arena *a, const char *path)
{
    static char piece[1 << 16];
    struct cp_votes_reader r;
    struct why why = { 0 };
    size_t n;
    FILE *f = fopen(path, "rb");
    enum err e = OK;
    if (f == NULL) {
        perror(path);
        exit(1);
    }
    cp_votes_open(&r, a);
    while (e == OK && (n = fread(piece, 1, sizeof piece, f)) > 0)
        e = cp_votes_feed(&r, (text){ piece, (ptrdiff_t)n }, &why);
    if (e == OK)
        e = cp_votes_finish(&r, v, &why);
    fclose(f);
    if (e != OK) {
        fprintf(stderr, "%s: %s\n", path, why.text);
        exit(1);
    }
}

/* Three leanings; who answers much answers most: as conversations are. */
static void
make_up(struct cp_votes *v, struct arena *a, int64_t people, int64_t statements,
    int64_t votes, const char *path)
{
    struct random r = random_from(7);
    struct cp_votes_maker m;
    char person[24], statement[24];
    int *bent = malloc((size_t)(3 * statements) * sizeof *bent);
    FILE *f = path == NULL ? NULL : fopen(path, "w");
    if (bent == NULL)
        abort();
    for (int64_t j = 0; j < 3 * statements; j++)
        bent[j] = 20 + (int)random_below(&r, 61);
    cp_votes_begin(&m, a);
    if (f != NULL)
        fprintf(f, "participant,statement,vote\n");
    double mean = (double)votes / (double)people;
    for (int64_t i = 0; i < people; i++) {
        double x = random_real(&r);
        double share = mean * 3 * x * x / (double)statements;
        int leaning = (int)random_below(&r, 3);
        sprintf(person, "%lld", (long long)i);
        for (int64_t j = 0; j < statements; j++) {
            if (random_real(&r) >= (share < 1 ? share : 1))
                continue;
            uint64_t what = random_below(&r, 100);
            int vote = what < 15 ? 0
                : (int)random_below(&r, 100) < bent[leaning * statements + j]
                ? 1
                : -1;
            sprintf(statement, "%lld", (long long)j);
            require(cp_votes_add(&m, text_of(person), text_of(statement), vote,
                        0, NULL) == OK);
            if (f != NULL)
                fprintf(f, "%s,%s,%d\n", person, statement, vote);
        }
    }
    if (f != NULL)
        fclose(f);
    free(bent);
    cp_votes_end(&m, v);
}

int
main(int argc, char **argv)
{
    struct arena a;
    struct cp_votes v;
    struct cp_found f;
    bool is_made = argc > 3;
    double began = cpu_s();
    if (argc < 2)
        return 2;
    arena_open(&a, (ptrdiff_t)4 << 30);
    if (is_made)
        make_up(&v, &a, atoll(argv[1]), atoll(argv[2]), atoll(argv[3]),
            argc > 5 ? argv[5] : NULL);
    else
        read_file(&v, &a, argv[1]);
    double read = cpu_s();
    const char *resamples = is_made ? (argc > 4 ? argv[4] : "-1")
                                    : (argc > 2 ? argv[2] : "-1");
    cp_found_of(&f, &a, &v,
        &(struct cp_found_rules){ .seed = 1, .resamples = atoi(resamples) });
    double found = cpu_s();
    printf("%6d people %5d statements %8lld votes: read %.3f s, %s %.3f s, "
           "%.1f MB; %d groups, %d rounds\n",
        v.n_people, v.n_statements, (long long)v.starts[v.n_people],
        read - began, atoi(resamples) < 0 ? "map and k-means" : "with drawing",
        found - read, most_mb(), f.k, f.map.rounds);
    arena_close(&a);
    return 0;
}
