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

/* ---- Who was refused ------------------------------------------------------
 */

/* With the lock. A table of fixed size: of those that could stand in one place
 * the one goes that was refused least, and of these the oldest. */
enum { AGAIN_SLOTS = 1 << 14, AGAIN_PROBES = 8, AGAIN_MOST = 255 };
static struct again {
    uint64_t key; /* 0: none */
    uint32_t at_s;
    uint32_t n;
} agains[AGAIN_SLOTS];

static uint32_t
clock_s(void)
{
    return (uint32_t)(monotonic_ns() / 1000000000);
}

/* The numbers are hashes already; 0: nobody whom one would know again. */
static uint64_t
pair_of(const struct gate_turn *t)
{
    return t->peer == 0 || t->account == 0
        ? 0
        : (t->peer ^ t->account * UINT64_C(0x9e3779b97f4a7c15)) | 1;
}

static bool
is_worth_less(const struct again *a, const struct again *b, uint32_t now_s)
{
    bool a_is_over = a->key == 0 || now_s - a->at_s > GATE_AGAIN_S;
    bool b_is_over = b->key == 0 || now_s - b->at_s > GATE_AGAIN_S;
    if (a_is_over || b_is_over)
        return a_is_over && !b_is_over;
    return a->n != b->n ? a->n < b->n : a->at_s < b->at_s;
}

/* Theirs, or NULL; *room is where it could stand. */
static struct again *
find_again(uint64_t key, uint32_t now_s, struct again **room)
{
    struct again *least = NULL;
    for (uint64_t i = 0; i < AGAIN_PROBES; i++) {
        struct again *a = &agains[((key >> 8) + i) % AGAIN_SLOTS];
        if (a->key == key) {
            *room = a;
            return now_s - a->at_s > GATE_AGAIN_S ? NULL : a;
        }
        if (least == NULL || is_worth_less(a, least, now_s))
            least = a;
    }
    *room = least;
    return NULL;
}

static void
look_up(struct gate_turn *t)
{
    struct again *room;
    uint64_t key = pair_of(t);
    const struct again *a = key == 0 ? NULL : find_again(key, clock_s(), &room);
    t->n_refused = a == NULL ? 0 : a->n;
}

static void
note_refused(const struct gate_turn *t)
{
    struct again *room;
    uint64_t key = pair_of(t);
    uint32_t now_s = clock_s();
    if (key == 0)
        return;
    struct again *a = find_again(key, now_s, &room);
    if (a == NULL) {
        *room = (struct again){ .key = key, .at_s = now_s, .n = 1 };
    } else if (now_s - a->at_s >= GATE_APART_S) {
        a->at_s = now_s;
        a->n += a->n < AGAIN_MOST;
    }
}

static void
forget_refused(const struct gate_turn *t)
{
    struct again *room;
    uint64_t key = pair_of(t);
    struct again *a = key == 0 ? NULL : find_again(key, clock_s(), &room);
    if (a != NULL)
        *a = (struct again){ 0 };
}

/* ---- Whose turn it is ----------------------------------------------------
 */

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

static bool
goes_before(const struct gate_turn *t, const struct gate_turn *other)
{
    int n = n_lately(t), n_other = n_lately(other);
    return n != n_other ? n < n_other : t->n_refused > other->n_refused;
}

/* A place to wait; of who had more than they lately or comes for the first
 * time, when there is no other. */
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
    if (waiting != NULL && !goes_before(t, waiting))
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
    look_up(t);
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
    if (e == OK) {
        forget_refused(t);
        run(t);
    } else {
        note_refused(t);
    }
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
