#include "web/compress.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <zlib.h>

int compress_test(void);

static void
the_best_that_is_allowed_is_picked(void **state)
{
    (void)state;
    static const struct {
        const char *accept;
        enum encoding expected; /* of what is kept */
    } cases[] = {
        { NULL, ENCODING_PLAIN },
        { "", ENCODING_PLAIN },
        { "gzip", ENCODING_GZIP },
        { "gzip, deflate, br", ENCODING_BROTLI },
        { "br;q=0.5, gzip;q=0.8", ENCODING_GZIP },
        { "BR ; Q=1.0 , gzip", ENCODING_BROTLI },
        { "br;q=0, gzip;q=0", ENCODING_PLAIN },
        { "*", ENCODING_BROTLI },
        { "*;q=0", ENCODING_PLAIN },
        { "br;q=0, *", ENCODING_GZIP },
        { "identity, gzip;q=0.5", ENCODING_PLAIN },
        { "identity;q=0.5, gzip", ENCODING_GZIP },
        { "gzip;q=2", ENCODING_PLAIN },
        { "gzip;q=nan", ENCODING_PLAIN },
        { "gzip;q=", ENCODING_PLAIN },
        { "gzip;level=9", ENCODING_GZIP },
        { "x-gzip", ENCODING_GZIP },
        { "gzipped, brr, b", ENCODING_PLAIN },
        { ",,;,gzip,", ENCODING_GZIP },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (encoding_pick(text_of(cases[i].accept), true) != cases[i].expected)
            fail_msg("%s", cases[i].accept);
    /* in a hurry the quick one, unless the other is all that is taken */
    assert_int_equal(
        encoding_pick(TEXT("gzip, deflate, br, zstd"), false), ENCODING_GZIP);
    assert_int_equal(encoding_pick(TEXT("*"), false), ENCODING_GZIP);
    assert_int_equal(encoding_pick(TEXT("br"), false), ENCODING_BROTLI);
    assert_int_equal(
        encoding_pick(TEXT("br, gzip;q=0.9"), false), ENCODING_BROTLI);
    assert_int_equal(encoding_pick(TEXT("gzip;q=0"), false), ENCODING_PLAIN);
}

static text
unpack(struct arena *a, text packed)
{
    z_stream z = { 0 };
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    char *to = arena_new(a, char, 1 << 20);
    char *from = arena_c_string(a, packed);
    z.next_in = (Bytef *)from;
    z.avail_in = (uInt)packed.len;
    z.next_out = (Bytef *)to;
    z.avail_out = 1 << 20;
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    text out = { to, (ptrdiff_t)z.total_out };
    inflateEnd(&z);
    return out;
}

/* One compressor for all: the second must not remember the first. */
static void
what_is_packed_unpacks_to_the_same_again_and_again(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 64 << 20);
    struct compressor *c = compressor_open();
    for (int i = 0; i < 20; i++) {
        ptrdiff_t len = 300 + i * 1711;
        char *plain = arena_new(&a, char, len);
        for (ptrdiff_t k = 0; k < len; k++)
            plain[k] = (char)('a' + (k * k + i) % 17);
        text in = { plain, len };
        text out = compressed(c, &a, ENCODING_GZIP, i % 2 == 0, in);
        assert_true(text_is_known(out) && out.len < in.len);
        assert_true(text_is_equal(unpack(&a, out), in));
        text again = compressed(c, &a, ENCODING_GZIP, i % 2 == 0, in);
        assert_true(text_is_equal(out, again));
    }
    compressor_close(c);
    arena_close(&a);
}

static void
what_would_grow_stays_as_it_is(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 4 << 20);
    struct compressor *c = compressor_open();
    char noise[1000];
    uint32_t x = 1;
    for (int i = 0; i < 1000; i++)
        noise[i] = (char)((x = x * 1664525u + 1013904223u) >> 24);
    text in = { noise, 1000 };
    for (int e = 0; e < ENCODING_N; e++)
        assert_false(
            text_is_known(compressed(c, &a, (enum encoding)e, false, in)));
    assert_false(text_is_known(
        compressed(c, &a, ENCODING_BROTLI, false, TEXT("short"))));
    compressor_close(c);
    arena_close(&a);
}

int
compress_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_that_is_allowed_is_picked),
        cmocka_unit_test(what_is_packed_unpacks_to_the_same_again_and_again),
        cmocka_unit_test(what_would_grow_stays_as_it_is),
    };
    return cmocka_run_group_tests_name("web/compress", tests, NULL, NULL);
}
