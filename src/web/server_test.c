#include "web/server.h"

#include "support/probe.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h> /* lint: a test of sockets */
#include <unistd.h>     /* lint: a test of sockets */

#include <setjmp.h>
#include <cmocka.h>

int server_test(void);

#define END " HTTP/1.1\r\nHost: a\r\n\r\n"
#define POST_HEAD "POST /echo HTTP/1.1\r\nHost: a\r\n"

static void
an_answer_has_status_headers_and_body(void **state)
{
    struct probe *p = *state;
    struct reply r = client_ask(p, "GET /hello" END);
    assert_int_equal(r.status, 200);
    assert_true(text_is_equal(r.body, TEXT("hello\n")));
    assert_true(text_find(r.head, TEXT("X-Probe: yes\r\n")) > 0);
    assert_true(text_find(r.head, TEXT("Date: ")) > 0);
    assert_int_equal(text_find(r.head, TEXT("X-Evil")), -1);
    assert_false(r.is_closed);
}

static void
what_is_refused_never_reaches_a_handler(void **state)
{
    struct probe *p = *state;
    static const struct {
        int status;
        const char *request;
    } refused[] = {
        { 400, POST_HEAD "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd" },
        { 400, POST_HEAD "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc" },
        { 400, POST_HEAD "Content-Length:\r\n\r\nabc" },
        { 400, POST_HEAD "Content-Length: 3,3\r\n\r\nabc" },
        { 400, POST_HEAD "Content-Length: +3\r\n\r\nabc" },
        { 400, POST_HEAD "Content-Length: 0x3\r\n\r\nabc" },
        { 400, POST_HEAD "Content-Length: -1\r\n\r\nabc" },
        { 400, POST_HEAD "Content-Length: 3a\r\n\r\nabc" },
        { 400, POST_HEAD "Content-Length : 3\r\n\r\nabc" },
        { 400,
            POST_HEAD "Transfer-Encoding: chunked\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { 400, POST_HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" },
        { 400, POST_HEAD "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" },
        { 400, POST_HEAD "Transfer-Encoding: identity\r\n\r\nabc" },
        { 400,
            POST_HEAD "Transfer-Encoding: chunked\r\n"
                      "Content-Length: 5\r\n\r\n0\r\n\r\n" },
        { 400,
            POST_HEAD "Content-Length: 5\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { 400,
            "POST /echo HTTP/1.0\r\nHost: a\r\n"
            "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { 400, "GET /hello HTTP/1.1\r\n\r\n" },
        { 400, "GET /hello HTTP/1.0\r\n\r\n" },
        { 400, "GET /hello HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n" },
        { 400, "GET /hello HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n" },
        { 400, "GET /hello HTTP/1.1\r\nHost: \r\n\r\n" },
        { 400, "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n" },
        { 400, "GET /hello HTTP/1.9\r\nHost: a\r\n\r\n" },
        { 505, "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n" },
        { 400, "GET /hello\r\nHost: a\r\n\r\n" },
        { 400, "GET /hello HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n" },
        { 400, "GET /hello HTTP/1.1\r\nHost: a\r\nX(: z\r\n\r\n" },
        { 400,
            "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\x01"
            "b\r\n\r\n" },
        { 400, "GET hello" END },
        { 400, "GET http://a/hello" END },
        { 400, "GET //hello" END },
        { 400, "GET /hello%00x" END },
        { 400, "GET /hello%0" END },
        { 400, "GET /hello%zz" END },
        { 400, "GET /hello?a=%00" END },
        { 400, "GET /hello#x" END },
        { 400, "GET /hello\\x" END },
        { 400, "GET /a/../hello" END },
        { 400, "GET /a/%2e%2e/hello" END },
        { 400, "GET /./hello" END },
        { 400, "GET /a%2f%2fhello" END },
        { 400, "GET /hell\xc3\xb6" END },
        { 400,
            "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" },
        { 400,
            "HEAD /hello HTTP/1.1\r\nHost: a\r\n"
            "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { 405, "PUT /hello" END },
        { 405, "TRACE /hello" END },
        { 405, "OPTIONS *" END },
        { 405, "CONNECT a:443" END },
        { 405, "G(T /hello" END },
        { 405, "get /hello" END },
        { 413,
            "POST /tiny HTTP/1.1\r\nHost: a\r\n"
            "Content-Length: 1001\r\n\r\n" },
        { 413, "POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na" },
        { 413,
            "POST /none HTTP/1.1\r\nHost: a\r\n"
            "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { 417, POST_HEAD "Expect: 200-ok\r\nContent-Length: 3\r\n\r\nabc" },
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char two[1000];
        int n =
            snprintf(two, sizeof two, "%sGET /hello" END, refused[i].request);
        assert_true(n > 0 && n < (int)sizeof two);
        int fd = client_connect(p);
        assert_true(client_send(fd, (text){ two, n }));
        bool is_head = text_starts_with(text_of(two), TEXT("HEAD"));
        struct reply r = client_read(fd, &p->arena, is_head);
        if (r.status != refused[i].status)
            fail_msg("%d, not %d: %s", r.status, refused[i].status,
                refused[i].request);
        if (!r.is_closed)
            fail_msg("left open: %s", refused[i].request);
        close(fd);
    }
    assert_int_equal(atomic_load(&p->n_worked), 0);
}

static void
a_head_of_a_megabyte_is_refused(void **state)
{
    struct probe *p = *state;
    static char much[1 << 20];
    memset(much, 'x', sizeof much);
    const char *const begins[] = { "GET /hello HTTP/1.1\r\nHost: a\r\nX: ",
        "GET /" };
    const int status[] = { 431, 414 };
    for (int i = 0; i < 2; i++) {
        int fd = client_connect(p);
        assert_true(client_send(fd, text_of(begins[i])));
        client_send(fd, (text){ much, sizeof much });
        struct reply r = client_read(fd, &p->arena, false);
        assert_true(r.is_closed);
        assert_true(r.status == status[i] || r.status == 0);
        close(fd);
    }
    assert_int_equal(client_ask(p, "GET /hello" END).status, 200);
    assert_int_equal(atomic_load(&p->n_worked), 1);
}

static void
a_large_head_is_answered_or_refused(void **state)
{
    struct probe *p = *state;
    const char *const fills[] = { "X: ", "Cookie: ", "X: y\r\n", "Cookie: " };
    const char *const with[] = { "x", "x", "X: y\r\n", "name=0123456789abc; " };
    const int good_until[] = { 12'000, 6000, 800, 2000 };
    int n_silent = 0;
    for (int k = 0; k < 4; k++)
        for (int size = 500; size <= 17'000; size += 500) {
            static char request[20'000];
            int n = snprintf(request, sizeof request,
                "GET /heads HTTP/1.1\r\nHost: a\r\n%s", fills[k]);
            while (n < size)
                n += snprintf(
                    request + n, sizeof request - (size_t)n, "%s", with[k]);
            snprintf(request + n, sizeof request - (size_t)n, "\r\n\r\n");
            struct reply r = client_ask(p, request);
            bool is_small = size <= good_until[k];
            if (r.status != 200 && (is_small || r.status != 431)) {
                if (r.status != 0 || is_small)
                    fail_msg("%s%d: %d", fills[k], size, r.status);
                n_silent += k < 3;
            }
        }
    /* a head that leaves no room even for the refusal: only near the end of
     * the library's memory, or among hundreds of cookies */
    assert_in_range(n_silent, 0, 4);
}

static void
a_query_of_many_fields_is_answered_or_refused(void **state)
{
    struct probe *p = *state;
    /* with more the library has no room for any answer, and hangs up */
    for (int n = 0; n < 220; n += 5) {
        static char request[2000];
        int len = snprintf(request, sizeof request, "GET /heads?");
        for (int i = 0; i < n; i++)
            len += snprintf(
                request + len, sizeof request - (size_t)len, "a=%d&", i % 10);
        snprintf(request + len, sizeof request - (size_t)len, "%s", END);
        struct reply r = client_ask(p, request);
        if (r.status != 200 && (n < 100 || r.status != 414))
            fail_msg("%d fields: %d", n, r.status);
    }
}

static void
pipelined_requests_are_answered_in_order(void **state)
{
    struct probe *p = *state;
    int fd = client_connect(p);
    assert_true(client_send(fd,
        TEXT(
            "GET /who?1" END POST_HEAD "Content-Length: 3\r\n\r\nabc"
            "GET /who?2" END POST_HEAD "Transfer-Encoding: chunked\r\n\r\n"
            "2\r\nde\r\n1\r\nf\r\n0\r\n\r\nHEAD /hello" END "GET /who?3" END)));
    const char *const bodies[] = { "127.0.0.1 http /who?1\n", "abc",
        "127.0.0.1 http /who?2\n", "def", "", "127.0.0.1 http /who?3\n" };
    for (int i = 0; i < 6; i++) {
        struct reply r = client_read(fd, &p->arena, i == 4);
        assert_int_equal(r.status, 200);
        assert_true(text_is_equal(r.body, text_of(bodies[i])));
    }
    close(fd);
}

static void
head_says_the_length_and_sends_nothing(void **state)
{
    struct probe *p = *state;
    int fd = client_connect(p);
    assert_true(client_send(fd, TEXT("HEAD /big" END "GET /hello" END)));
    struct reply r = client_read(fd, &p->arena, true);
    assert_int_equal(r.status, 200);
    assert_true(text_find(r.head, TEXT("Content-Length: 8388608\r\n")) > 0);
    r = client_read(fd, &p->arena, false);
    assert_true(text_is_equal(r.body, TEXT("hello\n")));
    assert_true(client_send(fd, TEXT("GET /same" END "GET /hello" END)));
    r = client_read(fd, &p->arena, true);
    assert_int_equal(r.status, 304);
    assert_true(text_find(r.head, TEXT("Content-Length: 8\r\n")) > 0);
    r = client_read(fd, &p->arena, false);
    assert_true(text_is_equal(r.body, TEXT("hello\n")));
    close(fd);
}

static void
large_answers_arrive_whole(void **state)
{
    struct probe *p = *state;
    const char *const requests[] = { "GET /big" END, "GET /shared" END,
        "GET /file" END };
    int n_before = n_descriptors();
    for (int i = 0; i < 3; i++) {
        struct reply r = client_ask(p, requests[i]);
        assert_int_equal(r.status, 200);
        assert_int_equal(r.body.len, BIG_SIZE);
        for (ptrdiff_t k = 0; k < BIG_SIZE; k += 997)
            assert_int_equal(r.body.ptr[k], pattern_at(k));
    }
    for (int i = 0; i < 100 && n_descriptors() > n_before; i++)
        pause_ms(10);
    assert_int_equal(n_descriptors(), n_before);
}

/* ---- who asks ----------------------------------------------------------- */

static void
assert_who(struct probe *p, const char *headers, const char *want)
{
    char request[400];
    snprintf(request, sizeof request, "GET /who HTTP/1.1\r\nHost: a\r\n%s\r\n",
        headers);
    struct reply r = client_ask(p, request);
    if (!text_is_equal(r.body, text_of(want)))
        fail_msg("%s: %.*s, not %s", headers, TEXT_ARG(r.body), want);
}

static void
only_the_last_hop_of_the_trusted_proxy_counts(void **state)
{
    struct probe *p = *state;
    assert_who(p, "", "127.0.0.1 http /who\n");
    assert_who(p, "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n",
        "192.0.2.7 https /who\n");
    assert_who(p, "x-forwarded-for: 10.0.0.1, 2001:db8::1\r\n",
        "2001:db8::1 http /who\n");
    assert_who(p, "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: 192.0.2.8\r\n",
        "192.0.2.8 http /who\n");
    assert_who(
        p, "X-Forwarded-Proto: https, http\r\n", "127.0.0.1 http /who\n");
    assert_who(p, "X-Forwarded-For: unknown\r\nX-Forwarded-Proto: HTTPS\r\n",
        "127.0.0.1 https /who\n");
    assert_who(p, "X-Forwarded-For: \"><script>\r\n", "127.0.0.1 http /who\n");
    assert_who(p, "X-Forwarded-For: 192.0.2.7,\r\n", "127.0.0.1 http /who\n");
}

static void
nobody_else_is_believed(void **state)
{
    struct probe *p = *state;
    assert_who(p, "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n",
        "127.0.0.1 http /who\n");
}

/* ---- starting ----------------------------------------------------------- */

static enum err
worker_fails(void *context, void **its, struct why *why)
{
    (void)context, (void)its;
    return err_say(why, ERR_DB, "no such database");
}

static void
a_start_that_fails_says_why(void **state)
{
    struct probe *p = *state;
    struct server_config c = p->c;
    struct server *s = NULL;
    struct why why = { 0 };
    int n_before = n_descriptors();
    c.worker_open = worker_fails;
    assert_int_equal(server_start(&s, &c, &p->arena, &why), ERR_DB);
    assert_string_equal(why.text, "no such database");
    c = p->c;
    text url = server_address(p->server);
    c.listen = text_slice(url, 7, url.len);
    assert_int_equal(server_start(&s, &c, &p->arena, &why), ERR_IO);
    assert_non_null(strstr(why.text, "Address already in use"));
    const char *const nonsense[] = { "", "8080", ":8080", "127.0.0.1",
        "127.0.0.1:", "127.0.0.1:65536", "::1:80", "[127.0.0.1]:80", "a:1",
        "127.0.0.1:-1" };
    for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++) {
        c.listen = text_of(nonsense[i]);
        assert_int_equal(server_start(&s, &c, &p->arena, &why), ERR_BAD_INPUT);
    }
    c = p->c;
    c.trusted_proxy = TEXT("proxy.example");
    assert_int_equal(server_start(&s, &c, &p->arena, &why), ERR_BAD_INPUT);
    assert_null(s);
    assert_int_equal(n_descriptors(), n_before);
}

static void
it_listens_on_ipv6(void **state)
{
    struct probe *p = *state;
    struct server_config c = p->c;
    struct server *s = NULL;
    struct why why = { 0 };
    int fd = socket(AF_INET6, SOCK_STREAM, 0);
    if (fd < 0)
        skip();
    close(fd);
    c.listen = TEXT("[::1]:0");
    if (server_start(&s, &c, &p->arena, &why) != OK)
        skip();
    assert_true(text_starts_with(server_address(s), TEXT("http://[::1]:")));
    server_stop(s);
}

static void
headers_are_found_whatever_their_capitals(void **state)
{
    (void)state;
    const struct web_header headers[] = { { TEXT("Cookie"), TEXT("a=b") },
        { TEXT("X"), TEXT("") } };
    struct web_input in = { .headers = headers, .n_headers = 2 };
    assert_true(text_is_equal(web_header(&in, TEXT("cookie")), TEXT("a=b")));
    assert_true(text_is_known(web_header(&in, TEXT("x"))));
    assert_false(text_is_known(web_header(&in, TEXT("y"))));
    struct web_output out = { .status = 200 };
    assert_false(web_answer_header(&out, "X", TEXT("a\nb")));
    assert_false(web_answer_header(&out, "X", TEXT("a\rb")));
    assert_false(web_answer_header(&out, "X", TEXT("a\0b")));
    assert_int_equal(out.n_headers, 0);
    assert_true(web_answer_header(&out, "X", TEXT("a b")));
    assert_int_equal(out.n_headers, 1);
}

/* ---- one server a test -------------------------------------------------- */

static struct probe probe;

static int
open_usual(void **state)
{
    probe_prepare(&probe);
    probe.c.form_max = 100'000;
    probe_open(&probe);
    *state = &probe;
    return 0;
}

static int
open_behind_proxy(void **state)
{
    probe_prepare(&probe);
    probe.c.trusted_proxy = TEXT("127.0.0.1");
    probe_open(&probe);
    *state = &probe;
    return 0;
}

static int
open_behind_another(void **state)
{
    probe_prepare(&probe);
    probe.c.trusted_proxy = TEXT("192.0.2.1");
    probe_open(&probe);
    *state = &probe;
    return 0;
}

static int
stop(void **state)
{
    probe_close(*state);
    return 0;
}

#define WITH(open, test) cmocka_unit_test_setup_teardown(test, open, stop)

int
server_test(void)
{
    const struct CMUnitTest tests[] = {
        WITH(open_usual, an_answer_has_status_headers_and_body),
        WITH(open_usual, what_is_refused_never_reaches_a_handler),
        WITH(open_usual, a_head_of_a_megabyte_is_refused),
        WITH(open_usual, a_large_head_is_answered_or_refused),
        WITH(open_usual, a_query_of_many_fields_is_answered_or_refused),
        WITH(open_usual, pipelined_requests_are_answered_in_order),
        WITH(open_usual, head_says_the_length_and_sends_nothing),
        WITH(open_usual, large_answers_arrive_whole),
        WITH(open_behind_proxy, only_the_last_hop_of_the_trusted_proxy_counts),
        WITH(open_behind_another, nobody_else_is_believed),
        WITH(open_usual, a_start_that_fails_says_why),
        WITH(open_usual, it_listens_on_ipv6),
        cmocka_unit_test(headers_are_found_whatever_their_capitals),
    };
    return cmocka_run_group_tests_name("web/server", tests, NULL, NULL);
}
