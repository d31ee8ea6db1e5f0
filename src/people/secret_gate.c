#include "people/secret_gate.h"

#include "os/clock.h"
#include "os/process.h"
#include "os/thread.h"

#include <stddef.h>

enum { WAIT_MS = 2000, WORKERS_LEAST = 4, RUNNING_MOST = 2, LATELY = 8 };

static struct once started = ONCE_INIT;
static struct mutex gate = MUTEX_INIT;
static struct condition gate_opens;

/* With the lock: who is at it, and how many may be. Together fewer than the
 * threads that answer. */
static const struct gate_turn *running[RUNNING_MOST];
static struct gate_turn *waiting, *known;
static struct gate_turn lately[LATELY]; /* those that ran last */
static unsigned i_lately;
static int n_running, n_running_max;
static bool may_wait, may_wait_known;

static void
set_threads(int n_workers)
{
    int left = n_workers - 1;
    n_running_max = core_count() >= 4 && left >= 3 ? RUNNING_MOST : 1;
    left -= n_running_max;
    may_wait_known = left > 0;
    may_wait = left > 1;
}

static void
start(void)
{
    condition_open(&gate_opens);
    if (n_running_max == 0)
        set_threads(WORKERS_LEAST);
}

void
gate_threads(int n_workers)
{
    require(n_workers >= 2);
    once(&started, start);
    mutex_lock(&gate);
    set_threads(n_workers);
    mutex_unlock(&gate);
}

static bool
is_one(const struct gate_turn *a, const struct gate_turn *b)
{
    return a != b && b != NULL &&
        ((a->peer != 0 && a->peer == b->peer) ||
            (a->account != 0 && a->account == b->account));
}

/* How many of those that ran last are theirs? */
static int
n_lately(const struct gate_turn *t)
{
    int n = 0;
    for (int i = 0; i < LATELY; i++)
        n += is_one(t, &lately[i]);
    return n;
}

/* A place to wait; of who had more than they lately, when there is no other. */
static bool
take_place(struct gate_turn *t)
{
    if (t->is_known) {
        if (!may_wait_known || known != NULL)
            return false;
        known = t;
        return true;
    }
    if (!may_wait)
        return false;
    if (waiting != NULL && n_lately(waiting) <= n_lately(t))
        return false;
    if (waiting != NULL) {
        waiting->is_sent_away = true;
        condition_wake_all(&gate_opens);
    }
    waiting = t;
    return true;
}

static bool
is_shut(const struct gate_turn *t)
{
    return n_running >= n_running_max || (!t->is_known && known != NULL);
}

static void
run(struct gate_turn *t)
{
    n_running++;
    for (t->place = 0; running[t->place] != NULL; t->place++)
        require(t->place < RUNNING_MOST - 1);
    running[t->place] = t;
    if (!t->is_known)
        lately[i_lately++ % LATELY] = *t;
}

enum err
gate_enter(struct gate_turn *t)
{
    int64_t until_ns = monotonic_ns() + WAIT_MS * 1000000LL;
    enum err e = OK;
    once(&started, start);
    t->is_sent_away = false;
    mutex_lock(&gate);
    if (is_shut(t)) {
        if (!take_place(t))
            e = ERR_BUSY;
        while (e == OK && !t->is_sent_away && is_shut(t))
            if (!condition_wait_until(&gate_opens, &gate, until_ns) &&
                is_shut(t))
                e = ERR_BUSY;
        if (t->is_sent_away)
            e = ERR_BUSY;
        if (waiting == t)
            waiting = NULL;
        if (known == t)
            known = NULL;
    }
    if (e == OK)
        run(t);
    mutex_unlock(&gate);
    return e;
}

void
gate_leave(const struct gate_turn *t)
{
    mutex_lock(&gate);
    running[t->place] = NULL;
    n_running--;
    condition_wake_all(&gate_opens);
    mutex_unlock(&gate);
}
