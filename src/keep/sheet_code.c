/* From a code to its id: a small cache before the stage and the database, for
 * codes are looked up again and again. */
#include "keep/sheet_row.h"
#include "keep/sheet_work.h"

#include <string.h>

enum { CACHE_SIZE = 4096 };

struct cached {
    const struct sheet *sheet;
    int64_t id;
    short len;
    char code[82];
};

void
codes_open(struct importing *in)
{
    in->cache = arena_new(in->a, struct cached, CACHE_SIZE);
}

static struct cached *
cache_slot(const struct importing *in, const struct sheet *s, text code)
{
    uint64_t h = text_hash(code) ^ (uint64_t)(uintptr_t)s;
    h ^= h >> 29;
    return &in->cache[h % CACHE_SIZE];
}

void
code_remember(
    struct importing *in, const struct sheet *s, text code, int64_t id)
{
    struct cached *slot = cache_slot(in, s, code);
    slot->sheet = s;
    slot->id = id;
    slot->len = (short)code.len;
    memcpy(slot->code, code.ptr, (size_t)code.len);
}

static int
index_of(const struct importing *in, const struct sheet *s)
{
    for (int i = 0; in->im->sheets[i] != NULL; i++)
        if (in->im->sheets[i] == s)
            return i;
    return -1;
}

/* What is known without the database: *id 0 when it is to be asked. */
enum err
code_recall(struct importing *in, const struct sheet *s, text code, int64_t *id)
{
    struct record r;
    bool is_found = false;
    const struct cached *slot = cache_slot(in, s, code);
    *id = 0;
    if (slot->sheet == s &&
        text_is_equal((text){ slot->code, slot->len }, code)) {
        *id = slot->id;
        return OK;
    }
    int i = index_of(in, s);
    if (i < 0)
        return OK;
    enum err e = stage_find(in->stage, i, code, &r, &is_found);
    if (e == OK && is_found) {
        *id = r.id;
        code_remember(in, s, code, r.id);
    }
    return e;
}

bool
code_may_be(const struct importing *in, const struct sheet *s)
{
    int i = index_of(in, s);
    return i < 0 || !in->is_empty[i];
}

enum err
code_find(struct importing *in, const struct sheet *s, text code, int64_t *id)
{
    *id = 0;
    if (!code_is_good(code))
        return OK;
    enum err e = code_recall(in, s, code, id);
    if (e != OK || *id != 0 || !code_may_be(in, s))
        return e;
    struct arena_mark mark = arena_mark(in->a);
    char *row = row_new(in->a, s);
    e = db_one(in->db, in->a, s->find, &code, row);
    if (e == OK) {
        *id = row_id(s, row);
        code_remember(in, s, code, *id);
    }
    arena_rewind(in->a, mark);
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
stop_at_first(void *context, const void *row)
{
    (void)row;
    *(bool *)context = false;
    return ERR_CONFLICT; /* enough */
}

enum err
codes_look(struct importing *in)
{
    bool *is_empty = &in->is_empty[in->i_sheet];
    *is_empty = !in->sheet->is_partly_out;
    if (!*is_empty)
        return OK;
    enum err e =
        db_each(in->db, in->a, in->sheet->each, NULL, stop_at_first, is_empty);
    return e == ERR_CONFLICT && !*is_empty ? OK : e;
}
