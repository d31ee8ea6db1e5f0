#include "base/key.h"

enum { CHANCE_BITS = 21 };

int64_t
key_make(struct key_maker *m, int64_t now_ms, uint64_t chance)
{
    require(now_ms >= 0 && now_ms < INT64_C(1) << 42);
    int64_t fresh = now_ms << CHANCE_BITS |
        (int64_t)(chance & ((UINT64_C(1) << CHANCE_BITS) - 1));
    int64_t last = atomic_load_explicit(&m->last, memory_order_relaxed);
    int64_t next;
    do {
        next = fresh > last ? fresh : last + 1;
    } while (!atomic_compare_exchange_weak_explicit(
        &m->last, &last, next, memory_order_relaxed, memory_order_relaxed));
    return next;
}

int64_t
key_time_ms(int64_t key)
{
    return key >> CHANCE_BITS;
}

static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

text
key_print(int64_t key, char to[KEY_LENGTH])
{
    require(key >= 0);
    for (int i = KEY_LENGTH - 1; i >= 0; i--) {
        to[i] = letters[key & 31];
        key >>= 5;
    }
    return (text){ to, KEY_LENGTH };
}

static int
value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        c = (char)(c - 'A' + 'a');
    if (c == 'i' || c == 'l')
        return 1;
    if (c == 'o')
        return 0;
    for (int i = 0; i < 32; i++)
        if (letters[i] == c)
            return i;
    return -1;
}

bool
key_parse(text t, int64_t *key)
{
    if (t.len != KEY_LENGTH || value_of(t.ptr[0]) > 7)
        return false;
    int64_t value = 0;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        int digit = value_of(t.ptr[i]);
        if (digit < 0)
            return false;
        value = value << 5 | digit;
    }
    *key = value;
    return true;
}
