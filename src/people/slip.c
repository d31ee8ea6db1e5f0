#include "people/slip.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/search.h"
#include "keep/once.h"
#include "keep/settings.h"
#include "os/entropy.h"
#include "people/account.sql.h"
#include "people/code.h"
#include "people/membership.h"
#include "people/people.sql.h"

/* ---- Sheets -------------------------------------------------------------- */

static enum err
insert_slips(struct db *writer, struct arena *a, const struct slip_order *o,
    int64_t sheet_id)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < o->n_slips; i++) {
        int64_t n = 0;
        for (int k = 0; e == OK && n == 0 && k < 3; k++)
            e = slip_insert(writer,
                (struct slip_insert_in){ .id = key_new(),
                    .sheet_id = sheet_id,
                    .hash = code_hash(a, o->codes[i]) },
                &n);
        if (e == OK && n == 0)
            e = ERR_BUSY;
    }
    return e;
}

static enum err
save_sheet(struct db *writer, struct arena *a, void *arg)
{
    const struct slip_order *o = arg;
    const struct thing *t = o->thing;
    struct slip_sheet_insert_in row = {
        .kind = t == NULL ? TEXT("network") : text_of(t->kind->kind),
        .thing_id = t == NULL ? 0 : t->id,
        .role = role_text(o->role),
        .title = text_is_empty(o->title) ? (text){ 0 } : o->title,
        .made_by = o->actor_id,
        .has_made_by = o->actor_id != 0, /* else by a command */
        .made_at = o->now,
        .ends_at = o->ends_at,
        .n_slips = o->n_slips
    };
    int64_t n = 0;
    text first;
    enum err e = once_take(writer, a, o->form_token, o->address, &first);
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = slip_sheet_insert(writer, row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = insert_slips(writer, a, o, row.id);
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = o->actor_id,
                .action = TEXT("create"),
                .kind = TEXT("slip_sheet"),
                .thing_id = row.id,
                .detail = arena_print(
                    a, "[\"%.*s\",%d]", TEXT_ARG(row.role), o->n_slips) });
    return e;
}

enum err
slip_print(struct db *db, struct arena *a, struct slip_order *o)
{
    require(o->n_slips > 0 && o->n_slips <= SLIPS_MAX);
    for (int i = 0; i < o->n_slips; i++)
        o->codes[i] = code_new(a);
    return db_write_quietly(db, a, save_sheet, o);
}

struct back_step {
    int64_t thing_id, sheet_id, actor_id, now;
};

static enum err
save_back(struct db *writer, struct arena *a, void *arg)
{
    (void)a;
    const struct back_step *step = arg;
    int64_t n = 0;
    enum err e = slip_sheet_take_back(writer,
        (struct slip_sheet_take_back_in){ .id = step->sheet_id,
            .thing_id = step->thing_id,
            .now = step->now },
        &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = step->actor_id,
                .action = TEXT("remove"),
                .kind = TEXT("slip_sheet"),
                .thing_id = step->sheet_id });
    return e;
}

enum err
slip_take_back(struct db *db, struct arena *a, int64_t thing_id,
    int64_t sheet_id, int64_t actor_id, int64_t now)
{
    struct back_step step = { thing_id, sheet_id, actor_id, now };
    return db_write_quietly(db, a, save_back, &step);
}

/* ---- One slip ------------------------------------------------------------ */

enum err
slip_look(struct db *db, struct arena *a, text code, int64_t now,
    struct slip_find_row *row)
{
    enum err e = slip_find(
        db, a, (struct slip_find_in){ .hash = code_hash(a, code) }, row);
    if (e == OK &&
        (row->has_used_at || row->has_taken_back_at || row->ends_at <= now))
        e = ERR_NOT_FOUND;
    return e;
}

/* Inside a step: it is taken, and what it gives is given. */
static enum err
take(struct db *writer, struct arena *a, const struct slip_find_row *slip,
    int64_t person_id, int64_t now)
{
    struct thing thing;
    int64_t n = 0, id;
    bool has_thing = slip->thing_id != 0;
    enum err e = slip_take(writer,
        (struct slip_take_in){
            .id = slip->id, .person_id = person_id, .now = now },
        &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    if (e == OK && has_thing)
        e = thing_load(writer, a, slip->kind, slip->thing_id, &thing);
    if (e == OK)
        e = membership_add(writer, a,
            &(struct membership_new){ .person_id = person_id,
                .role = role_who(slip->role),
                .thing = has_thing ? &thing : NULL,
                .actor_id = person_id,
                .now = now },
            &id);
    return e;
}

/* ---- Somebody new -------------------------------------------------------- */

text
sign_name_of(struct arena *a, text name, int n_digits)
{
    static const char digits[] = "23456789"; /* 0 and 1 look like letters */
    char *to = arena_new(a, char, SIGN_NAME_MAX + 8);
    text slug = lang_slug(a, name);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < slug.len && n < 8; i++) {
        char c = slug.ptr[i];
        if (c == '-' && n > 1)
            break;
        if (c >= 'a' && c <= 'z')
            to[n++] = c;
    }
    if (n < 2) { /* in a script of which no letters are left */
        static const text friend = TEXT_INIT("rafiki");
        for (n = 0; n < friend.len; n++)
            to[n] = friend.ptr[n];
    }
    uint64_t chance = entropy_bits();
    for (int i = 0; i < n_digits; i++, chance >>= 3)
        to[n++] = digits[chance & 7];
    return (text){ to, n };
}

/* A name to sign in with that nobody has: digits are drawn until it is. */
static enum err
add_account(struct db *writer, struct arena *a, struct slip_join *j)
{
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 12; i++) {
        j->sign_name = sign_name_of(a, j->name, i < 6 ? 3 : 6);
        e = account_insert_named(writer,
            (struct account_insert_named_in){ .person_id = j->person_id,
                .sign_name = j->sign_name,
                .password = j->password,
                .is_pin = j->is_pin,
                .created_at = j->now },
            &n);
    }
    return e == OK && n == 0 ? ERR_BUSY : e;
}

static enum err
add_person(struct db *writer, struct arena *a, struct slip_join *j)
{
    char code[KEY_LENGTH];
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        j->person_id = key_new();
        struct person row = { .id = j->person_id,
            .code = key_print(j->person_id, code),
            .name = j->name,
            .name_sort = lang_sort_key(a, j->name),
            .language = j->lang };
        e = person_insert(writer, &row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = search_save(writer, a, TEXT("person"), j->person_id, j->name, NULL);
    return e == OK ? add_account(writer, a, j) : e;
}

static enum err
save_join(struct db *writer, struct arena *a, void *arg)
{
    struct slip_join *j = arg;
    char room[KEY_LENGTH];
    text first;
    int64_t id;
    j->first_person_id = 0;
    enum err e = add_person(writer, a, j);
    if (e != OK)
        return e;
    /* the name was made in the room of the step */
    e = once_take(
        writer, a, j->form_token, key_print(j->person_id, room), &first);
    if (e == ERR_CONFLICT && !key_parse(first, &j->first_person_id))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = take(writer, a, j->slip, j->person_id, j->now);
    if (e == OK && j->slip->thing_id != 0) /* of the network as well */
        e = membership_add(writer, a,
            &(struct membership_new){ .person_id = j->person_id,
                .role = WHO_MEMBER,
                .actor_id = j->person_id,
                .now = j->now },
            &id);
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = j->person_id,
                .action = TEXT("create"),
                .kind = TEXT("account"),
                .thing_id = j->person_id,
                .detail = TEXT("[\"slip\"]") });
    if (e != OK)
        return e;
    session_is_for(&j->session, j->person_id);
    return session_save(writer, &j->session);
}

enum err
slip_join(struct db *db, struct arena *a, struct slip_join *j)
{
    return db_write(db, a, save_join, j); /* a name appears */
}

struct known_step {
    const struct slip_find_row *slip;
    int64_t person_id, now;
};

/* A new role ends the one before: a slip never makes somebody less. */
static enum err
check_more(struct db *writer, struct arena *a, const struct known_step *step)
{
    enum { N_ROWS = 8 };
    struct membership_current_row *rows;
    ptrdiff_t n;
    enum err e = membership_current(writer, a,
        (struct membership_current_in){ .person_id = step->person_id,
            .thing_id = step->slip->thing_id,
            .today = day_of(a, step->now),
            .n_rows = N_ROWS },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (role_who(rows[i].role) >= role_who(step->slip->role))
            e = ERR_CONFLICT;
    return e;
}

static enum err
save_known(struct db *writer, struct arena *a, void *arg)
{
    const struct known_step *step = arg;
    enum err e = check_more(writer, a, step);
    return e != OK ? e
                   : take(writer, a, step->slip, step->person_id, step->now);
}

enum err
slip_join_known(struct db *db, struct arena *a,
    const struct slip_find_row *slip, int64_t person_id, int64_t now)
{
    struct known_step step = { slip, person_id, now };
    return db_write(db, a, save_known, &step);
}

/* ---- Of no use any more -------------------------------------------------- */

static enum err
forget_sheet(struct db *writer, int64_t id)
{
    enum err e = slip_forget(
        writer, (struct slip_forget_in){ .sheet_id = id }, NULL);
    return e == OK ? slip_sheet_forget(writer,
                         (struct slip_sheet_forget_in){ .id = id }, NULL)
                   : e;
}

enum err
slip_forget_old(struct db *writer, struct arena *a, int64_t now)
{
    enum { AT_ONCE = 100 };
    struct slip_sheet_old_row *rows;
    ptrdiff_t n;
    int64_t days = settings_int(writer, a, "keep_slips_days");
    if (days == 0)
        return OK;
    enum err e = slip_sheet_old(writer, a,
        (struct slip_sheet_old_in){
            .before = now - days * INT64_C(86'400), .n_rows = AT_ONCE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = forget_sheet(writer, rows[i].id);
    return e;
}

enum err
slip_forget_of(struct db *writer, struct arena *a, int64_t thing_id)
{
    enum { AT_ONCE = 100 };
    struct slip_sheet_of_gone_row *rows;
    ptrdiff_t n;
    enum err e;
    do {
        e = slip_sheet_of_gone(writer, a,
            (struct slip_sheet_of_gone_in){
                .thing_id = thing_id, .n_rows = AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = forget_sheet(writer, rows[i].id);
    } while (e == OK && n == AT_ONCE);
    return e;
}
