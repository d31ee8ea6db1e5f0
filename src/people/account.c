#include "people/account.h"

#include "keep/audit.h"
#include "keep/search.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/membership.h"
#include "people/people.sql.h"
#include "people/notice.h"
#include "people/secret.h"
#include "people/session.h"
#include "people/sign_in_lock.sql.h"
#include "people/two_step.h"
#include "text/lang.h"

#define WELCOME TEXT("welcome")
#define RECOVER TEXT("recover")

text
mail_key(struct arena *a, text mail)
{
    char *to = arena_new(a, char, mail.len);
    for (ptrdiff_t i = 0; i < mail.len; i++) {
        char c = mail.ptr[i];
        to[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return text_is_known(mail) ? (text){ to, mail.len } : mail;
}

text
sign_in_key(struct arena *a, text typed)
{
    text key = mail_key(a, text_is_known(typed) ? typed : TEXT(""));
    if (text_has_byte(key, '@'))
        return key;
    char *to = arena_new(a, char, key.len);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < key.len; i++)
        if (key.ptr[i] != ' ' && key.ptr[i] != '-')
            to[n++] = key.ptr[i];
    return (text){ to, n };
}

/* ---- Inviting ------------------------------------------------------------ */

struct invite_step {
    struct people_invitation *to;
    text mail, name_sort, token, hash;
    int64_t known_id, now; /* 0: to be found by the mail */
};

static enum err
add_person(struct db *writer, struct arena *a, struct invite_step *step)
{
    char code[KEY_LENGTH];
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        step->to->person_id = key_new();
        struct person row = { .id = step->to->person_id,
            .code = key_print(step->to->person_id, code),
            .name = step->to->name,
            .name_sort = step->name_sort };
        e = person_insert(writer, &row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e == OK)
        e = search_save(writer, a, TEXT("person"), step->to->person_id,
            step->to->name, NULL);
    if (e == OK)
        e = account_insert(writer,
            (struct account_insert_in){ .person_id = step->to->person_id,
                .mail = step->mail,
                .created_at = step->now },
            &n);
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

/* Of the network: never less than they were. */
static enum err
add_membership(
    struct db *writer, struct arena *a, struct invite_step *step, bool is_new)
{
    int64_t id;
    enum err e = OK;
    if (is_new || step->to->is_coordinator)
        e = membership_add(writer, a,
            &(struct membership_new){ .person_id = step->to->person_id,
                .role = step->to->is_coordinator ? WHO_COORDINATOR : WHO_MEMBER,
                .now = step->now },
            &id);
    return e == ERR_CONFLICT ? OK : e;
}

enum err
account_add_link(struct db *writer, int64_t person_id, text purpose, text hash,
    int64_t now, int64_t ends_at)
{
    struct link_insert_in row = { .hash = hash,
        .person_id = person_id,
        .purpose = purpose,
        .made_at = now,
        .ends_at = ends_at };
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = link_insert(writer, row, &n);
    }
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

/* A newer one ends those that were not opened. Whose account is open chooses
 * another password: that is to recover it. */
static enum err
add_invitation_link(struct db *writer, struct invite_step *step, bool is_open)
{
    text purpose = is_open ? RECOVER : WELCOME;
    int64_t person_id = step->to->person_id;
    step->to->token = step->token;
    if (is_open && !step->to->may_recover) {
        step->to->token = (text){ 0 };
        return OK;
    }
    enum err e = link_recall(writer,
        (struct link_recall_in){ .person_id = person_id, .purpose = purpose },
        NULL);
    return e == OK ? account_add_link(writer, person_id, purpose, step->hash,
                         step->now, step->now + LINK_S)
                   : e;
}

static enum err
save_invitation(struct db *writer, struct arena *a, void *arg)
{
    struct invite_step *step = arg;
    struct account found = { 0 };
    enum err e = ERR_NOT_FOUND;
    bool is_new = false;
    step->to->person_id = step->known_id; /* a step may run again */
    if (step->known_id != 0)
        e = OK;
    else if (text_is_known(step->mail)) {
        e = account_by_mail(writer, a,
            (struct account_by_mail_in){ .mail = step->mail }, &found);
        if (e == OK)
            step->to->person_id = found.person_id;
    }
    if (e == ERR_NOT_FOUND) {
        is_new = true;
        e = add_person(writer, a, step);
    }
    if (e == OK)
        e = add_membership(writer, a, step, is_new);
    if (e == OK)
        e = add_invitation_link(writer, step, text_is_known(found.password));
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .action = is_new ? TEXT("create") : TEXT("invite"),
                .kind = TEXT("account"),
                .thing_id = step->to->person_id });
    return e;
}

static enum err
invite(struct db *db, struct arena *a, struct people_invitation *to)
{
    text token = token_new(a);
    struct invite_step step = { .to = to,
        .token = token,
        .known_id = to->person_id,
        .mail = mail_key(a, to->mail),
        .name_sort = lang_sort_key(a, to->name),
        .hash = token_hash(a, token),
        .now = now_s() };
    return db_write(db, a, save_invitation, &step);
}

static bool
is_mail(text t)
{
    text host, name = text_cut(t, '@', &host);
    for (ptrdiff_t i = 0; i < t.len; i++)
        if ((unsigned char)t.ptr[i] <= ' ' || t.ptr[i] == ',')
            return false;
    return name.len > 0 && text_find(host, TEXT(".")) > 0 && t.len <= 200 &&
        !text_has_byte(host, '@') && text_is_utf8(t);
}

enum err
people_invite(struct db *db, struct arena *a, struct people_invitation *to,
    struct why *why)
{
    text rest;
    to->mail = text_trim(to->mail);
    to->name = text_trim(to->name);
    if (!is_mail(to->mail))
        return err_say(why, ERR_BAD_INPUT, "'%.*s' is no mail address",
            TEXT_ARG(to->mail));
    if (text_is_empty(to->name))
        to->name = text_cut(to->mail, '@', &rest);
    if (to->name.len > 200 || !text_is_utf8(to->name))
        return err_say(why, ERR_BAD_INPUT, "the name is too long, or no UTF-8");
    to->person_id = 0;
    return invite(db, a, to);
}

enum err
account_first(struct db *db, struct arena *a, struct people_invitation *to,
    struct why *why)
{
    enum { N_ROWS = 100 };
    struct membership_coordinators_row *rows;
    ptrdiff_t n;
    int64_t after = 0, waiting = 0;
    do {
        enum err e = membership_coordinators(db, a,
            (struct membership_coordinators_in){ .today = day_of(a, now_s()),
                .after_id = after,
                .n_rows = N_ROWS },
            &rows, &n);
        if (e != OK)
            return e;
        for (ptrdiff_t i = 0; i < n; i++) {
            if (text_is_known(rows[i].password))
                return err_say(why, ERR_NOT_FOUND,
                    "the network has a coordinator: user invite MAIL");
            if (!text_is_known(rows[i].mail))
                waiting = rows[i].person_id;
            after = rows[i].id;
        }
    } while (n == N_ROWS);
    to->person_id = waiting;
    to->is_coordinator = true;
    return invite(db, a, to);
}

/* ---- Opening the account ------------------------------------------------- */

static enum err
end_lock(struct db *writer, struct arena *a, text what)
{
    return sign_in_lock_open(writer,
        (struct sign_in_lock_open_in){ .hash = secret_hash(a, "lock", what) },
        NULL);
}

enum err
account_end_locks(struct db *writer, struct arena *a, int64_t person_id)
{
    struct account account;
    enum err e = account_get(
        writer, a, (struct account_get_in){ .person_id = person_id }, &account);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    if (text_is_known(account.sign_name))
        e = end_lock(writer, a,
            arena_join(a, 2, (text[]){ TEXT("name:"), account.sign_name }));
    return e == OK
        ? end_lock(writer, a, arena_print(a, "code:%lld", (long long)person_id))
        : e;
}

/* Sessions but one, browsers that were known, links that were sent. */
static enum err
end_all_but(struct db *writer, int64_t person_id, int64_t session_id)
{
    enum err e = session_end_others(writer,
        (struct session_end_others_in){
            .person_id = person_id, .id = session_id },
        NULL);
    if (e == OK)
        e = device_forget_of(writer,
            (struct device_forget_of_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = link_recall_all(writer,
            (struct link_recall_all_in){ .person_id = person_id }, NULL);
    return e;
}

static enum err
set_up(struct db *writer, struct arena *a, struct welcome *w)
{
    int64_t n = 1;
    enum err e = OK;
    if (text_is_known(w->mail))
        e = account_set_mail(writer,
            (struct account_set_mail_in){
                .person_id = w->person_id, .mail = w->mail },
            &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e == OK)
        e = person_set_name(writer,
            (struct person_set_name_in){ .id = w->person_id,
                .name = w->name,
                .name_sort = lang_sort_key(a, w->name) },
            NULL);
    if (e == OK)
        e = search_save(writer, a, TEXT("person"), w->person_id, w->name, NULL);
    if (e == OK && text_is_known(w->lang))
        e = person_set_language(writer,
            (struct person_set_language_in){
                .id = w->person_id, .language = w->lang },
            NULL);
    if (e == OK)
        e = account_set_password(writer,
            (struct account_set_password_in){ .person_id = w->person_id,
                .password = w->password,
                .is_pin = w->is_pin },
            NULL);
    if (e == OK) /* a password chosen anew ends what was begun before */
        e = end_all_but(writer, w->person_id, 0);
    if (e == OK && text_is_equal(w->purpose, RECOVER))
        e = two_step_clear(writer, w->person_id);
    if (e == OK && text_is_equal(w->purpose, RECOVER))
        e = account_end_locks(writer, a, w->person_id);
    return e == OK ? session_save(writer, &w->session) : e;
}

static enum err
save_welcome(struct db *writer, struct arena *a, void *arg)
{
    struct welcome *w = arg;
    int64_t n = 0;
    enum err e = link_take(writer,
        (struct link_take_in){
            .hash = w->hash, .purpose = w->purpose, .now = w->now },
        &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e == OK)
        e = set_up(writer, a, w);
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = w->person_id,
                .action = TEXT("change"),
                .kind = TEXT("account"),
                .thing_id = w->person_id,
                .detail = TEXT("[\"password\"]") });
    if (e == OK && text_is_equal(w->purpose, RECOVER))
        e = notice_of(writer, a, w->person_id, NOTICE_PASSWORD);
    return e;
}

enum err
account_welcome(struct db *db, struct arena *a, struct welcome *w)
{
    return db_write(db, a, save_welcome, w);
}

/* ---- Another password ---------------------------------------------------- */

struct password_step {
    int64_t person_id, session_id;
    text password;
    bool is_pin;
};

static enum err
save_password(struct db *writer, struct arena *a, void *arg)
{
    const struct password_step *step = arg;
    enum err e = account_set_password(writer,
        (struct account_set_password_in){ .person_id = step->person_id,
            .password = step->password,
            .is_pin = step->is_pin },
        NULL);
    if (e == OK)
        e = end_all_but(writer, step->person_id, step->session_id);
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = step->person_id,
                .action = TEXT("change"),
                .kind = TEXT("account"),
                .thing_id = step->person_id,
                .detail = TEXT("[\"password\"]") });
    if (e == OK)
        e = notice_of(writer, a, step->person_id, NOTICE_PASSWORD);
    return e;
}

enum err
account_change_password(struct db *db, struct arena *a, int64_t person_id,
    int64_t session_id, text password, bool is_pin)
{
    struct password_step step = { person_id, session_id, password, is_pin };
    return db_write(db, a, save_password, &step);
}
