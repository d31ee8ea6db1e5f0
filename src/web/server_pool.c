#include "web/server_inside.h"

enum { COPIES_MAX = 128 * 1024 };

bool
pool_put(struct server *s, struct conn *c)
{
    struct pool *p = &s->pool;
    mutex_lock(&p->lock);
    bool has_room = !p->is_closed && p->n_waiting < p->ring_size;
    if (has_room) {
        watch_phase(c, PHASE_WORK);
        /* Before a worker can see it: a resume that comes first is lost. */
        MHD_suspend_connection(c->mhd);
        p->ring[(p->first + p->n_waiting++) % p->ring_size] = c;
    }
    mutex_unlock(&p->lock);
    if (has_room)
        condition_wake_one(&p->changed); /* who wakes finds the lock free */
    return has_room;
}

void
pool_close(struct server *s, bool is_late)
{
    struct pool *p = &s->pool;
    mutex_lock(&p->lock);
    p->is_closed = true;
    p->is_late = p->is_late || is_late;
    condition_wake_all(&p->changed);
    mutex_unlock(&p->lock);
}

/* On any thread. */
static void
release(struct web_parking *parking, const struct web_output *instead)
{
    char *at = (char *)parking - offsetof(struct conn, parking);
    struct conn *c = (struct conn *)(void *)at;
    struct server *s = c->server;
    if (instead != NULL) {
        struct arena a;
        struct web_output out = *instead;
        if (c->response != NULL)
            MHD_destroy_response(c->response);
        c->response = NULL;
        arena_open(&a, COPIES_MAX);
        answer_make(c, &a, &out);
        arena_close(&a);
    }
    MHD_resume_connection(c->mhd); /* c is the I/O thread's again */
    atomic_fetch_sub(&s->n_parked, 1);
}

/* The answer is made. True: it waits, and c is not the worker's any more. */
static bool
answer_one(struct worker *w, struct conn *c, bool is_late)
{
    const struct server_config *config = &w->server->c;
    arena_reset(&w->arena, config->form_max + COPIES_MAX);
    if (is_late) {
        answer_refuse(c, 503, "stopping");
        return false;
    }
    int fault = body_finish(c, &w->arena);
    if (fault != 0) {
        answer_refuse(c, fault,
            fault == 413 ? "the body is too large" : "no room for the body");
        return false;
    }
    struct web_output out = { .status = 200, .fd = -1 };
    c->parking.release = release;
    c->in.parking = &c->parking;
    config->work(config->context, w->its, &c->in, &out);
    answer_make(c, &w->arena, &out);
    if (out.park == NULL)
        return false;
    atomic_fetch_add(&w->server->n_parked, 1);
    out.park(w->its, &c->parking);
    return true;
}

/* A body that is not held in memory: writing it down takes a worker long. */
static bool
is_large(const struct server *s, const struct conn *c)
{
    return c->in.body_size > s->c.form_max;
}

/* With the lock: the first that may be worked on now, or NULL. Large ones
 * have half the workers at most, so that pages wait for none of them. */
static struct conn *
take(struct server *s)
{
    struct pool *p = &s->pool;
    int most = s->c.n_workers > 1 ? s->c.n_workers / 2 : 1;
    for (int i = 0; i < p->n_waiting; i++) {
        struct conn *c = p->ring[(p->first + i) % p->ring_size];
        if (is_large(s, c) && p->n_large >= most)
            continue;
        for (; i > 0; i--) /* those before it move up */
            p->ring[(p->first + i) % p->ring_size] =
                p->ring[(p->first + i - 1) % p->ring_size];
        p->first = (p->first + 1) % p->ring_size;
        p->n_waiting--;
        p->n_large += is_large(s, c);
        return c;
    }
    return NULL;
}

/* With the lock: the next to be worked on; NULL when the worker may leave. */
static struct conn *
wait_for_one(struct worker *w, bool *has_parked)
{
    struct server *s = w->server;
    struct pool *p = &s->pool;
    for (;;) {
        struct conn *c = take(s);
        if (c == NULL && *has_parked) {
            mutex_unlock(&p->lock);
            s->c.rests(w->its);
            mutex_lock(&p->lock);
            *has_parked = false;
            continue;
        }
        if (c != NULL || (p->is_closed && p->n_waiting == 0))
            return c;
        condition_wait(&p->changed, &p->lock);
    }
}

static void
worker_run(void *context)
{
    struct worker *w = context;
    struct pool *p = &w->server->pool;
    bool has_parked = false;
    const struct server_config *config = &w->server->c;
    enum err opened = OK;
    if (config->worker_open != NULL)
        opened = config->worker_open(config->context, &w->its, &w->why);
    mutex_lock(&p->lock);
    w->opened = opened;
    p->n_opened++;
    condition_wake_all(&p->changed);
    while (opened == OK) {
        struct conn *c = wait_for_one(w, &has_parked);
        if (c == NULL)
            break;
        bool is_late = p->is_late, was_large = is_large(w->server, c);
        mutex_unlock(&p->lock);
        struct MHD_Connection *mhd = c->mhd;
        if (answer_one(w, c, is_late))
            has_parked = true;
        else
            MHD_resume_connection(mhd); /* c is the I/O thread's again */
        mutex_lock(&p->lock);
        p->n_large -= was_large;
        if (p->is_closed) /* others may wait for the last large one */
            condition_wake_all(&p->changed);
    }
    mutex_unlock(&p->lock);
    if (opened == OK && config->worker_close != NULL)
        config->worker_close(config->context, w->its);
}

enum err
pool_start(struct server *s, struct arena *process, struct why *why)
{
    struct pool *p = &s->pool;
    mutex_open(&p->lock);
    condition_open(&p->changed);
    p->ring_size = s->c.queue_size;
    p->ring = arena_new(process, struct conn *, p->ring_size);
    p->workers = arena_new(process, struct worker, s->c.n_workers);
    enum err result = OK;
    for (int i = 0; i < s->c.n_workers && result == OK; i++) {
        struct worker *w = &p->workers[i];
        w->server = s;
        arena_open(&w->arena, s->c.form_max + COPIES_MAX);
        result = thread_start(&w->thread, "web-worker", worker_run, w, why);
        if (result == OK)
            p->n_workers++;
    }
    mutex_lock(&p->lock);
    while (p->n_opened < p->n_workers)
        condition_wait(&p->changed, &p->lock);
    for (int i = 0; i < p->n_workers && result == OK; i++)
        if (p->workers[i].opened != OK)
            result = err_say(
                why, p->workers[i].opened, "%s", p->workers[i].why.text);
    mutex_unlock(&p->lock);
    if (result != OK) {
        pool_close(s, true);
        pool_join(s);
    }
    return result;
}

void
pool_join(struct server *s)
{
    struct pool *p = &s->pool;
    for (int i = 0; i < p->n_workers; i++) {
        thread_join(&p->workers[i].thread);
        arena_close(&p->workers[i].arena);
    }
    /* The lock and the condition stay: the I/O thread still asks whether there
     * is room, and may be about to wake one. */
}
