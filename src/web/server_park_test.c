/* Answers that wait for the disk: a site, its server and its clients. */
#include "web/server_inside.h"
#include "web/web.h"

#include "db/db_in.h"
#include "os/clock.h"
#include "support/probe.h"
#include "support/things.h"

#include <stdio.h>
#include <unistd.h> /* lint: a test of sockets */

#include <setjmp.h>
#include <cmocka.h>

int server_park_test(void);

/* A door that the test opens. */
static struct {
    struct mutex lock;
    struct condition changed;
    bool is_open, fails;
    int n_before;
} door;

static void
close_door(bool is_open, bool fails)
{
    mutex_lock(&door.lock);
    door.is_open = is_open;
    door.fails = fails;
    door.n_before = 0;
    condition_wake_all(&door.changed);
    mutex_unlock(&door.lock);
}

static void
open_door(void)
{
    mutex_lock(&door.lock);
    door.is_open = true;
    condition_wake_all(&door.changed);
    mutex_unlock(&door.lock);
}

static bool
go_through_door(void)
{
    mutex_lock(&door.lock);
    door.n_before++;
    condition_wake_all(&door.changed);
    while (!door.is_open)
        condition_wait(&door.changed, &door.lock);
    bool fails = door.fails;
    mutex_unlock(&door.lock);
    return fails;
}

static void
await_before_door(void)
{
    int64_t until_ns = monotonic_ns() + 5'000'000'000;
    mutex_lock(&door.lock);
    while (door.n_before == 0)
        assert_true(condition_wait_until(&door.changed, &door.lock, until_ns));
    mutex_unlock(&door.lock);
}

/* Called within COMMIT: other than 0, and it fails. */
static int
on_commit(void *context)
{
    (void)context;
    return go_through_door();
}

/* ---- a small site -------------------------------------------------------- */

static enum err
save_thing(struct db *w, struct arena *scratch, void *arg)
{
    const int64_t *id = arg;
    struct thing t = { .id = *id,
        .name = arena_print(scratch, "thing %lld", (long long)*id) };
    return db_none(w, &thing_insert, &t, NULL);
}

static enum err
post_thing(struct request *rq, struct answer *an)
{
    int64_t id = 0;
    (void)text_parse_int(rq->params[0], &id);
    enum err e = db_write(rq->db, rq->arena, save_thing, &id);
    if (e == OK)
        answer_redirect(rq, an, TEXT("/n"));
    return e;
}

/* It tells what it sees after it wrote. */
static enum err
post_and_count(struct request *rq, struct answer *an)
{
    struct thing_count c = { 0 };
    enum err e = post_thing(rq, an);
    if (e == OK)
        e = db_one(rq->db, rq->arena, &thing_count, NULL, &c);
    if (e != OK)
        return e;
    an->status = 200;
    an->type = TEXT("text/plain");
    an->body = arena_print(rq->arena, "%lld", (long long)c.n);
    return OK;
}

static atomic_bool is_held, is_waiting;

static enum err
hold(struct request *rq, struct answer *an)
{
    (void)rq;
    atomic_store(&is_waiting, true);
    while (atomic_load(&is_held))
        sleep_ms(1);
    an->type = TEXT("text/plain");
    an->body = TEXT("held");
    return OK;
}

static const struct route routes[] = { ROUTE(POST, "/thing/:id", post_thing,
                                           ANYONE, "Save a thing"),
    ROUTE(POST, "/counted/:id", post_and_count, ANYONE, "Save and count"),
    ROUTE(GET, "/hold", hold, ANYONE, "Wait"), ROUTES_END };
static const struct route *const tables[] = { routes, NULL };

struct world {
    struct support_db *d;
    struct site *site;
    struct probe p;
};

static void
start(struct world *w, struct support *s, int n_workers)
{
    struct why why = { 0 };
    *w = (struct world){ .d = &s->dbs[0] };
    things_make(s, w->d);
    assert_int_equal(lang_start(&why), OK);
    struct site_config config = { .base_url = TEXT("http://127.0.0.1:0"),
        .home = w->d->home,
        .routes = tables,
        .is_quiet = true };
    if (site_open(&w->site, &config, w->d->arena, &why) != OK)
        fail_msg("%s", why.text);
    probe_prepare(&w->p);
    w->p.c = (struct server_config){ .listen = TEXT("127.0.0.1:0"),
        .n_workers = n_workers,
        .deadlines.stop_ms = 100 };
    site_serve_with(w->site, &w->p.c);
    probe_open(&w->p);
    mutex_open(&door.lock);
    condition_open(&door.changed);
    close_door(true, false);
    sqlite3_commit_hook(w->d->home->writer->lite, on_commit, NULL);
}

static void
stop(struct world *w)
{
    probe_close(&w->p);
    site_close(w->site);
    sqlite3_commit_hook(w->d->home->writer->lite, NULL, NULL);
    condition_close(&door.changed);
    mutex_close(&door.lock);
}

#define FORM " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"

static int
send_request(struct world *w, const char *request)
{
    int fd = client_connect(&w->p);
    assert_true(fd >= 0);
    assert_true(client_send(fd, text_of(request)));
    return fd;
}

static int
status_of(struct world *w, int fd)
{
    int status = client_read(fd, &w->p.arena, false).status;
    close(fd);
    return status;
}

static int64_t
n_things(struct world *w)
{
    struct thing_count c = { -1 };
    assert_int_equal(db_one(w->d->db, w->d->arena, &thing_count, NULL, &c), OK);
    return c.n;
}

static void
hold_a_worker(struct world *w, int *fd)
{
    atomic_store(&is_held, true);
    atomic_store(&is_waiting, false);
    *fd = send_request(w, "GET /en/hold HTTP/1.1\r\nHost: a\r\n\r\n");
    while (!atomic_load(&is_waiting))
        sleep_ms(1);
}

static int
n_queued(struct world *w)
{
    return watch_n_from(w->p.server, PHASE_WORK);
}

/* ---- the tests ----------------------------------------------------------- */

static void
posts_that_wait_for_one_worker_share_a_commit(void **state)
{
    struct world w;
    int held, fd[8];
    int64_t before, after;
    start(&w, *state, 1);
    assert_int_equal(db_change_count(w.d->db, &before), OK);
    hold_a_worker(&w, &held);
    for (int i = 0; i < 8; i++) {
        char line[100];
        snprintf(line, sizeof line, "POST /en/thing/%d" FORM, i + 1);
        fd[i] = send_request(&w, line);
    }
    while (n_queued(&w) < 9)
        sleep_ms(1);
    atomic_store(&is_held, false);
    for (int i = 0; i < 8; i++)
        assert_int_equal(status_of(&w, fd[i]), 303);
    assert_int_equal(status_of(&w, held), 200);
    assert_int_equal(n_things(&w), 8);
    assert_int_equal(db_change_count(w.d->db, &after), OK);
    assert_in_range(after - before, 1, 4); /* one, but on a slow machine */
    stop(&w);
}

static void
nobody_is_told_saved_while_the_disk_has_it_not(void **state)
{
    struct world w;
    start(&w, *state, 2);
    close_door(false, false);
    int fd = send_request(&w, "POST /en/thing/1" FORM);
    await_before_door();
    assert_false(client_is_cut(fd, 100)); /* nor is anything read */
    assert_int_equal(n_things(&w), 0);
    open_door();
    close(fd);
    struct reply r = client_ask(&w.p, "POST /en/counted/2" FORM);
    assert_int_equal(r.status, 200);
    assert_true(text_is_equal(r.body, TEXT("2")));
    stop(&w);
}

static void
a_commit_that_fails_after_the_answer_was_made_is_told(void **state)
{
    struct world w;
    start(&w, *state, 2);
    close_door(true, true);
    struct reply r = client_ask(&w.p, "POST /sv/thing/1" FORM);
    assert_int_equal(r.status, 503);
    assert_true(text_find(r.head, TEXT("Location")) < 0);
    assert_true(text_find(r.head, TEXT("Retry-After")) > 0);
    assert_true(text_find(r.head, TEXT("Content-Language: sv")) > 0);
    assert_true(text_find(r.body, TEXT("<h1")) > 0);
    assert_int_equal(client_ask(&w.p, "POST /sv/counted/2" FORM).status, 503);
    assert_int_equal(n_things(&w), 0);
    close_door(true, false);
    assert_int_equal(client_ask(&w.p, "POST /sv/thing/1" FORM).status, 303);
    assert_int_equal(n_things(&w), 1);
    stop(&w);
}

static void
a_client_that_leaves_while_it_waits_harms_nobody(void **state)
{
    struct world w;
    start(&w, *state, 2);
    int n_before = n_descriptors();
    close_door(false, false);
    for (int i = 0; i < 4; i++) {
        char line[100];
        snprintf(line, sizeof line, "POST /en/thing/%d" FORM, i + 1);
        int fd = send_request(&w, line);
        if (i == 0)
            await_before_door();
        close(fd);
    }
    open_door();
    assert_int_equal(client_ask(&w.p, "POST /en/thing/9" FORM).status, 303);
    for (int i = 0; n_things(&w) < 5 && i < 2000; i++)
        sleep_ms(1);
    assert_int_equal(n_things(&w), 5); /* theirs is saved all the same */
    for (int i = 0; n_descriptors() > n_before && i < 2000; i++)
        sleep_ms(1);
    assert_int_equal(n_descriptors(), n_before);
    stop(&w);
}

static void
run_stop(void *arg)
{
    struct world *w = arg;
    server_stop(w->p.server);
}

/* The answer belongs to no worker: the committer is at it. */
static void
a_server_that_stops_gives_the_answers_that_wait(void **state)
{
    struct world w;
    int first, second;
    struct thread stopper;
    start(&w, *state, 1);
    hold_a_worker(&w, &first);
    int fd = send_request(&w, "POST /en/thing/1" FORM);
    while (n_queued(&w) < 2)
        sleep_ms(1);
    second = send_request(&w, "GET /en/hold HTTP/1.1\r\nHost: a\r\n\r\n");
    while (n_queued(&w) < 3)
        sleep_ms(1);
    close_door(false, false);
    atomic_store(&is_held, false);
    await_before_door();
    assert_int_equal(status_of(&w, first), 200);
    assert_int_equal(thread_start(&stopper, "stop", run_stop, &w, NULL), OK);
    sleep_ms(300); /* longer than a stop waits for others */
    open_door();
    thread_join(&stopper);
    w.p.server = NULL;
    struct reply r = client_read(fd, &w.p.arena, false);
    assert_int_equal(r.status, 303);
    assert_int_equal(n_things(&w), 1);
    close(fd);
    close(second);
    stop(&w);
}

int
server_park_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(posts_that_wait_for_one_worker_share_a_commit),
        support_test(nobody_is_told_saved_while_the_disk_has_it_not),
        support_test(a_commit_that_fails_after_the_answer_was_made_is_told),
        support_test(a_client_that_leaves_while_it_waits_harms_nobody),
        support_test(a_server_that_stops_gives_the_answers_that_wait),
    };
    return cmocka_run_group_tests_name("web/park", tests, NULL, NULL);
}
