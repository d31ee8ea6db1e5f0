/* What pairs keep about one person: handed out, or erased. */
#include "keep/mail.h"
#include "keep/person_data.h"
#include "match/pair.h"
#include "match/pair_data.sql.h"
#include "os/clock.h"
#include "people/people.h"

enum { ROWS_MAX = 1000 };

static enum err
export_pairs(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct pair_of_person_row *rows;
    ptrdiff_t n = 0;
    enum err e = pair_of_person(db, a,
        (struct pair_of_person_in){
            .person_id = person_id, .n_rows = ROWS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    json_name(out, "pairs");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_key(out, "pair", rows[i].id);
        person_put_text(out, "round", rows[i].round_name);
        person_put_text(out, "partnership", rows[i].partnership_name);
        person_put_text(out, "status", rows[i].status);
        person_put_text(out, "answer", rows[i].answer);
        person_put_text(out, "reason", rows[i].reason);
        person_put_time(out, "answered_at",
            rows[i].has_answered_at ? rows[i].answered_at : 0);
        person_put_text(out, "ends_on", rows[i].ended_on);
        json_end(out);
    }
    json_end(out);
    return OK;
}

static enum err
export_meetings(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct meeting_of_person_row *rows;
    ptrdiff_t n = 0;
    enum err e = meeting_of_person(db, a,
        (struct meeting_of_person_in){
            .person_id = person_id, .n_rows = ROWS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    json_name(out, "meetings");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_key(out, "pair", rows[i].pair_id);
        person_put_text(out, "held_on", rows[i].held_on);
        person_put_text(out, "until_on", rows[i].until_on);
        person_put_text(out, "how", rows[i].how);
        person_put_text(out, "visit", rows[i].visit);
        if (rows[i].has_host_id)
            person_put_key(out, "host", rows[i].host_id);
        person_put_text(out, "words", rows[i].note);
        person_put_time(out, "at", rows[i].made_at);
        json_end(out);
    }
    json_end(out);
    return OK;
}

static enum err
export_reflections(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct reflection_of_person_row *rows;
    ptrdiff_t n = 0;
    enum err e = reflection_of_person(db, a,
        (struct reflection_of_person_in){
            .person_id = person_id, .n_rows = ROWS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    json_name(out, "reflections");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_key(out, "pair", rows[i].pair_id);
        if (rows[i].has_meeting_id)
            person_put_key(out, "meeting", rows[i].meeting_id);
        person_put_text(out, "seen", rows[i].seen);
        person_put_text(out, "words", rows[i].words);
        person_put_time(out, "at", rows[i].at);
        json_end(out);
    }
    json_end(out);
    return OK;
}

enum err
pair_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum err e = export_pairs(db, a, person_id, out);
    if (e == OK)
        e = export_meetings(db, a, person_id, out);
    return e == OK ? export_reflections(db, a, person_id, out) : e;
}

/* The other's mails name who left. */
enum err
pair_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct pair_keys_of_person_row *rows;
    ptrdiff_t n = 0;
    int64_t at = now_s();
    enum err e = pair_keys_of_person(writer, a,
        (struct pair_keys_of_person_in){
            .person_id = person_id, .n_rows = ROWS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        e = pair_close_erased(writer,
            (struct pair_close_erased_in){
                .id = rows[i].id, .at = at, .today = day_of(a, at) },
            NULL);
        if (e == OK)
            e = mail_erase_about(writer, a, rows[i].id);
    }
    if (e == OK)
        e = pair_answers_erase(writer,
            (struct pair_answers_erase_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = meeting_erase(
            writer, (struct meeting_erase_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = reflection_erase(writer,
            (struct reflection_erase_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = pair_reason_erase(writer,
            (struct pair_reason_erase_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = gone_put_erased(writer,
            (struct gone_put_erased_in){ .person_id = person_id, .at = at },
            NULL);
    return e == OK
        ? gone_forget(
              writer, (struct gone_forget_in){ .person_id = person_id }, NULL)
        : e;
}
