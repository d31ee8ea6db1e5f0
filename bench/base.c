/* What base/ costs by itself: run by bench/base.sh. */
#include "base/csv.h"
#include "base/json.h"
#include "base/key.h"
#include "base/math.h"
#include "base/random.h"
#include "os/entropy.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum { PIECE = 64 << 10, N_ROWS = 200000 };

/* Rows as people's are: `quoted` has quotes around each field. */
static text
rows_of(struct arena *a, bool is_quoted, const char *name)
{
    struct buf b = buf_in(a, 64 << 20);
    buf_add(&b, TEXT("code,name,place,since,note\n"));
    for (int i = 0; i < N_ROWS; i++)
        buf_print(&b,
            is_quoted ? "\"P-%06d\",\"%s\",\"homa-bay\",\"2024-05-%02d\","
                        "\"said \"\"yes\"\", at once\"\n"
                      : "P-%06d,%s,homa-bay,2024-05-%02d,said yes at once\n",
            i, name, i % 28 + 1);
    return buf_text(&b);
}

/* CPU time of this process: others on the machine do not count. */
static int64_t
cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static double
seconds_since(int64_t began_ns)
{
    return (double)(cpu_ns() - began_ns) / 1e9;
}

static void
read_csv(const char *what, text in)
{
    double best = 1e9;
    int64_t n_rows = 0;
    for (int round = 0; round < 5; round++) {
        struct arena a;
        struct csv_reader r;
        struct csv_row row;
        arena_open(&a, 64 << 20);
        csv_open(&r, &a);
        text rest = in;
        int64_t began_ns = cpu_ns();
        for (bool is_going = true; is_going;)
            switch (csv_next(&r, &row)) {
            case CSV_WANTS_MORE:
                if (rest.len == 0)
                    csv_finish(&r);
                else
                    csv_feed(&r, text_slice(rest, 0, PIECE));
                rest = text_slice(rest, PIECE, rest.len);
                break;
            case CSV_HAS_ROW: n_rows++; break;
            case CSV_AT_END: is_going = false; break;
            case CSV_IS_BAD: puts(r.why.text); return;
            }
        double took = seconds_since(began_ns);
        best = took < best ? took : best;
        arena_close(&a);
    }
    printf("%-34s %8.0f MB/s %8.2f million rows/s\n", what,
        (double)in.len / best / 1e6, (double)n_rows / 5 / best / 1e6);
}

static void
write_csv(struct arena *a)
{
    double best = 1e9;
    struct buf b = buf_in(a, 64 << 20);
    for (int round = 0; round < 5; round++) {
        struct csv_writer w = csv_write(&b);
        b.len = 0;
        int64_t began_ns = cpu_ns();
        for (int i = 0; i < N_ROWS; i++) {
            csv_add_int(&w, i);
            csv_add(&w, TEXT("Community health officer, Rachuonyo"));
            csv_add(&w, TEXT("homa-bay"));
            csv_add(&w, TEXT("said yes at once"));
            csv_end_row(&w);
        }
        double took = seconds_since(began_ns);
        best = took < best ? took : best;
    }
    printf("%-34s %8.0f MB/s\n", "CSV written", (double)b.len / best / 1e6);
}

static void
json_both_ways(struct arena *a)
{
    struct buf b = buf_in(a, 64 << 20);
    int64_t began_ns = cpu_ns();
    struct json j = json_write(&b);
    json_array(&j);
    for (int i = 0; i < N_ROWS; i++) {
        json_object(&j);
        json_name(&j, "key");
        json_int_text(&j, i);
        json_name(&j, "name");
        json_text(&j, TEXT("Community health officer, Rachuonyo"));
        json_end(&j);
    }
    json_end(&j);
    printf("%-34s %8.0f MB/s\n", "JSON written",
        (double)b.len / seconds_since(began_ns) / 1e6);
    struct json_value *v;
    struct why why = { 0 };
    began_ns = cpu_ns();
    if (json_parse(buf_text(&b), a, &v, &why) != OK)
        puts(why.text);
    printf("%-34s %8.0f MB/s\n", "JSON read",
        (double)b.len / seconds_since(began_ns) / 1e6);
}

/* The sum is printed nowhere, but the compiler must not know that. */
static volatile double sink;

static void
time_math(const char *what, double (*ours)(double), double (*theirs)(double),
    double scale)
{
    enum { N = 1000000 };
    double ns[2];
    for (int which = 0; which < 2; which++) {
        double (*f)(double) = which == 0 ? ours : theirs;
        double sum = 0;
        int64_t began_ns = cpu_ns();
        for (int i = 1; i <= N; i++)
            sum += f(scale * i / N);
        sink = sum;
        ns[which] = (double)(cpu_ns() - began_ns) / N;
    }
    printf("%-34s %8.1f ns (the C library's %.1f)\n", what, ns[0], ns[1]);
}

static double
our_power(double x)
{
    return math_pow(x, 1.7);
}

static double
their_power(double x)
{
    return pow(x, 1.7);
}

int
main(void)
{
    struct arena a;
    arena_open(&a, (ptrdiff_t)1 << 30);
    read_csv("CSV read, plain", rows_of(&a, false, "Community officer"));
    read_csv("CSV read, plain, not ASCII", rows_of(&a, false, "Östergötland"));
    read_csv("CSV read, Windows-1252", rows_of(&a, false, "\xd6sterg\xf6tl."));
    read_csv("CSV read, all quoted", rows_of(&a, true, "Community officer"));
    write_csv(&a);
    json_both_ways(&a);
    int64_t began_ns = cpu_ns();
    for (int i = 0; i < 1000000; i++)
        sink = (double)key_new();
    printf("%-34s %8.1f ns\n", "a new key", seconds_since(began_ns) * 1e3);
    struct random r = random_from(1);
    began_ns = cpu_ns();
    for (int i = 0; i < 10000000; i++)
        sink = (double)random_below(&r, 1000);
    printf("%-34s %8.1f ns\n", "a random draw below 1,000",
        seconds_since(began_ns) * 1e2);
    time_math("exp", math_exp, exp, 20);
    time_math("log", math_log, log, 20);
    time_math("pow", our_power, their_power, 20);
    time_math("log-gamma", math_log_gamma, lgamma, 40);
    arena_close(&a);
    return 0;
}
