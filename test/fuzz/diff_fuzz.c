/* The difference of two texts: its pieces make both of them, byte for byte. */
#include "base/buf.h"
#include "keep/diff.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must_be(const struct buf *made, text t)
{
    require(made->len == t.len);
    require(t.len == 0 || memcmp(made->ptr, t.ptr, (size_t)t.len) == 0);
}

/* Both texts, with a byte 0 between. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text now, all = { (const char *)data, (ptrdiff_t)size };
    text old = text_cut(all, '\0', &now);
    struct arena a;
    struct diff_piece *p;
    ptrdiff_t n;
    arena_open(&a, 256 << 20);
    diff_words(&a, old, now, &p, &n);
    struct buf x = buf_in(&a, old.len + 1), y = buf_in(&a, now.len + 1);
    for (ptrdiff_t i = 0; i < n; i++) {
        require(p[i].words.len > 0);
        require(i == 0 || p[i].kind != p[i - 1].kind || p[i].kind == DIFF_SAME);
        if (p[i].kind != DIFF_NEW)
            buf_add(&x, p[i].words);
        if (p[i].kind != DIFF_GONE)
            buf_add(&y, p[i].words);
    }
    must_be(&x, old);
    must_be(&y, now);
    arena_close(&a);
    return 0;
}
