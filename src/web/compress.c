#include "web/compress.h"

#include "os/thread.h"

#include <brotli/encode.h>
#include <libdeflate.h>

/* The libraries' own memory comes from malloc: it cannot be in an arena,
 * which an error must be able to leave at any time. */
struct compressor {
    struct libdeflate_compressor *now;
    struct arena own; /* where this struct itself is */
};

/* For what is kept: seldom, and its tables are 670 KB, so one serves all. Made
 * when first needed, and there until the process ends. */
static struct mutex kept_lock = MUTEX_INIT;
static struct libdeflate_compressor *kept_compressor;

enum {
    LEVEL_NOW = 1,
    LEVEL_KEPT = 6,
    BROTLI_NOW = 1,
    BROTLI_KEPT = 5,
    BROTLI_WINDOW = 16,
    SMALLEST = 256
};

struct compressor *
compressor_open(void)
{
    struct arena own;
    arena_open(&own, 4096);
    struct compressor *c = arena_try(
        &own, (ptrdiff_t)sizeof *c, (ptrdiff_t) _Alignof(struct compressor), 1);
    if (c == NULL)
        return NULL;
    *c = (struct compressor){ .own = own };
    c->now = libdeflate_alloc_compressor(LEVEL_NOW);
    if (c->now == NULL) {
        arena_close(&own);
        return NULL;
    }
    return c;
}

void
compressor_close(struct compressor *c)
{
    if (c == NULL)
        return;
    libdeflate_free_compressor(c->now);
    struct arena own = c->own;
    arena_close(&own);
}

static text
gzip(struct compressor *c, struct arena *a, bool is_kept, text in)
{
    /* what would not be shorter is not wanted: no room for it. Taken before
     * the lock, for it may jump */
    char *to = arena_room(a, in.len);
    struct libdeflate_compressor *z = c->now;
    if (is_kept) {
        mutex_lock(&kept_lock);
        if (kept_compressor == NULL)
            kept_compressor = libdeflate_alloc_compressor(LEVEL_KEPT);
        z = kept_compressor == NULL ? z : kept_compressor;
    }
    size_t len =
        libdeflate_gzip_compress(z, in.ptr, (size_t)in.len, to, (size_t)in.len);
    if (is_kept)
        mutex_unlock(&kept_lock);
    return len == 0 ? (text){ 0 } : (text){ to, (ptrdiff_t)len };
}

static text
brotli(struct arena *a, bool is_kept, text in)
{
    size_t len = BrotliEncoderMaxCompressedSize((size_t)in.len);
    if (len == 0)
        return (text){ 0 };
    char *to = arena_room(a, (ptrdiff_t)len);
    if (!BrotliEncoderCompress(is_kept ? BROTLI_KEPT : BROTLI_NOW,
            BROTLI_WINDOW, BROTLI_MODE_TEXT, (size_t)in.len,
            (const uint8_t *)in.ptr, &len, (uint8_t *)to))
        return (text){ 0 };
    return (text){ to, (ptrdiff_t)len };
}

text
compressed(struct compressor *c, struct arena *a, enum encoding e, bool is_kept,
    text in)
{
    text out = { 0 };
    if (in.len < SMALLEST || in.len > INT32_MAX / 2)
        return out;
    if (e == ENCODING_BROTLI)
        out = brotli(a, is_kept, in);
    else if (e == ENCODING_GZIP && c != NULL)
        out = gzip(c, a, is_kept, in);
    return out.len < in.len ? out : (text){ 0 };
}

/* ---- What the reader takes ----------------------------------------------- */

/* "0.75" as 750; broken ones count as 0: then it is not sent. */
static int
read_quality(text params)
{
    while (text_is_known(params)) {
        text param = text_trim(text_cut(params, ';', &params));
        if (param.len < 2 || (param.ptr[0] != 'q' && param.ptr[0] != 'Q'))
            continue;
        text value;
        (void)text_cut(param, '=', &value);
        double q;
        if (!text_parse_real(text_trim(value), &q) || !(q >= 0 && q <= 1))
            return 0;
        return (int)(q * 1000);
    }
    return 1000;
}

static bool
is_coding(text t, text name)
{
    if (t.len != name.len)
        return false;
    for (ptrdiff_t i = 0; i < t.len; i++)
        if ((t.ptr[i] | 0x20) != name.ptr[i])
            return false;
    return true;
}

enum encoding
encoding_pick(text accept, bool is_kept)
{
    int brotli_q = -1, gzip_q = -1, any_q = 0, plain_q = -1;
    while (text_is_known(accept)) {
        text params;
        text one = text_cut(accept, ',', &accept);
        text coding = text_trim(text_cut(one, ';', &params));
        int q = read_quality(params);
        if (is_coding(coding, TEXT("br")))
            brotli_q = q;
        else if (is_coding(coding, TEXT("gzip")) ||
            is_coding(coding, TEXT("x-gzip")))
            gzip_q = q;
        else if (is_coding(coding, TEXT("identity")))
            plain_q = q;
        else if (text_is_equal(coding, TEXT("*")))
            any_q = q;
    }
    brotli_q = brotli_q < 0 ? any_q : brotli_q;
    gzip_q = gzip_q < 0 ? any_q : gzip_q;
    int best = brotli_q > gzip_q ? brotli_q : gzip_q;
    if (best <= 0 || plain_q > best)
        return ENCODING_PLAIN;
    if (brotli_q == gzip_q)
        return is_kept ? ENCODING_BROTLI : ENCODING_GZIP;
    return brotli_q == best ? ENCODING_BROTLI : ENCODING_GZIP;
}

text
encoding_name(enum encoding e)
{
    switch (e) {
    case ENCODING_GZIP: return TEXT("gzip");
    case ENCODING_BROTLI: return TEXT("br");
    case ENCODING_PLAIN: break;
    }
    return (text){ 0 };
}
