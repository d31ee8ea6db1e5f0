/* What holds of any log, whichever reader took it: rows read and refused add
 * up, pieces change nothing, parts are the whole, and what is counted adds up.
 * A target says how its reader takes a log in pieces. */
#ifndef TEST_FUZZ_LOG_WHOLE_H
#define TEST_FUZZ_LOG_WHOLE_H

#include "engine/pathway/graph.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct read {
    enum err e;
    struct cp_log log;
    struct cp_log_report report;
};
typedef void
read_pieces(struct read *to, struct arena *a, const struct cp_log_rules *rules,
    text all, ptrdiff_t piece, struct why *why);

static struct read
read_log(struct arena *a, text all, read_pieces *read, ptrdiff_t piece,
    int32_t part, int32_t n_parts)
{
    static const struct cp_attribute_wish wish = { TEXT_INIT("activity"),
        CP_VALUE_STEADY };
    struct cp_log_rules rules = { .day_order = CP_DAY_FIRST,
        .attributes = &wish,
        .part = part,
        .n_parts = n_parts };
    if (text_has_byte(all, '~')) /* a column that most have not */
        rules.birth_column = TEXT("time");
    rules.n_attributes = text_has_byte(all, '@');
    struct why why = { 0 };
    struct read r = { .e = OK };
    read(&r, a, &rules, all, piece, &why);
    require(r.e == OK || why.text[0] != '\0');
    return r;
}

static void
count_all(struct arena *a, const struct cp_log *log)
{
    struct cp_graph g;
    struct cp_variants v;
    int64_t n = 0;
    cp_graph_count(&g, a, log);
    require(cp_graph_check(&g));
    cp_variants_count(&v, a, log);
    for (int64_t i = 0; i < v.n; i++)
        n += v.variants[i].n_cases;
    require(n == log->n_cases);
}

/* One arena for all runs: a block is kept, or most of the time goes into
 * getting and giving back what is hardly used. How it is cut, and what is asked
 * besides, the input's own bytes choose: all of it each time is five readings
 * a run, and finds no more than one of them. */
static void
try_log(const uint8_t *data, size_t size, read_pieces *read)
{
    static struct arena a;
    text all = { (const char *)data, (ptrdiff_t)size };
    uint64_t choice = text_hash(all);
    if (size > 20'000)
        return;
    arena_reset(&a, 1 << 28);
    struct read whole =
        read_log(&a, all, read, size == 0 ? 1 : (ptrdiff_t)size, 0, 0);
    struct read cut =
        read_log(&a, all, read, 1 + (ptrdiff_t)(choice % 37), 0, 0);
    require(whole.e == cut.e);
    if (whole.e != OK)
        return;
    require(whole.log.n_events + whole.report.n_refused == whole.report.n_rows);
    require(whole.log.n_events == cut.log.n_events &&
        whole.report.n_refused == cut.report.n_refused);
    if (choice >> 8 & 1)
        count_all(&a, &whole.log);
    if ((choice >> 9 & 3) != 0)
        return;
    struct read x = read_log(&a, all, read, 17, 1, 2);
    struct read y = read_log(&a, all, read, 5, 2, 2);
    if (x.e == OK && y.e == OK)
        require(x.report.n_rows + y.report.n_rows == whole.report.n_rows &&
            x.log.n_cases + y.log.n_cases == whole.log.n_cases);
}

#endif
