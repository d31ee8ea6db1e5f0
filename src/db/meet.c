/* Steps that met each other on PostgreSQL: after two runs in vain a step goes
 * alone, as far as this process is concerned. Many steps over few pages of an
 * index would else meet again and again. */
#include "db/db_in.h"

#include "os/clock.h"

enum { ALONE_WAIT_MS = 200, TOGETHER_WAIT_MS = 400 };

void
db_meet_open(struct db_meet *m)
{
    mutex_open(&m->lock);
    condition_open(&m->changed);
}

void
db_meet_close(struct db_meet *m)
{
    condition_close(&m->changed);
    mutex_close(&m->lock);
}

/* Nobody waits for long: one that runs for a second keeps no others away. */
void
db_meet_enter(struct db *db, bool is_alone)
{
    struct db_meet *m = &db->home->meet;
    int64_t until_ns = monotonic_ns() +
        (is_alone ? ALONE_WAIT_MS : TOGETHER_WAIT_MS) * INT64_C(1'000'000);
    require(db->meets == DB_MEETS_NOBODY);
    mutex_lock(&m->lock);
    if (is_alone) {
        m->n_waiting++;
        while ((m->is_alone || m->n_together > 0) &&
            condition_wait_until(&m->changed, &m->lock, until_ns))
            ;
        m->n_waiting--;
        is_alone = !m->is_alone && m->n_together == 0;
    } else {
        while ((m->is_alone || m->n_waiting > 0) &&
            condition_wait_until(&m->changed, &m->lock, until_ns))
            ;
    }
    if (is_alone)
        m->is_alone = true;
    else
        m->n_together++;
    db->meets = is_alone ? DB_MEETS_ALONE : DB_MEETS_TOGETHER;
    mutex_unlock(&m->lock);
}

void
db_meet_leave(struct db *db)
{
    struct db_meet *m = &db->home->meet;
    if (db->meets == DB_MEETS_NOBODY)
        return;
    mutex_lock(&m->lock);
    if (db->meets == DB_MEETS_ALONE)
        m->is_alone = false;
    else
        m->n_together--;
    db->meets = DB_MEETS_NOBODY;
    condition_wake_all(&m->changed);
    mutex_unlock(&m->lock);
}
