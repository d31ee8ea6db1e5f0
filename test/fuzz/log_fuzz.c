/* Logs in CSV: see log_whole.h. */
#include "log_whole.h"

static void
read_csv(struct read *to, struct arena *a, const struct cp_log_rules *rules,
    text all, ptrdiff_t piece, struct why *why)
{
    struct cp_log_reader *c = cp_log_begin(a, rules);
    for (ptrdiff_t i = 0; to->e == OK && i < all.len; i += piece)
        to->e = cp_log_push(c, text_slice(all, i, i + piece), why);
    if (to->e == OK)
        to->e = cp_log_end(c, &to->log, &to->report, why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_log(data, size, read_csv);
    return 0;
}
