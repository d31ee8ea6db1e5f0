/* A form that is sent to the house, without a socket. */
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int post_test(void);

static int
post_within(struct house *h, text body, ptrdiff_t limit)
{
    return house_ask(h, WEB_POST, TEXT("/en/join"), body, limit);
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
        house_open(&h, s, d);
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
        house_close(&h);
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
        house_open(&h, s, d);
        for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
            for (int again = 0; again < 2; again++)
                assert_int_equal(post_within(&h, text_of(bodies[i]), 0), 303);
        assert_true(text_is_equal(count_requests(s, d), TEXT("10")));
        house_close(&h);
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
