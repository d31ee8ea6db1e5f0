/* assetc: files to tables of bytes.
 *
 *     assetc OUT.c FILE...
 *
 * Each file becomes a row of all_assets (src/web/asset.h): its bytes, and
 * its gzip and brotli forms where these are smaller, made once and as small
 * as can be, so that nothing is compressed while somebody waits. With no
 * files the table is empty.
 */
#include "base/buf.h"

#define ZLIB_CONST
#include <brotli/encode.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static _Noreturn void
stop(const char *path, const char *what)
{
    fprintf(stderr, "%s:1: %s\n", path, what);
    exit(1);
}

static text
load(struct arena *a, const char *path)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL)
        stop(path, "cannot be read");
    struct buf b = buf_in(a, 1 << 16);
    size_t n;
    do {
        buf_grow(&b, 1 << 16);
        n = fread(b.ptr + b.len, 1, 1 << 16, stream);
        b.len += (ptrdiff_t)n;
    } while (n > 0);
    if (ferror(stream) != 0)
        stop(path, "cannot be read");
    fclose(stream);
    return buf_text(&b);
}

static const char *
type_of(const char *path)
{
    static const struct {
        const char *end, *type;
    } types[] = {
        { ".css", "text/css; charset=utf-8" },
        { ".js", "text/javascript; charset=utf-8" },
        { ".svg", "image/svg+xml" },
        { ".png", "image/png" },
        { ".ico", "image/x-icon" },
        { ".txt", "text/plain; charset=utf-8" },
        { ".webmanifest", "application/manifest+json" },
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (text_ends_with(text_of(path), text_of(types[i].end)))
            return types[i].type;
    stop(path, "its suffix has no type in tools/assetc.c");
}

/* Not known when it would not be smaller. */
static text
to_gzip(struct arena *a, text bytes)
{
    uInt room = (uInt)bytes.len + 64;
    unsigned char *to = arena_new(a, unsigned char, (ptrdiff_t)room);
    z_stream z = { .avail_in = (uInt)bytes.len, .avail_out = room };
    z.next_in = (const Bytef *)bytes.ptr;
    z.next_out = to;
    /* 16: gzip's frame; its time is 0, so the same file is the same bytes */
    require(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) ==
        Z_OK);
    bool is_whole = deflate(&z, Z_FINISH) == Z_STREAM_END;
    ptrdiff_t n = (ptrdiff_t)z.total_out;
    deflateEnd(&z);
    return is_whole && n < bytes.len ? (text){ (const char *)to, n }
                                     : (text){ NULL, 0 };
}

static text
to_brotli(struct arena *a, text bytes, const char *type)
{
    size_t n = (size_t)bytes.len + 1024;
    uint8_t *to = arena_new(a, uint8_t, (ptrdiff_t)n);
    BrotliEncoderMode mode = text_starts_with(text_of(type), TEXT("image/p"))
        ? BROTLI_MODE_GENERIC
        : BROTLI_MODE_TEXT;
    bool is_whole = BrotliEncoderCompress(11, BROTLI_MAX_WINDOW_BITS, mode,
                        (size_t)bytes.len, (const uint8_t *)bytes.ptr, &n,
                        to) == BROTLI_TRUE;
    return is_whole && (ptrdiff_t)n < bytes.len
        ? (text){ (const char *)to, (ptrdiff_t)n }
        : (text){ NULL, 0 };
}

static void
write_bytes(struct buf *b, const char *form, int i, text bytes)
{
    if (!text_is_known(bytes) || bytes.len == 0)
        return;
    buf_print(b, "static const unsigned char %s_%d[] = {", form, i);
    for (ptrdiff_t k = 0; k < bytes.len; k++)
        buf_print(b, "%s%u,", k % 20 == 0 ? "\n    " : "",
            (unsigned)(unsigned char)bytes.ptr[k]);
    buf_add(b, TEXT("\n};\n"));
}

static void
write_form(struct buf *b, const char *form, int i, text bytes)
{
    if (text_is_known(bytes) && bytes.len > 0)
        buf_print(b, "        .%s = %s_%d,\n        .n_%s = %td,\n", form, form,
            i, form, bytes.len);
}

static const char *
name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* The bytes go to `b`, the row of the table to `rows`. */
static void
write_asset(struct buf *b, struct buf *rows, const char *path, int i)
{
    text bytes = load(b->arena, path);
    const char *type = type_of(path), *name = name_of(path);
    text gzip = to_gzip(b->arena, bytes);
    text brotli = to_brotli(b->arena, bytes, type);
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(
        hash, (const unsigned char *)bytes.ptr, (unsigned long long)bytes.len);
    for (const char *at = name; *at != '\0'; at++)
        if (*at == '"' || *at == '\\' || (unsigned char)*at <= 0x20)
            stop(path, "a name has letters, digits, '.', '-' and '_'");
    buf_print(b, "/* %s */\n", name);
    write_bytes(b, "bytes", i, bytes);
    write_bytes(b, "gzip", i, gzip);
    write_bytes(b, "brotli", i, brotli);
    buf_print(
        rows, "    { .name = \"%s\",\n        .type = \"%s\",\n", name, type);
    buf_add(rows, TEXT("        .etag = \"\\\""));
    for (int k = 0; k < 8; k++)
        buf_print(rows, "%02x", (unsigned)hash[k]);
    buf_add(rows, TEXT("\\\"\",\n"));
    write_form(rows, "bytes", i, bytes);
    write_form(rows, "gzip", i, gzip);
    write_form(rows, "brotli", i, brotli);
    buf_add(rows, TEXT("    },\n"));
}

int
main(int argc, char **argv)
{
    struct arena a;
    if (argc < 2) {
        fputs("usage: assetc OUT.c FILE...\n", stderr);
        return 2;
    }
    if (sodium_init() < 0)
        return 1;
    arena_open(&a, (ptrdiff_t)1 << 30);
    struct buf b = buf_in(&a, 1 << 20), rows = buf_in(&a, 1 << 16);
    buf_add(&b,
        TEXT("/* Made by assetc of the files in src/web/asset. */\n"
             "#include \"web/asset.h\"\n\n#include <stddef.h>\n\n"));
    for (int i = 2; i < argc; i++)
        write_asset(&b, &rows, argv[i], i - 1);
    buf_add(&b, TEXT("const struct asset all_assets[] = {\n"));
    buf_add(&b, buf_text(&rows));
    buf_add(&b, TEXT("    { .name = NULL },\n};\n"));
    FILE *stream = fopen(argv[1], "wb");
    bool is_ok = stream != NULL &&
        fwrite(b.ptr, 1, (size_t)b.len, stream) == (size_t)b.len;
    if (stream == NULL || fclose(stream) != 0 || !is_ok)
        stop(argv[1], "cannot be written");
    arena_close(&a);
    return 0;
}
