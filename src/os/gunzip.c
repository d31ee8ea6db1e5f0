#include "os/gunzip.h"

#include <zlib.h>

enum { PIECE = 1 << 16, WITH_HEADER = 16 + MAX_WBITS };

struct gunzip {
    z_stream z;
    int64_t n_in, n_out, limit;
    bool is_between; /* one ended, and none has begun */
    bool is_over;    /* zeros stand behind the last one */
    unsigned char out[PIECE];
};

bool
gunzip_is(text head)
{
    return text_starts_with(head, TEXT("\x1f\x8b"));
}

struct gunzip *
gunzip_open(struct arena *a, int64_t limit)
{
    struct gunzip *g = arena_new(a, struct gunzip, 1);
    g->limit = limit;
    return inflateInit2(&g->z, WITH_HEADER) == Z_OK ? g : NULL;
}

void
gunzip_close(struct gunzip *g)
{
    if (g != NULL)
        inflateEnd(&g->z);
}

bool
gunzip_is_whole(const struct gunzip *g)
{
    return g->is_between;
}

/* Behind one another may stand, or zeros up to the end of a block. */
static void
begin_next(struct gunzip *g, text *in)
{
    if (g->is_over || *in->ptr == '\0') {
        g->is_over = true;
        *in = text_slice(*in, in->len, in->len);
        return;
    }
    inflateReset(&g->z);
    g->is_between = false;
}

enum err
gunzip_take(struct gunzip *g, text *in, text *out, struct why *why)
{
    *out = TEXT("");
    while (in->len > 0 || !g->is_between) {
        if (g->is_between) {
            begin_next(g, in);
            continue;
        }
        uInt n = in->len > PIECE ? PIECE : (uInt)in->len;
        g->z.next_in = (unsigned char *)(uintptr_t)in->ptr;
        g->z.avail_in = n;
        g->z.next_out = g->out;
        g->z.avail_out = PIECE;
        int is = inflate(&g->z, Z_NO_FLUSH);
        ptrdiff_t n_used = (ptrdiff_t)(n - g->z.avail_in);
        ptrdiff_t n_made = (ptrdiff_t)(PIECE - g->z.avail_out);
        *in = text_slice(*in, n_used, in->len);
        g->n_in += n_used;
        g->n_out += n_made;
        if (is == Z_MEM_ERROR)
            return err_say(why, ERR_NO_ROOM, "no memory to unpack it");
        if (is != Z_OK && is != Z_STREAM_END && is != Z_BUF_ERROR)
            return err_say(why, ERR_BAD_INPUT,
                "the packed file is damaged, about %lld bytes from its "
                "beginning",
                (long long)g->n_in);
        if (g->n_out > g->limit)
            return err_say(why, ERR_NO_ROOM,
                "more than %lld MB come out of the packed file",
                (long long)(g->limit / 1'000'000));
        g->is_between = is == Z_STREAM_END;
        if (n_made > 0) {
            *out = (text){ (const char *)g->out, n_made };
            return OK;
        }
        if (is == Z_BUF_ERROR && in->len == 0)
            return OK;
        if (n_used == 0 && is == Z_OK)
            return OK;
    }
    return OK;
}
