#include "web/cache.h"

#include "os/thread.h"

#include <string.h>

enum { CHUNK = 1024, CHUNKS_IN_SLAB = 64, BUCKETS = 512, NONE = -1 };

/* Key, type, etag, encoding and body stand behind one another in chunks. */
struct entry {
    uint64_t hash;
    ptrdiff_t len[5];
    const void *route;
    int chunk; /* the first */
    int n_chunks;
    int next; /* in its bucket, or among the free */
    int newer, older;
};

struct cache {
    struct arena own;
    struct mutex lock;
    int64_t change_count;
    int n_slabs, n_slabs_max, n_entries;
    char **slabs;
    int *next_chunk;
    struct entry *entries;
    int buckets[BUCKETS];
    int free_chunk, n_free, free_entry;
    int newest, oldest;
};

static void
forget_all(struct cache *c)
{
    int n_chunks = c->n_slabs * CHUNKS_IN_SLAB;
    for (int i = 0; i < BUCKETS; i++)
        c->buckets[i] = NONE;
    for (int i = 0; i < n_chunks; i++)
        c->next_chunk[i] = i + 1 < n_chunks ? i + 1 : NONE;
    for (int i = 0; i < c->n_entries; i++)
        c->entries[i].next = i + 1 < c->n_entries ? i + 1 : NONE;
    c->free_chunk = n_chunks > 0 ? 0 : NONE;
    c->n_free = n_chunks;
    c->free_entry = 0;
    c->newest = c->oldest = NONE;
}

#define try_new(a, type, count)                                                \
    ((type *)arena_try(                                                        \
        a, (ptrdiff_t)sizeof(type), (ptrdiff_t) _Alignof(type), count))

struct cache *
cache_open(ptrdiff_t max)
{
    struct arena own;
    arena_open(&own, max);
    struct cache *c = try_new(&own, struct cache, 1);
    ptrdiff_t n_slabs = max / (CHUNKS_IN_SLAB * CHUNK + 1024);
    if (c != NULL) {
        c->n_slabs_max = (int)n_slabs;
        c->n_entries = (int)n_slabs * CHUNKS_IN_SLAB / 4 + 1;
        c->slabs = try_new(&own, char *, n_slabs);
        c->next_chunk = try_new(&own, int, n_slabs *CHUNKS_IN_SLAB);
        c->entries = try_new(&own, struct entry, c->n_entries);
    }
    if (c == NULL || c->slabs == NULL || c->next_chunk == NULL ||
        c->entries == NULL) {
        arena_close(&own);
        return NULL;
    }
    mutex_open(&c->lock);
    c->own = own;
    forget_all(c);
    return c;
}

void
cache_close(struct cache *c)
{
    if (c == NULL)
        return;
    mutex_close(&c->lock);
    struct arena own = c->own;
    arena_close(&own);
}

/* ---- Chunks -------------------------------------------------------------- */

static char *
chunk_at(const struct cache *c, int chunk)
{
    return c->slabs[chunk / CHUNKS_IN_SLAB] +
        (ptrdiff_t)(chunk % CHUNKS_IN_SLAB) * CHUNK;
}

static bool
add_slab(struct cache *c)
{
    if (c->n_slabs == c->n_slabs_max)
        return false;
    char *slab = arena_try(&c->own, CHUNK, 1, CHUNKS_IN_SLAB);
    if (slab == NULL)
        return false;
    int first = c->n_slabs * CHUNKS_IN_SLAB;
    c->slabs[c->n_slabs++] = slab;
    for (int i = 0; i < CHUNKS_IN_SLAB; i++)
        c->next_chunk[first + i] =
            i + 1 < CHUNKS_IN_SLAB ? first + i + 1 : c->free_chunk;
    c->free_chunk = first;
    c->n_free += CHUNKS_IN_SLAB;
    return true;
}

struct cursor {
    struct cache *cache;
    int chunk;
    ptrdiff_t at;
};

/* Copy `len` bytes in or out, from chunk to chunk. */
static void
move(struct cursor *k, char *out, const char *in, ptrdiff_t len)
{
    while (len > 0) {
        if (k->at == CHUNK) {
            k->chunk = k->cache->next_chunk[k->chunk];
            k->at = 0;
        }
        char *here = chunk_at(k->cache, k->chunk) + k->at;
        ptrdiff_t n = CHUNK - k->at < len ? CHUNK - k->at : len;
        if (in != NULL) {
            memcpy(here, in, (size_t)n);
            in += n;
        } else {
            memcpy(out, here, (size_t)n);
            out += n;
        }
        k->at += n;
        len -= n;
    }
}

/* ---- Entries ------------------------------------------------------------- */

static void
unlink_age(struct cache *c, int i)
{
    struct entry *e = &c->entries[i];
    *(e->newer == NONE ? &c->newest : &c->entries[e->newer].older) = e->older;
    *(e->older == NONE ? &c->oldest : &c->entries[e->older].newer) = e->newer;
}

static void
link_newest(struct cache *c, int i)
{
    struct entry *e = &c->entries[i];
    e->newer = NONE;
    e->older = c->newest;
    *(c->newest == NONE ? &c->oldest : &c->entries[c->newest].newer) = i;
    c->newest = i;
}

static void
drop(struct cache *c, int i)
{
    struct entry *e = &c->entries[i];
    int *at = &c->buckets[e->hash % BUCKETS];
    while (*at != i)
        at = &c->entries[*at].next;
    *at = e->next;
    unlink_age(c, i);
    int last = e->chunk;
    for (int n = 1; n < e->n_chunks; n++)
        last = c->next_chunk[last];
    c->next_chunk[last] = c->free_chunk;
    c->free_chunk = e->chunk;
    c->n_free += e->n_chunks;
    e->next = c->free_entry;
    c->free_entry = i;
}

static bool
is_key_of(struct cache *c, const struct entry *e, text key)
{
    char mine[CACHE_KEY_MAX];
    if (e->len[0] != key.len)
        return false;
    struct cursor k = { c, e->chunk, 0 };
    move(&k, mine, NULL, key.len);
    return memcmp(mine, key.ptr, (size_t)key.len) == 0;
}

static int
find(struct cache *c, text key, uint64_t hash)
{
    for (int i = c->buckets[hash % BUCKETS]; i != NONE; i = c->entries[i].next)
        if (c->entries[i].hash == hash && is_key_of(c, &c->entries[i], key))
            return i;
    return NONE;
}

static bool
copy_out(
    struct cache *c, const struct entry *e, struct arena *a, struct kept *kept)
{
    ptrdiff_t len = e->len[1] + e->len[2] + e->len[3] + e->len[4];
    /* arena_try: a jump would leave the lock behind */
    char *to = arena_try(a, 1, 1, len);
    if (to == NULL)
        return false;
    char skipped[CACHE_KEY_MAX];
    struct cursor k = { c, e->chunk, 0 };
    move(&k, skipped, NULL, e->len[0]);
    move(&k, to, NULL, len);
    text *part[4] = { &kept->type, &kept->etag, &kept->encoding, &kept->body };
    for (int i = 0; i < 4; i++) {
        *part[i] = (text){ to, e->len[i + 1] };
        to += e->len[i + 1];
    }
    kept->route = e->route;
    return true;
}

bool
cache_get(struct cache *c, text key, int64_t change_count, struct arena *a,
    struct kept *kept)
{
    if (key.len > CACHE_KEY_MAX)
        return false;
    uint64_t hash = text_hash(key);
    bool is_found = false;
    mutex_lock(&c->lock);
    if (c->change_count == change_count) {
        int i = find(c, key, hash);
        if (i != NONE) {
            unlink_age(c, i);
            link_newest(c, i);
            is_found = copy_out(c, &c->entries[i], a, kept);
        }
    }
    mutex_unlock(&c->lock);
    return is_found;
}

/* Room for one entry of n_chunks, older ones given up for it. */
static bool
make_room(struct cache *c, ptrdiff_t n_chunks)
{
    while (c->n_free < n_chunks && add_slab(c))
        ;
    while ((c->n_free < n_chunks || c->free_entry == NONE) && c->oldest != NONE)
        drop(c, c->oldest);
    return c->n_free >= n_chunks && c->free_entry != NONE;
}

static void
put(struct cache *c, text key, uint64_t hash, const struct kept *kept)
{
    text part[5] = { key, kept->type, kept->etag, kept->encoding, kept->body };
    ptrdiff_t len = 0;
    for (int i = 0; i < 5; i++)
        len += part[i].len;
    ptrdiff_t n_chunks = (len + CHUNK - 1) / CHUNK;
    int old = find(c, key, hash);
    if (old != NONE)
        drop(c, old);
    /* a page that would push out a quarter of the others is not worth it */
    if (n_chunks > (ptrdiff_t)c->n_slabs_max * CHUNKS_IN_SLAB / 4 ||
        !make_room(c, n_chunks))
        return;
    int i = c->free_entry;
    struct entry *e = &c->entries[i];
    c->free_entry = e->next;
    *e = (struct entry){ .hash = hash,
        .route = kept->route,
        .chunk = c->free_chunk,
        .n_chunks = (int)n_chunks };
    struct cursor k = { c, e->chunk, 0 };
    for (int p = 0; p < 5; p++) {
        e->len[p] = part[p].len;
        if (part[p].len > 0)
            move(&k, NULL, part[p].ptr, part[p].len);
    }
    c->free_chunk = c->next_chunk[k.chunk];
    c->n_free -= e->n_chunks;
    e->next = c->buckets[hash % BUCKETS];
    c->buckets[hash % BUCKETS] = i;
    link_newest(c, i);
}

void
cache_put(
    struct cache *c, text key, int64_t change_count, const struct kept *kept)
{
    if (key.len == 0 || key.len > CACHE_KEY_MAX)
        return;
    uint64_t hash = text_hash(key);
    mutex_lock(&c->lock);
    if (c->change_count != change_count) {
        forget_all(c);
        c->change_count = change_count;
    }
    put(c, key, hash, kept);
    mutex_unlock(&c->lock);
}

int64_t
cache_bytes(struct cache *c)
{
    mutex_lock(&c->lock);
    int64_t n = ((int64_t)c->n_slabs * CHUNKS_IN_SLAB - c->n_free) * CHUNK;
    mutex_unlock(&c->lock);
    return n;
}
