/* What comes after a draw: those who were drawn say yes or no, empty seats are
 * drawn again, there are reserves, it ends. Each inside a db_write step.
 *
 * Who has been told that they are in is never drawn out again: in the next
 * list they must be in, and whoever declined or left may not. */
#include "decide/panel/lot.h"

#include "keep/audit.h"
#include "keep/consent.h"
#include "os/entropy.h"
#include "people/people.h"

/* ---- Yes or no
 * --------------------------------------------------------------- */

static struct consent_of
consent_of_link(const struct panel_link_to_row *link, int64_t panel_id)
{
    return (struct consent_of){ .person_id = link->person_id,
        .slip_id = link->slip_id,
        .kind = TEXT("panel.name"),
        .thing_id = panel_id };
}

static enum err
keep_name(struct db *writer, struct arena *a, const struct lot_reply *r,
    struct panel_volunteer *v)
{
    struct panel_link_to_row link = { 0 };
    enum err e =
        panel_link_to(writer, a, (struct panel_link_to_in){ v->id }, &link);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    bool is_known = e == OK && (link.has_person_id || link.has_slip_id);
    enum child_state state;
    e = child_state_of(writer, a, "volunteer", v->id, &state);
    if (e != OK)
        return e;
    /* a child's name is shown to nobody */
    v->name =
        state == CHILD_IS_NONE && r->is_named && lot_is(v->standing, "accepted")
        ? r->name
        : (text){ 0 };
    if (!is_known)
        return OK;
    return text_is_known(v->name)
        ? consent_give(
              writer, a, consent_of_link(&link, v->panel_id), v->lang, r->now)
        : consent_withdraw(
              writer, a, consent_of_link(&link, v->panel_id), r->now);
}

static bool
may_become(text was, text becomes)
{
    return lot_is(was, "asked")
        ? lot_is(becomes, "accepted") || lot_is(becomes, "declined")
        : lot_is(was, "accepted") &&
            (lot_is(becomes, "accepted") || lot_is(becomes, "left"));
}

enum err
lot_reply_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_reply *r = arg;
    struct panel panel;
    struct panel_volunteer v;
    enum err e = panel_volunteer_get(
        writer, a, (struct panel_volunteer_get_in){ r->volunteer_id }, &v);
    if (e == OK)
        e = panel_get(writer, a, (struct panel_get_in){ v.panel_id }, &panel);
    if (e == OK && v.panel_id != r->panel_id)
        e = ERR_NOT_FOUND;
    if (e == OK &&
        (!lot_is(panel.status, "running") ||
            !may_become(v.standing, r->standing)))
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    v.standing = r->standing;
    e = keep_name(writer, a, r, &v);
    if (e == OK)
        e = panel_volunteer_update(writer, &v, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = r->actor_id,
                             .action = TEXT("reply"),
                             .kind = TEXT("panel"),
                             .thing_id = v.panel_id,
                             .is_nameless = r->actor_id == 0 })
                   : e;
}

/* At /me/data somebody takes it back that their name is shown. */
enum err
lot_name_withdrawn(
    struct db *writer, struct arena *a, const struct consent *row)
{
    struct panel_volunteer v;
    enum err e = lot_find(writer, a, row->thing_id,
        row->has_person_id ? row->person_id : 0,
        row->has_slip_id ? row->slip_id : 0, &v);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    v.name = (text){ 0 };
    return panel_volunteer_update(writer, &v, NULL);
}

/* ---- Empty seats
 * --------------------------------------------------------------- */

static enum err
count_standing(struct db *db, struct arena *a, const struct lot *l,
    const char *standing, int64_t *n)
{
    struct panel_standing_number_row row;
    enum err e = panel_standing_number(db, a,
        (struct panel_standing_number_in){ .panel_id = l->row.id,
            .standing = text_of(standing),
            .n_max = LOT_POOL_MAX },
        &row);
    if (e == OK)
        *n = row.n;
    return e;
}

enum err
lot_numbers(
    struct db *db, struct arena *a, const struct lot *l, struct lot_numbers *to)
{
    enum err e = count_standing(db, a, l, "in", &to->waiting);
    if (e == OK)
        e = count_standing(db, a, l, "asked", &to->asked);
    if (e == OK)
        e = count_standing(db, a, l, "accepted", &to->accepted);
    return e == OK ? count_standing(db, a, l, "reserve", &to->reserves) : e;
}

/* May the next list be asked for? A list of reserves that nobody drew from
 * stands in nobody's way. */
static enum err
clear_way(struct db *writer, struct lot_turning *t)
{
    struct panel_list *last = lot_last(t->lot);
    if (!lot_is(t->lot->row.status, "running") || last == NULL)
        return lot_refuse(t, N_("The panel has not been confirmed yet."));
    if (lot_is(last->status, "confirmed") || lot_is(last->status, "dropped"))
        return OK;
    if (!lot_is(last->kind, "reserves") || lot_is(last->status, "drawn") ||
        lot_is(last->status, "asked"))
        return lot_refuse(t, N_("Another draw is under way. Finish it first."));
    last->status = TEXT("dropped");
    return panel_list_update(writer, last, NULL);
}

enum err
lot_replace_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_turning *t = arg;
    struct lot_numbers n = { 0 };
    bool is_done;
    enum err e = lot_begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    e = clear_way(writer, t);
    if (e == OK)
        e = lot_numbers(writer, a, t->lot, &n);
    if (e != OK)
        return e;
    int64_t n_empty = t->lot->row.size - n.asked - n.accepted;
    bool is_wide = t->is_wide || n.reserves == 0;
    if (n_empty <= 0)
        return lot_refuse(t, N_("No seat is empty."));
    if (n_empty > n.reserves + (is_wide ? n.waiting : 0))
        return lot_refuse(t,
            N_("More seats are empty than there are people "
               "to be drawn."));
    e = lot_ask_list(writer, a, t->lot, is_wide ? "wide" : "after",
        t->lot->row.size, t->a, t->actor_id);
    struct lot_event event = lot_event_of(t, "replace");
    event.reason = t->a;
    event.detail = arena_print(a, "%lld", (long long)n_empty);
    return e == OK ? lot_note(writer, &event) : e;
}

enum err
lot_reserves_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_turning *t = arg;
    struct lot_numbers n = { 0 };
    bool is_done;
    enum err e = lot_begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    e = clear_way(writer, t);
    if (e == OK)
        e = lot_numbers(writer, a, t->lot, &n);
    if (e != OK)
        return e;
    if (t->way > n.waiting)
        return lot_refuse(t,
            N_("So many were not left. Fewer reserves may "
               "do."));
    e = lot_ask_list(
        writer, a, t->lot, "reserves", t->way, (text){ 0 }, t->actor_id);
    struct lot_event event = lot_event_of(t, "reserves");
    event.detail = arena_print(a, "%lld", (long long)t->way);
    return e == OK ? lot_note(writer, &event) : e;
}

/* ---- Who came
 * ------------------------------------------------------------------- */

enum err
lot_attend_step(struct db *writer, [[maybe_unused]] struct arena *a, void *arg)
{
    struct lot_attending *s = arg;
    enum err e = panel_attendance_clear(writer,
        (struct panel_attendance_clear_in){ s->panel_id, s->day }, NULL);
    for (ptrdiff_t i = 0; e == OK && i < s->n; i++)
        e = panel_attendance_insert(writer,
            (struct panel_attendance_insert_in){ .id = key_of_day(s->now),
                .panel_id = s->panel_id,
                .volunteer_id = s->volunteers[i],
                .day = s->day },
            NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("attend"),
                             .kind = TEXT("panel"),
                             .thing_id = s->panel_id })
                   : e;
}

/* ---- Its end
 * --------------------------------------------------------------------- */

enum err
lot_end_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_turning *t = arg;
    bool is_done;
    enum err e = lot_begin(writer, a, t, &is_done);
    if (e != OK || is_done || lot_is(t->lot->row.status, "ended"))
        return e;
    if (lot_is(t->lot->row.status, "draft"))
        return lot_refuse(t, N_("It has not begun."));
    t->lot->row.status = TEXT("ended");
    t->lot->row.ended_on = t->today;
    e = panel_update(writer, &t->lot->row, NULL);
    if (e == OK)
        e = job_stop(writer, a, t->id, NULL);
    struct lot_event event = lot_event_of(t, "end");
    event.reason = t->a;
    return e == OK ? lot_note(writer, &event) : e;
}

enum err
lot_remove_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_turning *t = arg;
    bool is_done;
    enum err e = lot_begin(writer, a, t, &is_done);
    if (e == ERR_NOT_FOUND || is_done)
        return OK; /* pressed twice */
    if (e == OK && !lot_is(t->lot->row.status, "draft"))
        return lot_refuse(t,
            N_("It has been opened: it can be ended, and "
               "stays on record."));
    if (e == OK)
        e = lot_forget_one(writer, a, t->id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = t->actor_id,
                             .action = TEXT("remove"),
                             .kind = TEXT("panel"),
                             .thing_id = t->id })
                   : e;
}
