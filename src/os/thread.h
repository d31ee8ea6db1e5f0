/* Threads, mutexes, conditions: thin, and a misuse stops the process.
 *
 * The caller owns each struct and keeps it where it is until it is closed or
 * joined. Threads take no signals: those go to whoever asks os/process.h.
 */
#ifndef OS_THREAD_H
#define OS_THREAD_H

#include "base/err.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

struct thread {
    pthread_t id;
    void (*run)(void *arg);
    void *arg;
};
/* `name` at most 15 bytes, for top and gdb. */
enum err thread_start(struct thread *t, const char *name,
    void (*run)(void *arg), void *arg, struct why *why);
void thread_join(struct thread *t);

struct mutex {
    pthread_mutex_t it;
};
#define MUTEX_INIT                                                             \
    {                                                                          \
        PTHREAD_MUTEX_INITIALIZER                                              \
    }
void mutex_open(struct mutex *m);
void mutex_close(struct mutex *m);
void mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);

/* Wait with the mutex locked, and look again at what you wait for: a wait
 * may end without a wake. */
struct condition {
    pthread_cond_t it;
};
void condition_open(struct condition *c);
void condition_close(struct condition *c);
void condition_wait(struct condition *c, struct mutex *m);
/* False when monotonic_ns() has passed `until_ns`. */
bool
condition_wait_until(struct condition *c, struct mutex *m, int64_t until_ns);
void condition_wake_one(struct condition *c);
void condition_wake_all(struct condition *c);

/* One thread waits until another says so, once. Who waits takes no lock when it
 * wakes, and the latch may be gone as soon as it was raised: so it can stand in
 * what belongs to the waiter. A release: what was written before the raise is
 * seen after the wait. */
struct latch {
    _Atomic uint32_t state;
};
void latch_lower(struct latch *l); /* before others know of it */
void latch_raise(struct latch *l);
bool latch_is_raised(const struct latch *l);
void latch_wait(struct latch *l);

struct once {
    pthread_once_t it;
};
#define ONCE_INIT                                                              \
    {                                                                          \
        PTHREAD_ONCE_INIT                                                      \
    }
void once(struct once *o, void (*run)(void));

#endif
