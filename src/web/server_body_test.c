/* Bodies: small and large, whole and endless, in memory and in files. */
#include "web/server.h"

#include "support/probe.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h> /* lint: a test of sockets */

#include <setjmp.h>
#include <cmocka.h>

int server_body_test(void);

#define END " HTTP/1.1\r\nHost: a\r\n\r\n"
#define POST_HEAD "POST /echo HTTP/1.1\r\nHost: a\r\n"

static void
send_pattern(int fd, int64_t from, int64_t size, bool is_chunked)
{
    static char piece[64 * 1024];
    while (size > 0) {
        ptrdiff_t n = size < (int64_t)sizeof piece ? (ptrdiff_t)size
                                                   : (ptrdiff_t)sizeof piece;
        for (ptrdiff_t i = 0; i < n; i++)
            piece[i] = pattern_at(from + i);
        char head[32];
        snprintf(head, sizeof head, "%zx\r\n", (size_t)n);
        if (is_chunked)
            assert_true(client_send(fd, text_of(head)));
        assert_true(client_send(fd, (text){ piece, n }));
        if (is_chunked)
            assert_true(client_send(fd, TEXT("\r\n")));
        from += n;
        size -= n;
    }
    if (is_chunked)
        assert_true(client_send(fd, TEXT("0\r\n\r\n")));
}

static struct reply
upload(struct probe *p, int64_t size, bool is_chunked)
{
    char head[200];
    int fd = client_connect(p);
    if (is_chunked)
        snprintf(head, sizeof head,
            "POST /keep HTTP/1.1\r\nHost: a\r\n"
            "Transfer-Encoding: chunked\r\n\r\n");
    else
        snprintf(head, sizeof head,
            "POST /keep HTTP/1.1\r\nHost: a\r\nContent-Length: %lld\r\n\r\n",
            (long long)size);
    assert_true(client_send(fd, text_of(head)));
    send_pattern(fd, 0, size, is_chunked);
    struct reply r = client_read(fd, &p->arena, false);
    close(fd);
    return r;
}

static void
bodies_of_every_size_arrive_whole(void **state)
{
    struct probe *p = *state;
    const int64_t sizes[] = { 0, 1, 8112, 16383, 16384, 16385, 40000, 99999,
        100000, 100001, 300000 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int is_chunked = 0; is_chunked < 2; is_chunked++) {
            struct reply r = upload(p, sizes[i], is_chunked == 1);
            text want =
                arena_print(&p->arena, "%lld %016llx %s\n", (long long)sizes[i],
                    (unsigned long long)pattern_digest(sizes[i]),
                    sizes[i] > 100'000 ? "file" : "memory");
            assert_int_equal(r.status, 200);
            if (!text_is_equal(r.body, want))
                fail_msg("%.*s, not %.*s", TEXT_ARG(r.body), TEXT_ARG(want));
        }
}

static void
an_upload_of_64_megabytes_takes_little_memory(void **state)
{
    struct probe *p = *state;
    enum { SIZE = 64 << 20 };
    int n_before = n_descriptors();
    assert_int_equal(upload(p, 1 << 20, false).status, 200);
    long kb_before = resident_kb();
    struct reply r = upload(p, SIZE, false);
    text want = arena_print(&p->arena, "%d %016llx file\n", SIZE,
        (unsigned long long)pattern_digest(SIZE));
    assert_true(text_is_equal(r.body, want));
    assert_in_range(
        atomic_load(&p->resident_kb), 1, (uintmax_t)kb_before + 4 * 1024);
    for (int i = 0; i < 100 && n_descriptors() > n_before; i++)
        pause_ms(10);
    assert_int_equal(n_descriptors(), n_before);
}

static void
what_does_not_fit_on_the_disk_is_refused(void **state)
{
    struct probe *p = *state; /* spool_max is 300,000 */
    struct reply r = upload(p, 300'001, false);
    assert_int_equal(r.status, 503);
    assert_true(r.is_closed);
    assert_int_equal(upload(p, 300'001, true).status, 503);
    int fd = client_connect(p); /* half of the room, for as long as it stays */
    assert_true(client_send(fd,
        TEXT("POST /keep HTTP/1.1\r\nHost: a\r\n"
             "Content-Length: 250000\r\n\r\n")));
    send_pattern(fd, 0, 150'000, false);
    for (int i = 0; i < 10; i++)
        assert_int_equal(upload(p, 100'001, false).status, 200);
    assert_int_equal(upload(p, 200'000, false).status, 503);
    close(fd);
    int status = 0;
    for (int i = 0; i < 100 && status != 200; i++, pause_ms(10))
        status = upload(p, 300'000, false).status;
    assert_int_equal(status, 200);
}

static void
a_chunked_body_a_little_too_long_is_answered(void **state)
{
    struct probe *p = *state;
    int fd = client_connect(p);
    assert_true(client_send(fd,
        TEXT("POST /tiny HTTP/1.1\r\nHost: a\r\n"
             "Transfer-Encoding: chunked\r\n\r\n")));
    send_pattern(fd, 0, 1001, true);
    struct reply r = client_read(fd, &p->arena, false);
    assert_int_equal(r.status, 413);
    assert_true(r.is_closed);
    close(fd);
    fd = client_connect(p);
    assert_true(client_send(fd,
        TEXT("POST /tiny HTTP/1.1\r\nHost: a\r\n"
             "Transfer-Encoding: chunked\r\n\r\n")));
    send_pattern(fd, 0, 1000, true);
    assert_int_equal(client_read(fd, &p->arena, false).status, 200);
    close(fd);
    assert_int_equal(atomic_load(&p->n_worked), 1);
}

static void
a_body_that_never_ends_is_cut_off(void **state)
{
    struct probe *p = *state;
    static char chunk[0x4000 + 8];
    int n = snprintf(chunk, 8, "4000\r\n");
    memset(chunk + n, 'x', 0x4000);
    memcpy(chunk + n + 0x4000, "\r\n", 2);
    int fd = client_connect(p);
    assert_true(client_send(fd,
        TEXT("POST /tiny HTTP/1.1\r\nHost: a\r\n"
             "Transfer-Encoding: chunked\r\n\r\n")));
    int n_sent = 0;
    while (n_sent < 4096 && client_send(fd, (text){ chunk, sizeof chunk }))
        n_sent++;
    assert_in_range(n_sent, 1, 4095);
    close(fd);
    assert_int_equal(client_ask(p, "GET /hello" END).status, 200);
    assert_int_equal(atomic_load(&p->n_worked), 1);
}

static void
a_client_that_asks_first_is_told_to_go_on(void **state)
{
    struct probe *p = *state;
    int fd = client_connect(p);
    assert_true(client_send(fd,
        TEXT(POST_HEAD "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")));
    assert_int_equal(client_read(fd, &p->arena, false).status, 100);
    assert_true(client_send(fd, TEXT("abc")));
    assert_true(
        text_is_equal(client_read(fd, &p->arena, false).body, TEXT("abc")));
    close(fd);
    /* and is not, when it may not */
    assert_int_equal(client_ask(p,
                         "POST /tiny HTTP/1.1\r\nHost: a\r\n"
                         "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n")
                         .status,
        413);
}

/* ---- one server a test --------------------------------------------------- */

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
open_cramped(void **state)
{
    probe_prepare(&probe);
    probe.c.form_max = 100'000;
    probe.c.spool_max = 300'000;
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
server_body_test(void)
{
    const struct CMUnitTest tests[] = {
        WITH(open_usual, bodies_of_every_size_arrive_whole),
        WITH(open_usual, an_upload_of_64_megabytes_takes_little_memory),
        WITH(open_cramped, what_does_not_fit_on_the_disk_is_refused),
        WITH(open_usual, a_chunked_body_a_little_too_long_is_answered),
        WITH(open_usual, a_body_that_never_ends_is_cut_off),
        WITH(open_usual, a_client_that_asks_first_is_told_to_go_on),
    };
    return cmocka_run_group_tests_name("web/server_body", tests, NULL, NULL);
}
