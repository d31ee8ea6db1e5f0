/* How fast a template prints: 30 rows of 4 cells, all escaped, again and
 * again; the best of several runs, for others use the machine too. */
#include "view/rows.html.h"

#include <stdio.h>
#include <time.h>

/* The page asks for no phrase. */
text
lang_phrase(const struct lang *lang, const char *context, const char *phrase,
    bool *is_english)
{
    (void)lang, (void)context, (void)is_english;
    return text_of(phrase);
}

text
lang_plural(const struct lang *lang, const char *one, const char *many,
    int64_t n, bool *is_english)
{
    (void)lang, (void)n, (void)one, (void)is_english;
    return text_of(many);
}

text
lang_number(const struct lang *lang, struct arena *a, int64_t n)
{
    (void)lang;
    return arena_print(a, "%lld", (long long)n);
}

static double
now_s(void)
{
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(void)
{
    enum { ROWS = 30, PAGES = 20000, RUNS = 7 };
    static struct bench_row row[ROWS];
    static char name[ROWS][64];
    struct arena a;
    arena_open(&a, 1 << 26);
    for (int i = 0; i < ROWS; i++) {
        int n = snprintf(name[i], sizeof name[i],
            i % 5 == 0 ? "Region \"%d\" & its <counties>"
                       : "Uasin Gishu County no. %d",
            i);
        row[i] = (struct bench_row){ .name = { name[i], n },
            .address = TEXT("/place/uasin-gishu-county-0h4k2m9q7x3p1"),
            .country = TEXT("Kenya"),
            .organisation = TEXT("Moi Teaching & Referral Hospital, Eldoret"),
            .website = TEXT("https://hospital.example/about"),
            .n_people = 1163186 + i };
    }
    double best = 1e9;
    ptrdiff_t size = 0;
    for (int run = 0; run < RUNS; run++) {
        double from = now_s();
        for (int i = 0; i < PAGES; i++) {
            arena_reset(&a, 1 << 26);
            struct view v = view_in(&a, NULL, 32768);
            v.root = TEXT("/en");
            view_rows(&v, row, ROWS);
            size = view_html(&v).len;
        }
        double each = (now_s() - from) / PAGES;
        best = each < best ? each : best;
    }
    printf("page of %d rows x 4 cells: %td bytes, %.1f us, %.0f MB/s\n", ROWS,
        size, best * 1e6, (double)size / best / 1e6);
    arena_close(&a);
    return 0;
}
