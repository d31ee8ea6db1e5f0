#include "keep/job.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/door.h"
#include "keep/job.sql.h"
#include "keep/job_inside.h"
#include "keep/person_data.h"
#include "os/clock.h"
#include "os/entropy.h"

#include <string.h>

enum { KEPT_DAYS = 30 };

const struct job_kind *job_kinds_beside;

static const struct job_kind *
find_among(const struct job_kind *kinds, text kind)
{
    for (const struct job_kind *k = kinds; k != NULL && k->kind != NULL; k++)
        if (text_is_equal(kind, text_of(k->kind)))
            return k;
    return NULL;
}

const struct job_kind *
job_kind_find(text kind)
{
    const struct job_kind *found = find_among(job_kinds_beside, kind);
    for (int d = 0; found == NULL && all_doors[d] != NULL; d++)
        found = find_among(all_doors[d]->jobs, kind);
    return found;
}

/* ---- Asking -------------------------------------------------------------- */

enum err
job_ask(struct db *writer, struct arena *a, const char *kind, int64_t thing_id,
    int64_t person_id)
{
    struct job_open_find_row open;
    require(job_kind_find(text_of(kind)) != NULL);
    enum err e = job_open_find(writer, a,
        (struct job_open_find_in){
            .thing_id = thing_id, .kind = text_of(kind) },
        &open);
    if (e != ERR_NOT_FOUND)
        return e;
    int64_t n = 0;
    for (e = OK; e == OK && n == 0;) /* a key that is taken is drawn again */
        e = job_insert(writer,
            (struct job_insert_in){ .id = key_new(),
                .kind = text_of(kind),
                .thing_id = thing_id,
                .asked_by = person_id,
                .has_asked_by = person_id != 0,
                .now = now_s() },
            &n);
    return e;
}

enum err
job_stop(
    struct db *writer, struct arena *a, int64_t thing_id, int64_t *n_stopped)
{
    (void)a;
    return job_end(writer,
        (struct job_end_in){ .thing_id = thing_id, .now = now_s() }, n_stopped);
}

/* ---- Showing ------------------------------------------------------------- */

static const struct {
    const char *word;
    enum job_status status;
} statuses[] = { { "waiting", JOB_WAITING }, { "running", JOB_RUNNING },
    { "done", JOB_DONE }, { "failed", JOB_FAILED },
    { "stopped", JOB_STOPPED } };
enum { N_STATUSES = sizeof statuses / sizeof *statuses };

enum err
job_of(struct db *db, struct arena *a, int64_t thing_id, struct job *job)
{
    struct job_row row;
    *job = (struct job){ .status = JOB_NONE };
    enum err e =
        job_newest(db, a, (struct job_newest_in){ .thing_id = thing_id }, &row);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    *job = (struct job){ .id = row.id,
        .thing_id = thing_id,
        .kind = job_kind_find(row.kind),
        .progress_frac = row.progress,
        .said = row.said,
        .asked_at = row.asked_at,
        .settled_at = row.settled_at };
    for (int i = 0; i < N_STATUSES; i++)
        if (text_is_equal(row.status, text_of(statuses[i].word)))
            job->status = statuses[i].status;
    return OK;
}

bool
job_is_open(const struct job *job)
{
    return job->status == JOB_WAITING || job->status == JOB_RUNNING;
}

bool
job_is_still(const struct request *rq)
{
    return text_find(rq->query, TEXT("still=yes")) >= 0;
}

void
answer_job(const struct request *rq, struct answer *an, const struct job *job)
{
    if (job_is_open(job) && !job_is_still(rq))
        an->refresh_s = JOB_REFRESH_S;
}

/* ---- Stopping ------------------------------------------------------------ */

struct stopping {
    struct thing thing;
    int64_t actor_id;
};

static enum err
stop_step(struct db *writer, struct arena *scratch, void *arg)
{
    const struct stopping *s = arg;
    int64_t n = 0;
    enum err e = job_stop(writer, scratch, s->thing.id, &n);
    if (e != OK || n == 0)
        return e;
    return audit_add(writer,
        (struct audit){ .actor_id = s->actor_id,
            .action = TEXT("stop"),
            .kind = text_of(s->thing.kind->kind),
            .thing_id = s->thing.id });
}

/* A second press finds nothing to stop, and that is as well. */
enum err
job_stop_send(struct request *rq, struct answer *an)
{
    struct stopping s = { .actor_id = rq->actor.person_id };
    enum err e = thing_load(
        rq->db, rq->arena, rq->params[0], request_key(rq, 1), &s.thing);
    if (e == OK)
        e = button_parse(rq);
    if (e == OK)
        e = db_write(rq->db, rq->arena, stop_step, &s);
    if (e == OK)
        answer_redirect(rq, an, thing_address(rq->arena, &s.thing));
    return e;
}

/* ---- Keeping the law ----------------------------------------------------- */

enum err
job_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum { N_ROWS = 1000 };
    struct job_of_person_row *rows;
    ptrdiff_t n;
    enum err e = job_of_person(db, a,
        (struct job_of_person_in){ .person_id = person_id, .n_rows = N_ROWS },
        &rows, &n);
    if (e != OK)
        return e;
    json_name(out, "jobs");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_text(out, "kind", rows[i].kind);
        person_put_key(out, "thing", rows[i].thing_id);
        person_put_time(out, "asked_at", rows[i].asked_at);
        json_end(out);
    }
    json_end(out);
    return OK;
}

enum err
job_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    return job_forget_person(
        writer, (struct job_forget_person_in){ .person_id = person_id }, NULL);
}

enum err
job_forget(struct db *writer, int64_t now)
{
    return job_forget_old(writer,
        (struct job_forget_old_in){
            .before = now - KEPT_DAYS * INT64_C(86'400) },
        NULL);
}
