#include "keep/mail.h"

#include "keep/mail.sql.h"
#include "keep/mail_token.h"
#include "keep/person_data.h"
#include "os/clock.h"
#include "os/entropy.h"

/* ---- Putting ------------------------------------------------------------- */

bool
mail_is_address(text to)
{
    text host, name = text_cut(to, '@', &host);
    if (name.len == 0 || name.len > 64 || host.len < 3 ||
        to.len > MAIL_ADDRESS_MAX || !text_is_utf8(to) ||
        text_has_byte(host, '@') || name.ptr[0] == '-')
        return false;
    for (ptrdiff_t i = 0; i < to.len; i++) {
        unsigned char c = (unsigned char)to.ptr[i];
        if (c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == ',' ||
            c == ';' || c == ':' || c == '"' || c == '(' || c == ')' ||
            c == '\\')
            return false;
    }
    return true;
}

/* Line ends become LF, or blanks in a subject; what else is a control
 * character is dropped. Nothing that is left ends a header. */
static text
clean(struct arena *a, text t, bool has_lines)
{
    char *to = arena_new(a, char, t.len + 1);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        if (c == '\r') {
            if (i + 1 < t.len && t.ptr[i + 1] == '\n')
                continue;
            c = '\n';
        }
        if (!has_lines && (c == '\n' || c == '\t'))
            c = ' ';
        if (((unsigned char)c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            continue;
        to[n++] = c;
    }
    return text_trim((text){ to, n });
}

/* Has this receiver stopped mails of this kind? */
static enum err
has_stopped(
    struct db *writer, struct arena *a, const struct mail *m, bool *is_stopped)
{
    struct mail_key key;
    struct mail_stop_find_row row;
    enum err e = mail_key_make(writer, a, &key);
    *is_stopped = false;
    if (e != OK)
        return e;
    e = mail_stop_find(writer, a,
        (struct mail_stop_find_in){
            .hash = mail_hash(a, &key, m->person_id, m->to), .kind = m->kind },
        &row);
    *is_stopped = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
mail_put(struct db *writer, struct arena *a, const struct mail *m)
{
    const struct mail_kind *kind = mail_kind_find(m->kind);
    require(kind != NULL);
    if (!mail_is_address(m->to) || !text_is_utf8(m->subject) ||
        !text_is_utf8(m->body))
        return ERR_BAD_INPUT;
    text subject = clean(a, m->subject, false), body = clean(a, m->body, true);
    if (subject.len == 0 || subject.len > MAIL_SUBJECT_MAX || body.len == 0 ||
        body.len > MAIL_BODY_MAX)
        return ERR_BAD_INPUT;
    bool is_stopped = false;
    enum err e = kind->must_have ? OK : has_stopped(writer, a, m, &is_stopped);
    if (e != OK || is_stopped)
        return e;
    int64_t n = 0, now = now_s();
    struct mail_insert_in row = { .person_id = m->person_id,
        .has_person_id = m->person_id != 0,
        .receiver = m->to,
        .lang = lang_code(m->lang == NULL ? lang_all(0) : m->lang),
        .kind = m->kind,
        .subject = subject,
        .body = body,
        .about_id = m->about_id,
        .has_about_id = m->about_id != 0,
        .status = TEXT("waiting"),
        .urgency = kind->must_have ? 0 : 1,
        .made_at = now,
        .ends_at = m->ends_at,
        .has_ends_at = m->ends_at != 0,
        .due_at = now };
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = mail_insert(writer, row, &n);
    }
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

enum err
mail_count_waiting(struct db *db, struct arena *a, int64_t *n)
{
    struct mail_count_row row = { 0 };
    enum err e = mail_count(db, a,
        (struct mail_count_in){
            .status = TEXT("waiting"), .n_rows = MAIL_COUNT_MAX },
        &row);
    *n = row.n;
    return e;
}

/* ---- Keeping the law ----------------------------------------------------- */

static void
export_one(struct json *out, const struct mail_of_person_row *m)
{
    json_object(out);
    person_put_text(out, "to", m->receiver);
    person_put_text(out, "language", m->lang);
    person_put_text(out, "kind", m->kind);
    person_put_text(out, "subject", m->subject);
    person_put_text(out, "body", m->body);
    person_put_text(out, "status", m->status);
    person_put_time(out, "made_at", m->made_at);
    json_end(out);
}

static enum err
export_stops(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum { N_ROWS = 100 };
    struct mail_key key;
    struct mail_stop_list_row *rows;
    ptrdiff_t n = 0;
    enum err e = mail_key_load(db, a, &key);
    if (e == OK)
        e = mail_stop_list(db, a,
            (struct mail_stop_list_in){
                .hash = mail_hash(a, &key, person_id, TEXT("")),
                .n_rows = N_ROWS },
            &rows, &n);
    json_name(out, "mails_stopped");
    json_array(out);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        json_text(out, rows[i].kind);
    json_end(out);
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
mail_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum { N_ROWS = 100 };
    struct mail_of_person_row *rows;
    int64_t after = 0;
    ptrdiff_t n;
    enum err e;
    json_name(out, "mails");
    json_array(out);
    do {
        e = mail_of_person(db, a,
            (struct mail_of_person_in){
                .person_id = person_id, .after_id = after, .n_rows = N_ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            export_one(out, &rows[i]);
            after = rows[i].id;
        }
    } while (e == OK && n == N_ROWS);
    json_end(out);
    return e == OK ? export_stops(db, a, person_id, out) : e;
}

static enum err
forget_stops(
    struct db *writer, struct arena *a, int64_t person_id, text address)
{
    struct mail_key key;
    enum err e = mail_key_load(writer, a, &key);
    if (e == OK)
        e = mail_stop_forget(writer,
            (struct mail_stop_forget_in){
                .hash = mail_hash(a, &key, person_id, address) },
            NULL);
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
mail_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    enum err e = mail_erase_of_person(writer,
        (struct mail_erase_of_person_in){
            .person_id = person_id, .now = now_s() },
        NULL);
    return e == OK ? forget_stops(writer, a, person_id, TEXT("")) : e;
}

/* That an address wants no mails is kept: it is a hash, and to forget it
 * would be to write to them again. */
enum err
mail_erase_address(struct db *writer, struct arena *a, text address)
{
    (void)a;
    return mail_erase_of_address(writer,
        (struct mail_erase_of_address_in){
            .receiver = address, .now = now_s() },
        NULL);
}

enum err
mail_erase_about(struct db *writer, struct arena *a, int64_t about_id)
{
    (void)a;
    return mail_erase_of_about(writer,
        (struct mail_erase_of_about_in){ .about_id = about_id, .now = now_s() },
        NULL);
}

enum err
mail_forget(struct db *writer, struct arena *a, int64_t now)
{
    (void)a;
    enum err e = mail_forget_late(
        writer, (struct mail_forget_late_in){ .now = now }, NULL);
    return e == OK ? mail_forget_old(writer,
                         (struct mail_forget_old_in){ .now = now }, NULL)
                   : e;
}
