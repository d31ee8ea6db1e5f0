/* Everything kept here about one person: handed out, or erased. */
#include "people/people_data.h"

#include "base/key.h"
#include "keep/person_data.h"
#include "os/clock.h"
#include "people/account.h"
#include "people/membership.h"
#include "people/people_data.sql.h"
#include "people/session.h"
#include "people/slip.h"
#include "people/sign_in_data.h"

/* Table by table; whoever adds one with personal data adds a line. Erasing
 * goes down the list: what points at a row goes before it. */
static enum err export_account(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
static enum err export_sessions(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
static enum err
erase_sessions(struct db *writer, struct arena *a, int64_t person_id);
static enum err
erase_account(struct db *writer, struct arena *a, int64_t person_id);
static enum err
check_not_last(struct db *writer, struct arena *a, int64_t person_id);
static enum err
forget_thing(struct db *writer, struct arena *a, int64_t thing_id);
const struct door_part people_parts[] = {
    { .export_person = export_account, .erase_person = check_not_last },
    { .export_person = profile_export_person,
        .erase_person = profile_erase_person },
    { .export_person = membership_export_person,
        .erase_person = membership_erase_person },
    { .export_person = sign_in_export_person,
        .erase_person = sign_in_erase_person },
    { .export_person = export_sessions, .erase_person = erase_sessions },
    /* the last: others point at it */
    { .erase_person = erase_account,
        .forget_thing = forget_thing,
        .forget = people_forget },
    DOOR_PARTS_END,
};

/* Roles in it, and slips for it. */
static enum err
forget_thing(struct db *writer, struct arena *a, int64_t thing_id)
{
    if (thing_id == 0) /* the network's own */
        return OK;
    enum err e = membership_forget_of(
        writer, (struct membership_forget_of_in){ .thing_id = thing_id }, NULL);
    return e == OK ? slip_forget_of(writer, a, thing_id) : e;
}

/* ---- Who it is ----------------------------------------------------------- */

enum err
people_find(
    struct db *db, struct arena *a, text key_or_mail, int64_t *person_id)
{
    struct person person;
    struct account account;
    if (key_parse(key_or_mail, person_id))
        return person_get(
            db, a, (struct person_get_in){ .id = *person_id }, &person);
    enum err e = account_by_mail(db, a,
        (struct account_by_mail_in){ .mail = mail_key(a, key_or_mail) },
        &account);
    if (e == ERR_NOT_FOUND) /* without a mail, by the name of a slip */
        e = account_by_sign_name(db, a,
            (struct account_by_sign_name_in){
                .sign_name = sign_in_key(a, key_or_mail) },
            &account);
    if (e == OK)
        *person_id = account.person_id;
    return e;
}

enum err
people_mail_of(struct db *db, struct arena *a, int64_t person_id, text *mail)
{
    struct account account = { 0 };
    enum err e = account_get(
        db, a, (struct account_get_in){ .person_id = person_id }, &account);
    *mail = account.mail;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
people_written_to(struct db *db, struct arena *a, int64_t person_id, text *mail,
    const struct lang **lang)
{
    struct account account = { 0 };
    enum err e = account_get(
        db, a, (struct account_get_in){ .person_id = person_id }, &account);
    const struct lang *theirs =
        text_is_known(account.language) ? lang_find(account.language) : NULL;
    *mail = account.mail;
    *lang = theirs == NULL ? lang_all(0) : theirs;
    return e;
}

text
people_mail_key(struct arena *a, text mail)
{
    return mail_key(a, mail);
}

/* ---- Person and account -------------------------------------------------- */

static enum err
export_account(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct person person = { 0 };
    struct account account = { 0 };
    enum err e =
        person_get(db, a, (struct person_get_in){ .id = person_id }, &person);
    if (e != OK)
        return e;
    json_name(out, "who");
    json_object(out);
    person_put_text(out, "name", person.name);
    person_put_text(out, "code", person.code);
    person_put_text(out, "language", person.language);
    json_end(out);
    e = account_get(
        db, a, (struct account_get_in){ .person_id = person_id }, &account);
    if (e == ERR_NOT_FOUND)
        return OK;
    json_name(out, "account");
    json_object(out);
    person_put_text(out, "mail", account.mail);
    person_put_text(out, "name_to_sign_in_with", account.sign_name);
    person_put_time(out, "since", account.created_at);
    json_name(out, "has_password");
    json_bool(out, text_is_known(account.password));
    json_end(out);
    return e;
}

/* A network whose only coordinator left would be nobody's: ERR_DENIED. */
static enum err
check_not_last(struct db *writer, struct arena *a, int64_t person_id)
{
    struct membership_coordinators_row *rows;
    ptrdiff_t n = 0;
    enum err e = membership_coordinators(writer, a,
        (struct membership_coordinators_in){
            .today = day_of(a, now_s()), .n_rows = 2 },
        &rows, &n);
    return e == OK && n == 1 && rows[0].person_id == person_id ? ERR_DENIED : e;
}

static enum err
erase_account(struct db *writer, struct arena *a, int64_t person_id)
{
    char room[KEY_LENGTH];
    text name = TEXT("Somebody who left");
    enum err e = link_erase(
        writer, (struct link_erase_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = account_erase(
            writer, (struct account_erase_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = person_erase_row(writer,
            (struct person_erase_row_in){ .id = person_id,
                .code = arena_print(
                    a, "left-%.*s", TEXT_ARG(key_print(person_id, room))),
                .name = name,
                .name_sort = lang_sort_key(a, name) },
            NULL);
    return e;
}

/* ---- Sessions and links -------------------------------------------------- */

static enum err
export_sessions(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct session_of_person_row *sessions;
    struct link_of_person_row *links;
    ptrdiff_t n = 0, n_links = 0;
    enum err e = session_of_person(db, a,
        (struct session_of_person_in){
            .person_id = person_id, .n_rows = SESSIONS_MAX },
        &sessions, &n);
    if (e == OK)
        e = link_of_person(db, a,
            (struct link_of_person_in){
                .person_id = person_id, .n_rows = SESSIONS_MAX },
            &links, &n_links);
    if (e != OK)
        return e;
    json_name(out, "sessions");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_time(out, "began_at", sessions[i].made_at);
        person_put_time(out, "last_used_at", sessions[i].seen_at);
        person_put_time(out, "ends_at", sessions[i].ends_at);
        person_put_text(out, "browser", sessions[i].device);
        json_end(out);
    }
    json_end(out);
    json_name(out, "links");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_links; i++) {
        json_object(out);
        person_put_text(out, "purpose", links[i].purpose);
        person_put_time(out, "made_at", links[i].made_at);
        person_put_time(out, "ends_at", links[i].ends_at);
        if (links[i].has_used_at)
            person_put_time(out, "used_at", links[i].used_at);
        json_end(out);
    }
    json_end(out);
    return OK;
}

static enum err
erase_sessions(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    return session_erase(
        writer, (struct session_erase_in){ .person_id = person_id }, NULL);
}
