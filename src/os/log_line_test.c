#include "os/log.h"

#include "base/json.h"
#include "os/thread.h"

#include <string.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static int ends[2];

static int
open_pipe(void **state)
{
    (void)state;
    if (pipe(ends) != 0)
        return 1;
    log_to(ends[1]);
    return 0;
}

static int
close_pipe(void **state)
{
    (void)state;
    log_to(2);
    close(ends[0]);
    return close(ends[1]);
}

/* The next line, which must be JSON. */
static const struct json_value *
read_line(struct arena *a)
{
    static char bytes[LOG_LINE_MAX + 1];
    ptrdiff_t n = 0;
    do {
        assert_true(n < LOG_LINE_MAX);
        assert_int_equal(read(ends[0], bytes + n, 1), 1);
    } while (bytes[n++] != '\n');
    struct json_value *v;
    struct why why = { 0 };
    if (json_parse((text){ bytes, n }, a, &v, &why) != OK)
        fail_msg("%s in %.*s", why.text, (int)n, bytes);
    return v;
}

static text
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    assert_non_null(m);
    return m->text;
}

static void
a_line_is_json(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 20);
    struct log_line line = log_open("test");
    log_text(&line, "path", TEXT("a\"b\\\n\xff"));
    log_text(&line, "none", (text){ NULL, 0 });
    log_int(&line, "n", INT64_MIN);
    log_milli(&line, "ms", 12045);
    log_milli(&line, "less", -5);
    log_bool(&line, "is_kept", true);
    log_close(&line);
    const struct json_value *v = read_line(&a);
    assert_int_equal(v->n, 8);
    assert_int_equal(member(v, "at").len, 20);
    assert_true(text_is_equal(member(v, "what"), TEXT("test")));
    assert_true(text_is_equal(member(v, "path"), TEXT("a\"b\\\n\xef\xbf\xbd")));
    assert_true(text_is_equal(member(v, "ms"), TEXT("12.045")));
    assert_true(text_is_equal(member(v, "less"), TEXT("-0.005")));
    assert_true(text_is_equal(member(v, "n"), TEXT("-9223372036854775808")));
    struct why why = { "cannot open x" };
    log_why("open", ERR_IO, &why);
    v = read_line(&a);
    assert_true(text_is_equal(member(v, "why"), TEXT("cannot open x")));
    log_why("open", ERR_IO, NULL);
    assert_int_equal(read_line(&a)->n, 3);
    arena_close(&a);
}

/* Every length around the limit, with characters of every width. */
static void
a_line_too_long_is_cut_and_is_still_json(void **state)
{
    (void)state;
    struct arena a;
    static char value[LOG_LINE_MAX + 16];
    const char *fill[] = { "x", "\n", "\x01", "å", "€", "\xff" };
    for (size_t f = 0; f < sizeof fill / sizeof *fill; f++) {
        size_t width = strlen(fill[f]);
        size_t n = 0;
        for (; n + width < sizeof value; n += width)
            memcpy(value + n, fill[f], width);
        for (size_t len = 600; len <= n; len += len < 3900 ? 300 : 1) {
            arena_open(&a, 1 << 20);
            struct log_line line = log_open("test");
            log_text(&line, "value", (text){ value, (ptrdiff_t)len });
            log_text(&line, "after", TEXT(""));
            log_int(&line, "n", 12345);
            log_close(&line);
            assert_true(line.len <= LOG_LINE_MAX);
            const struct json_value *v = read_line(&a);
            bool is_cut = json_find(v, TEXT("cut")) != NULL;
            assert_int_equal(line.is_cut, is_cut);
            if (!is_cut)
                assert_int_equal(v->n, 5);
            arena_close(&a);
        }
    }
}

static void
write_many(void *arg)
{
    for (int i = 0; i < 50; i++) {
        struct log_line line = log_open(arg);
        log_int(&line, "i", i);
        log_close(&line);
    }
}

static void
lines_of_threads_do_not_mix(void **state)
{
    (void)state;
    struct thread t[4];
    struct why why = { 0 };
    static char names[4][2] = { "a", "b", "c", "d" };
    for (int i = 0; i < 4; i++)
        assert_int_equal(
            thread_start(&t[i], "log", write_many, names[i], &why), OK);
    int next[4] = { 0 };
    for (int i = 0; i < 200; i++) {
        struct arena a;
        arena_open(&a, 1 << 20);
        const struct json_value *v = read_line(&a);
        int who = member(v, "what").ptr[0] - 'a';
        assert_int_equal(json_find(v, TEXT("i"))->number, next[who]++);
        arena_close(&a);
    }
    for (int i = 0; i < 4; i++)
        thread_join(&t[i]);
}

int log_line_test(void);

int
log_line_test(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_pipe, close_pipe)
    const struct CMUnitTest tests[] = {
        TEST(a_line_is_json),
        TEST(a_line_too_long_is_cut_and_is_still_json),
        TEST(lines_of_threads_do_not_mix),
    };
    return cmocka_run_group_tests_name("os/log", tests, NULL, NULL);
}
