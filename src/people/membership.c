#include "people/membership.h"

#include "base/date.h"
#include "keep/audit.h"
#include "keep/thing.h"
#include "os/entropy.h"

#include <string.h>

enum { CURRENT_MAX = 8 };

/* ---- Words --------------------------------------------------------------- */

static const struct role {
    enum who who;
    text word;
    const char *said;
} roles[] = {
    { WHO_COORDINATOR, TEXT_INIT("coordinator"), N_("Coordinator") },
    { WHO_FACILITATOR, TEXT_INIT("facilitator"), N_("Facilitator") },
    { WHO_MEMBER, TEXT_INIT("member"), N_("Member") },
    { WHO_GUEST, TEXT_INIT("guest"), N_("Guest") },
};
enum { N_ROLES = sizeof roles / sizeof *roles };

enum who
role_who(text role)
{
    for (int i = 0; i < N_ROLES; i++)
        if (text_is_equal(roles[i].word, role))
            return roles[i].who;
    return (enum who)0;
}

text
role_text(enum who role)
{
    for (int i = 0; i < N_ROLES; i++)
        if (roles[i].who == role)
            return roles[i].word;
    return (text){ 0 };
}

const char *
role_said(text role)
{
    for (int i = 0; i < N_ROLES; i++)
        if (text_is_equal(roles[i].word, role))
            return roles[i].said;
    return N_("Guest");
}

/* ---- Days ---------------------------------------------------------------- */

text
day_of(struct arena *a, int64_t utc_s)
{
    return date_print(moment_of(utc_s).date, arena_new(a, char, DATE_LENGTH));
}

/* Dates as text stand in the order of time. */
static bool
is_before(text a, text b)
{
    return memcmp(a.ptr, b.ptr, DATE_LENGTH) < 0;
}

bool
membership_is_on(const struct membership *m, text today)
{
    return !is_before(today, m->starts_on) &&
        (!text_is_known(m->ends_on) || is_before(today, m->ends_on));
}

/* ---- Who acts ------------------------------------------------------------ */

void
standings_of(struct arena *a, const struct membership_standings_row *rows,
    ptrdiff_t n_rows, struct actor *actor)
{
    struct standing *to = arena_new(a, struct standing, 2 * n_rows);
    int n = 0;
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        const struct membership_standings_row *r = &rows[i];
        enum who role = role_who(r->role);
        if (r->thing_id == 0) {
            actor->is_coordinator |= role == WHO_COORDINATOR;
            continue;
        }
        bool is_side =
            role >= WHO_MEMBER && text_is_equal(r->kind, TEXT("side"));
        to[n++] = (struct standing){ role, r->thing_id };
        if (r->has_partnership_id && r->partnership_id != r->thing_id)
            to[n++] = (struct standing){ is_side ? WHO_SIDE : WHO_GUEST,
                r->partnership_id };
    }
    actor->standings = to;
    actor->n_standings = n;
}

/* ---- Beginning ----------------------------------------------------------- */

int64_t
membership_partnership(const struct thing *t)
{
    text partnership = TEXT("partnership");
    int64_t ids[] = { t->id, t->within_id, t->above_id };
    const char *kind = t->kind->kind;
    for (int i = 0; i < 3 && kind != NULL; i++) {
        if (text_is_equal(text_of(kind), partnership))
            return ids[i];
        const struct thing_kind *k = thing_kind_find(text_of(kind));
        kind = k == NULL ? NULL : k->within_kind;
    }
    return 0;
}

bool
membership_is_had(enum who role, const struct thing *t)
{
    switch (role) {
    case WHO_COORDINATOR: return t == NULL;
    case WHO_FACILITATOR:
        return t != NULL &&
            text_is_equal(text_of(t->kind->kind), TEXT("partnership"));
    case WHO_MEMBER: return true;
    case WHO_GUEST: return t != NULL;
    case WHO_ANYONE:
    case WHO_PERSON:
    case WHO_SIDE: break;
    }
    return false;
}

/* Would the network have no coordinator without this membership? */
static enum err
check_last(struct db *writer, struct arena *a, int64_t id, text today)
{
    struct membership_coordinators_row *rows;
    ptrdiff_t n;
    enum err e = membership_coordinators(writer, a,
        (struct membership_coordinators_in){ .today = today, .n_rows = 2 },
        &rows, &n);
    if (e == OK && n == 1 && rows[0].id == id)
        e = ERR_DENIED;
    return e;
}

static enum err
end_what_they_were(struct db *writer, struct arena *a,
    const struct membership_new *what, const struct membership *row)
{
    struct membership_current_row *rows;
    ptrdiff_t n;
    text today = day_of(a, what->now);
    enum err e = membership_current(writer, a,
        (struct membership_current_in){ .person_id = row->person_id,
            .thing_id = row->thing_id,
            .today = today,
            .n_rows = CURRENT_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        if (text_is_equal(rows[i].role, row->role) &&
            text_is_known(rows[i].ends_on) == text_is_known(row->ends_on) &&
            !is_before(row->starts_on, rows[i].starts_on) &&
            text_is_equal(rows[i].ends_on, row->ends_on))
            return ERR_CONFLICT;
        if (text_is_equal(rows[i].role, TEXT("coordinator")))
            e = check_last(writer, a, rows[i].id, today);
        if (e == ERR_DENIED && what->role == WHO_COORDINATOR &&
            !text_is_known(row->ends_on) && !is_before(today, row->starts_on))
            e = OK; /* and is one again at once */
        if (e == OK)
            e = membership_set_end(writer,
                (struct membership_set_end_in){ .id = rows[i].id,
                    .ends_on = is_before(row->starts_on, rows[i].starts_on)
                        ? rows[i].starts_on
                        : row->starts_on,
                    .ended_at = what->now,
                    .ended_by = what->actor_id,
                    .has_ended_by = what->actor_id != 0 },
                NULL);
    }
    return e;
}

enum err
membership_add(struct db *writer, struct arena *a,
    const struct membership_new *what, int64_t *id)
{
    const struct thing *t = what->thing;
    int64_t partnership_id = t == NULL ? 0 : membership_partnership(t), n = 0;
    text today = day_of(a, what->now);
    struct membership row = { .person_id = what->person_id,
        .role = role_text(what->role),
        .kind = t == NULL ? TEXT("network") : text_of(t->kind->kind),
        .thing_id = t == NULL ? 0 : t->id,
        .partnership_id = partnership_id,
        .has_partnership_id = partnership_id != 0,
        .starts_on = text_is_known(what->starts_on) ? what->starts_on : today,
        .ends_on = what->ends_on,
        .made_at = what->now,
        .made_by = what->actor_id,
        .has_made_by = what->actor_id != 0 };
    if (!membership_is_had(what->role, t))
        return ERR_BAD_INPUT;
    if (text_is_known(row.ends_on) &&
        (!is_before(row.starts_on, row.ends_on) ||
            !is_before(today, row.ends_on)))
        return ERR_BAD_INPUT;
    enum err e = end_what_they_were(writer, a, what, &row);
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = membership_insert(writer, &row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    *id = row.id;
    return audit_add(writer,
        (struct audit){ .actor_id = what->actor_id,
            .action = TEXT("create"),
            .kind = TEXT("membership"),
            .thing_id = row.id,
            .detail = arena_print(a, "[\"%.*s\"]", TEXT_ARG(row.role)) });
}

/* ---- Ending -------------------------------------------------------------- */

enum err
membership_end(
    struct db *writer, struct arena *a, const struct membership_ending *what)
{
    struct membership row;
    text today = day_of(a, what->now);
    text ends_on = text_is_known(what->ends_on) ? what->ends_on : today;
    enum err e = membership_get(
        writer, a, (struct membership_get_in){ .id = what->id }, &row);
    if (e == OK && text_is_known(row.ends_on) && !is_before(today, row.ends_on))
        e = ERR_NOT_FOUND;
    if (e == OK && is_before(ends_on, today))
        e = ERR_BAD_INPUT;
    if (e == OK && text_is_equal(row.role, TEXT("coordinator")))
        e = check_last(writer, a, row.id, today);
    if (e == OK && is_before(ends_on, row.starts_on))
        ends_on = row.starts_on; /* it never began */
    if (e == OK)
        e = membership_set_end(writer,
            (struct membership_set_end_in){ .id = row.id,
                .ends_on = ends_on,
                .ended_at = what->now,
                .ended_by = what->actor_id,
                .has_ended_by = what->actor_id != 0,
                .reason = what->reason },
            NULL);
    if (e != OK)
        return e;
    return audit_add(writer,
        (struct audit){ .actor_id = what->actor_id,
            .action = TEXT("change"),
            .kind = TEXT("membership"),
            .thing_id = row.id,
            .detail = TEXT("[\"ends_on\"]") });
}
