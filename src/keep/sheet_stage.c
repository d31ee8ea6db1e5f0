#include "keep/sheet_stage.h"

#include "os/file.h"

#include <string.h>

enum {
    OUT_SIZE = 256 * 1024,
    IN_SIZE = 256 * 1024,
    SLOTS_FIRST = 1 << 10,
    SLOTS_HELD = 1 << 16, /* more are in the file */
    CODE_MAX = 255,
    RECORD_MAX = 64 << 20,
};

/* As it stands in the file, before code, detail and row. */
struct head {
    uint64_t hash, seen_hash;
    int64_t line, id;
    uint32_t row_len, detail_len;
    uint16_t sheet;
    uint8_t kind, code_len, is_second, is_new_words, is_original, has_given_key;
};

struct stage {
    struct arena *a;
    int records, index;
    char *out; /* OUT_SIZE: the end of `records` that is not written yet */
    ptrdiff_t n_out;
    int64_t n_written;
    char *in; /* for stage_next */
    ptrdiff_t n_in, in_size;
    int64_t in_at; /* where in `records` it stands */
    char found[sizeof(struct head) + CODE_MAX];
    /* Open addressing. A slot has where a record begins, plus one, and the
     * upper bits of its hash; 0 is free. */
    uint64_t *held;
    int64_t n_slots, n_codes;
};

enum { PLACE_BITS = 44 };
#define PLACE_MASK ((UINT64_C(1) << PLACE_BITS) - 1)

/* ---- The records -----------------------------------------------------------
 */

enum err
stage_open(struct stage **stage, text folder, struct arena *a, struct why *why)
{
    struct stage *s = arena_new(a, struct stage, 1);
    s->a = a;
    enum err e = file_open_unnamed(&s->records, folder, why);
    if (e != OK)
        return e;
    e = file_open_unnamed(&s->index, folder, why);
    if (e != OK) {
        file_close(s->records);
        return e;
    }
    s->out = arena_new(a, char, OUT_SIZE);
    s->in_size = IN_SIZE;
    s->in = arena_new(a, char, s->in_size);
    s->held = arena_new(a, uint64_t, SLOTS_HELD);
    s->n_slots = SLOTS_FIRST;
    *stage = s;
    return OK;
}

void
stage_close(struct stage *s)
{
    file_close(s->records);
    file_close(s->index);
}

int64_t
stage_size(const struct stage *s)
{
    return s->n_written + s->n_out;
}

static enum err
flush(struct stage *s)
{
    enum err e =
        file_put_at(s->records, (text){ s->out, s->n_out }, s->n_written);
    if (e == OK) {
        s->n_written += s->n_out;
        s->n_out = 0;
    }
    return e;
}

static enum err
append(struct stage *s, text t)
{
    if (s->n_out + t.len > OUT_SIZE) {
        enum err e = flush(s);
        if (e != OK)
            return e;
    }
    if (t.len > OUT_SIZE) {
        enum err e = file_put_at(s->records, t, s->n_written);
        s->n_written += e == OK ? t.len : 0;
        return e;
    }
    if (t.len > 0)
        memcpy(s->out + s->n_out, t.ptr, (size_t)t.len);
    s->n_out += t.len;
    return OK;
}

/* `n` bytes from `at` on, wherever they are; fewer at the end. */
static enum err
take(struct stage *s, int64_t at, char *to, ptrdiff_t n, ptrdiff_t *taken)
{
    ptrdiff_t n_file = 0;
    *taken = 0;
    if (at < s->n_written) {
        ptrdiff_t want = n;
        if (at + want > s->n_written)
            want = (ptrdiff_t)(s->n_written - at);
        enum err e = file_get_at(s->records, to, want, at, &n_file);
        if (e != OK)
            return e;
        if (n_file < want)
            return ERR_IO;
    }
    int64_t from = at + n_file - s->n_written;
    ptrdiff_t rest = n - n_file;
    if (rest > s->n_out - from)
        rest = (ptrdiff_t)(s->n_out - from);
    if (rest > 0)
        memcpy(to + n_file, s->out + from, (size_t)rest);
    *taken = n_file + (rest > 0 ? rest : 0);
    return OK;
}

/* ---- The index -------------------------------------------------------------
 */

static uint64_t
hash_of(int sheet, text code)
{
    uint64_t h = text_hash(code) ^ ((uint64_t)sheet << 32);
    h ^= h >> 29;
    h *= UINT64_C(0xbf58476d1ce4e5b9);
    return h ^ h >> 32;
}

static bool
is_held(const struct stage *s)
{
    return s->n_slots <= SLOTS_HELD;
}

static enum err
slot_get(struct stage *s, int64_t i, uint64_t *slot)
{
    ptrdiff_t n;
    *slot = 0;
    if (is_held(s)) {
        *slot = s->held[i];
        return OK;
    }
    /* what was never written reads as nothing: free */
    return file_get_at(s->index, (char *)slot, (ptrdiff_t)sizeof *slot,
        i * (int64_t)sizeof *slot, &n);
}

static enum err
slot_put(struct stage *s, int64_t i, uint64_t slot)
{
    if (is_held(s)) {
        s->held[i] = slot;
        return OK;
    }
    return file_put_at(s->index,
        (text){ (const char *)&slot, (ptrdiff_t)sizeof slot },
        i * (int64_t)sizeof slot);
}

/* The record's head and code at a slot: is it this one? */
static enum err
is_at(struct stage *s, uint64_t slot, uint64_t hash, int sheet, text code,
    bool *is)
{
    struct head h;
    ptrdiff_t n;
    enum err e = take(s, (int64_t)(slot & PLACE_MASK) - 1, s->found,
        (ptrdiff_t)sizeof s->found, &n);
    if (e != OK)
        return e;
    if (n < (ptrdiff_t)sizeof h)
        return ERR_IO;
    memcpy(&h, s->found, sizeof h);
    *is = h.hash == hash && h.sheet == sheet &&
        text_is_equal((text){ s->found + sizeof h, h.code_len }, code);
    return OK;
}

/* The slot of a code, or the free one where it would be. */
static enum err
slot_of(struct stage *s, uint64_t hash, int sheet, text code, int64_t *i,
    uint64_t *slot)
{
    for (*i = (int64_t)(hash & (uint64_t)(s->n_slots - 1));;
         *i = (*i + 1) & (s->n_slots - 1)) {
        enum err e = slot_get(s, *i, slot);
        if (e != OK || *slot == 0)
            return e;
        if (*slot >> PLACE_BITS != hash >> PLACE_BITS)
            continue;
        bool is = false;
        e = is_at(s, *slot, hash, sheet, code, &is);
        if (e != OK || is)
            return e;
    }
}

/* Put a record that is known to be a new code's into a free slot. */
static enum err
slot_take(struct stage *s, uint64_t hash, int64_t place)
{
    uint64_t slot;
    int64_t i = (int64_t)(hash & (uint64_t)(s->n_slots - 1));
    for (;; i = (i + 1) & (s->n_slots - 1)) {
        enum err e = slot_get(s, i, &slot);
        if (e != OK)
            return e;
        if (slot == 0)
            break;
    }
    slot = (uint64_t)(place + 1) | (hash >> PLACE_BITS << PLACE_BITS);
    return slot_put(s, i, slot);
}

/* Many more slots, filled from the records: each code's first one. */
static enum err
grow(struct stage *s)
{
    struct record r;
    int64_t at = 0, place = 0;
    enum err e = file_cut(s->index);
    s->n_in = 0;
    s->n_slots *= s->n_slots < SLOTS_HELD ? 4 : 16;
    memset(s->held, 0, SLOTS_HELD * sizeof *s->held);
    while (e == OK && (e = stage_next(s, &at, &r)) == OK) {
        if (!r.is_second && r.kind != RECORD_TEXT)
            e = slot_take(s, hash_of(r.sheet, r.code), place);
        place = at;
    }
    s->n_in = 0;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- What others call ------------------------------------------------------
 */

enum err
stage_add(struct stage *s, const struct record *r)
{
    int64_t place = stage_size(s);
    struct head h = { .hash = hash_of(r->sheet, r->code),
        .seen_hash = r->seen_hash,
        .line = r->line,
        .id = r->id,
        .row_len = (uint32_t)r->row.len,
        .detail_len = (uint32_t)r->detail.len,
        .sheet = (uint16_t)r->sheet,
        .kind = (uint8_t)r->kind,
        .code_len = (uint8_t)r->code.len,
        .is_second = r->is_second,
        .is_new_words = r->is_new_words,
        .is_original = r->is_original,
        .has_given_key = r->has_given_key };
    require(r->code.len <= CODE_MAX && r->row.len < RECORD_MAX &&
        r->detail.len < RECORD_MAX);
    enum err e = append(s, (text){ (const char *)&h, (ptrdiff_t)sizeof h });
    if (e == OK)
        e = append(s, r->code);
    if (e == OK)
        e = append(s, r->detail);
    if (e == OK)
        e = append(s, r->row);
    if (e != OK || r->is_second || r->kind == RECORD_TEXT)
        return e;
    if (++s->n_codes * 2 > s->n_slots)
        return grow(s); /* this one too */
    return slot_take(s, h.hash, place);
}

static void
read_head(const struct head *h, const char *code, struct record *r)
{
    *r = (struct record){ .kind = (enum record_kind)h->kind,
        .sheet = h->sheet,
        .is_second = h->is_second,
        .is_new_words = h->is_new_words,
        .is_original = h->is_original,
        .has_given_key = h->has_given_key,
        .line = h->line,
        .id = h->id,
        .seen_hash = h->seen_hash,
        .code = { code, h->code_len } };
}

enum err
stage_find(
    struct stage *s, int sheet, text code, struct record *r, bool *is_found)
{
    int64_t i;
    uint64_t slot;
    struct head h;
    *is_found = false;
    enum err e = slot_of(s, hash_of(sheet, code), sheet, code, &i, &slot);
    if (e != OK || slot == 0)
        return e;
    memcpy(&h, s->found, sizeof h);
    read_head(&h, s->found + sizeof h, r);
    r->place = (int64_t)(slot & PLACE_MASK) - 1;
    *is_found = true;
    return OK;
}

enum err
stage_row(struct stage *s, const struct record *r, struct arena *a, text *row)
{
    struct head h;
    ptrdiff_t n;
    enum err e = take(s, r->place, (char *)&h, (ptrdiff_t)sizeof h, &n);
    if (e != OK || n < (ptrdiff_t)sizeof h)
        return e != OK ? e : ERR_IO;
    char *to = arena_new(a, char, (ptrdiff_t)h.row_len);
    e = take(s,
        r->place + (int64_t)sizeof h + h.code_len + (int64_t)h.detail_len, to,
        (ptrdiff_t)h.row_len, &n);
    *row = (text){ to, (ptrdiff_t)h.row_len };
    return e == OK && n < row->len ? ERR_IO : e;
}

void
stage_empty(struct stage *s)
{
    /* what the files hold beyond is written over, and never read before */
    s->n_out = s->n_in = 0;
    s->n_written = s->n_codes = 0;
    memset(s->held, 0, SLOTS_HELD * sizeof *s->held);
    s->n_slots = SLOTS_FIRST;
}

/* Have `n` bytes from `at` on in `in`. */
static enum err
have(struct stage *s, int64_t at, ptrdiff_t n, const char **from)
{
    if (at < s->in_at || at + n > s->in_at + s->n_in) {
        if (n > s->in_size) {
            s->in_size = n;
            s->in = arena_new(s->a, char, n);
        }
        s->in_at = at;
        enum err e = take(s, at, s->in, s->in_size, &s->n_in);
        if (e != OK)
            return e;
        if (s->n_in < n)
            return s->n_in == 0 ? ERR_NOT_FOUND : ERR_IO;
    }
    *from = s->in + (at - s->in_at);
    return OK;
}

enum err
stage_next(struct stage *s, int64_t *at, struct record *r)
{
    struct head h;
    const char *from;
    enum err e = have(s, *at, (ptrdiff_t)sizeof h, &from);
    if (e != OK)
        return e;
    memcpy(&h, from, sizeof h);
    ptrdiff_t n = (ptrdiff_t)sizeof h + h.code_len + (ptrdiff_t)h.detail_len +
        (ptrdiff_t)h.row_len;
    e = have(s, *at, n, &from);
    if (e != OK)
        return e;
    from += sizeof h;
    read_head(&h, from, r);
    r->detail = (text){ from + h.code_len, (ptrdiff_t)h.detail_len };
    r->row = (text){ from + h.code_len + h.detail_len, (ptrdiff_t)h.row_len };
    *at += n;
    return OK;
}
