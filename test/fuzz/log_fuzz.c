/* Logs, in CSV and XES: rows read and refused add up, pieces change nothing,
 * and what is counted adds up. */
#include "engine/pathway/graph.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct read {
    enum err e;
    struct cp_log log;
    struct cp_log_report report;
};

static struct read
read_log(
    struct arena *a, text all, ptrdiff_t piece, int32_t part, int32_t n_parts)
{
    static const struct cp_attribute_wish wish = { TEXT_INIT("activity"),
        CP_VALUE_STEADY };
    struct cp_log_rules rules = { .day_order = CP_DAY_FIRST,
        .attributes = &wish,
        .part = part,
        .n_parts = n_parts };
    if (text_has_byte(all, '~')) /* a column that most have not */
        rules.birth_column = TEXT("time");
    if (!text_has_byte(all, '@'))
        rules.n_attributes = 0;
    else
        rules.n_attributes = 1;
    struct why why = { 0 };
    struct read r = { .e = OK };
    if (text_starts_with(all, TEXT("<"))) {
        struct cp_xes_reader *x = cp_xes_begin(a, &rules);
        for (ptrdiff_t i = 0; r.e == OK && i < all.len; i += piece)
            r.e = cp_xes_push(x, text_slice(all, i, i + piece), &why);
        if (r.e == OK)
            r.e = cp_xes_end(x, &r.log, &r.report, &why);
    } else {
        struct cp_log_reader *c = cp_log_begin(a, &rules);
        for (ptrdiff_t i = 0; r.e == OK && i < all.len; i += piece)
            r.e = cp_log_push(c, text_slice(all, i, i + piece), &why);
        if (r.e == OK)
            r.e = cp_log_end(c, &r.log, &r.report, &why);
    }
    require(r.e == OK || why.text[0] != '\0');
    return r;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct cp_graph g;
    struct cp_variants v;
    text all = { (const char *)data, (ptrdiff_t)size };
    if (size > 20'000)
        return 0;
    arena_open(&a, 1 << 28);
    struct read whole =
        read_log(&a, all, size == 0 ? 1 : (ptrdiff_t)size, 0, 0);
    struct read cut = read_log(&a, all, 13, 0, 0);
    require(whole.e == cut.e);
    if (whole.e == OK) {
        int64_t n = 0;
        require(
            whole.log.n_events + whole.report.n_refused == whole.report.n_rows);
        struct read x = read_log(&a, all, 17, 1, 2);
        struct read y = read_log(&a, all, 5, 2, 2);
        if (x.e == OK && y.e == OK)
            require(x.report.n_rows + y.report.n_rows == whole.report.n_rows &&
                x.log.n_cases + y.log.n_cases == whole.log.n_cases);
        require(whole.log.n_events == cut.log.n_events &&
            whole.report.n_refused == cut.report.n_refused);
        cp_graph_count(&g, &a, &whole.log);
        require(cp_graph_check(&g));
        cp_variants_count(&v, &a, &whole.log);
        for (int64_t i = 0; i < v.n; i++)
            n += v.variants[i].n_cases;
        require(n == whole.log.n_cases);
    }
    arena_close(&a);
    return 0;
}
