#include "people/attempt.h"

#include "keep/tally.h"
#include "os/entropy.h"
#include "os/thread.h"

#include <sodium.h>
#include <string.h>

/* Attempts at once, and after how many milliseconds there is one more. */
static const struct rule {
    int64_t n_free, every_ms;
} rules[] = {
    { 5, 60000 },   /* of one address at one account */
    { 40, 30000 },  /* at one account */
    { 60, 6000 },   /* of one address */
    { 10, 60000 },  /* of one browser at its account */
    { 3, 1200000 }, /* mails to one address */
};

enum { N_SLOTS = 1 << 14, N_PROBES = 8 };

/* `full_at`: when all attempts would be free again. */
static struct slot {
    uint64_t key;
    int64_t full_at;
} slots[N_SLOTS];
static struct mutex lock = MUTEX_INIT;
static struct once started = ONCE_INIT;
static unsigned char chance[crypto_shorthash_KEYBYTES];

static void
start(void)
{
    entropy(chance, sizeof chance);
}

text
attempt_peer(text peer)
{
    text rest = peer, group;
    int n = 0;
    if (text_has_byte(peer, '.') || !text_has_byte(peer, ':'))
        return peer;
    ptrdiff_t end = 0;
    while (text_is_known(rest) && n < 4) {
        group = text_cut(rest, ':', &rest);
        if (group.len == 0 && n > 0)
            break; /* "::": zeros from here on */
        end += group.len + 1;
        n++;
    }
    return text_slice(peer, 0, end);
}

/* Nobody who does not know `chance` can make two keys meet. */
static uint64_t
key_of(char kind, text a, text b)
{
    unsigned char room[600], hash[crypto_shorthash_BYTES];
    size_t n = 0;
    uint64_t key;
    a = text_slice(a, 0, 250);
    b = text_slice(b, 0, 300);
    room[n++] = (unsigned char)kind;
    room[n++] = (unsigned char)a.len;
    if (a.len > 0)
        memcpy(room + n, a.ptr, (size_t)a.len);
    n += (size_t)a.len;
    if (b.len > 0)
        memcpy(room + n, b.ptr, (size_t)b.len);
    n += (size_t)b.len;
    crypto_shorthash(hash, room, n, chance);
    memcpy(&key, hash, sizeof key);
    /* the three lowest bits name the rule */
    return (key & ~(uint64_t)7) | (uint64_t)(kind - '0') | 1 << 3;
}

/* The slot of a key; or, if it has none, the one that is owed least. */
static struct slot *
slot_of(uint64_t key)
{
    struct slot *least = NULL;
    for (uint64_t i = 0; i < N_PROBES; i++) {
        struct slot *s = &slots[((key >> 8) + i) % N_SLOTS];
        if (s->key == key)
            return s;
        if (least == NULL || s->full_at < least->full_at)
            least = s;
    }
    *least = (struct slot){ .key = key };
    return least;
}

static const struct rule *
rule_of(uint64_t key)
{
    return &rules[key & 7];
}

/* Count one against all of these keys, or against none. */
static bool
take(const struct attempt *at, int64_t now_ms, int *wait_s)
{
    int64_t wait_ms = 0;
    mutex_lock(&lock);
    for (int i = 0; i < at->n_keys; i++) {
        const struct rule *r = rule_of(at->keys[i]);
        int64_t full_at = slot_of(at->keys[i])->full_at;
        int64_t debt_ms = full_at > now_ms ? full_at - now_ms : 0;
        int64_t over_ms = debt_ms - (r->n_free - 1) * r->every_ms;
        if (over_ms > wait_ms)
            wait_ms = over_ms;
    }
    for (int i = 0; wait_ms == 0 && i < at->n_keys; i++) {
        struct slot *s = slot_of(at->keys[i]);
        s->full_at = (s->full_at > now_ms ? s->full_at : now_ms) +
            rule_of(at->keys[i])->every_ms;
    }
    mutex_unlock(&lock);
    *wait_s = (int)((wait_ms + 999) / 1000);
    return wait_ms == 0;
}

/* For the coordinator's overview: wrong unless it is forgiven. */
static bool
count(bool is_allowed)
{
    tally_count(is_allowed ? TALLY_SIGN_IN_WRONG : TALLY_SIGN_IN_SLOWED);
    return is_allowed;
}

bool
attempt_allow(
    text peer, text what, int64_t now_ms, struct attempt *at, int *wait_s)
{
    once(&started, start);
    peer = attempt_peer(peer);
    *at = (struct attempt){ .n_keys = 0 };
    at->peer = at->keys[at->n_keys++] = key_of('2', peer, (text){ 0 });
    if (text_is_known(what)) {
        at->keys[at->n_keys++] = key_of('0', peer, what);
        at->account = at->keys[at->n_keys++] = key_of('1', (text){ 0 }, what);
    }
    return count(take(at, now_ms, wait_s));
}

bool
attempt_allow_device(
    text device, text what, int64_t now_ms, struct attempt *at, int *wait_s)
{
    once(&started, start);
    *at = (struct attempt){ .n_keys = 1 };
    at->keys[0] = key_of('3', device, what);
    return count(take(at, now_ms, wait_s));
}

bool
attempt_allow_mail(
    text peer, text mail, int64_t now_ms, bool *is_mailed, int *wait_s)
{
    once(&started, start);
    struct attempt asker = { .n_keys = 1 }, mails = { .n_keys = 1 };
    int none_s;
    asker.keys[0] = key_of('2', attempt_peer(peer), (text){ 0 });
    mails.keys[0] = key_of('4', (text){ 0 }, mail);
    *is_mailed = false;
    if (!take(&asker, now_ms, wait_s))
        return false;
    *is_mailed = take(&mails, now_ms, &none_s);
    return true;
}

void
attempt_forgive(const struct attempt *at)
{
    tally_take_back(TALLY_SIGN_IN_WRONG);
    mutex_lock(&lock);
    for (int i = 0; i < at->n_keys; i++)
        slot_of(at->keys[i])->full_at -= rule_of(at->keys[i])->every_ms;
    mutex_unlock(&lock);
}

void
attempts_clear(void)
{
    mutex_lock(&lock);
    memset(slots, 0, sizeof slots);
    mutex_unlock(&lock);
}
