/* The parts of a panel by lot, timed: see panel.sh. */
#include "decide/panel/panel_hash.h"
#include "engine/panel/check.h"
#include "support/panel_case.h"

#include <stdio.h>
#include <time.h>

enum { TIMES = 5 };

static double
median(double *x)
{
    for (int i = 0; i < TIMES; i++)
        for (int k = i + 1; k < TIMES; k++)
            if (x[k] < x[i]) {
                double t = x[i];
                x[i] = x[k];
                x[k] = t;
            }
    return x[TIMES / 2];
}

static double
cpu_ms(void)
{
    return (double)clock() * 1e3 / CLOCKS_PER_SEC;
}

static void
time_pool(const char *folder, const char *households, int32_t size)
{
    double solve[TIMES], check[TIMES], list[TIMES], draw[TIMES];
    struct cp_panel_answer answer;
    for (int i = 0; i < TIMES; i++) {
        struct arena a;
        struct cp_panel_found found;
        struct cp_panel_list l;
        struct why why = { 0 };
        arena_open(&a, 512 << 20);
        struct cp_panel_pool p =
            panel_case_folder(folder, households, size, &a);
        double at = cpu_ms();
        require(cp_panel_solve(&answer, &a, &p, NULL, &why) == OK);
        solve[i] = cpu_ms() - at;
        at = cpu_ms();
        require(cp_panel_check(&found, &a, &p, &answer, 0) == 0);
        check[i] = cpu_ms() - at;
        at = cpu_ms();
        require(cp_panel_list(&l, &a, &p, &answer, 1000, TEXT("a seed"),
                    panel_sha256, &why) == OK);
        list[i] = cpu_ms() - at;
        at = cpu_ms();
        for (int k = 0; k < 1000; k++)
            (void)cp_panel_draw(
                l.hash, TEXT("12 34 5 46 22 9"), 1000, panel_sha256, &a, NULL);
        draw[i] = cpu_ms() - at;
        arena_close(&a);
    }
    printf("%-24s %8.1f %8.1f %8.1f %8.1f %7d %7d\n", folder, median(solve),
        median(check), median(list), median(draw), answer.n_panels,
        answer.n_steps);
}

int
main(void)
{
    printf("%-24s %8s %8s %8s %8s %7s %7s\n", "CPU", "solve_ms", "check_ms",
        "list_ms", "draw_us", "panels", "LPs");
    time_pool("own_120_24", NULL, 24);
    time_pool("own_200_24_households", "household", 24);
    time_pool("own_300_40", NULL, 40);
    time_pool("own_800_60", NULL, 60);
    time_pool("own_1500_150", NULL, 150);
    return 0;
}
