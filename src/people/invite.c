/* Asking people in. */
#include "people/account.h"
#include "people/membership.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/mail.h"
#include "keep/search.h"
#include "os/entropy.h"
#include "people/invite.sql.h"
#include "people/people.sql.h"
#include "people/secret.h"
#include "web/site.h"

#define WELCOME TEXT("welcome")
enum { NAME_MAX_BYTES = 200, CURRENT_MAX = 8 };

struct inviter
people_inviter(struct request *rq)
{
    struct inviter from = { .person_id = rq->actor.person_id,
        .now = rq->now,
        .name = rq->actor.name,
        .base_url = rq->site->config.base_url,
        .is_coordinator = rq->actor.is_coordinator };
    text sentence;
    request_describe(rq, &from.network, &sentence);
    return from;
}

const char *
invited_said(enum invited outcome)
{
    switch (outcome) {
    case INVITED: return N_("invited");
    case INVITED_ADDED: return N_("has an account, and has this role now too");
    case INVITED_WAITS: return N_("is invited already, and gets this role too");
    case INVITED_ALREADY: break;
    }
    return N_("has this already: nothing was sent");
}

/* ---- Mails ----------------------------------------------------------------
 */

struct letter {
    struct view v;
    text subject;
};

static void
paragraph(struct letter *l, text t)
{
    if (l->v.out.len > 0)
        buf_add(&l->v.out, TEXT("\n\n"));
    buf_add(&l->v.out, t);
}

static text
say_text(struct letter *l, const char *phrase, text x, text y)
{
    return say_with(&l->v, phrase, text_is_known(y) ? 2 : 1,
        (struct phrase_arg[]){ arg_text(x), arg_text(y) });
}

static text
thing_link(struct arena *a, const struct inviter *from, const struct lang *lang,
    const struct thing *thing)
{
    return arena_print(a, "%.*s/%.*s%.*s", TEXT_ARG(from->base_url),
        TEXT_ARG(lang_code(lang)), TEXT_ARG(thing_address(a, thing)));
}

/* "You take part as Facilitator: Partnership X" */
static void
say_role(struct letter *l, const struct invitation *to)
{
    bool is_network = to->thing == NULL;
    if (is_network && to->role != WHO_COORDINATOR)
        return;
    text role = say(&l->v, role_said(role_text(to->role)));
    paragraph(l,
        is_network
            ? say_text(l, N_("Your role: %s."), role, (text){ 0 })
            : say_text(l, N_("Your role in %s: %s."), to->thing->title, role));
}

static enum err
send_letter(struct db *writer, struct arena *a, const struct invitation *to,
    text kind, const struct letter *l, int64_t ends_at)
{
    return mail_put(writer, a,
        &(struct mail){ .person_id = to->person_id,
            .to = to->mail,
            .lang = l->v.lang,
            .kind = kind,
            .subject = l->subject,
            .body = buf_text(&l->v.out),
            .ends_at = ends_at });
}

static enum err
send_invitation(struct db *writer, struct arena *a, const struct inviter *from,
    const struct invitation *to, int64_t ends_at)
{
    const struct lang *lang = to->lang == NULL ? lang_all(0) : to->lang;
    struct letter l = { .v = view_in(a, lang, 1000) };
    text until = lang_date(lang, a, day_of(a, ends_at));
    l.subject =
        say_text(&l, N_("Invitation to %s"), from->network, (text){ 0 });
    paragraph(&l, say_text(&l, N_("Hello %s,"), to->name, (text){ 0 }));
    paragraph(&l,
        text_is_known(from->name) ? say_text(&l, N_("%s invites you to %s."),
                                        from->name, from->network)
                                  : say_text(&l, N_("You are invited to %s."),
                                        from->network, (text){ 0 }));
    say_role(&l, to);
    paragraph(&l,
        say_text(&l,
            N_("Open this page to choose a password. It can be used once, "
               "until %s:"),
            until, (text){ 0 }));
    paragraph(&l, to->link);
    paragraph(&l,
        say(&l.v,
            N_("If you do not know what this is about, you need do "
               "nothing.")));
    return send_letter(writer, a, to, TEXT("invitation"), &l, ends_at);
}

/* To who has an account: that they are something more now. */
static enum err
send_news(struct db *writer, struct arena *a, const struct inviter *from,
    const struct invitation *to)
{
    const struct lang *lang = to->lang == NULL ? lang_all(0) : to->lang;
    struct letter l = { .v = view_in(a, lang, 1000) };
    text what = to->thing == NULL ? from->network : to->thing->title;
    l.subject = say_text(&l, N_("You take part in %s"), what, (text){ 0 });
    paragraph(&l, say_text(&l, N_("Hello %s,"), to->name, (text){ 0 }));
    paragraph(&l,
        text_is_known(from->name)
            ? say_text(&l, N_("%s has added you to %s."), from->name, what)
            : say_text(&l, N_("You were added to %s."), what, (text){ 0 }));
    say_role(&l, to);
    if (to->thing != NULL)
        paragraph(&l, thing_link(a, from, lang, to->thing));
    return send_letter(writer, a, to, TEXT("membership"), &l, 0);
}

/* ---- Links ----------------------------------------------------------------
 */

static enum err
add_link(struct db *writer, struct arena *a, const struct inviter *from,
    struct invitation *to)
{
    text token = token_new(a);
    struct link_insert_in row = { .hash = token_hash(a, token),
        .person_id = to->person_id,
        .purpose = WELCOME,
        .made_at = from->now,
        .ends_at = from->now + LINK_S };
    int64_t n = 0;
    enum err e = link_recall(writer,
        (struct link_recall_in){
            .person_id = to->person_id, .purpose = WELCOME },
        NULL);
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = link_insert(writer, row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    const struct lang *lang = to->lang == NULL ? lang_all(0) : to->lang;
    to->link = arena_print(a, "%.*s/%.*s/welcome/%.*s",
        TEXT_ARG(from->base_url), TEXT_ARG(lang_code(lang)), TEXT_ARG(token));
    return send_invitation(writer, a, from, to, row.ends_at);
}

/* May this inviter have a link to an account that waits? */
static enum err
may_link(struct db *writer, struct arena *a, const struct inviter *from,
    int64_t person_id)
{
    struct membership *rows;
    ptrdiff_t n;
    text today = day_of(a, from->now);
    if (from->is_coordinator)
        return OK;
    enum err e = membership_of_person(writer, a,
        (struct membership_of_person_in){
            .person_id = person_id, .n_rows = MEMBERSHIPS_MAX },
        &rows, &n);
    if (e == OK && n == MEMBERSHIPS_MAX)
        e = ERR_DENIED;
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        bool is_plain = rows[i].thing_id == 0 &&
            text_is_equal(rows[i].role, TEXT("member"));
        bool is_ours = rows[i].has_partnership_id &&
            from->partnership_id != 0 &&
            rows[i].partnership_id == from->partnership_id;
        bool is_over = text_is_known(rows[i].ends_on) &&
            text_compare(rows[i].ends_on, today) <= 0;
        if (!is_plain && !is_ours && !is_over)
            e = ERR_DENIED;
    }
    return e;
}

/* ---- One invitation -------------------------------------------------------
 */

static enum err
add_person(struct db *writer, struct arena *a, const struct inviter *from,
    struct invitation *to)
{
    char code[KEY_LENGTH];
    int64_t n = 0;
    enum err e = OK;
    bool is_known = to->person_id != 0;
    for (int i = 0; e == OK && n == 0 && i < 3 && !is_known; i++) {
        to->person_id = key_new();
        e = invite_person_insert(writer,
            (struct invite_person_insert_in){ .id = to->person_id,
                .code = key_print(to->person_id, code),
                .name = to->name,
                .name_sort = lang_sort_key(a, to->name),
                .language =
                    to->lang == NULL ? (text){ 0 } : lang_code(to->lang) },
            &n);
    }
    if (e == OK && n == 0 && !is_known)
        e = ERR_CONFLICT;
    if (e == OK && !is_known)
        e = search_save(
            writer, a, TEXT("person"), to->person_id, to->name, NULL);
    if (e == OK)
        e = account_insert(writer,
            (struct account_insert_in){ .person_id = to->person_id,
                .mail = to->mail,
                .created_at = from->now },
            &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = from->person_id,
                .action = TEXT("create"),
                .kind = TEXT("account"),
                .thing_id = to->person_id });
    return e;
}

/* What they are of it today or later: 0 nothing. */
static enum err
load_current(struct db *writer, struct arena *a, int64_t person_id,
    int64_t thing_id, int64_t now, enum who *role)
{
    struct membership_current_row *rows;
    ptrdiff_t n;
    enum err e = membership_current(writer, a,
        (struct membership_current_in){ .person_id = person_id,
            .thing_id = thing_id,
            .today = day_of(a, now),
            .n_rows = CURRENT_MAX },
        &rows, &n);
    *role = (enum who)0;
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (role_who(rows[i].role) > *role)
            *role = role_who(rows[i].role);
    return e;
}

/* Never less than they are. *has_more: they became something. */
static enum err
add_role(struct db *writer, struct arena *a, const struct inviter *from,
    int64_t person_id, enum who role, const struct thing *thing, bool *has_more)
{
    enum who is;
    int64_t id;
    enum err e = load_current(
        writer, a, person_id, thing == NULL ? 0 : thing->id, from->now, &is);
    if (e != OK || is >= role)
        return e;
    *has_more = true;
    return membership_add(writer, a,
        &(struct membership_new){ .person_id = person_id,
            .role = role,
            .thing = thing,
            .actor_id = from->person_id,
            .now = from->now },
        &id);
}

enum err
people_invite_in(struct db *writer, struct arena *a, const struct inviter *from,
    struct invitation *to)
{
    struct account found = { 0 };
    bool is_new = false, has_more = false;
    int64_t known_id = to->person_id;
    to->mail = mail_key(a, text_trim(to->mail));
    to->name = text_trim(to->name);
    to->link = (text){ 0 };
    if (!mail_is_address(to->mail) || text_is_empty(to->name) ||
        to->name.len > NAME_MAX_BYTES || !text_is_utf8(to->name))
        return ERR_BAD_INPUT;
    enum err e = account_by_mail(
        writer, a, (struct account_by_mail_in){ .mail = to->mail }, &found);
    if (e == ERR_NOT_FOUND) {
        is_new = true;
        e = add_person(writer, a, from, to);
    } else if (e == OK) {
        if (known_id != 0 && known_id != found.person_id)
            return ERR_CONFLICT;
        to->person_id = found.person_id;
        if (text_is_known(found.language)) /* as they chose it */
            to->lang = lang_find(found.language);
        to->name = found.name;
    }
    if (e == OK)
        e = add_role(
            writer, a, from, to->person_id, WHO_MEMBER, NULL, &has_more);
    if (e == OK && (to->thing != NULL || to->role != WHO_MEMBER))
        e = add_role(
            writer, a, from, to->person_id, to->role, to->thing, &has_more);
    if (e != OK)
        return e;
    bool is_open = text_is_known(found.password);
    to->outcome = !has_more && !is_new ? INVITED_ALREADY : INVITED_ADDED;
    if (to->outcome == INVITED_ALREADY)
        return OK;
    if (is_open)
        return send_news(writer, a, from, to);
    e = is_new ? OK : may_link(writer, a, from, to->person_id);
    to->outcome = e == OK ? INVITED : INVITED_WAITS;
    if (e == OK)
        e = add_link(writer, a, from, to);
    if (e == OK && !is_new)
        e = audit_add(writer,
            (struct audit){ .actor_id = from->person_id,
                .action = TEXT("invite"),
                .kind = TEXT("account"),
                .thing_id = to->person_id });
    return e == ERR_DENIED ? OK : e;
}

/* ---- Those that wait ------------------------------------------------------
 */

static enum err
load_waiting(struct db *writer, struct arena *a, const struct inviter *from,
    int64_t person_id, struct account *account)
{
    enum err e = account_get(
        writer, a, (struct account_get_in){ .person_id = person_id }, account);
    if (e == OK &&
        (text_is_known(account->password) || !text_is_known(account->mail)))
        e = ERR_NOT_FOUND;
    return e == OK ? may_link(writer, a, from, person_id) : e;
}

enum err
people_invite_again(struct db *writer, struct arena *a,
    const struct inviter *from, struct invitation *to)
{
    struct account account;
    enum err e = load_waiting(writer, a, from, to->person_id, &account);
    if (e != OK)
        return e;
    to->mail = account.mail;
    to->name = account.name;
    to->lang =
        text_is_known(account.language) ? lang_find(account.language) : NULL;
    to->role = WHO_MEMBER;
    to->thing = NULL;
    to->outcome = INVITED;
    e = add_link(writer, a, from, to);
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = from->person_id,
                .action = TEXT("invite"),
                .kind = TEXT("account"),
                .thing_id = to->person_id });
    return e;
}

enum err
people_invite_back(struct db *writer, struct arena *a,
    const struct inviter *from, int64_t person_id)
{
    struct account account;
    struct membership *rows;
    ptrdiff_t n = 0;
    text today = day_of(a, from->now);
    enum err e = load_waiting(writer, a, from, person_id, &account);
    if (e == OK)
        e = link_recall(writer,
            (struct link_recall_in){
                .person_id = person_id, .purpose = WELCOME },
            NULL);
    if (e == OK)
        e = membership_of_person(writer, a,
            (struct membership_of_person_in){
                .person_id = person_id, .n_rows = MEMBERSHIPS_MAX },
            &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (!text_is_known(rows[i].ends_on) ||
            text_compare(rows[i].ends_on, today) > 0)
            e = membership_end(writer, a,
                &(struct membership_ending){ .id = rows[i].id,
                    .actor_id = from->person_id,
                    .now = from->now });
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = from->person_id,
                .action = TEXT("remove"),
                .kind = TEXT("account"),
                .thing_id = person_id,
                .detail = TEXT("[\"invitation\"]") });
    return e;
}
