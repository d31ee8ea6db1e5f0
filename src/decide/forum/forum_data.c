/* What groups and meetings keep about one person: handed out, erased; and what
 * goes when a thing is gone for good. */
#include "decide/forum/decision.sql.h"
#include "decide/forum/sitting.h"
#include "decide/heard/heard_count.h"

#include "keep/person_data.h"

enum { ROWS = 100 };

static enum err
put_there(struct db *db, struct arena *a, int64_t holder_id, struct json *out)
{
    struct sitting_there_of_holder_row *rows;
    ptrdiff_t n;
    enum err e = sitting_there_of_holder(db, a,
        (struct sitting_there_of_holder_in){
            .holder_id = holder_id, .n_rows = 1000 },
        &rows, &n);
    json_name(out, "meetings");
    json_array(out);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        json_object(out);
        person_put_text(out, "held_on", rows[i].held_on);
        person_put_text(out, "how", rows[i].how);
        json_end(out);
    }
    json_end(out);
    return e;
}

enum err
forum_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct forum_holders_of_person_row *rows;
    ptrdiff_t n = ROWS;
    int64_t after = 0;
    enum err e = OK;
    json_name(out, "seats");
    json_array(out);
    while (e == OK && n == ROWS) {
        e = forum_holders_of_person(db, a,
            (struct forum_holders_of_person_in){ .person_id = person_id,
                .has_person_id = true,
                .after_id = after,
                .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            json_object(out);
            person_put_text(out, "group", rows[i].forum_name);
            person_put_text(out, "seat", rows[i].seat_name);
            person_put_text(out, "since", rows[i].since);
            person_put_text(out, "until", rows[i].until);
            json_name(out, "is_named");
            json_bool(out, rows[i].is_named);
            e = put_there(db, a, rows[i].id, out);
            json_end(out);
        }
    }
    json_end(out);
    return e;
}

/* Who sat there is nobody any more; that a seat was taken stays. */
enum err
forum_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct forum_holders_of_person_row *rows;
    ptrdiff_t n = ROWS;
    int64_t after = 0;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = forum_holders_of_person(writer, a,
            (struct forum_holders_of_person_in){ .person_id = person_id,
                .has_person_id = true,
                .after_id = after,
                .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            e = sitting_there_forget(
                writer, (struct sitting_there_forget_in){ rows[i].id }, NULL);
        }
    }
    return e == OK ? forum_holder_erase(writer,
                         (struct forum_holder_erase_in){
                             .person_id = person_id, .has_person_id = true },
                         NULL)
                   : e;
}

/* ---- Meetings --------------------------------------------------------------
 */

enum err
sitting_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum err e = PERSON_PUT_ROWS(out, "sittings_chaired", db, a,
        &sitting_led_by_query, person_id, { NULL, "held_on" });
    if (e == OK)
        e = PERSON_PUT_ROWS(out, "minutes_kept", db, a, &sitting_kept_by_query,
            person_id, { NULL, "held_on" });
    if (e == OK)
        e = PERSON_PUT_ROWS(out, "corrections_not_confirmed", db, a,
            &decision_mending_by_query, person_id, { "reason", "written_on" });
    return e == OK
        ? PERSON_PUT_ROWS(out, "positions_not_confirmed", db, a,
              &sitting_said_by_query, person_id, { "words", "written_on" })
        : e;
}

enum err
sitting_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    static const struct db_query *const all[] = { &sitting_unchair_query,
        &sitting_unkeep_query, &sitting_said_unsign_query,
        &decision_mending_unsign_query };
    return DB_NONE_EACH(writer, all, person_id);
}

/* ---- Gone for good
 * ---------------------------------------------------------------- */

/* What hung on a meeting; its agenda is made of things of their own. */
enum err
sitting_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    enum err e = sitting_there_clear(
        writer, (struct sitting_there_clear_in){ id }, NULL);
    if (e == OK)
        e = sitting_said_remove_of(
            writer, (struct sitting_said_remove_of_in){ id }, NULL);
    if (e == OK)
        e = heard_forget(writer, a, id);
    return e == OK ? sitting_seats_remove(
                         writer, (struct sitting_seats_remove_in){ id }, NULL)
                   : e;
}

/* What hung on a seat or on a group. */
enum err
forum_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    struct forum_holders_of_seat_row *rows;
    ptrdiff_t n;
    enum err e = forum_holders_of_seat(writer, a,
        (struct forum_holders_of_seat_in){
            .seat_id = id, .n_rows = HOLDERS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = sitting_there_forget(
            writer, (struct sitting_there_forget_in){ rows[i].id }, NULL);
    if (e == OK)
        e = forum_holders_remove(
            writer, (struct forum_holders_remove_in){ id }, NULL);
    if (e == OK)
        e = sitting_seats_of_seat_remove(
            writer, (struct sitting_seats_of_seat_remove_in){ id }, NULL);
    return e == OK
        ? forum_terms_remove(writer, (struct forum_terms_remove_in){ id }, NULL)
        : e;
}
