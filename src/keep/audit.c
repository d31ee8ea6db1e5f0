#include "keep/audit.h"

#include "keep/audit.sql.h"
#include "keep/person_data.h"
#include "os/clock.h"
#include "os/entropy.h"

static struct audit_insert_in
row_of(const struct audit *what)
{
    enum { DAY_S = 86400 };
    int64_t at = now_s();
    bool is_named = what->actor_id != 0 && !what->is_nameless;
    return (struct audit_insert_in){
        .id = what->is_nameless ? key_of_day(at) : key_new(),
        .at = what->is_nameless ? at - at % DAY_S : at,
        .actor_id = is_named ? what->actor_id : 0,
        .has_actor_id = is_named,
        .action = what->action,
        .kind = what->kind,
        .thing_id = what->thing_id,
        .detail = what->detail,
    };
}

enum err
audit_add(struct db *writer, struct audit what)
{
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++)
        e = audit_insert(writer, row_of(&what), &n);
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

void
audit_ask(struct db_batch *batch, struct audit what, int64_t *n)
{
    struct audit_insert_in row = row_of(&what);
    db_ask_none(batch, &audit_insert_query, &row, n);
}

/* What they did, and what was done to their account; page by page, for there
 * may be many. */
enum err
audit_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum { N_ROWS = 500, MOST = 20000 };
    struct audit_of_actor_row *rows;
    ptrdiff_t n = N_ROWS;
    int64_t before = INT64_MAX;
    enum err e = OK;
    json_name(out, "done");
    json_array(out);
    for (int i = 0; e == OK && n == N_ROWS && i < MOST; i += N_ROWS) {
        e = audit_of_actor(db, a,
            (struct audit_of_actor_in){
                .actor_id = person_id, .before_id = before, .n_rows = N_ROWS },
            &rows, &n);
        for (ptrdiff_t k = 0; e == OK && k < n; k++) {
            json_object(out);
            person_put_time(out, "at", rows[k].at);
            person_put_text(out, "action", rows[k].action);
            person_put_text(out, "kind", rows[k].kind);
            person_put_key(out, "thing", rows[k].thing_id);
            json_end(out);
            before = rows[k].id;
        }
    }
    json_end(out);
    return e;
}
