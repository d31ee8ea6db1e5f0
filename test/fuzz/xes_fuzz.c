/* Logs in XES: see log_whole.h. */
#include "log_whole.h"

static void
read_xes(struct read *to, struct arena *a, const struct cp_log_rules *rules,
    text all, ptrdiff_t piece, struct why *why)
{
    struct cp_xes_reader *x = cp_xes_begin(a, rules);
    for (ptrdiff_t i = 0; to->e == OK && i < all.len; i += piece)
        to->e = cp_xes_push(x, text_slice(all, i, i + piece), why);
    if (to->e == OK)
        to->e = cp_xes_end(x, &to->log, &to->report, why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_log(data, size, read_xes);
    return 0;
}
