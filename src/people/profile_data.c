/* What somebody showed of themselves, and what they were here: handed out, or
 * erased. That somebody was a member stays, without a word of why it ended. */
#include "people/profile.h"

#include "keep/person_data.h"
#include "os/clock.h"
#include "people/people_data.h"

enum err
profile_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct profile_seen_row *parts;
    struct person_languages_seen_row *languages;
    ptrdiff_t n = 0, n_languages = 0;
    enum err e = profile_seen(db, a,
        (struct profile_seen_in){ .person_id = person_id,
            .viewer = person_id,
            .today = TEXT("9999-12-31"),
            .n_rows = PARTS_MAX },
        &parts, &n);
    if (e == OK)
        e = person_languages_seen(db, a,
            (struct person_languages_seen_in){ .person_id = person_id,
                .viewer = person_id,
                .today = TEXT("9999-12-31"),
                .n_rows = LANGUAGE_ROWS_MAX },
            &languages, &n_languages);
    if (e != OK)
        return e;
    json_name(out, "profile");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_text(out, "part", parts[i].part);
        person_put_text(out, "seen_by", parts[i].seen);
        person_put_text(out, "text", parts[i].value);
        json_end(out);
    }
    json_end(out);
    json_name(out, "languages");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_languages; i++) {
        json_object(out);
        person_put_text(out, "language", languages[i].lang);
        person_put_text(out, "level", languages[i].level);
        json_end(out);
    }
    json_end(out);
    return OK;
}

enum err
profile_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    enum err e = profile_forget(
        writer, (struct profile_forget_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = person_language_forget(writer,
            (struct person_language_forget_in){ .person_id = person_id }, NULL);
    return e;
}

enum err
membership_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct membership *rows;
    ptrdiff_t n = 0;
    enum err e = membership_of_person(db, a,
        (struct membership_of_person_in){
            .person_id = person_id, .n_rows = MEMBERSHIPS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    json_name(out, "memberships");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_text(out, "role", rows[i].role);
        person_put_text(out, "of", rows[i].kind);
        if (rows[i].thing_id != 0)
            person_put_key(out, "key", rows[i].thing_id);
        person_put_text(out, "from", rows[i].starts_on);
        person_put_text(out, "until", rows[i].ends_on);
        person_put_text(out, "why_it_ended", rows[i].reason);
        json_end(out);
    }
    json_end(out);
    return OK;
}

enum err
membership_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    return membership_forget(writer,
        (struct membership_forget_in){
            .person_id = person_id, .today = day_of(a, now_s()) },
        NULL);
}
