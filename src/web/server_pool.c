#include "web/server_inside.h"

#include <signal.h> /* lint: the HTTP seam */

enum { COPIES_MAX = 128 * 1024 };

bool
start_thread(pthread_t *thread, void *(*run)(void *), void *context)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(thread, NULL, run, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed == 0;
}

bool
pool_put(struct server *s, struct conn *c)
{
    struct pool *p = &s->pool;
    pthread_mutex_lock(&p->lock);
    bool has_room = !p->is_closed && p->n_waiting < p->ring_size;
    if (has_room) {
        watch_phase(c, PHASE_WORK);
        /* Before a worker can see it: a resume that comes first is lost. */
        MHD_suspend_connection(c->mhd);
        p->ring[(p->first + p->n_waiting++) % p->ring_size] = c;
        pthread_cond_signal(&p->changed);
    }
    pthread_mutex_unlock(&p->lock);
    return has_room;
}

void
pool_close(struct server *s, bool is_late)
{
    struct pool *p = &s->pool;
    pthread_mutex_lock(&p->lock);
    p->is_closed = true;
    p->is_late = p->is_late || is_late;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

static void
answer_one(struct worker *w, struct conn *c, bool is_late)
{
    const struct server_config *config = &w->server->c;
    arena_reset(&w->arena, config->form_max + COPIES_MAX);
    if (is_late) {
        answer_refuse(c, 503, "stopping");
        return;
    }
    int fault = body_finish(c, &w->arena);
    if (fault != 0) {
        answer_refuse(c, fault,
            fault == 413 ? "the body is too large" : "no room for the body");
        return;
    }
    struct web_output out = { .status = 200, .fd = -1 };
    config->work(config->context, w->its, &c->in, &out);
    answer_make(c, &w->arena, &out);
}

static void *
worker_run(void *context)
{
    struct worker *w = context;
    struct pool *p = &w->server->pool;
    const struct server_config *config = &w->server->c;
    enum err opened = OK;
    if (config->worker_open != NULL)
        opened = config->worker_open(config->context, &w->its, &w->why);
    pthread_mutex_lock(&p->lock);
    w->opened = opened;
    p->n_opened++;
    pthread_cond_broadcast(&p->changed);
    while (opened == OK) {
        while (p->n_waiting == 0 && !p->is_closed)
            pthread_cond_wait(&p->changed, &p->lock);
        if (p->n_waiting == 0)
            break;
        struct conn *c = p->ring[p->first];
        p->first = (p->first + 1) % p->ring_size;
        p->n_waiting--;
        bool is_late = p->is_late;
        pthread_mutex_unlock(&p->lock);
        struct MHD_Connection *mhd = c->mhd;
        answer_one(w, c, is_late);
        MHD_resume_connection(mhd); /* c is the I/O thread's again */
        pthread_mutex_lock(&p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    if (opened == OK && config->worker_close != NULL)
        config->worker_close(config->context, w->its);
    return NULL;
}

enum err
pool_start(struct server *s, struct arena *process, struct why *why)
{
    struct pool *p = &s->pool;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, NULL);
    p->ring_size = s->c.queue_size;
    p->ring = arena_new(process, struct conn *, p->ring_size);
    p->workers = arena_new(process, struct worker, s->c.n_workers);
    enum err result = OK;
    for (int i = 0; i < s->c.n_workers && result == OK; i++) {
        struct worker *w = &p->workers[i];
        w->server = s;
        arena_open(&w->arena, s->c.form_max + COPIES_MAX);
        if (start_thread(&w->thread, worker_run, w))
            p->n_workers++;
        else
            result = err_say(why, ERR_NO_ROOM, "cannot start a thread");
    }
    pthread_mutex_lock(&p->lock);
    while (p->n_opened < p->n_workers)
        pthread_cond_wait(&p->changed, &p->lock);
    for (int i = 0; i < p->n_workers && result == OK; i++)
        if (p->workers[i].opened != OK)
            result = err_say(
                why, p->workers[i].opened, "%s", p->workers[i].why.text);
    pthread_mutex_unlock(&p->lock);
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
        pthread_join(p->workers[i].thread, NULL);
        arena_close(&p->workers[i].arena);
    }
    pthread_cond_destroy(&p->changed);
    /* The lock stays: the I/O thread still asks whether there is room. */
}
