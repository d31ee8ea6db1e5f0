/* gzip: whatever stands there, pieces change nothing, and no more comes out
 * than the limit. */
#include "base/buf.h"
#include "os/gunzip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 1 << 18 };

static enum err
unpack(
    struct arena *a, text all, ptrdiff_t piece, struct buf *to, bool *is_whole)
{
    struct gunzip *g = gunzip_open(a, LIMIT);
    struct why why = { 0 };
    enum err e = OK;
    require(g != NULL);
    for (ptrdiff_t i = 0; e == OK && i < all.len; i += piece) {
        text in = text_slice(all, i, i + piece), out;
        do {
            e = gunzip_take(g, &in, &out, &why);
            if (e == OK)
                buf_add(to, out);
        } while (e == OK && out.len > 0);
    }
    require(e == OK || why.text[0] != '\0');
    require(to->len <= LIMIT);
    *is_whole = e == OK && gunzip_is_whole(g);
    gunzip_close(g);
    return e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    text all = { (const char *)data, (ptrdiff_t)size };
    bool is_whole, is_whole_too;
    if (size > 20'000)
        return 0;
    arena_open(&a, 1 << 24);
    struct buf one = buf_in(&a, 1000), two = buf_in(&a, 1000);
    enum err e =
        unpack(&a, all, size == 0 ? 1 : (ptrdiff_t)size, &one, &is_whole);
    enum err f = unpack(&a, all, 11, &two, &is_whole_too);
    require(is_whole == is_whole_too);
    if (is_whole)
        require(text_is_equal(buf_text(&one), buf_text(&two)));
    (void)e;
    (void)f;
    arena_close(&a);
    return 0;
}
