/* Everything kept here about one person: handed out, or erased. */
#include "network/network_data.h"

#include "keep/person_data.h"
#include "keep/settings.h"
#include "network/network_data.sql.h"
#include "network/request_note.h"
#include "people/people.h"

enum { ROWS_MAX = 500 };

/* ---- Who they work for --------------------------------------------------- */

static enum err
export_affiliations(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct affiliation_of_person_row *rows;
    ptrdiff_t n = 0;
    enum err e = affiliation_of_person(db, a,
        (struct affiliation_of_person_in){
            .person_id = person_id, .n_rows = ROWS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    json_name(out, "affiliations");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_text(out, "organisation", rows[i].organisation_name);
        person_put_text(out, "role", rows[i].role);
        person_put_text(out, "starts_on", rows[i].starts_on);
        person_put_text(out, "ends_on", rows[i].ends_on);
        json_end(out);
    }
    json_end(out);
    return OK;
}

/* ---- Requests to join, from before there was an account ------------------ */

struct asking {
    struct arena *arena;
    struct json *out; /* NULL: the keys are wanted */
    text mail;
    struct key_found {
        struct key_found *next;
        int64_t id;
    } * found;
};

struct aging {
    struct arena *arena;
    int64_t before;
    struct key_found *found;
};

static enum err
look_at_request(void *context, const struct join_request_each_row *row)
{
    struct asking *ask = context;
    struct arena_mark mark = arena_mark(ask->arena);
    bool is_theirs =
        text_is_equal(people_mail_key(ask->arena, row->mail), ask->mail);
    arena_rewind(ask->arena, mark);
    if (!is_theirs)
        return OK;
    struct key_found *f = arena_new(ask->arena, struct key_found, 1);
    *f = (struct key_found){ ask->found, row->id };
    ask->found = f;
    if (ask->out == NULL)
        return OK;
    json_object(ask->out);
    person_put_time(ask->out, "at", row->at);
    person_put_text(ask->out, "name", row->name);
    person_put_text(ask->out, "mail", row->mail);
    person_put_text(ask->out, "place", row->place_name);
    person_put_text(ask->out, "organisation", row->organisation);
    person_put_text(ask->out, "message", row->message);
    person_put_text(ask->out, "status", row->status);
    person_put_text(ask->out, "answer", row->reason);
    json_end(ask->out);
    return OK;
}

/* What they wrote back by mail. */
static enum err
export_notes(
    struct db *db, struct arena *a, const struct key_found *f, struct json *out)
{
    enum err e = OK;
    json_name(out, "request_notes");
    json_array(out);
    for (; e == OK && f != NULL; f = f->next) {
        struct join_request_note_list_row *rows;
        ptrdiff_t n = 0;
        e = join_request_note_list(db, a,
            (struct join_request_note_list_in){
                .request_id = f->id, .n_rows = NOTES_MAX },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            json_object(out);
            person_put_time(out, "at", rows[i].at);
            person_put_text(out, "words", rows[i].words);
            json_end(out);
        }
    }
    json_end(out);
    return e;
}

static enum err
export_requests(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct asking ask = { .arena = a, .out = out };
    enum err e = people_mail_of(db, a, person_id, &ask.mail);
    if (e != OK || !text_is_known(ask.mail))
        return e;
    /* rows are lent, their texts go straight into the answer */
    json_name(out, "requests");
    json_array(out);
    e = join_request_each(db, a, look_at_request, &ask);
    json_end(out);
    return e == OK ? export_notes(db, a, ask.found, out) : e;
}

/* With what was written to them about it, and what they wrote back. */
static enum err
remove_request(struct db *writer, struct arena *a, int64_t id)
{
    enum err e = join_request_note_remove(
        writer, (struct join_request_note_remove_in){ .request_id = id }, NULL);
    if (e == OK)
        e = mail_erase_about(writer, a, id);
    return e == OK ? join_request_remove(writer,
                         (struct join_request_remove_in){ .id = id }, NULL)
                   : e;
}

static enum err
erase_requests(struct db *writer, struct arena *a, int64_t person_id)
{
    struct asking ask = { .arena = a };
    enum err e = people_mail_of(writer, a, person_id, &ask.mail);
    if (e == OK && text_is_known(ask.mail))
        e = join_request_each(writer, a, look_at_request, &ask);
    for (struct key_found *f = ask.found; e == OK && f != NULL; f = f->next)
        e = remove_request(writer, a, f->id);
    return e;
}

/* ---- Forgetting ---------------------------------------------------------- */

static enum err
look_at_age(void *context, const struct join_request_each_row *row)
{
    struct aging *aging = context;
    if (!row->has_settled_at || row->settled_at >= aging->before)
        return OK;
    struct key_found *f = arena_new(aging->arena, struct key_found, 1);
    *f = (struct key_found){ aging->found, row->id };
    aging->found = f;
    return OK;
}

/* What was settled long ago. What is open waits for somebody. */
static enum err
forget_requests(struct db *writer, struct arena *a, int64_t now)
{
    int64_t days = settings_int(writer, a, "keep_requests_days");
    struct aging aging = { .arena = a, .before = now - days * INT64_C(86'400) };
    enum err e =
        days == 0 ? OK : join_request_each(writer, a, look_at_age, &aging);
    for (struct key_found *f = aging.found; e == OK && f != NULL; f = f->next)
        e = remove_request(writer, a, f->id);
    return e;
}

/* ---- The door ------------------------------------------------------------ */

static enum err
erase_affiliations(
    struct db *writer, [[maybe_unused]] struct arena *a, int64_t person_id)
{
    return affiliation_erase(
        writer, (struct affiliation_erase_in){ .person_id = person_id }, NULL);
}

const struct door_part network_parts[] = {
    { .export_person = export_affiliations,
        .erase_person = erase_affiliations },
    { .export_person = export_requests,
        .erase_person = erase_requests,
        .forget = forget_requests },
    DOOR_PARTS_END,
};
