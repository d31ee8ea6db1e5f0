/* The change counter, asked once for all who wait.
 *
 * Each kept page asks whether the database changed: on PostgreSQL a round trip.
 * But a request needs no number of its own, only one that was read after it
 * arrived. So whoever finds nobody asking asks, on their own connection; those
 * who came before that question began take its answer, and of those who came
 * while it was on its way one asks the next.
 *
 *     arrived      A  B     C D              E
 *     questions       [-- for A, B --][-- for C, D --][-- for E --]
 *
 * A question that fails is nobody's but the asker's: those who waited for it
 * ask for themselves, so that no one waits for two connections that hang.
 */
#include "db/db_in.h"

#include "os/clock.h"

struct count {
    int64_t n;
};

static const struct db_field count_fields[] = { { "n", DB_INT, "int", false,
    offsetof(struct count, n), -1 } };

static const struct db_shape count_shape = { "count",
    (ptrdiff_t)sizeof(struct count), 1, count_fields };

static const struct db_query total = { .name = "change_counter_total",
    .kind = DB_ONE,
    .sqlite = "SELECT CAST(sum(n_changes) AS BIGINT) AS n FROM change_counter",
    .postgresql =
        "SELECT CAST(sum(n_changes) AS BIGINT) AS n FROM change_counter",
    .out = &count_shape,
    .file = __FILE__,
    .line = __LINE__ };

enum err
db_change_count(struct db *db, int64_t *count)
{
    struct count row = { 0 };
    struct arena none = { 0 }; /* a number takes no room */
    enum err e = db_one(db, &none, &total, NULL, &row);
    *count = row.n;
    return e;
}

/* With the lock, which is open while the question is on its way. */
static enum err
ask_for_all(struct db *db, int64_t *count)
{
    struct db_count *c = &db->home->count;
    int64_t began_ns = monotonic_ns();
    c->is_asked = true;
    mutex_unlock(&c->lock);
    enum err e = db_change_count(db, count);
    mutex_lock(&c->lock);
    c->is_asked = false;
    if (e == OK) {
        c->began_ns = began_ns;
        c->n = *count;
        c->has_answer = true;
    } else {
        c->n_failures++;
    }
    condition_wake_all(&c->changed);
    return e;
}

enum err
db_change_count_since(struct db *db, int64_t since_ns, int64_t *count)
{
    struct db_count *c = &db->home->count;
    enum err e = OK;
    bool is_known;
    mutex_lock(&c->lock);
    int64_t n_failures = c->n_failures;
    while (!(is_known = c->has_answer && c->began_ns >= since_ns) &&
        c->is_asked && c->n_failures == n_failures)
        condition_wait(&c->changed, &c->lock);
    *count = c->n;
    bool is_alone = !is_known && c->is_asked;
    if (!is_known && !is_alone)
        e = ask_for_all(db, count);
    mutex_unlock(&c->lock);
    return is_alone ? db_change_count(db, count) : e;
}
