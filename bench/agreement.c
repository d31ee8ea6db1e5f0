/* How long the rule of agreement takes: an asking of 1,000 units with
 * objections, judged, and judged by the second form too; and an asking's log of
 * a million answers read and counted. CPU time, least of many.
 *
 *     agreement
 */
#include "engine/agreement/life.h"

#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { UNITS = 1'000, SIDES = 4, ROUNDS = 200, ANSWERS = 1'000'000 };

static double
cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
rule(struct arena *a)
{
    static struct cp_agreement_unit units[UNITS];
    static struct cp_agreement_objection objections[UNITS];
    struct cp_agreement_side sides[SIDES] = { { 0 } };
    struct random r = random_from(1);
    for (int i = 0; i < UNITS; i++) {
        units[i] = (struct cp_agreement_unit){ .side = i % SIDES,
            .n_members = 1000,
            .n_agree = (int64_t)random_below(&r, 300),
            .n_object = 1 + (int64_t)random_below(&r, 40),
            .n_unsure = (int64_t)random_below(&r, 40),
            .objections = &objections[i],
            .n_objections = 1 };
        objections[i].has_reason = true;
        objections[i].n_backers = 1;
        sides[i % SIDES].people_agree += units[i].n_agree;
    }
    struct cp_agreement what = { sides, units, SIDES, UNITS };
    double judged = 1e9, both = 1e9;
    for (int n = 0; n < ROUNDS; n++) {
        struct arena_mark mark = arena_mark(a);
        struct cp_agreed is;
        double from = cpu_us();
        cp_agree(&is, a, &what);
        double middle = cpu_us();
        if (!cp_agree_check(&what, &is, NULL))
            exit(1);
        double to = cpu_us();
        judged = middle - from < judged ? middle - from : judged;
        both = to - from < both ? to - from : both;
        arena_rewind(a, mark);
    }
    printf("%d units, %d sides: %.0f us; with the second form %.0f us\n", UNITS,
        SIDES, judged, both);
}

static void
life(struct arena *a)
{
    static struct cp_life_unit units[UNITS];
    struct cp_life_list list = { units, SIDES, UNITS };
    struct cp_life l;
    struct random r = random_from(2);
    for (int i = 0; i < UNITS; i++)
        units[i] =
            (struct cp_life_unit){ .side = i % SIDES, .n_members = 100'000 };
    double from = cpu_us();
    if (cp_life_open(&l, a, &list, NULL) != OK)
        exit(1);
    for (int i = 0; i < ANSWERS; i++) {
        struct cp_event e = { .kind = CP_EVENT_ANSWER,
            .unit = i % UNITS,
            .person = 1 + (uint64_t)i,
            .value = 1 + (int)random_below(&r, 4) };
        if (cp_life_take(&l, &e) != CP_REFUSED_NOT)
            exit(1);
    }
    double read = cpu_us();
    enum cp_agreement_result is = cp_life_result(&l, a);
    double to = cpu_us();
    printf("a log of %d answers: read in %.0f ms, counted in %.0f ms, "
           "result %d\n",
        ANSWERS, (read - from) / 1e3, (to - read) / 1e3, (int)is);
}

int
main(void)
{
    struct arena a;
    arena_open(&a, (ptrdiff_t)1 << 30);
    rule(&a);
    life(&a);
    return 0;
}
