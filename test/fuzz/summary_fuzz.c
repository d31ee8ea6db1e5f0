/* Summaries: what is taken is written to the same bytes, merges with another
 * and by itself, and can be released and compared. */
#include "engine/pathway/compare_sides.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_private(struct arena *a, text source)
{
    struct cp_summary s, sum;
    struct cp_side side;
    struct cp_sides compared;
    struct why why = { 0 };
    struct buf again = buf_in(a, source.len + 100);
    if (cp_summary_read(&s, a, source, &why) != OK) {
        require(why.text[0] != '\0');
        return;
    }
    cp_summary_write(&s, a, &again);
    require(text_is_equal(buf_text(&again), source));
    if (cp_summary_merge(&sum, a, &s, 1, &why) == OK)
        require(sum.sums[CP_SUM_CASES] == s.sums[CP_SUM_CASES]);
    if (cp_side_of(&side, a, &s, &why) != OK)
        return;
    cp_sides_compare(&compared, a, &side, &side);
    if (cp_side_release(&side, a, 5, &why) == OK)
        require(cp_side_check(&side));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena a;
    struct cp_side side;
    struct cp_sides compared;
    struct cp_lists lists;
    struct why why = { 0 };
    text source = { (const char *)data, (ptrdiff_t)size };
    if (size > 8000)
        return 0;
    arena_reset(&a, 1 << 28);
    try_private(&a, source);
    if (cp_side_read(&side, &a, source, &why) == OK) {
        cp_sides_compare(&compared, &a, &side, &side);
        cp_lists_compare(&lists, &a, &side.pathway, &side.pathway);
    } else {
        require(why.text[0] != '\0');
    }
    return 0;
}
