#include "web/limit.h"

#include "os/thread.h"
#include "web/server_address.h"

#include <string.h>

enum { SETS = 512, WAYS = 8, PAUSE_MS = 60 * 1000, ALL_TIMES = 10 };

/* Of an address all that must be known is when all it sent will have been
 * paid for, one pause each: in the past it is as good as unknown. */
struct slot {
    uint64_t who;
    int64_t paid_at_ms;
};

struct limit {
    struct mutex lock;
    int64_t n_at_once;
    uint64_t salt;
    int64_t all_paid_at_ms;
    struct slot slots[SETS][WAYS];
};

struct limit *
limit_open(struct arena *process, int n_at_once, uint64_t salt)
{
    struct limit *l = arena_new(process, struct limit, 1);
    require(n_at_once > 0);
    mutex_open(&l->lock);
    l->n_at_once = n_at_once;
    l->salt = salt;
    return l;
}

void
limit_close(struct limit *l)
{
    if (l != NULL)
        mutex_close(&l->lock);
}

/* Never 0, which is a free slot. What cannot be read as an address is one. */
static uint64_t
who_is(const struct limit *l, text address)
{
    static const unsigned char ipv4[12] = { [10] = 0xff, [11] = 0xff };
    unsigned char bytes[16] = { 0 };
    if (!address_parse(address, bytes))
        memset(bytes, 0, sizeof bytes);
    else if (memcmp(bytes, ipv4, sizeof ipv4) != 0)
        memset(bytes + 8, 0, 8);
    uint64_t h = l->salt;
    for (int i = 0; i < 16; i++) {
        h = (h ^ bytes[i]) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    return h == 0 ? 1 : h;
}

/* That of this address, else the one that is missed least. */
static struct slot *
slot_of(struct limit *l, uint64_t who)
{
    struct slot *set = l->slots[who % SETS], *best = &set[0];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].who == who)
            return &set[i];
        if (set[i].paid_at_ms < best->paid_at_ms)
            best = &set[i];
    }
    *best = (struct slot){ .who = who };
    return best;
}

static bool
is_free(int64_t paid_at_ms, int64_t now_ms, int64_t pause_ms, int64_t n)
{
    return paid_at_ms <= now_ms + (n - 1) * pause_ms;
}

static void
count(int64_t *paid_at_ms, int64_t now_ms, int64_t pause_ms)
{
    *paid_at_ms = (*paid_at_ms > now_ms ? *paid_at_ms : now_ms) + pause_ms;
}

bool
limit_take(struct limit *l, text address, int64_t now_ms)
{
    enum { ALL_PAUSE_MS = PAUSE_MS / ALL_TIMES };
    uint64_t who = who_is(l, address);
    mutex_lock(&l->lock);
    struct slot *slot = slot_of(l, who);
    bool may = is_free(slot->paid_at_ms, now_ms, PAUSE_MS, l->n_at_once) &&
        is_free(
            l->all_paid_at_ms, now_ms, ALL_PAUSE_MS, l->n_at_once * ALL_TIMES);
    if (may) {
        count(&slot->paid_at_ms, now_ms, PAUSE_MS);
        count(&l->all_paid_at_ms, now_ms, ALL_PAUSE_MS);
    }
    mutex_unlock(&l->lock);
    return may;
}
