/* Many people at one board at once. */
#include "base/key.h"
#include "mirror/board.h"
#include "os/clock.h"
#include "os/thread.h"
#include "support/board_cast.h"
#include "web/site.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int board_crowd_test(void);

enum { N_PEOPLE = 100, N_THREADS = 10, EACH = N_PEOPLE / N_THREADS };

/* Ten people at one connection, one after the other; ten such at once. */
struct group {
    struct thread thread;
    struct house *h;
    struct db *db;
    struct arena arena;
    struct web_header headers[EACH][4];
    struct web_input in[EACH];
    int status[EACH];
};

static void
run_group(void *arg)
{
    struct group *g = arg;
    for (int i = 0; i < EACH; i++) {
        struct web_output out = { .fd = -1 };
        arena_reset(&g->arena, 8 << 20);
        site_answer(g->h->site, g->db, &g->arena, 0, &g->in[i], &out);
        g->status[i] = out.status;
    }
}

static void
prepare(struct group *g, struct house *h, text target, int i, int nth)
{
    char mail[60];
    snprintf(mail, sizeof mail, "p%d@crowd.example", nth);
    int64_t id = house_person(h, mail);
    house_give(h, id, "guest", "side", house_key(h, "side", "hb"));
    house_enter(h, id);
    text body = arena_print(h->d->arena,
        "%.*s&heading=%s&lang=en&words=Entry+number+%d%s",
        TEXT_ARG(house_token(h)), nth % 2 ? "strength" : "challenge", nth,
        nth % 3 ? "" : "&is_signed=on");
    struct web_header *headers = g->headers[i];
    headers[0] = (struct web_header){ TEXT("Host"), TEXT("127.0.0.1") };
    headers[1] = (struct web_header){ TEXT("Cookie"),
        arena_print(h->d->arena, "__Host-cp=%.*s", TEXT_ARG(h->session)) };
    headers[2] =
        (struct web_header){ TEXT("Origin"), TEXT("http://127.0.0.1") };
    headers[3] = (struct web_header){ TEXT("Content-Type"),
        TEXT("application/x-www-form-urlencoded") };
    g->in[i] = (struct web_input){ .method = WEB_POST,
        .target = target,
        .headers = headers,
        .n_headers = 4,
        .body = body,
        .body_fd = -1,
        .body_size = body.len,
        .peer = TEXT("127.0.0.1"),
        .arrived_ns = monotonic_ns() };
}

static void
a_hundred_people_at_once_lose_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        struct why why;
        board_cast_open(&h, s, d, &c);
        house_import(&h, "board.csv",
            "code,side,series,name,is_open\nhb,hb,one,Births,yes\n");
        struct group *groups = arena_new(d->arena, struct group, N_THREADS);
        text target = board_cast_at(&h, c.ours, "/entry");
        for (int k = 0; k < N_THREADS; k++) {
            struct group *g = &groups[k];
            g->h = &h;
            arena_open(&g->arena, 8 << 20);
            assert_int_equal(db_connect(&g->db, d->home, &why), OK);
            for (int i = 0; i < EACH; i++)
                prepare(g, &h, target, i, k * EACH + i);
        }
        int64_t began = monotonic_ns();
        for (int k = 0; k < N_THREADS; k++)
            assert_int_equal(thread_start(&groups[k].thread, "group", run_group,
                                 &groups[k], &why),
                OK);
        for (int k = 0; k < N_THREADS; k++)
            thread_join(&groups[k].thread);
        int64_t ms = (monotonic_ns() - began) / 1'000'000;
        print_message("100 entries in %lld ms (%s)\n", (long long)ms, d->label);
        for (int k = 0; k < N_THREADS; k++) {
            for (int i = 0; i < EACH; i++)
                assert_int_equal(groups[k].status[i], 303);
            db_disconnect(groups[k].db);
            arena_close(&groups[k].arena);
        }
        assert_true(ms < 5000);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM board_entry"), 100);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(DISTINCT source) FROM prose WHERE kind = "
                "'board_entry'"),
            100);
        /* and whoever looks then sees all of it */
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        for (int i = 0; i < N_PEOPLE; i++)
            house_says(&h, arena_print(d->arena, ">Entry number %d<", i).ptr);
        house_close(&h);
    }
}

int
board_crowd_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_hundred_people_at_once_lose_nothing),
    };
    return cmocka_run_group_tests_name("mirror/board_crowd", tests, NULL, NULL);
}
