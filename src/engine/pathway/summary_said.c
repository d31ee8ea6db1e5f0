/* What cases have to say, and records made of it. */
#include "engine/pathway/summary_inside.h"

#include <string.h>

/* Not zeroed: what is never written is never memory. */
static void *
room_for(struct arena *a, int64_t bytes)
{
    void *at = arena_try_room(a, bytes);
    return at != NULL ? at : arena_new(a, int64_t, bytes / 8 + 1);
}

void
cp_say(struct cp_saying *s, enum cp_record_kind kind, int64_t cell, int32_t a,
    int32_t b, int64_t value)
{
    if (kind < s->from || kind > s->until)
        return;
    if (s->n == s->n_room) {
        int64_t n_room = 2 * s->n_room;
        struct cp_said *more =
            room_for(s->arena, n_room * (ptrdiff_t)sizeof *more);
        memcpy(more, s->all, (size_t)s->n * sizeof *more);
        s->all = more;
        s->room = room_for(s->arena, n_room * (ptrdiff_t)sizeof *more);
        s->n_room = n_room;
    }
    s->all[s->n++] = (struct cp_said){ cp_record_key(kind, cell, a, b), value };
}

/* A byte of it, so that bytes in order are in order of key, then value. */
static inline unsigned
byte_of(const struct cp_said *s, int byte)
{
    uint64_t word = byte < 8 ? (uint64_t)s->value ^ UINT64_C(1) << 63 : s->key;
    return (unsigned)(word >> 8 * (byte % 8) & 0xFF);
}

/* By the lowest byte first; bytes that are all alike are passed over. */
static struct cp_said *
sort_said(struct cp_said *all, struct cp_said *room, int64_t n)
{
    for (int byte = 0; byte < 16 && n > 0; byte++) {
        int64_t starts[257] = { 0 };
        for (int64_t i = 0; i < n; i++)
            starts[byte_of(&all[i], byte) + 1]++;
        if (starts[byte_of(&all[0], byte) + 1] == n)
            continue;
        for (int i = 0; i < 256; i++)
            starts[i + 1] += starts[i];
        for (int64_t i = 0; i < n; i++)
            room[starts[byte_of(&all[i], byte)]++] = all[i];
        struct cp_said *other = all;
        all = room;
        room = other;
    }
    return all;
}

static void
more_records(struct cp_saying *s, int64_t n)
{
    if (s->n_records + n <= s->n_records_room)
        return;
    int64_t n_room = 2 * (s->n_records + n);
    struct cp_record *more = arena_new(s->arena, struct cp_record, n_room);
    if (s->n_records > 0)
        memcpy(more, s->records, (size_t)s->n_records * sizeof *more);
    s->records = more;
    s->n_records_room = n_room;
}

void
cp_said_records(struct cp_saying *s)
{
    const struct cp_said *all = sort_said(s->all, s->room, s->n);
    int64_t n_records = 0, n_words = 0, n;
    for (int64_t i = 0; i < s->n; i += n) {
        for (n = 1; i + n < s->n && all[i + n].key == all[i].key &&
             all[i + n].value == all[i].value;
             n++)
            ;
        n_records += i == 0 || all[i].key != all[i - 1].key;
        n_words += 1 + (n > 1);
    }
    more_records(s, n_records);
    int64_t *to = room_for(s->arena, n_words * (ptrdiff_t)sizeof *to);
    struct cp_record *r = s->records + s->n_records - 1;
    for (int64_t i = 0; i < s->n; i += n) {
        for (n = 1; i + n < s->n && all[i + n].key == all[i].key &&
             all[i + n].value == all[i].value;
             n++)
            ;
        if (i == 0 || all[i].key != all[i - 1].key)
            *++r = (struct cp_record){ all[i].key, to, 0 };
        to = cp_words_put(to, all[i].value, n);
        r->n_words = to - r->words;
    }
    s->n_records += n_records;
    s->n = 0;
}

void
cp_hear(
    struct cp_saying *s, enum cp_record_kind from, enum cp_record_kind until)
{
    s->from = from;
    s->until = until;
}

void
cp_saying_begin(struct cp_saying *s, struct arena *a, int64_t n_room)
{
    *s = (struct cp_saying){ .arena = a, .n_room = n_room };
    s->all = room_for(a, n_room * (ptrdiff_t)sizeof *s->all);
    s->room = room_for(a, n_room * (ptrdiff_t)sizeof *s->all);
}
