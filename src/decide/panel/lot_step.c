/* What is done to a panel, step by step until somebody has confirmed it. Each
 * is inside a db_write step. */
#include "decide/panel/lot.h"

#include "decide/heard/heard_count.h"
#include "keep/once.h"
#include "keep/search.h"
#include "os/entropy.h"
#include "people/people.h"

enum err
lot_refuse(struct lot_turning *t, const char *fault)
{
    t->fault = fault;
    return ERR_CONFLICT;
}

enum err
lot_begin(
    struct db *writer, struct arena *a, struct lot_turning *t, bool *is_done)
{
    text first;
    enum err e = OK;
    *is_done = false;
    if (text_is_known(t->token))
        e = once_take(writer, a, t->token, TEXT("panel"), &first);
    if (e == ERR_CONFLICT) {
        *is_done = true;
        return OK;
    }
    t->lot = arena_new(a, struct lot, 1);
    return e == OK ? lot_load(writer, a, t->id, t->now, t->lot) : e;
}

struct lot_event
lot_event_of(const struct lot_turning *t, const char *what)
{
    return (struct lot_event){
        .panel_id = t->id, .person_id = t->actor_id, .now = t->now, .what = what
    };
}

enum err
lot_open_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_turning *t = arg;
    bool is_done;
    enum err e = lot_begin(writer, a, t, &is_done);
    if (e != OK || is_done || lot_is(t->lot->row.status, "open"))
        return e;
    if (!lot_is(t->lot->row.status, "draft"))
        return lot_refuse(t, N_("It has been opened before."));
    if (text_compare(t->lot->row.closes_on, t->today) < 0)
        return lot_refuse(t,
            N_("The last day to volunteer is past. Change it "
               "first."));
    t->lot->row.status = TEXT("open");
    e = panel_update(writer, &t->lot->row, NULL);
    if (e == OK)
        e = heard_begin(writer, a,
            &(struct heard_of){ "panel", t->id, t->lot->row.partnership_id });
    if (e == OK)
        e = panel_show(writer, (struct panel_show_in){ t->id }, NULL);
    if (e == OK)
        e = search_save(writer, a, TEXT("panel"), t->id,
            arena_join(a, 3,
                (text[]){ t->lot->row.name, TEXT(" "), t->lot->row.purpose }),
            NULL);
    struct lot_event event = lot_event_of(t, "open");
    return e == OK ? lot_note(writer, &event) : e;
}

enum err
lot_freeze_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_turning *t = arg;
    bool is_done;
    enum err e = lot_begin(writer, a, t, &is_done);
    if (e != OK || is_done || lot_is(t->lot->row.status, "frozen"))
        return e;
    if (!lot_is(t->lot->row.status, "open"))
        return lot_refuse(t, N_("Volunteering is not open."));
    if (t->lot->n_volunteers < t->lot->row.size)
        return lot_refuse(t,
            N_("Fewer people have volunteered than the panel has "
               "seats. Ask more people, or end it."));
    t->lot->row.status = TEXT("frozen");
    e = panel_update(writer, &t->lot->row, NULL);
    if (e == OK)
        e = heard_end(writer, a,
            &(struct heard_of){ "panel", t->id, t->lot->row.partnership_id });
    if (e == OK)
        e = lot_ask_list(writer, a, t->lot, "first", t->lot->row.size,
            (text){ 0 }, t->actor_id);
    struct lot_event event = lot_event_of(t, "freeze");
    event.detail = arena_print(a, "%lld", (long long)t->lot->n_volunteers);
    return e == OK ? lot_note(writer, &event) : e;
}

/* A list that was given up, was stopped, or that nobody has drawn from. */
enum err
lot_again_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_turning *t = arg;
    bool is_done;
    enum err e = lot_begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    struct panel_list *last = lot_last(t->lot);
    if (last == NULL || lot_is(last->status, "confirmed") ||
        lot_is(t->lot->row.status, "ended"))
        return lot_refuse(t, N_("There is no list to be made again."));
    const char *kind = arena_c_string(a, last->kind);
    last->status = TEXT("dropped");
    e = panel_list_update(writer, last, NULL);
    if (e == OK)
        e = job_stop(writer, a, t->id, NULL);
    if (e == OK)
        e = lot_ask_list(
            writer, a, t->lot, kind, last->size, t->a, t->actor_id);
    struct lot_event event = lot_event_of(t, "again");
    event.reason = t->a;
    return e == OK ? lot_note(writer, &event) : e;
}

static text
change_said(
    struct arena *a, const struct panel_line *l, const struct lot_change *c)
{
    return arena_print(a,
        "%.*s, %.*s: %lld\xE2\x80\x93%lld \xE2\x86\x92 "
        "%lld\xE2\x80\x93%lld",
        TEXT_ARG(l->feature), TEXT_ARG(l->value), (long long)l->low,
        (long long)l->high, (long long)c->low, (long long)c->high);
}

static enum err
take_changes(struct db *writer, struct arena *a, struct lot_turning *t,
    const struct lot_way *way)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < way->n_changes; i++) {
        const struct lot_change *c = &way->changes[i];
        if (c->position < 0 || c->position >= t->lot->n_lines)
            return ERR_CONFLICT;
        struct lot_event event = lot_event_of(t, "quota");
        event.reason = t->a;
        event.detail = change_said(a, &t->lot->lines[c->position], c);
        e = panel_line_move(writer,
            (struct panel_line_move_in){ .panel_id = t->id,
                .position = c->position,
                .low = c->low,
                .high = c->high },
            NULL);
        if (e == OK)
            e = lot_note(writer, &event);
    }
    return e;
}

static enum err
take_ceiling(struct db *writer, struct arena *a, struct lot_turning *t,
    const struct lot_clash *clash)
{
    struct lot_event event = lot_event_of(t, "ceiling");
    if (clash->ceiling <= 0 || !t->lot->row.has_ceiling)
        return ERR_CONFLICT;
    event.reason = t->a;
    event.detail = arena_print(a, "%d %% \xE2\x86\x92 %d %%",
        (int)t->lot->row.ceiling, (int)clash->ceiling);
    t->lot->row.ceiling = clash->ceiling;
    t->lot->row.has_ceiling = clash->ceiling < 100;
    enum err e = panel_update(writer, &t->lot->row, NULL);
    return e == OK ? lot_note(writer, &event) : e;
}

enum err
lot_way_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_turning *t = arg;
    struct lot_clash *clash = arena_new(a, struct lot_clash, 1);
    bool is_done;
    enum err e = lot_begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    if (lot_is(t->lot->row.status, "ended"))
        return lot_refuse(t, N_("The panel has ended."));
    struct panel_list *last = lot_last(t->lot);
    bool is_listed = last != NULL && lot_is(last->status, "listed");
    if (last == NULL || (!is_listed && !lot_is(last->status, "clash")) ||
        lot_is(last->kind, "reserves") || !text_is_known(last->said))
        return lot_refuse(t, N_("Somebody has changed this already."));
    e = lot_clash_read(a, last->said, clash);
    if (e != OK)
        return e;
    if (t->way >= clash->n_ways)
        return lot_refuse(t, N_("Somebody has changed this already."));
    e = t->way < 0 ? take_ceiling(writer, a, t, clash)
                   : take_changes(writer, a, t, &clash->ways[t->way]);
    const char *kind = arena_c_string(a, last->kind);
    return e == OK
        ? lot_ask_list(writer, a, t->lot, kind, last->size, t->a, t->actor_id)
        : e;
}

enum err
lot_source_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_turning *t = arg;
    bool is_done;
    enum err e = lot_begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    struct panel_list *last = lot_last(t->lot);
    if (lot_is(t->lot->row.status, "ended") ||
        (last != NULL && text_is_known(last->seed)))
        return lot_refuse(t, N_("The public number was entered already."));
    struct lot_event event = lot_event_of(t, "source");
    event.detail =
        arena_join(a, 4, (text[]){ t->a, TEXT(" ("), t->b, TEXT(")") });
    t->lot->row.seed_source = t->a;
    t->lot->row.seed_on = t->b;
    e = panel_update(writer, &t->lot->row, NULL);
    return e == OK ? lot_note(writer, &event) : e;
}

enum err
lot_draw_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_turning *t = arg;
    struct panel_file_get_row file;
    bool is_done;
    enum err e = lot_begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    struct panel *row = &t->lot->row;
    if (lot_is(t->lot->row.status, "ended"))
        return lot_refuse(t, N_("The panel has ended."));
    struct panel_list *last = lot_last(t->lot);
    if (last != NULL && text_is_known(last->seed))
        return lot_refuse(t,
            N_("The panel was drawn already. A second draw from "
               "the same list is refused."));
    if (last == NULL || !lot_is(last->status, "listed"))
        return lot_refuse(t, N_("There is no list to draw from."));
    if (!text_is_known(row->seed_source) ||
        text_compare(row->seed_on, t->today) > 0)
        return lot_refuse(t,
            N_("Where the number comes from must be said before, "
               "and its day must have come."));
    e = panel_file_get(writer, a,
        (struct panel_file_get_in){ .list_id = last->id, .name = TEXT("list") },
        &file);
    if (e != OK)
        return e;
    last->seed = t->a;
    last->seed_source = row->seed_source;
    last->drawn = (int64_t)cp_panel_draw(
        last->hash, t->a, (uint64_t)last->n_panels, lot_sha256, a, NULL);
    last->has_drawn = true;
    last->tickets = lot_row(file.content, last->drawn);
    last->drawn_at = t->now;
    last->has_drawn_at = true;
    last->status = TEXT("drawn");
    e = panel_list_update(writer, last, NULL);
    struct lot_event event = lot_event_of(t, "draw");
    event.detail = t->a;
    return e == OK ? lot_note(writer, &event) : e;
}

/* Those of the list who are not in yet are asked. */
static enum err
ask_drawn(struct db *writer, struct arena *a, struct lot_turning *t,
    const struct panel_list *list)
{
    text rest = list->tickets;
    enum err e = OK;
    while (e == OK && text_is_known(rest)) {
        struct panel_volunteer who;
        int64_t ticket;
        if (!text_parse_int(text_cut(rest, ' ', &rest), &ticket))
            return ERR_DB;
        e = panel_volunteer_with(
            writer, a, (struct panel_volunteer_with_in){ t->id, ticket }, &who);
        if (e != OK ||
            (!lot_is(who.standing, "in") && !lot_is(who.standing, "reserve")))
            continue;
        who.standing =
            lot_is(list->kind, "reserves") ? TEXT("reserve") : TEXT("asked");
        e = panel_volunteer_update(writer, &who, NULL);
    }
    return e;
}

enum err
lot_confirm_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_turning *t = arg;
    bool is_done;
    enum err e = lot_begin(writer, a, t, &is_done);
    if (e != OK || is_done)
        return e;
    if (lot_is(t->lot->row.status, "ended"))
        return lot_refuse(t, N_("The panel has ended."));
    struct panel_list *last = lot_last(t->lot);
    if (last == NULL || !lot_is(last->status, "drawn"))
        return lot_refuse(t, N_("There is no drawn panel to confirm."));
    last->status = TEXT("confirmed");
    last->confirmed_by = t->actor_id;
    last->has_confirmed_by = t->actor_id != 0;
    last->confirmed_at = t->now;
    last->has_confirmed_at = true;
    last->told_from = t->from;
    e = panel_list_update(writer, last, NULL);
    if (e == OK)
        e = ask_drawn(writer, a, t, last);
    if (e == OK && lot_is(last->kind, "first"))
        e = lot_count(writer, a, t->lot, last->tickets);
    t->lot->row.status = TEXT("running");
    t->lot->row.seed_source = t->lot->row.seed_on = (text){ 0 };
    if (e == OK)
        e = panel_update(writer, &t->lot->row, NULL);
    if (e == OK && t->actor_id != 0) /* nobody confirms what is made up */
        e = job_ask(writer, a, "panel_tell", t->id, t->actor_id);
    struct lot_event event = lot_event_of(t, "confirm");
    return e == OK ? lot_note(writer, &event) : e;
}
