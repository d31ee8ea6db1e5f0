/* A form that is sent to the house, without a socket. */
#include "command/command.h"

#include "network/network.h"
#include "os/clock.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int post_test(void);

enum { TABLES_MAX = 16 };

struct house {
    struct support_db *d;
    struct site *site;
    struct arena request;
    struct web_output out;
};

static void
open_house(struct house *h, struct support_db *d)
{
    const struct route **tables =
        arena_new(d->arena, const struct route *, TABLES_MAX);
    struct why why = { 0 };
    for (int i = 0; all_doors[i] != NULL; i++)
        tables[i] = all_doors[i]->routes;
    *h = (struct house){ .d = d };
    struct site_config config = { .base_url = TEXT("http://127.0.0.1"),
        .home = d->home,
        .routes = tables,
        .describe = network_describe,
        .menu = house_menu,
        .is_quiet = true };
    assert_int_equal(site_open(&h->site, &config, d->arena, &why), OK);
    arena_open(&h->request, 8 << 20);
}

static void
close_house(struct house *h)
{
    site_close(h->site);
    arena_close(&h->request);
}

static int
post_within(struct house *h, text body, ptrdiff_t limit)
{
    static const struct web_header headers[] = {
        { TEXT_INIT("Host"), TEXT_INIT("127.0.0.1") },
        { TEXT_INIT("Content-Type"),
            TEXT_INIT("application/x-www-form-urlencoded") },
    };
    struct web_input in = { .method = WEB_POST,
        .target = TEXT("/en/join"),
        .headers = headers,
        .n_headers = 2,
        .body = body,
        .body_fd = -1,
        .body_size = body.len,
        .peer = TEXT("127.0.0.1"),
        .arrived_ns = monotonic_ns() };
    h->out = (struct web_output){ .fd = -1 };
    site_answer(h->site, h->d->db, &h->request, limit, &in, &h->out);
    return h->out.status;
}

#define FIELDS "&name=A&mail=a%40b.example&place_name=P&message=Long+letter"

static text
count_requests(struct support *s, struct support_db *d)
{
    return support_ask(s, d->url, "SELECT count(*) FROM join_request");
}

/* It may run out of room before it is kept, in the midst of the transaction,
 * or after the commit, when only the answer is not made yet. */
static void
a_form_out_of_room_is_kept_once_when_it_is_sent_again(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_house(&h, d);
        /* on PostgreSQL each rung is a connection's recovery */
        ptrdiff_t limit = 16, step = d->dialect == DB_SQLITE ? 16 : 512;
        int status = 503;
        for (; status == 503; limit += step)
            status = post_within(
                &h, TEXT("token=0123456789abcdefghjkmnpqrs" FIELDS), limit);
        if (status != 303 || limit > 1 << 20)
            fail_msg("%d at %td bytes", status, limit);
        assert_true(text_is_equal(count_requests(s, d), TEXT("1")));
        /* nothing is held: others write on */
        assert_int_equal(
            post_within(&h, TEXT("token=1123456789abcdefghjkmnpqrs" FIELDS), 0),
            303);
        assert_true(text_is_equal(count_requests(s, d), TEXT("2")));
        close_house(&h);
    }
}

static void
a_token_that_is_none_is_as_good_as_none(void **state)
{
    static const char *const bodies[] = { "token=" FIELDS, FIELDS,
        "token=short" FIELDS, "token=0123456789ABCDEFGHJKMNPQRS" FIELDS,
        "token=%27%3b+DROP+TABLE+once--0000" FIELDS };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_house(&h, d);
        for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
            for (int again = 0; again < 2; again++)
                assert_int_equal(post_within(&h, text_of(bodies[i]), 0), 303);
        assert_true(text_is_equal(count_requests(s, d), TEXT("10")));
        close_house(&h);
    }
}

int
post_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_form_out_of_room_is_kept_once_when_it_is_sent_again),
        support_test(a_token_that_is_none_is_as_good_as_none),
    };
    return cmocka_run_group_tests_name("command/post", tests, NULL, NULL);
}
