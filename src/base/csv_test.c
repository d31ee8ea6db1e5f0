#include "base/csv.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

/* Reads all, in pieces of `step` bytes, into "[a|b]3[c|d]": fields between
 * bars, each row followed by its line when that is not the count of rows. */
static text
read_all(struct arena *a, text in, ptrdiff_t step, struct csv_reader *r)
{
    struct buf out = buf_in(a, 256);
    struct csv_row row;
    csv_open(r, a);
    for (;;)
        switch (csv_next(r, &row)) {
        case CSV_WANTS_MORE:
            if (in.len == 0)
                csv_finish(r);
            else
                csv_feed(r, text_slice(in, 0, step));
            in = text_slice(in, step, in.len);
            break;
        case CSV_HAS_ROW:
            buf_byte(&out, '[');
            for (int i = 0; i < row.n_fields; i++) {
                assert_non_null(row.fields[i].ptr);
                if (i > 0)
                    buf_byte(&out, '|');
                buf_add(&out, row.fields[i]);
            }
            buf_byte(&out, ']');
            if (row.line != r->n_rows)
                buf_int(&out, row.line);
            break;
        case CSV_AT_END: return buf_text(&out);
        case CSV_IS_BAD:
            assert_int_equal(csv_next(r, &row), CSV_IS_BAD);
            buf_print(&out, "! %s", r->why.text);
            return buf_text(&out);
        }
}

static const struct {
    text in;
    const char *out;
} table[] = {
    { TEXT_INIT(""), "" },
    { TEXT_INIT("\n\r\n\r"), "" },
    { TEXT_INIT("a"), "[a]" },
    { TEXT_INIT("a,b\nc,d\n"), "[a|b][c|d]" },
    { TEXT_INIT("a,b\nc,d"), "[a|b][c|d]" },
    { TEXT_INIT("a,b\r\nc,d\r\n"), "[a|b][c|d]" },
    { TEXT_INIT("a,b\rc,d\r"), "[a|b][c|d]" },
    { TEXT_INIT("a,b\r\nc,d\ne,f\rg,h"), "[a|b][c|d][e|f][g|h]" },
    { TEXT_INIT("a,b\n\nc,d"), "[a|b][c|d]3" },
    { TEXT_INIT("\r\n\r\na,b\r\n\r\nc,d"), "[a|b]3[c|d]5" },
    { TEXT_INIT("a,b\n,\n"), "[a|b][|]" },
    { TEXT_INIT("a,b\nc,"), "[a|b][c|]" },
    { TEXT_INIT("a\n\"\"\nb"), "[a][][b]" },
    { TEXT_INIT("a,b\n1\n2,3,4"), "[a|b][1][2|3|4]" },
    { TEXT_INIT(" a , b \n"), "[ a | b ]" },
    /* separators */
    { TEXT_INIT("a;b\nc,x;d"), "[a|b][c,x|d]" },
    { TEXT_INIT("a\tb\nc,x\td;e"), "[a|b][c,x|d;e]" },
    { TEXT_INIT("a,b,c;x\nd"), "[a|b|c;x][d]" },
    { TEXT_INIT("\"a;b;c\",d\ne"), "[a;b;c|d][e]" },
    { TEXT_INIT("a,b;c"),
        "! line 1: cannot tell the separator: comma, semicolon or tab stand "
        "equally often in the header" },
    { TEXT_INIT("\n\na\tb;c\tx;y"),
        "! line 3: cannot tell the separator: comma, semicolon or tab stand "
        "equally often in the header" },
    { TEXT_INIT("a,b;c\td\te"), "[a,b;c|d|e]" },
    { TEXT_INIT("a|b|c\n"),
        "! line 1: the columns seem to be separated by |; comma, semicolon "
        "and tab are understood" },
    /* quotes */
    { TEXT_INIT("\"a\",\"b\"\n\"c\"\"d\",\"\""), "[a|b][c\"d|]" },
    { TEXT_INIT("a,b\n\"c\nd\r\ne\rf\",g\nh,i"),
        "[a|b][c\nd\r\ne\rf|g][h|i]6" },
    { TEXT_INIT("a,b\n\"x\r\"\n\"\ny\",z\n"), "[a|b][x\r][\ny|z]4" },
    { TEXT_INIT("a,b\n\"x,\"\"y\"\"\",z"), "[a|b][x,\"y\"|z]" },
    { TEXT_INIT("\"a\nb\",c\nd,e"), "[a\nb|c][d|e]3" },
    { TEXT_INIT("a,b\n\n1,\"2\n3,4\n5,6\n"),
        "[a|b]! line 3: the quote opened here is never closed" },
    { TEXT_INIT("\"a,b\nc,d\n"),
        "! line 1: the quote opened here is never closed" },
    { TEXT_INIT("a,b\nc,d\"e"),
        "[a|b]! line 2: a quote stands inside a field that does not begin "
        "with one; put the field in quotes and double the quote" },
    { TEXT_INIT("a,b\nc, \"e\""),
        "[a|b]! line 2: a quote stands inside a field that does not begin "
        "with one; put the field in quotes and double the quote" },
    { TEXT_INIT("a,b\n\"c\" ,d"),
        "[a|b]! line 2: text follows a closing quote; a quote inside a field "
        "must be doubled" },
    { TEXT_INIT("a,b\n\"the \"big\" one\",d"),
        "[a|b]! line 2: text follows a closing quote; a quote inside a field "
        "must be doubled" },
    /* encodings */
    { TEXT_INIT("\xef\xbb\xbf"), "" },
    { TEXT_INIT("\xef\xbb\xbf"
                "a,b\nc,d"),
        "[a|b][c|d]" },
    { TEXT_INIT("\xef\xbb\xbf\r\na,b\r\n"), "[a|b]2" },
    { TEXT_INIT("\xef\xbb\xbf\"a\",b\n"), "[a|b]" },
    { TEXT_INIT("n,m\nÖ,å\nAli,\n"), "[n|m][Ö|å][Ali|]" },
    { TEXT_INIT("n,m\nx,y\n\xd6sterg\xf6tland,\xe5\n\x80,\x93\x94"),
        "[n|m][x|y][Östergötland|å][€|“”]" },
    { TEXT_INIT("n,m\n\xc3,\xb6\n"), "[n|m][Ã|¶]" },
    { TEXT_INIT("\xe4,b\nc,d"), "[ä|b][c|d]" },
    { TEXT_INIT("n\nÖ\n\xd6\n"),
        "[n][Ö]! line 3: it is not UTF-8, though what stands before it is" },
    { TEXT_INIT("\xef\xbb\xbfn\n\xd6\n"),
        "[n]! line 2: it is not UTF-8, though what stands before it is" },
    { TEXT_INIT("n\n\x81\n"),
        "[n]! line 2: it is neither UTF-8 nor Windows-1252; save the file as "
        "CSV UTF-8" },
    { TEXT_INIT("a\0,b"),
        "! line 1: the file is UTF-16; save it as CSV UTF-8" },
    { TEXT_INIT("\xff\xfe"
                "a\0,\0b\0"),
        "! line 1: the file is UTF-16; save it as CSV UTF-8" },
    { TEXT_INIT("\xfe\xff\0a\0,\0b"),
        "! line 1: the file is UTF-16; save it as CSV UTF-8" },
    { TEXT_INIT("\xff\xfe"
                "a"),
        "! line 1: the file is UTF-16; save it as CSV UTF-8" },
    { TEXT_INIT("code,\0b"),
        "! line 1: a byte of value 0 stands in it; this is no text" },
    { TEXT_INIT("a,b\nc\0,d"),
        "[a|b]! line 2: a byte of value 0 stands in it" },
    { TEXT_INIT("a,b\nc,\"\n\0\""),
        "[a|b]! line 3: a byte of value 0 stands in it" },
    { TEXT_INIT("a,b\n\"c\"\0"),
        "[a|b]! line 2: a byte of value 0 stands in it" },
};

static void
every_odd_input_works_or_says_why(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 22);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (ptrdiff_t step = 1; step <= 64; step += step < 9 ? 1 : 55) {
            struct csv_reader r;
            text out = read_all(&a, table[i].in, step, &r);
            if (!text_is_equal(out, text_of(table[i].out)))
                fail_msg(
                    "row %zu in steps of %td: %.*s", i, step, TEXT_ARG(out));
            arena_reset(&a, 1 << 22);
        }
    arena_close(&a);
}

static void
what_was_guessed_is_told(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 20);
    struct csv_reader r;
    (void)read_all(&a, TEXT("a;b\n1;2\n\n\xe5;2\n\xe5;2\n"), 3, &r);
    assert_int_equal(r.separator, ';');
    assert_false(r.is_separator_unsure);
    assert_int_equal(r.encoding, CSV_WINDOWS_1252);
    assert_int_equal(r.converted_line, 4);
    assert_int_equal(r.n_rows, 4);
    (void)read_all(&a, TEXT("a,b,c;d\nå\n"), 100, &r);
    assert_int_equal(r.separator, ',');
    assert_true(r.is_separator_unsure);
    assert_int_equal(r.encoding, CSV_UTF8);
    assert_int_equal(r.converted_line, 0);
    arena_close(&a);
}

/* `start`, then `n` times `again`, then `end`. */
static text
long_text(struct arena *a, const char *start, ptrdiff_t n, const char *again,
    const char *end)
{
    struct buf b = buf_in(a, 16 << 20);
    buf_add(&b, text_of(start));
    for (ptrdiff_t i = 0; i < n; i++)
        buf_add(&b, text_of(again));
    buf_add(&b, text_of(end));
    return buf_text(&b);
}

static void
limits_have_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        ptrdiff_t n;
        const char *again, *end, *out;
    } cases[] = {
        { "a\n1\n\"", 1 << 20, "x", "\"", NULL },
        { "a\n1\n", 1 << 20, "x", "x\n",
            "line 3: a field is longer than 1 MiB" },
        { "a\n1\n\"", 1 << 20, "\n", "x\"",
            "line 3: the quote opened here is not closed within 1 MiB" },
        { "a\n1\n", 255, ",", "", NULL },
        { "a,b\n1\n", 256, ",", "",
            "line 3: the row has more than 256 fields" },
        { "a\n", 1 << 20, "x", "", NULL },
        { "", 1 << 21, "x", "", "line 1: a field is longer than 1 MiB" },
        { "\"", 1 << 21, "x\n", "",
            "line 1: the quote opened here is not closed within 1 MiB" },
    };
    struct arena a;
    arena_open(&a, 64 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct csv_reader r;
        text in = long_text(
            &a, cases[i].start, cases[i].n, cases[i].again, cases[i].end);
        (void)read_all(&a, in, 8192, &r);
        assert_string_equal(
            r.why.text, cases[i].out == NULL ? "" : cases[i].out);
        arena_reset(&a, 64 << 20);
    }
    arena_close(&a);
}

static void
a_row_over_its_limit_is_refused_in_bounded_memory(void **state)
{
    (void)state;
    struct arena in_arena, a;
    arena_open(&in_arena, 64 << 20);
    arena_open(&a, 40 << 20);
    char *field = arena_new(&in_arena, char, (1 << 20) + 1);
    memset(field, 'x', 1 << 20);
    field[0] = '\n';
    field[1 << 20] = ',';
    struct csv_reader r;
    csv_open(&r, &a);
    struct csv_row row;
    enum csv_step step = CSV_WANTS_MORE;
    csv_feed(&r, TEXT("a,b"));
    for (int i = 0; i < 6; i++) {
        while ((step = csv_next(&r, &row)) == CSV_HAS_ROW)
            ;
        if (step != CSV_WANTS_MORE)
            break;
        csv_feed(&r, (text){ field + (i > 0), (1 << 20) + (i == 0) });
    }
    assert_int_equal(step, CSV_IS_BAD);
    assert_string_equal(r.why.text, "line 2: the row is longer than 4 MiB");
    arena_close(&a);
    arena_close(&in_arena);
}

/* The worst: each byte becomes three. */
static void
the_longest_row_is_converted_in_40_megabytes(void **state)
{
    (void)state;
    struct arena in_arena, a;
    arena_open(&in_arena, 8 << 20);
    arena_open(&a, 40 << 20);
    ptrdiff_t field = 1 << 20, len = 4 * (field + 1);
    char *in = arena_new(&in_arena, char, len);
    memset(in, '\x80', (size_t)len);
    for (int i = 0; i < 4; i++)
        in[i * (field + 1) + field] = i == 3 ? '\n' : ',';
    struct csv_reader r;
    struct csv_row row;
    csv_open(&r, &a);
    assert_int_equal(csv_next(&r, &row), CSV_WANTS_MORE);
    csv_feed(&r, TEXT("a,b,c,d\n"));
    assert_int_equal(csv_next(&r, &row), CSV_HAS_ROW);
    assert_int_equal(csv_next(&r, &row), CSV_WANTS_MORE);
    csv_feed(&r, (text){ in, len });
    assert_int_equal(csv_next(&r, &row), CSV_HAS_ROW);
    assert_int_equal(row.n_fields, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(row.fields[i].len, 3 * field);
        assert_true(text_is_utf8(row.fields[i]));
    }
    arena_close(&a);
    arena_close(&in_arena);
}

static void
millions_of_rows_take_no_more_memory_than_one(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 64 << 10);
    struct csv_reader r;
    struct csv_row row;
    csv_open(&r, &a);
    char piece[7000];
    ptrdiff_t n = 0;
    for (; n < (ptrdiff_t)sizeof piece; n += 14)
        memcpy(piece + n, "abc,\"d\"\"e\",\xc3\xa5\n", 14);
    int64_t n_fed = 0;
    for (;;) {
        enum csv_step step = csv_next(&r, &row);
        if (step == CSV_WANTS_MORE && n_fed < 10000) {
            csv_feed(&r, (text){ piece, n });
            n_fed++;
        } else if (step == CSV_WANTS_MORE) {
            csv_finish(&r);
        } else if (step != CSV_HAS_ROW) {
            assert_int_equal(step, CSV_AT_END);
            break;
        }
    }
    assert_int_equal(r.n_rows, n_fed * (n / 14));
    assert_true(r.n_rows > 4900000);
    assert_int_equal(row.line, r.n_rows);
    arena_close(&a);
}

static void
the_arena_ladder_never_breaks(void **state)
{
    (void)state;
    text in = TEXT("a;b\n\xe5;\"x\ny\"\n1;2\n");
    volatile bool is_through = false;
    for (volatile ptrdiff_t room = 0; !is_through && room < 1 << 20;
         room += 16) {
        struct arena a;
        arena_open(&a, room);
        jmp_buf boundary;
        a.no_room = &boundary;
        if (setjmp(boundary) == 0) {
            struct csv_reader r;
            text out = read_all(&a, in, 5, &r);
            assert_true(text_is_equal(out, TEXT("[a|b][å|x\ny][1|2]4")));
            is_through = true;
        } else {
            assert_true(room < 65536);
        }
        arena_close(&a);
    }
    assert_true(is_through);
}

static void
a_written_row_is_quoted_only_when_needed(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 20);
    struct buf out = buf_in(&a, 64);
    struct csv_writer w = csv_write(&out);
    const char *row[] = { "plain", "a,b", "a;b", "say \"x\"", "l1\nl2", "",
        " blank ", "=1+1", "Ö" };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        csv_add(&w, text_of(row[i]));
    csv_add(&w, (text){ NULL, 0 });
    csv_add_int(&w, INT64_MIN);
    csv_end_row(&w);
    csv_add(&w, TEXT(""));
    csv_end_row(&w);
    assert_true(text_is_equal(buf_text(&out),
        TEXT("plain,\"a,b\",\"a;b\",\"say \"\"x\"\"\",\"l1\nl2\",, blank ,"
             "=1+1,Ö,,-9223372036854775808\n\"\"\n")));
    arena_close(&a);
}

static void
no_field_for_people_runs_as_a_formula(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 20);
    const char *bad[] = { "=1", "+1", "-1", "@x", "\tx", "\rx",
        "=HYPERLINK(\"x\")" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf out = buf_in(&a, 64);
        struct csv_writer w = csv_write(&out);
        csv_add_for_people(&w, text_of(bad[i]));
        csv_end_row(&w);
        assert_memory_equal(out.ptr, "\"'", 2);
        struct csv_reader r;
        text back = read_all(&a, buf_text(&out), 100, &r);
        text want = arena_print(&a, "['%s]", bad[i]);
        assert_true(text_is_equal(back, want));
    }
    struct buf out = buf_in(&a, 64);
    struct csv_writer w = csv_write(&out);
    csv_add_for_people(&w, TEXT("a-b"));
    csv_add_for_people(&w, (text){ NULL, 0 });
    csv_end_row(&w);
    assert_true(text_is_equal(buf_text(&out), TEXT("a-b,\n")));
    arena_close(&a);
}

int csv_test(void);

int
csv_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_odd_input_works_or_says_why),
        cmocka_unit_test(what_was_guessed_is_told),
        cmocka_unit_test(limits_have_their_line),
        cmocka_unit_test(a_row_over_its_limit_is_refused_in_bounded_memory),
        cmocka_unit_test(the_longest_row_is_converted_in_40_megabytes),
        cmocka_unit_test(millions_of_rows_take_no_more_memory_than_one),
        cmocka_unit_test(the_arena_ladder_never_breaks),
        cmocka_unit_test(a_written_row_is_quoted_only_when_needed),
        cmocka_unit_test(no_field_for_people_runs_as_a_formula),
    };
    return cmocka_run_group_tests_name("base/csv", tests, NULL, NULL);
}
