/* What panels keep about one person: handed out, erased; what goes with a
 * partnership that is gone for good. */
#include "decide/panel/made_panel.h"

#include "decide/heard/about.h"
#include "decide/heard/heard_count.h"
#include "keep/audit.h"
#include "keep/person_data.h"
#include "keep/search.h"
#include "keep/settings.h"
#include "os/clock.h"
#include "people/people.h"

enum { ROWS = 100 };

static enum err
export_one(struct db *db, struct arena *a,
    const struct panel_links_of_person_row *row, struct json *out)
{
    struct panel_answers_of_row *said;
    struct panel_attended_row *days;
    ptrdiff_t n, n_days;
    enum err e = panel_answers_of(db, a,
        (struct panel_answers_of_in){
            .volunteer_id = row->volunteer_id, .n_rows = LOT_FEATURES_MAX },
        &said, &n);
    if (e == OK)
        e = panel_attended(db, a,
            (struct panel_attended_in){
                .volunteer_id = row->volunteer_id, .n_rows = ROWS },
            &days, &n_days);
    if (e != OK)
        return e;
    json_object(out);
    person_put_text(out, "panel", row->name);
    person_put_text(out, "since", row->linked_on);
    json_name(out, "ticket");
    json_int(out, row->ticket);
    person_put_text(out, "standing", row->standing);
    person_put_text(out, "name_shown", row->shown_name);
    e = about_export(db, a, row->volunteer_id, out);
    if (e == OK)
        e = child_export(db, a, "volunteer", row->volunteer_id, out);
    if (e != OK)
        return e;
    json_name(out, "said");
    json_object(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_name_text(out, said[i].feature);
        json_text(out, said[i].value);
    }
    json_end(out);
    json_name(out, "attended");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_days; i++)
        json_text(out, days[i].day);
    json_end(out);
    json_end(out);
    return OK;
}

static enum err
export_done(struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    return PERSON_PUT_ROWS(out, "panels_looked_after", db, a,
        &panel_events_of_query, person_id, { "panel", "name" },
        { "what", "what" }, { "because", "reason" });
}

enum err
lot_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct panel_links_of_person_row *rows;
    ptrdiff_t n = ROWS;
    int64_t after = 0;
    enum err e = OK;
    json_name(out, "panels");
    json_array(out);
    while (e == OK && n == ROWS) {
        e = panel_links_of_person(db, a,
            (struct panel_links_of_person_in){ .person_id = person_id,
                .has_person_id = true,
                .after_id = after,
                .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            e = export_one(db, a, &rows[i], out);
            after = rows[i].panel_id;
        }
    }
    json_end(out);
    return e == OK ? export_done(db, a, person_id, out) : e;
}

enum err
lot_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct panel_links_of_person_row *rows;
    ptrdiff_t n = ROWS;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = panel_links_of_person(writer, a,
            (struct panel_links_of_person_in){
                .person_id = person_id, .has_person_id = true, .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = lot_leave(writer, a, rows[i].volunteer_id, now_s());
    }
    static const struct db_query *const all[] = { &panel_unsign_events_query,
        &panel_unsign_lists_query };
    return e == OK ? DB_NONE_EACH(writer, all, person_id) : e;
}

enum err
lot_forget_one(struct db *writer, struct arena *a, int64_t id)
{
    static const struct db_query *const all[] = {
        &panel_forget_attendance_query,
        &panel_forget_events_query,
        &panel_counts_delete_query,
        &panel_forget_files_query,
        &panel_forget_lists_query,
        &panel_forget_answers_query,
        &panel_forget_links_query,
        &panel_forget_volunteers_query,
        &panel_lines_delete_query,
        &panel_delete_query,
    };
    enum err e = heard_forget(writer, a, id);
    if (e == OK)
        e = child_forget_of(writer, id);
    if (e == OK)
        e = about_forget_of(writer, id);
    if (e == OK)
        e = search_remove(writer, id);
    if (e == OK)
        e = thread_forget(writer, id);
    if (e == OK)
        e = made_panel_forget(writer, a, id);
    return e == OK ? DB_NONE_EACH(writer, all, id) : e;
}

/* ---- What is due by the clock
 * ------------------------------------------------ */

struct erasing {
    int64_t id;
    text today;
};

/* What people said, and who did not come to be a member, is forgotten; the
 * tickets, the lists and what was done stay. */
static enum err
erase_step(struct db *writer, struct arena *a, void *arg)
{
    const struct erasing *x = arg;
    struct panel row;
    enum err e = panel_get(writer, a, (struct panel_get_in){ x->id }, &row);
    if (e != OK || text_is_known(row.erased_on))
        return e;
    row.erased_on = x->today;
    e = panel_update(writer, &row, NULL);
    if (e == OK)
        e = about_forget_of(writer, x->id);
    static const struct db_query *const all[] = { &panel_forget_answers_query,
        &panel_forget_proofs_query, &panel_forget_households_query,
        &panel_forget_others_query };
    if (e == OK)
        e = DB_NONE_EACH(writer, all, x->id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("erase"),
                             .kind = TEXT("panel"),
                             .thing_id = x->id })
                   : e;
}

enum err
lot_sweep(struct db *db, struct arena *a, int64_t now)
{
    struct panel_due_row *rows;
    ptrdiff_t n;
    int64_t days = settings_int(db, a, "panel_appeal_days");
    enum err e = panel_due(db, a,
        (struct panel_due_in){
            .before = day_of(a, now - days * 86400), .n_rows = 20 },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct erasing x = { rows[i].id, day_of(a, now) };
        e = db_write(db, a, erase_step, &x);
    }
    return e;
}

/* A partnership: its panels. What is none has none. */
enum err
lot_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    struct panel_ids_row *rows;
    ptrdiff_t n = ROWS;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = panel_ids(writer, a,
            (struct panel_ids_in){ .partnership_id = id, .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = lot_forget_one(writer, a, rows[i].id);
    }
    return e;
}
