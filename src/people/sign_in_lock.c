#include "people/sign_in_lock.h"

#include "people/secret.h"
#include "people/sign_in_lock.sql.h"

struct try_step {
    text hash;
    int64_t now, until; /* 0: it may be tried */
};

/* How long after the n-th wrong one in a row. */
static int64_t
pause_s(int64_t n_wrong)
{
    int64_t s = n_wrong <= LOCK_FREE ? 0 : LOCK_FIRST_S;
    for (int64_t i = LOCK_FREE + 1; i < n_wrong && s < LOCK_MOST_S; i++)
        s *= 2;
    return s < LOCK_MOST_S ? s : LOCK_MOST_S;
}

static enum err
save_try(struct db *writer, struct arena *a, void *arg)
{
    struct try_step *step = arg;
    struct sign_in_lock_find_row row = { 0 };
    enum err e = sign_in_lock_find(
        writer, a, (struct sign_in_lock_find_in){ .hash = step->hash }, &row);
    step->until = 0;
    if (e == OK && row.until > step->now) {
        step->until = row.until;
        return OK;
    }
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    int64_t n_wrong = (e == OK ? row.n_wrong : 0) + 1;
    return sign_in_lock_put(writer,
        (struct sign_in_lock_put_in){ .hash = step->hash,
            .n_wrong = n_wrong,
            .until = step->now + pause_s(n_wrong) },
        NULL);
}

enum err
sign_in_lock_try(
    struct db *db, struct arena *a, text what, int64_t now, int *wait_s)
{
    struct try_step step = { .hash = secret_hash(a, "lock", what), .now = now };
    enum err e = db_write_quietly(db, a, save_try, &step);
    *wait_s = 0;
    if (e != OK || step.until == 0)
        return e;
    *wait_s = (int)(step.until - now);
    return ERR_BUSY;
}

static enum err
save_end(struct db *writer, struct arena *a, void *arg)
{
    (void)a;
    const struct sign_in_lock_open_in *in = arg;
    return sign_in_lock_open(writer, *in, NULL);
}

enum err
sign_in_lock_end(struct db *db, struct arena *a, text what)
{
    struct sign_in_lock_open_in in = { .hash = secret_hash(a, "lock", what) };
    return db_write_quietly(db, a, save_end, &in);
}
