#include "keep/once.h"

#include "keep/once.sql.h"
#include "os/clock.h"

#include <sodium.h>

/* Some forms make a receipt of their token: whoever reads the database, or a
 * backup of it, must not be able to make it again. */
static text
hash_of(struct arena *a, text token)
{
    enum { BYTES = 32 };
    unsigned char hash[BYTES];
    char *hex = arena_new(a, char, 2 * BYTES + 1);
    require(
        crypto_generichash(hash, sizeof hash, (const unsigned char *)token.ptr,
            (size_t)token.len, NULL, 0) == 0);
    sodium_bin2hex(hex, 2 * BYTES + 1, hash, sizeof hash);
    return (text){ hex, 2 * BYTES };
}

static struct once_insert_in
row_of(struct arena *a, text token, text result)
{
    return (struct once_insert_in){
        .token = hash_of(a, token), .at = now_s(), .result = result
    };
}

void
once_ask(struct db_batch *batch, text token, text result, int64_t *n)
{
    struct once_insert_in row = row_of(batch->arena, token, result);
    db_ask_none(batch, &once_insert_query, &row, n);
}

enum err
once_taken(struct db *writer, struct arena *a, text token, text *first)
{
    struct once_find_row found = { 0 };
    enum err e = once_find(
        writer, a, (struct once_find_in){ .token = hash_of(a, token) }, &found);
    if (e != OK)
        return e;
    *first = found.result;
    return ERR_CONFLICT;
}

enum err
once_take(
    struct db *writer, struct arena *a, text token, text result, text *first)
{
    int64_t n = 0;
    enum err e = once_insert(writer, row_of(a, token, result), &n);
    return e != OK || n > 0 ? e : once_taken(writer, a, token, first);
}

enum err
once_look(struct db *db, struct arena *a, text token, bool *is_taken)
{
    struct once_find_row found;
    enum err e = once_find(
        db, a, (struct once_find_in){ .token = hash_of(a, token) }, &found);
    *is_taken = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
once_clean(struct db *writer, int64_t before)
{
    return once_forget(
        writer, (struct once_forget_in){ .before = before }, NULL);
}
