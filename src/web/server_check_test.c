#include "web/server_check.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

int server_check_test(void);

enum { HEADERS = 6 };

static struct head
head_of(const char *method, const char *target, const char *version,
    struct web_header headers[HEADERS], const char *const lines[])
{
    struct head h = { text_of(method), text_of(version), text_of(target),
        headers, 0 };
    for (; lines[h.n_headers] != NULL; h.n_headers++) {
        assert_true(h.n_headers < HEADERS);
        text value, name = text_cut(text_of(lines[h.n_headers]), '=', &value);
        headers[h.n_headers] = (struct web_header){ name, value };
    }
    return h;
}

static void
assert_head(int status, const char *method, const char *target,
    const char *version, const char *const lines[])
{
    struct web_header headers[HEADERS];
    struct head h = head_of(method, target, version, headers, lines);
    struct head_verdict v = head_check(&h);
    if (v.status != status)
        fail_msg("%s %s %s %s: %d (%s), not %d", method, target, version,
            lines[0] == NULL ? "" : lines[0], v.status,
            v.reason == NULL ? "" : v.reason, status);
    assert_true((v.reason == NULL) == (status == 0));
}

#define LINES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define HOST "Host=a.example"

static void
ordinary_heads_pass(void **state)
{
    (void)state;
    assert_head(0, "GET", "/", "HTTP/1.1", LINES(HOST));
    assert_head(0, "HEAD", "/sv/place", "HTTP/1.0", LINES(HOST));
    assert_head(0, "GET", "/", "HTTP/1.1", LINES("hOsT=[::1]:8080"));
    assert_head(0, "POST", "/", "HTTP/1.1", LINES(HOST, "Content-Length=0"));
    assert_head(0, "GET", "/", "HTTP/1.1", LINES(HOST, "Content-Length=0"));
    assert_head(
        0, "POST", "/", "HTTP/1.1", LINES(HOST, "Content-Length=999999999999"));
    assert_head(
        0, "POST", "/", "HTTP/1.1", LINES(HOST, "Transfer-Encoding=chunked"));
    assert_head(
        0, "POST", "/", "HTTP/1.1", LINES(HOST, "Transfer-Encoding=Chunked"));
    assert_head(0, "POST", "/", "HTTP/1.1",
        LINES(HOST, "Expect=100-Continue", "Content-Length=1"));
    assert_head(0, "GET", "/", "HTTP/1.1", LINES(HOST, "Cookie=a=b\tc"));
    assert_head(0, "GET", "/", "HTTP/1.1", LINES(HOST, "X-Name=\xc3\xa5"));
    assert_head(0, "GET", "/", "HTTP/1.1", LINES(HOST, "X-Empty="));
}

static void
the_size_of_the_body_is_read(void **state)
{
    (void)state;
    struct web_header headers[HEADERS];
    struct head h = head_of("POST", "/", "HTTP/1.1", headers,
        LINES(HOST, "Content-Length=000123456789"));
    assert_int_equal(head_check(&h).body_size, 123'456'789);
    assert_int_equal(head_check(&h).method, WEB_POST);
    h = head_of("POST", "/", "HTTP/1.1", headers,
        LINES(HOST, "Transfer-Encoding=chunked"));
    assert_int_equal(head_check(&h).body_size, BODY_IS_CHUNKED);
    h = head_of("POST", "/", "HTTP/1.1", headers, LINES(HOST));
    assert_int_equal(head_check(&h).body_size, 0);
}

static void
a_doubtful_length_is_refused(void **state)
{
    (void)state;
    const char *const lengths[] = { "", " 3", "3 ", "+3", "-3", "0x3", "3,3",
        "3, 3", "3.0", "1e1", "1234567890123", "\xd9\xa3", "3\t" };
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char line[64];
        snprintf(line, sizeof line, "Content-Length=%s", lengths[i]);
        assert_head(400, "POST", "/", "HTTP/1.1", LINES(HOST, line));
    }
    assert_head(400, "POST", "/", "HTTP/1.1",
        LINES(HOST, "Content-Length=3", "Content-Length=4"));
    assert_head(400, "POST", "/", "HTTP/1.1",
        LINES(HOST, "Content-Length=3", "content-length=3"));
}

static void
a_doubtful_coding_is_refused(void **state)
{
    (void)state;
    const char *const codings[] = { "", "gzip", "gzip, chunked", "chunked ",
        "chunked, chunked", "xchunked", "chunked;q=1", "identity",
        "\vchunked" };
    for (size_t i = 0; i < sizeof codings / sizeof codings[0]; i++) {
        char line[64];
        snprintf(line, sizeof line, "Transfer-Encoding=%s", codings[i]);
        assert_head(400, "POST", "/", "HTTP/1.1", LINES(HOST, line));
    }
    assert_head(400, "POST", "/", "HTTP/1.1",
        LINES(HOST, "Transfer-Encoding=chunked", "Transfer-Encoding=chunked"));
    assert_head(400, "POST", "/", "HTTP/1.1",
        LINES(HOST, "Transfer-Encoding=chunked", "Content-Length=3"));
    assert_head(
        400, "POST", "/", "HTTP/1.0", LINES(HOST, "Transfer-Encoding=chunked"));
}

static void
exactly_one_host_is_wanted(void **state)
{
    (void)state;
    assert_head(400, "GET", "/", "HTTP/1.1", LINES("X=y"));
    assert_head(400, "GET", "/", "HTTP/1.0", LINES("X=y"));
    assert_head(400, "GET", "/", "HTTP/1.1", LINES(HOST, "host=a.example"));
    assert_head(400, "GET", "/", "HTTP/1.0", LINES(HOST, HOST));
    assert_head(400, "GET", "/", "HTTP/1.1", LINES("Host="));
    assert_head(400, "GET", "/", "HTTP/1.1", LINES("Host=a b"));
    assert_head(400, "GET", "/", "HTTP/1.1", LINES("Host=a/b"));
    assert_head(400, "GET", "/", "HTTP/1.1", LINES("Host=a@b"));
}

static void
other_versions_are_refused(void **state)
{
    (void)state;
    const char *const versions[] = { "", "HTTP/1.2", "HTTP/2.0", "HTTP/0.9",
        "HTTP/1.9", "http/1.1", "HTTP/1.1 ", "HTTP/01.1" };
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
        assert_head(400, "GET", "/", versions[i], LINES(HOST));
}

static void
other_methods_are_refused(void **state)
{
    (void)state;
    const char *const methods[] = { "", "PUT", "DELETE", "OPTIONS", "TRACE",
        "PATCH", "get", "GETT", "G(T", "PRI" };
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        assert_head(405, methods[i], "/", "HTTP/1.1", LINES(HOST));
    assert_head(405, "CONNECT", "a.example:443", "HTTP/1.1", LINES(HOST));
    assert_head(405, "OPTIONS", "*", "HTTP/1.1", LINES(HOST));
}

static void
a_header_has_a_clean_name_and_value(void **state)
{
    (void)state;
    const char *const lines[] = { "Content-Length =3", " X=y", "=y", "X:Y=z",
        "X\x01=y", "X\xc3\xa5=y", "X(=y", "X\x7f=y", "X=a\x01", "X=\x7f",
        "X=a\rb", "X=a\nb", "X=\x1b[0m" };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_head(400, "GET", "/", "HTTP/1.1", LINES(HOST, lines[i]));
}

static void
a_target_is_a_plain_path(void **state)
{
    (void)state;
    const char *const bad[] = { "", "hello", "*", "http://a.example/", "//",
        "//a.example/", "/a//b", "/a/%2f", "/%2f", "/a#b", "/a b", "/\x7f",
        "/\xc3\xa5", "/%", "/%2", "/%zz", "/a%2", "/%00", "/a?b=%00", "/a?%4",
        "/a\\b", "/a%5cb", "/.", "/..", "/a/..", "/a/../b", "/%2e%2E/b",
        "/a/.%2e", "/./a", "/..?q=1", "/a/.?q", "/a%2f..%2fb", "?q=1",
        "/a?b#c" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_head(400, "GET", bad[i], "HTTP/1.1", LINES(HOST));
    const char *const good[] = { "/", "/?", "/a/", "/...", "/.a", "/a..",
        "/a.b", "/..a/b", "/a?next=//b/../c", "/a?b=\\", "/a?b=%5c%2f%2e%2e",
        "/%C3%A5", "/a?b?c", "/%3f", "/%2525" };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_head(0, "GET", good[i], "HTTP/1.1", LINES(HOST));
    /* an escaped question mark begins no query */
    assert_head(400, "GET", "/a%3F/../b?", "HTTP/1.1", LINES(HOST));
}

static void
only_post_has_a_body(void **state)
{
    (void)state;
    assert_head(400, "GET", "/", "HTTP/1.1", LINES(HOST, "Content-Length=1"));
    assert_head(400, "HEAD", "/", "HTTP/1.1", LINES(HOST, "Content-Length=1"));
    assert_head(
        400, "GET", "/", "HTTP/1.1", LINES(HOST, "Transfer-Encoding=chunked"));
}

static void
nothing_else_is_expected(void **state)
{
    (void)state;
    assert_head(417, "POST", "/", "HTTP/1.1", LINES(HOST, "Expect=200-ok"));
    assert_head(417, "POST", "/", "HTTP/1.1", LINES(HOST, "Expect="));
    assert_head(417, "POST", "/", "HTTP/1.1",
        LINES(HOST, "Expect=100-continue", "Expect=100-continue"));
}

int
server_check_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_heads_pass),
        cmocka_unit_test(the_size_of_the_body_is_read),
        cmocka_unit_test(a_doubtful_length_is_refused),
        cmocka_unit_test(a_doubtful_coding_is_refused),
        cmocka_unit_test(exactly_one_host_is_wanted),
        cmocka_unit_test(other_versions_are_refused),
        cmocka_unit_test(other_methods_are_refused),
        cmocka_unit_test(a_header_has_a_clean_name_and_value),
        cmocka_unit_test(a_target_is_a_plain_path),
        cmocka_unit_test(only_post_has_a_body),
        cmocka_unit_test(nothing_else_is_expected),
    };
    return cmocka_run_group_tests_name("web/server_check", tests, NULL, NULL);
}
