/* Times in fixed bins, eight to a doubling. */
#include "engine/pathway/summary_inside.h"

#define DAY INT64_C(86'400'000'000)
__extension__ typedef unsigned __int128 wide;

/* A second times 2 to the power of n / 16, in whole microseconds, rounded down.
 * Source  2^(k/16) * 2^32, to 50 digits and rounded down */
static int64_t
power_us(int32_t n)
{
    static const int64_t powers[16] = { 4294967296, 4485121743, 4683695047,
        4891059943, 5107605667, 5333738689, 5569883475, 5816483284, 6074000999,
        6342919998, 6623745058, 6917003306, 7223245205, 7543045592, 7877004751,
        8225749546 };
    return (int64_t)(((wide)powers[n % 16] * 1'000'000 << n / 16) >> 32);
}

int64_t
cp_bin_of_time(enum cp_record_kind kind, int64_t us)
{
    if (kind == CP_RECORD_STAGE_LAST)
        return us / DAY - (us % DAY < 0);
    if (us < 1'000'000)
        return 0;
    /* bin b begins at 2^((b - 1) / 8), and a doubling has eight */
    int32_t q = 63 - __builtin_clzll((uint64_t)us / 1'000'000);
    int32_t low = 8 * q + 1, high = 8 * q + 8;
    if (high >= CP_BINS)
        high = CP_BINS - 1;
    while (low < high) {
        int32_t middle = low + (high - low + 1) / 2;
        if (us >= power_us(2 * (middle - 1)))
            low = middle;
        else
            high = middle - 1;
    }
    return high;
}

int64_t
cp_time_of_bin(enum cp_record_kind kind, int64_t bin)
{
    if (kind == CP_RECORD_STAGE_LAST)
        return bin * DAY;
    return bin == 0 ? 0 : power_us(2 * (int32_t)(bin - 1) + 1);
}

void
cp_summary_compact(struct cp_summary *s, struct arena *a)
{
    int64_t n_words = 0;
    struct cp_record *records = arena_new(a, struct cp_record, s->n_records);
    for (int64_t i = 0; i < s->n_records; i++)
        n_words += s->records[i].n_words;
    int64_t *to = arena_new(a, int64_t, s->has_bins ? 0 : n_words);
    for (int64_t i = 0; i < s->n_records && !s->has_bins; i++) {
        enum cp_record_kind kind = cp_record_kind(s->records[i].key);
        struct cp_words words = cp_record_words(&s->records[i]);
        struct cp_run run, last = { 0, 0 };
        records[i] = (struct cp_record){ s->records[i].key, to, 0 };
        while (cp_words_next(&words, &run)) {
            if (cp_record_has_times(kind))
                run.value =
                    cp_time_of_bin(kind, cp_bin_of_time(kind, run.value));
            if (last.n > 0 && last.value == run.value) {
                last.n += run.n;
                continue;
            }
            if (last.n > 0)
                to = cp_words_put(to, last.value, last.n);
            last = run;
        }
        if (last.n > 0)
            to = cp_words_put(to, last.value, last.n);
        records[i].n_words = to - records[i].words;
    }
    if (!s->has_bins)
        s->records = records;
    s->has_bins = true;
}
