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

static const struct db_field count_fields[] = {
    { "n_changes", DB_INT, "int", false, offsetof(struct db_counts, n_changes),
        -1 },
    { "n_writes", DB_INT, "int", false, offsetof(struct db_counts, n_writes),
        -1 }
};

static const struct db_shape count_shape = { "count",
    (ptrdiff_t)sizeof(struct db_counts), 2, count_fields };

static const struct db_query total = { .name = "change_counter_total",
    .kind = DB_ONE,
    .sqlite = "SELECT CAST(sum(n_changes) AS BIGINT) AS n_changes, "
              "CAST(sum(n_changes + n_quiet) AS BIGINT) AS n_writes "
              "FROM change_counter",
    .postgresql = "SELECT CAST(sum(n_changes) AS BIGINT) AS n_changes, "
                  "CAST(sum(n_changes + n_quiet) AS BIGINT) AS n_writes "
                  "FROM change_counter",
    .out = &count_shape,
    .file = __FILE__,
    .line = __LINE__ };

enum err
db_counts(struct db *db, struct db_counts *counts)
{
    struct arena none = { 0 }; /* numbers take no room */
    *counts = (struct db_counts){ 0 };
    return db_one(db, &none, &total, NULL, counts);
}

enum err
db_change_count(struct db *db, int64_t *count)
{
    struct db_counts counts;
    enum err e = db_counts(db, &counts);
    *count = counts.n_changes;
    return e;
}

/* With the lock, which is open while the question is on its way. */
static enum err
ask_for_all(struct db *db, struct db_counts *counts)
{
    struct db_count *c = &db->home->count;
    int64_t began_ns = monotonic_ns();
    c->is_asked = true;
    mutex_unlock(&c->lock);
    enum err e = db_counts(db, counts);
    mutex_lock(&c->lock);
    c->is_asked = false;
    if (e == OK) {
        c->began_ns = began_ns;
        c->is = *counts;
        c->has_answer = true;
    } else {
        c->n_failures++;
    }
    condition_wake_all(&c->changed);
    return e;
}

enum err
db_counts_since(struct db *db, int64_t since_ns, struct db_counts *counts)
{
    struct db_count *c = &db->home->count;
    enum err e = OK;
    bool is_known;
    mutex_lock(&c->lock);
    int64_t n_failures = c->n_failures;
    while (!(is_known = c->has_answer && c->began_ns >= since_ns) &&
        c->is_asked && c->n_failures == n_failures)
        condition_wait(&c->changed, &c->lock);
    *counts = c->is;
    bool is_alone = !is_known && c->is_asked;
    if (!is_known && !is_alone)
        e = ask_for_all(db, counts);
    mutex_unlock(&c->lock);
    return is_alone ? db_counts(db, counts) : e;
}
