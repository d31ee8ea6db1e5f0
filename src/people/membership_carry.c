/* Who is what, in and out as membership.csv: code, person, role, kind, of,
 * starts_on, ends_on, reason. What it is of is named by its kind and its code;
 * of the network by the kind "network" alone.
 *
 * Who runs an import has the machine, and may make anybody anything; so that
 * nobody locks the network by a file, the last coordinator stays one.
 */
#include "people/membership.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/key.h"
#include "keep/audit.h"
#include "keep/carry.h"
#include "keep/sheet_row.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"
#include "people/people.sql.h"

#include <stdlib.h>
#include <string.h>

static const char *const columns[] = { "code", "person", "role", "kind", "of",
    "starts_on", "ends_on", "reason", NULL };
enum { CODE, PERSON, ROLE, KIND, OF, STARTS_ON, ENDS_ON, REASON, N_COLUMNS };

enum { REASON_MAX = 1000, ROWS_AT_ONCE = 200 };

/* ---- In ------------------------------------------------------------------ */

/* *row is what is kept under that code, or, of one that was made on a page,
 * under that key; its id is 0 when there is none. */
static enum err
find_old(struct carrying *c, text code, struct membership *row)
{
    int64_t id;
    enum err e = membership_find(
        c->t->db, c->t->a, (struct membership_find_in){ .code = code }, row);
    if (e == ERR_NOT_FOUND && key_parse(code, &id)) {
        e = membership_get(
            c->t->db, c->t->a, (struct membership_get_in){ .id = id }, row);
        if (e == OK && text_is_known(row->code))
            e = ERR_NOT_FOUND; /* files call it otherwise */
    }
    if (e == ERR_NOT_FOUND)
        *row = (struct membership){ 0 };
    return e == ERR_NOT_FOUND ? OK : e;
}

/* A day, or not known for an empty cell; without the column as it was. */
static bool
read_day(struct carrying *c, int column, text cell, text *day)
{
    struct date date;
    if (!text_is_known(cell))
        return true;
    *day = (text){ 0 };
    if (cell.len == 0)
        return true;
    if (date_parse_loose(cell, &date) != DATE_IS_SURE) {
        carry_refuse(c,
            arena_print(
                c->t->a, "%s: is a day such as 2026-05-07", columns[column])
                .ptr);
        return false;
    }
    *day = date_print(date, arena_new(c->t->a, char, DATE_LENGTH));
    return true;
}

static bool
is_during(const struct membership *a, const struct membership *b)
{
    bool a_is_over = text_is_known(a->ends_on) &&
        text_compare(a->ends_on, b->starts_on) <= 0;
    bool b_is_over = text_is_known(b->ends_on) &&
        text_compare(b->ends_on, a->starts_on) <= 0;
    return !a_is_over && !b_is_over;
}

/* Of one thing a person is one at a time. */
static enum err
check_alone(struct carrying *c, const struct membership *row, bool *is_good)
{
    struct membership *others;
    ptrdiff_t n;
    enum err e = membership_of_one(c->t->db, c->t->a,
        (struct membership_of_one_in){ .person_id = row->person_id,
            .thing_id = row->thing_id,
            .n_rows = MEMBERSHIPS_MAX },
        &others, &n);
    for (ptrdiff_t i = 0; e == OK && *is_good && i < n; i++)
        if (others[i].id != row->id && is_during(row, &others[i])) {
            *is_good = false;
            carry_refuse(c,
                arena_print(c->t->a,
                    "starts_on: in that time they are %.*s of it already",
                    TEXT_ARG(others[i].role))
                    .ptr);
        }
    return e;
}

/* What the cells say, into the row; nothing is written. */
static enum err
read_cells(
    struct carrying *c, const text *cell, struct membership *row, bool *is_good)
{
    struct person person;
    struct thing of = { 0 };
    bool is_network = text_is_equal(cell[KIND], TEXT("network"));
    enum who role = role_who(cell[ROLE]);
    int64_t n_refused = c->t->import->count.n_refused;
    *is_good = false;
    if (!code_is_good(cell[CODE]) || cell[CODE].len > 60)
        carry_refuse(c, "code: letters, digits and . _ - only");
    enum err e = person_find(c->t->db, c->t->a,
        (struct person_find_in){ .code = cell[PERSON] }, &person);
    if (e == ERR_NOT_FOUND)
        carry_refuse(c,
            arena_print(c->t->a,
                "person: there is no person with the code '%.*s'",
                TEXT_ARG(text_prefix(cell[PERSON], 80)))
                .ptr);
    e = e == ERR_NOT_FOUND ? OK : e;
    if (role == 0)
        carry_refuse(c, "role: one of coordinator facilitator member guest");
    if (e == OK && is_network && cell[OF].len > 0)
        carry_refuse(c, "of: is empty for the network");
    if (e == OK && !is_network)
        e = carry_find(c, "kind", cell[KIND], "of", cell[OF], &of);
    if (e == OK && role != 0 && (is_network || of.kind != NULL) &&
        !membership_is_had(role, is_network ? NULL : &of))
        carry_refuse(c, "role: is none that one has of such a thing");
    if (cell[REASON].len > REASON_MAX || !text_is_utf8(cell[REASON]))
        carry_refuse(c, "reason: is too long");
    text from = row->starts_on, until = row->ends_on;
    if (!read_day(c, STARTS_ON, cell[STARTS_ON], &from) ||
        !read_day(c, ENDS_ON, cell[ENDS_ON], &until) || e != OK ||
        c->t->import->count.n_refused > n_refused)
        return e;
    row->person_id = person.id;
    row->role = role_text(role);
    row->kind = is_network ? TEXT("network") : text_of(of.kind->kind);
    row->thing_id = of.id;
    row->partnership_id = is_network ? 0 : membership_partnership(&of);
    row->has_partnership_id = row->partnership_id != 0;
    if (text_is_known(from))
        row->starts_on = from;
    else if (row->id == 0)
        row->starts_on = day_of(c->t->a, now_s());
    row->ends_on = until;
    if (text_is_known(cell[REASON]))
        row->reason = cell[REASON].len > 0 ? cell[REASON] : (text){ 0 };
    if (text_is_known(until) && text_compare(until, row->starts_on) < 0) {
        carry_refuse(c, "ends_on: is before it begins");
        return OK;
    }
    *is_good = true;
    return check_alone(c, row, is_good);
}

static enum err
write_row(struct carrying *c, const struct membership *old,
    struct membership *row, text code)
{
    int64_t n = 0, given = 0, now = now_s();
    enum err e = OK;
    bool is_new = old->id == 0;
    if (text_is_known(row->ends_on) &&
        !text_is_equal(row->ends_on, old->ends_on)) {
        row->ended_at = now;
        row->has_ended_at = true;
        row->has_ended_by = false;
    }
    if (!is_new) {
        e = membership_update(c->t->db, row, NULL);
    } else {
        row->made_at = now;
        /* a key for a code: it is a page's, from another database */
        if (key_parse(code, &given) && key_time_ms(given) > 0)
            row->id = given;
        else
            row->code = code;
        for (int i = 0; e == OK && n == 0 && i < 3; i++) {
            if (row->id == 0 || i > 0) {
                row->id = key_new();
                row->code = code;
            }
            e = membership_insert(c->t->db, row, &n);
        }
        if (e == OK && n == 0)
            e = ERR_CONFLICT;
    }
    c->t->import->count.n_created += is_new;
    c->t->import->count.n_changed += !is_new;
    carry_tell(c, is_new ? "created" : "changed", code);
    return e == OK ? audit_add(c->t->db,
                         (struct audit){
                             .action = is_new ? TEXT("create") : TEXT("change"),
                             .kind = TEXT("membership"),
                             .thing_id = row->id,
                             .detail = arena_print(
                                 c->t->a, "[\"%.*s\"]", TEXT_ARG(row->role)) })
                   : e;
}

static bool
is_same(const struct membership *a, const struct membership *b)
{
    return a->person_id == b->person_id && a->thing_id == b->thing_id &&
        text_is_equal(a->role, b->role) &&
        text_is_equal(a->starts_on, b->starts_on) &&
        text_is_equal(a->ends_on, b->ends_on) &&
        text_is_equal(a->reason, b->reason);
}

static enum err
take_row(struct carrying *c, const text *cell)
{
    struct membership old, row;
    bool is_good = false;
    enum err e = find_old(c, cell[CODE], &old);
    row = old;
    if (e == OK)
        e = read_cells(c, cell, &row, &is_good);
    if (e != OK || !is_good || (old.id != 0 && is_same(&old, &row)))
        return e;
    return write_row(c, &old, &row, cell[CODE]);
}

static enum err
count_coordinators(struct sheet_texts *t, ptrdiff_t *n)
{
    struct membership_coordinators_row *rows;
    return membership_coordinators(t->db, t->a,
        (struct membership_coordinators_in){
            .today = day_of(t->a, now_s()), .n_rows = 1 },
        &rows, n);
}

enum err
membership_import(struct sheet_texts *t)
{
    struct carrying c = { .t = t,
        .file = "membership.csv",
        .columns = columns,
        .needed = 1u << CODE | 1u << PERSON | 1u << ROLE | 1u << KIND,
        .take = take_row };
    ptrdiff_t n_before, n_after = 0;
    enum err e = count_coordinators(t, &n_before);
    if (e == OK)
        e = carry_read(&c);
    if (e == OK)
        e = count_coordinators(t, &n_after);
    if (e == OK && n_before > 0 && n_after == 0)
        carry_refuse(&c, "the network would have no coordinator");
    return e;
}

/* ---- Out ----------------------------------------------------------------- */

static enum err
export_row(struct db *db, struct arena *a, int fd,
    const struct membership_page_of_all_row *r)
{
    char room[KEY_LENGTH];
    text of = { 0 }, key = key_print(r->id, room);
    enum err e =
        r->thing_id == 0 ? OK : thing_code(db, a, r->kind, r->thing_id, &of);
    if (e == ERR_NOT_FOUND)
        return OK; /* of what is gone */
    if (e != OK)
        return e;
    struct buf line = buf_in(a, 200);
    struct csv_writer w = csv_write(&line);
    const text cells[N_COLUMNS] = { text_is_known(r->code) ? r->code : key,
        r->person, r->role, r->kind, of, r->starts_on, r->ends_on, r->reason };
    for (int i = 0; i < N_COLUMNS; i++)
        csv_add(&w, cells[i]);
    csv_end_row(&w);
    return file_put(fd, buf_text(&line));
}

static enum err
export_rows(struct db *db, struct arena *a, int fd)
{
    int64_t after = 0;
    struct buf head = buf_in(a, 100);
    struct csv_writer w = csv_write(&head);
    for (int i = 0; i < N_COLUMNS; i++)
        csv_add(&w, text_of(columns[i]));
    csv_end_row(&w);
    enum err e = file_put(fd, buf_text(&head));
    for (ptrdiff_t n = ROWS_AT_ONCE; e == OK && n == ROWS_AT_ONCE;) {
        struct arena_mark mark = arena_mark(a);
        struct membership_page_of_all_row *rows;
        e = membership_page_of_all(db, a,
            (struct membership_page_of_all_in){
                .after_id = after, .n_rows = ROWS_AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            e = export_row(db, a, fd, &rows[i]);
        }
        arena_rewind(a, mark);
    }
    return e;
}

enum err
membership_export(struct db *db, struct arena *a, text dir, struct why *why)
{
    struct file_new file;
    enum err e = file_new_open(
        &file, arena_print(a, "%.*s/membership.csv", TEXT_ARG(dir)), why);
    if (e != OK)
        return e;
    e = export_rows(db, a, file.fd);
    if (e == OK)
        return file_new_keep(&file, why);
    file_new_drop(&file);
    return e;
}
