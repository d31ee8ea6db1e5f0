#include "os/thread.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void *
begin(void *arg)
{
    struct thread *t = arg;
    t->run(t->arg);
    return NULL;
}

enum err
thread_start(struct thread *t, const char *name, void (*run)(void *arg),
    void *arg, struct why *why)
{
    *t = (struct thread){ .run = run, .arg = arg };
    sigset_t all, before;
    sigfillset(&all);
    /* a fault must still stop the thread that made it */
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGABRT);
    require(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
    int rc = pthread_create(&t->id, NULL, begin, t);
    require(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
    if (rc != 0)
        return err_say(why, ERR_NO_ROOM, "cannot start the thread %s: %s", name,
            strerror(rc));
    (void)pthread_setname_np(t->id, name);
    return OK;
}

void
thread_join(struct thread *t)
{
    require(pthread_join(t->id, NULL) == 0);
}

void
mutex_open(struct mutex *m)
{
    require(pthread_mutex_init(&m->it, NULL) == 0);
}

void
mutex_close(struct mutex *m)
{
    require(pthread_mutex_destroy(&m->it) == 0);
}

void
mutex_lock(struct mutex *m)
{
    require(pthread_mutex_lock(&m->it) == 0);
}

void
mutex_unlock(struct mutex *m)
{
    require(pthread_mutex_unlock(&m->it) == 0);
}

void
condition_open(struct condition *c)
{
    pthread_condattr_t attr;
    require(pthread_condattr_init(&attr) == 0);
    require(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
    require(pthread_cond_init(&c->it, &attr) == 0);
    pthread_condattr_destroy(&attr);
}

void
condition_close(struct condition *c)
{
    require(pthread_cond_destroy(&c->it) == 0);
}

void
condition_wait(struct condition *c, struct mutex *m)
{
    require(pthread_cond_wait(&c->it, &m->it) == 0);
}

bool
condition_wait_until(struct condition *c, struct mutex *m, int64_t until_ns)
{
    if (until_ns < 0)
        until_ns = 0;
    struct timespec t = { until_ns / 1000000000, until_ns % 1000000000 };
    int rc = pthread_cond_timedwait(&c->it, &m->it, &t);
    require(rc == 0 || rc == ETIMEDOUT);
    return rc == 0;
}

void
condition_wake_one(struct condition *c)
{
    require(pthread_cond_signal(&c->it) == 0);
}

void
condition_wake_all(struct condition *c)
{
    require(pthread_cond_broadcast(&c->it) == 0);
}

/* ---- latches ------------------------------------------------------------- */

enum { LATCH_LOW, LATCH_RAISED, LATCH_SLEPT_ON };

void
latch_lower(struct latch *l)
{
    atomic_store_explicit(&l->state, LATCH_LOW, memory_order_relaxed);
}

/* The kernel is given the address alone: if the latch is gone by then, at worst
 * somebody else's wait ends without a wake, which every futex allows for. */
void
latch_raise(struct latch *l)
{
    if (atomic_exchange_explicit(
            &l->state, LATCH_RAISED, memory_order_acq_rel) == LATCH_SLEPT_ON)
        (void)syscall(
            SYS_futex, &l->state, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

bool
latch_is_raised(const struct latch *l)
{
    return atomic_load_explicit(&l->state, memory_order_acquire) ==
        LATCH_RAISED;
}

void
latch_wait(struct latch *l)
{
    uint32_t low = LATCH_LOW;
    atomic_compare_exchange_strong_explicit(&l->state, &low, LATCH_SLEPT_ON,
        memory_order_acq_rel, memory_order_acquire);
    while (!latch_is_raised(l))
        (void)syscall(SYS_futex, &l->state, FUTEX_WAIT_PRIVATE, LATCH_SLEPT_ON,
            NULL, NULL, 0);
}

void
once(struct once *o, void (*run)(void))
{
    require(pthread_once(&o->it, run) == 0);
}
