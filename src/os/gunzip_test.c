/* gzip, undone: in any pieces, with a limit, and cut off anywhere. */
#include "os/gunzip.h"

#include "base/buf.h"
#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <zlib.h>

int gunzip_test(void);

static text
packed(struct arena *a, text plain)
{
    z_stream z = { 0 };
    ptrdiff_t room = plain.len + plain.len / 1000 + 1000;
    char *to = arena_room(a, room);
    assert_int_equal(
        deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY),
        Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)plain.ptr;
    z.avail_in = (uInt)plain.len;
    z.next_out = (unsigned char *)to;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    ptrdiff_t n = room - (ptrdiff_t)z.avail_out;
    deflateEnd(&z);
    return (text){ to, n };
}

static text
words(struct arena *a, ptrdiff_t n)
{
    struct random lot = random_from(4);
    struct buf b = buf_in(a, n + 100);
    while (b.len < n)
        buf_print(&b, "patient %d, step %d\n", (int)random_below(&lot, 10'000),
            (int)random_below(&lot, 20));
    return buf_text(&b);
}

static enum err
unpack(struct buf *to, text all, ptrdiff_t piece, int64_t limit, bool *is_whole,
    struct why *why)
{
    struct gunzip *g = gunzip_open(to->arena, limit);
    enum err e = OK;
    to->len = 0;
    assert_non_null(g);
    for (ptrdiff_t i = 0; e == OK && i < all.len; i += piece) {
        text in = text_slice(all, i, i + piece), out = { 0 };
        do {
            e = gunzip_take(g, &in, &out, why);
            buf_add(to, out);
        } while (e == OK && out.len > 0);
        if (e == OK)
            assert_int_equal(in.len, 0);
    }
    *is_whole = gunzip_is_whole(g);
    gunzip_close(g);
    return e;
}

static void
pieces_change_nothing(void **state)
{
    struct arena a;
    struct why why = { 0 };
    bool is_whole;
    (void)state;
    arena_open(&a, 1 << 26);
    text plain = words(&a, 300'000), all = packed(&a, plain);
    struct buf to = buf_in(&a, 1 << 20);
    assert_true(gunzip_is(all));
    for (ptrdiff_t piece = 1; piece < 200'000; piece = piece * 7 + 1) {
        assert_int_equal(unpack(&to, all, piece, 1 << 20, &is_whole, &why), OK);
        assert_true(is_whole);
        assert_true(text_is_equal(buf_text(&to), plain));
    }
    /* two behind each other, and zeros up to the end of a tape's block */
    text two = arena_join(&a, 4,
        (text[]){ all, packed(&a, TEXT("more")), packed(&a, TEXT("")),
            { "\0\0\0\0\0", 5 } });
    assert_int_equal(unpack(&to, two, 999, 1 << 20, &is_whole, &why), OK);
    assert_true(is_whole);
    assert_true(text_ends_with(buf_text(&to), TEXT("more")));
    assert_int_equal(to.len, plain.len + 4);
    arena_close(&a);
}

static void
a_kilobyte_is_no_gigabyte(void **state)
{
    struct arena a;
    struct why why = { 0 };
    bool is_whole;
    (void)state;
    arena_open(&a, 1 << 26);
    char *zeros = arena_new(&a, char, 20'000'000);
    text all = packed(&a, (text){ zeros, 20'000'000 });
    struct buf to = buf_in(&a, 2'000'000);
    assert_true(all.len < 30'000);
    assert_int_equal(
        unpack(&to, all, 100, 1'000'000, &is_whole, &why), ERR_NO_ROOM);
    assert_true(to.len <= 1'000'000);
    assert_string_equal(why.text, "more than 1 MB come out of the packed file");
    arena_close(&a);
}

static void
what_is_cut_off_or_damaged_is_known(void **state)
{
    struct arena a;
    struct why why = { 0 };
    bool is_whole;
    int n_damaged = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    text plain = words(&a, 3000), all = packed(&a, plain);
    struct buf to = buf_in(&a, 2 << 20); /* more than the limit: never moved */
    char *bytes = arena_room(&a, all.len);
    struct arena_mark mark = arena_mark(&a);
    for (ptrdiff_t n = 1; n < all.len; n++) {
        arena_rewind(&a, mark);
        assert_int_equal(
            unpack(&to, text_prefix(all, n), 50, 1 << 20, &is_whole, &why), OK);
        assert_false(is_whole);
        assert_true(text_starts_with(plain, buf_text(&to)));
    }
    for (ptrdiff_t i = 20; i < all.len; i++) {
        arena_rewind(&a, mark);
        memcpy(bytes, all.ptr, (size_t)all.len);
        bytes[i] ^= 0x10;
        enum err e =
            unpack(&to, (text){ bytes, all.len }, 50, 1 << 20, &is_whole, &why);
        assert_true(e == OK || e == ERR_BAD_INPUT);
        /* some bits at the end of a block mean nothing */
        assert_true(
            e != OK || !is_whole || text_is_equal(buf_text(&to), plain));
        n_damaged += e != OK;
    }
    assert_true(n_damaged > 100);
    arena_close(&a);
}

int
gunzip_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_change_nothing),
        cmocka_unit_test(a_kilobyte_is_no_gigabyte),
        cmocka_unit_test(what_is_cut_off_or_damaged_is_known),
    };
    return cmocka_run_group_tests_name("os/gunzip", tests, NULL, NULL);
}
