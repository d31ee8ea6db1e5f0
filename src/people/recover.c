#include "people/recover.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/membership.h"
#include "people/notice.h"

static enum err
note(struct db *writer, int64_t actor_id, const char *action, int64_t person_id)
{
    return audit_add(writer,
        (struct audit){ .actor_id = actor_id,
            .action = text_of(action),
            .kind = TEXT("account"),
            .thing_id = person_id,
            .detail = TEXT("[\"recovery\"]") });
}

/* ---- A link -------------------------------------------------------------- */

static enum err
settle(struct db *writer, int64_t recovery_id, int64_t actor_id, int64_t now,
    text outcome)
{
    int64_t n = 0;
    enum err e = recovery_settle(writer,
        (struct recovery_settle_in){ .id = recovery_id,
            .settled_by = actor_id,
            .settled_at = now,
            .outcome = outcome },
        &n);
    return e == OK && n == 0 ? ERR_NOT_FOUND : e;
}

static enum err
save_link(struct db *writer, struct arena *a, void *arg)
{
    const struct recover_link *l = arg;
    int64_t ends_at = l->now + RECOVER_LINK_S, person_id = l->to.person_id;
    text first;
    enum err e = once_take(writer, a, l->form_token, l->back, &first);
    if (e == OK && l->recovery_id != 0)
        e = settle(writer, l->recovery_id, l->actor_id, l->now, TEXT("agreed"));
    if (e == OK)
        e = link_recall_all(writer,
            (struct link_recall_all_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = account_add_link(
            writer, person_id, TEXT("recover"), l->hash, l->now, ends_at);
    if (e == OK && l->is_mailed)
        e = notice_recovery_link(writer, a, &l->to, l->address, ends_at);
    else if (e == OK)
        e = notice_of(writer, a, person_id, NOTICE_RECOVERY_GIVEN);
    return e == OK ? note(writer, l->actor_id, "invite", person_id) : e;
}

enum err
recover_make_link(struct db *db, struct arena *a, struct recover_link *link)
{
    return db_write_quietly(db, a, save_link, link);
}

/* ---- What two must want -------------------------------------------------- */

struct ask_step {
    int64_t person_id, recovery_id, actor_id, now;
};

static enum err
save_ask(struct db *writer, struct arena *a, void *arg)
{
    const struct ask_step *s = arg;
    struct recovery_of_person_row *rows;
    ptrdiff_t n_rows;
    int64_t n = 0;
    enum err e = recovery_of_person(writer, a,
        (struct recovery_of_person_in){ .person_id = s->person_id,
            .since = s->now - RECOVERY_WAITS_S,
            .n_rows = 1 },
        &rows, &n_rows);
    if (e == OK && n_rows > 0)
        return ERR_CONFLICT;
    for (int i = 0; e == OK && n == 0 && i < 3; i++)
        e = recovery_insert(writer,
            (struct recovery_insert_in){ .id = key_new(),
                .person_id = s->person_id,
                .asked_by = s->actor_id,
                .asked_at = s->now },
            &n);
    if (e == OK)
        e = notice_of(writer, a, s->person_id, NOTICE_RECOVERY_ASKED);
    return e == OK ? note(writer, s->actor_id, "request", s->person_id) : e;
}

enum err
recover_ask(struct db *db, struct arena *a, int64_t person_id, int64_t actor_id,
    int64_t now)
{
    struct ask_step step = {
        .person_id = person_id, .actor_id = actor_id, .now = now
    };
    return db_write_quietly(db, a, save_ask, &step);
}

static enum err
save_refusal(struct db *writer, struct arena *a, void *arg)
{
    const struct ask_step *s = arg;
    struct recovery_get_row row;
    enum err e = recovery_get(writer, a,
        (struct recovery_get_in){
            .id = s->recovery_id, .since = s->now - RECOVERY_WAITS_S },
        &row);
    if (e == OK)
        e = settle(
            writer, s->recovery_id, s->actor_id, s->now, TEXT("refused"));
    return e == OK ? note(writer, s->actor_id, "remove", row.person_id) : e;
}

enum err
recover_refuse(struct db *db, struct arena *a, int64_t recovery_id,
    int64_t actor_id, int64_t now)
{
    struct ask_step step = {
        .recovery_id = recovery_id, .actor_id = actor_id, .now = now
    };
    return db_write_quietly(db, a, save_refusal, &step);
}

/* ---- Who is one ---------------------------------------------------------- */

enum err
recover_is_coordinator(struct db *db, struct arena *a, int64_t person_id,
    int64_t now, bool *is_one)
{
    struct membership_current_row *rows;
    ptrdiff_t n;
    *is_one = false;
    enum err e = membership_current(db, a,
        (struct membership_current_in){
            .person_id = person_id, .today = day_of(a, now), .n_rows = 8 },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        *is_one |= role_who(rows[i].role) == WHO_COORDINATOR;
    return e;
}

enum err
recover_count_coordinators(struct db *db, struct arena *a, int64_t now, int *n)
{
    enum { N_ROWS = 50 };
    struct membership_coordinators_row *rows;
    ptrdiff_t n_rows;
    *n = 0;
    enum err e = membership_coordinators(db, a,
        (struct membership_coordinators_in){
            .today = day_of(a, now), .n_rows = N_ROWS },
        &rows, &n_rows);
    for (ptrdiff_t i = 0; e == OK && i < n_rows && *n < 3; i++)
        *n += text_is_known(rows[i].password);
    return e;
}
