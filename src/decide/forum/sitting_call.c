/* A meeting is called: who sits in the group gets a mail, and another one two
 * days before. Each in their own language, with what opens in a calendar. */
#include "decide/forum/sitting.h"

#include "keep/mail.h"
#include "keep/once.h"
#include "keep/version.h"
#include "people/people.h"

enum { REMIND_DAYS = 2, REMINDED_AT_ONCE = 50 };

struct calling {
    int64_t id, actor_id, now;
    text token;
    bool is_reminder;
};

static text
sentences(struct view *v, const struct sitting *m, const struct forum *g,
    text root, bool is_reminder)
{
    struct arena *a = v->arena;
    text page = arena_print(a, "%.*s/%.*s%.*s", TEXT_ARG(root),
        TEXT_ARG(lang_code(v->lang)), TEXT_ARG(sitting_sub(a, m->id, "")));
    text times = forum_times_said(a, m->starts_at, m->ends_at, g->zone);
    struct phrase_arg who[] = { arg_text(g->name),
        arg_text(lang_date(v->lang, a, m->held_on)) };
    text parts[12];
    int n = 0;
    parts[n++] = is_reminder
        ? say_with(v, N_("%s meets soon: on %s."), 2, who)
        : say_with(v, N_("%s is called to a meeting on %s."), 2, who);
    if (text_is_known(times)) {
        parts[n++] = TEXT("\n\n");
        parts[n++] = say_with(
            v, N_("Time: %s"), 1, (struct phrase_arg[]){ arg_text(times) });
    }
    if (text_is_known(m->place)) {
        parts[n++] = TEXT("\n\n");
        parts[n++] = say_with(
            v, N_("Place: %s"), 1, (struct phrase_arg[]){ arg_text(m->place) });
    }
    parts[n++] = TEXT("\n\n");
    parts[n++] = say_with(v, N_("Agenda and papers: %s"), 1,
        (struct phrase_arg[]){ arg_text(page) });
    parts[n++] = TEXT("\n\n");
    parts[n++] = say_with(v, N_("For your calendar: %s"), 1,
        (struct phrase_arg[]){
            arg_text(arena_print(a, "%.*s/meeting.ics", TEXT_ARG(page))) });
    return arena_join(a, n, parts);
}

static enum err
write_to(struct db *writer, struct arena *a, const struct sitting *m,
    const struct forum *g, text root, int64_t person_id, bool is_reminder)
{
    text mail;
    const struct lang *lang;
    enum err e = people_written_to(writer, a, person_id, &mail, &lang);
    if (e != OK || !text_is_known(mail))
        return e == ERR_NOT_FOUND ? OK : e;
    struct view v = view_in(a, lang, 1000);
    struct phrase_arg who[] = { arg_text(g->name),
        arg_text(lang_date(v.lang, a, m->held_on)) };
    return mail_put(writer, a,
        &(struct mail){ .person_id = person_id,
            .to = mail,
            .lang = v.lang,
            .kind = TEXT("meeting"),
            .subject = is_reminder
                ? say_with(&v, N_("%s: meeting soon, on %s"), 2, who)
                : say_with(&v, N_("%s: meeting on %s"), 2, who),
            .body = sentences(&v, m, g, root, is_reminder),
            .about_id = m->id });
}

/* Everybody who sits there on that day, once. */
static enum err
write_to_all(struct db *writer, struct arena *a, const struct sitting *m,
    text root, bool is_reminder)
{
    struct forum g;
    struct forum_holders_row *rows;
    ptrdiff_t n;
    enum err e =
        forum_get(writer, a, (struct forum_get_in){ .id = m->forum_id }, &g);
    if (e == OK)
        e = forum_holders(writer, a,
            (struct forum_holders_in){
                .forum_id = m->forum_id, .n_rows = HOLDERS_MAX },
            &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        bool is_first = rows[i].has_person_id &&
            (!text_is_known(rows[i].until) ||
                text_compare(m->held_on, rows[i].until) < 0);
        for (ptrdiff_t k = 0; k < i; k++)
            is_first &= !rows[k].has_person_id ||
                rows[k].person_id != rows[i].person_id ||
                (text_is_known(rows[k].until) &&
                    text_compare(m->held_on, rows[k].until) >= 0);
        if (is_first)
            e = write_to(
                writer, a, m, &g, root, rows[i].person_id, is_reminder);
    }
    return e;
}

struct call_step {
    struct calling c;
    text root;
};

static enum err
call_it(struct db *writer, struct arena *a, void *arg)
{
    const struct call_step *s = arg;
    struct sitting row;
    text first;
    enum err e = once_take(writer, a, s->c.token, TEXT("called"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = sitting_get(
            writer, a, (struct sitting_get_in){ .id = s->c.id }, &row);
    if (e == OK && !text_is_equal(row.status, TEXT("planned")))
        e = ERR_CONFLICT;
    if (e == OK)
        e = version_before(writer, a, TEXT("sitting"), row.id);
    if (e == OK)
        e = write_to_all(writer, a, &row, s->root, false);
    if (e == OK)
        e = sitting_root_set(writer,
            (struct sitting_root_set_in){ .id = row.id, .root = s->root },
            NULL);
    if (e != OK)
        return e;
    row.called_on = day_of(a, s->c.now);
    e = sitting_update(writer, &row, NULL);
    return e == OK ? version_note(writer, a, TEXT("sitting"), row.id,
                         s->c.actor_id, TEXT("change"))
                   : e;
}

enum err
sitting_call_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct call_step s = { .c = { .id = request_key(rq, 0),
                               .actor_id = rq->actor.person_id,
                               .now = rq->now } };
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    s.c.token = form.token;
    /* "https://network.example": reminders go out when nobody asks */
    text whole = request_whole_address(rq, lang_all(0), TEXT("/"));
    ptrdiff_t at = text_find(whole, TEXT("/en"));
    s.root = at > 0 ? text_prefix(whole, at) : whole;
    e = db_write(rq->db, rq->arena, call_it, &s);
    if (e == OK)
        answer_redirect(rq, an, sitting_sub(rq->arena, s.c.id, ""));
    return e;
}

/* ---- Two days before
 * --------------------------------------------------------------- */

static enum err
remind_one(struct db *writer, struct arena *a, void *arg)
{
    const struct calling *c = arg;
    struct sitting row;
    struct sitting_root_row root;
    enum err e =
        sitting_get(writer, a, (struct sitting_get_in){ .id = c->id }, &row);
    if (e == OK)
        e = sitting_root(
            writer, a, (struct sitting_root_in){ .id = c->id }, &root);
    if (e != OK || text_is_known(row.reminded_on) ||
        !text_is_known(root.root) ||
        !text_is_equal(row.status, TEXT("planned")))
        return e == ERR_NOT_FOUND ? OK : e;
    e = write_to_all(writer, a, &row, root.root, true);
    row.reminded_on = day_of(a, c->now);
    return e == OK ? sitting_update(writer, &row, NULL) : e;
}

enum err
sitting_sweep(struct db *db, struct arena *a, int64_t now)
{
    struct sitting_due_row *rows;
    ptrdiff_t n;
    enum err e = sitting_due(db, a,
        (struct sitting_due_in){ .from_on = day_of(a, now),
            .until_on = day_of(a, now + REMIND_DAYS * 86'400),
            .n_rows = REMINDED_AT_ONCE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (text_is_known(rows[i].called_on) &&
            text_compare(rows[i].called_on, day_of(a, now)) < 0 &&
            !text_is_known(rows[i].reminded_on))
            e = db_write(db, a, remind_one,
                &(struct calling){ .id = rows[i].id, .now = now });
    return e;
}
