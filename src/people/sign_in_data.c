#include "people/sign_in_data.h"

#include "keep/person_data.h"
#include "people/account.h"
#include "people/sign_in_data.sql.h"
#include "people/sign_in_lock.sql.h"
#include "people/two_step.h"

enum { ROWS_MAX = 200 };

enum err
sign_in_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct device_of_person_row *devices;
    struct slip_of_person_row *slips;
    struct two_step_get_row two_step = { 0 };
    ptrdiff_t n_devices = 0, n_slips = 0;
    bool has_two_step = false;
    struct db_batch batch = db_batch_open(db, a);
    device_of_person_ask(&batch,
        (struct device_of_person_in){
            .person_id = person_id, .n_rows = ROWS_MAX },
        &devices, &n_devices);
    slip_of_person_ask(&batch,
        (struct slip_of_person_in){
            .person_id = person_id, .n_rows = ROWS_MAX },
        &slips, &n_slips);
    two_step_get_ask(&batch, (struct two_step_get_in){ .person_id = person_id },
        &two_step, &has_two_step);
    enum err e = db_batch_run(&batch);
    if (e != OK)
        return e;
    json_name(out, "known_browsers");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_devices; i++) {
        json_object(out);
        person_put_time(out, "last_seen_at", devices[i].seen_at);
        json_end(out);
    }
    json_end(out);
    json_name(out, "join_slips");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_slips; i++) {
        json_object(out);
        person_put_text(out, "role", slips[i].role);
        if (slips[i].has_used_at)
            person_put_time(out, "used_at", slips[i].used_at);
        json_end(out);
    }
    json_end(out);
    if (has_two_step && two_step.has_confirmed_at) {
        json_name(out, "two_steps");
        json_object(out);
        person_put_time(out, "since", two_step.confirmed_at);
        json_end(out);
    }
    return OK;
}

enum err
sign_in_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    enum err e = account_end_locks(writer, a, person_id);
    if (e == OK)
        e = device_forget_of(writer,
            (struct device_forget_of_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = two_step_clear(writer, person_id);
    if (e == OK)
        e = slip_erase(
            writer, (struct slip_erase_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = slip_sheet_erase(writer,
            (struct slip_sheet_erase_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = recovery_erase(
            writer, (struct recovery_erase_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = recovery_erase_asker(writer,
            (struct recovery_erase_asker_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = recovery_erase_settler(writer,
            (struct recovery_erase_settler_in){ .person_id = person_id }, NULL);
    return e;
}
