/* Told journeys, posted in the same moment. */
#include "base/key.h"
#include "mirror/told.h"
#include "os/clock.h"
#include "os/thread.h"
#include "support/told_cast.h"
#include "web/site.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int told_crowd_test(void);

enum { N = 8 };
struct post {
    struct thread thread;
    struct house *h;
    struct db *db;
    struct arena arena;
    struct web_header headers[4];
    struct web_input in;
    int status;
};

static void
run_post(void *arg)
{
    struct post *p = arg;
    struct web_output out = { .fd = -1 };
    site_answer(p->h->site, p->db, &p->arena, 0, &p->in, &out);
    p->status = out.status;
}

/* By whoever is signed in now. */
static void
prepare(struct post *p, struct house *h, text target, const char *fields)
{
    struct why why;
    struct arena *a = h->d->arena;
    text body = arena_print(a, "%.*s&%s", TEXT_ARG(house_token(h)), fields);
    p->h = h;
    arena_open(&p->arena, 8 << 20);
    assert_int_equal(db_connect(&p->db, h->d->home, &why), OK);
    p->headers[0] = (struct web_header){ TEXT("Host"), TEXT("127.0.0.1") };
    p->headers[1] = (struct web_header){ TEXT("Cookie"),
        arena_print(a, "__Host-cp=%.*s", TEXT_ARG(h->session)) };
    p->headers[2] =
        (struct web_header){ TEXT("Origin"), TEXT("http://127.0.0.1") };
    p->headers[3] = (struct web_header){ TEXT("Content-Type"),
        TEXT("application/x-www-form-urlencoded") };
    p->in = (struct web_input){ .method = WEB_POST,
        .target = target,
        .headers = p->headers,
        .n_headers = 4,
        .body = body,
        .body_fd = -1,
        .body_size = body.len,
        .peer = TEXT("127.0.0.1"),
        .arrived_ns = monotonic_ns() };
}

static void
run_all(struct post *posts, int n)
{
    struct why why;
    for (int i = 0; i < n; i++)
        assert_int_equal(
            thread_start(&posts[i].thread, "post", run_post, &posts[i], &why),
            OK);
    for (int i = 0; i < n; i++)
        thread_join(&posts[i].thread);
    for (int i = 0; i < n; i++) {
        db_disconnect(posts[i].db);
        arena_close(&posts[i].arena);
    }
}

static void
steps_told_in_one_moment_each_have_their_place(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text step = told_begin(&h, &c, "words");
        struct post *posts = arena_new(d->arena, struct post, N);
        for (int i = 0; i < N; i++)
            prepare(&posts[i], &h, step,
                arena_print(d->arena, "words=number+%d", i).ptr);
        run_all(posts, N);
        for (int i = 0; i < N; i++)
            assert_int_equal(posts[i].status, 303);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(DISTINCT position) FROM told_step"),
            N);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(DISTINCT words) FROM told_step"),
            N);
        house_close(&h);
    }
}

static void
journeys_sent_in_one_moment_make_one_log_and_are_all_counted(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        struct post *posts = arena_new(d->arena, struct post, N);
        for (int i = 0; i < N; i++) {
            int64_t who = house_person(
                &h, arena_print(d->arena, "c%d@hb.example", i).ptr);
            house_give(&h, who, "guest", "side", c.side);
            house_enter(&h, who);
            text step = told_begin(&h, &c, "counts");
            assert_int_equal(house_post(&h, step.ptr, told_way[0]), 303);
            prepare(&posts[i], &h,
                board_cast_at(&h, told_journey(&h, step), "/send"), "x=");
        }
        run_all(posts, N);
        for (int i = 0; i < N; i++)
            assert_int_equal(posts[i].status, 303);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM pathway_log WHERE status = "
                             "'told'"),
            1);
        assert_int_equal(
            board_cast_count(&h, "SELECT n_changes FROM told_book"), N);
        told_count_all(&h);
        assert_int_equal(
            board_cast_count(&h, "SELECT n_counted FROM told_book"), 5);
        house_close(&h);
    }
}

static void
what_is_sent_and_taken_back_in_one_moment_is_gone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct told_cast c;
        told_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.guest);
        text step = told_begin(&h, &c, "words");
        assert_int_equal(house_post(&h, step.ptr, told_way[0]), 303);
        text own = told_journey(&h, step);
        struct post *posts = arena_new(d->arena, struct post, 3);
        prepare(&posts[0], &h, board_cast_at(&h, own, "/send"), "x=");
        prepare(&posts[1], &h, board_cast_at(&h, own, "/withdraw"), "x=");
        prepare(&posts[2], &h, step, "words=late");
        run_all(posts, 3);
        assert_int_equal(posts[1].status, 303);
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM told"), 0);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM told_step"), 0);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM search WHERE kind = 'told'"),
            0);
        house_close(&h);
    }
}

int
told_crowd_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(steps_told_in_one_moment_each_have_their_place),
        support_test(
            journeys_sent_in_one_moment_make_one_log_and_are_all_counted),
        support_test(what_is_sent_and_taken_back_in_one_moment_is_gone),
    };
    return cmocka_run_group_tests_name("mirror/told_crowd", tests, NULL, NULL);
}
