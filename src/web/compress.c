#include "web/compress.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* deflate's own memory comes from zlib's malloc: it cannot be in an arena,
 * which an error must be able to leave at any time. */
struct compressor {
    z_stream stream;
    struct arena own; /* where this struct itself is */
};

enum {
    LEVEL_NOW = 1,
    LEVEL_KEPT = 6,
    BROTLI_NOW = 1,
    BROTLI_KEPT = 5,
    WINDOW_BITS = 15,
    GZIP_WRAPPER = 16,
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
    c->own = own;
    if (deflateInit2(&c->stream, LEVEL_NOW, Z_DEFLATED,
            WINDOW_BITS + GZIP_WRAPPER, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
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
    deflateEnd(&c->stream);
    struct arena own = c->own;
    arena_close(&own);
}

static text
gzip(struct compressor *c, struct arena *a, bool is_kept, text in)
{
    z_stream *z = &c->stream;
    if (deflateReset(z) != Z_OK ||
        deflateParams(
            z, is_kept ? LEVEL_KEPT : LEVEL_NOW, Z_DEFAULT_STRATEGY) != Z_OK)
        return (text){ 0 };
    ptrdiff_t room = (ptrdiff_t)deflateBound(z, (uLong)in.len);
    char *to = arena_new(a, char, room);
    z->next_in = (Bytef *)(uintptr_t)in.ptr; /* zlib's old header: no const */
    z->avail_in = (uInt)in.len;
    z->next_out = (Bytef *)to;
    z->avail_out = (uInt)room;
    if (deflate(z, Z_FINISH) != Z_STREAM_END)
        return (text){ 0 };
    return (text){ to, room - (ptrdiff_t)z->avail_out };
}

static text
brotli(struct arena *a, bool is_kept, text in)
{
    size_t len = BrotliEncoderMaxCompressedSize((size_t)in.len);
    if (len == 0)
        return (text){ 0 };
    char *to = arena_new(a, char, (ptrdiff_t)len);
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
encoding_pick(text accept)
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
