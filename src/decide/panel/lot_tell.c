/* The job that tells people what came of a draw: one mail to each who has an
 * account, in their language. Who was told it once is not told it again,
 * whatever stopped between. */
#include "decide/panel/lot_letter.h"

#include "keep/mail.h"
#include "os/clock.h"
#include "people/people.h"

enum { AT_ONCE = 50 };

struct telling {
    const struct lot *lot;
    const struct panel_list *list;
    text panels, code; /* the list's text; "1" of list 1 */
    struct panel_volunteer *rows;
    ptrdiff_t n;
    int64_t done;
};

static enum err
tell_one(struct db *writer, struct arena *a, const struct telling *t,
    const struct panel_volunteer *seen)
{
    struct panel_volunteer who;
    struct panel_link_to_row link = { 0 };
    struct lot_letter letter;
    text mail = { 0 };
    const struct lang *lang;
    enum err e = panel_volunteer_get(
        writer, a, (struct panel_volunteer_get_in){ seen->id }, &who);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    const char *kind = lot_letter_kind(t->lot, who.standing);
    if (kind == NULL || lot_is(who.standing, "accepted"))
        return OK;
    text told = arena_print(
        a, "%s %.*s", kind, TEXT_ARG(kind[0] == 'n' ? TEXT("0") : t->code));
    if (text_is_equal(who.told, told))
        return OK;
    who.told = told;
    e = panel_volunteer_update(writer, &who, NULL);
    if (e == OK)
        e = panel_link_to(
            writer, a, (struct panel_link_to_in){ who.id }, &link);
    if (e == ERR_NOT_FOUND || (e == OK && !link.has_person_id))
        return OK;
    if (e == OK)
        e = people_written_to(writer, a, link.person_id, &mail, &lang);
    if (e != OK || !text_is_known(mail))
        return e == ERR_NOT_FOUND ? OK : e;
    const struct lang *wished = lang_find(who.lang);
    lang = wished != NULL ? wished : lang;
    lot_letter_write(a, lang, t->lot, kind, &who, t->list,
        lot_times(t->panels, who.ticket), &letter);
    text where = arena_print(a, "%.*s/%.*s%.*s", TEXT_ARG(t->list->told_from),
        TEXT_ARG(lang_code(lang)),
        TEXT_ARG(lot_sub(a, t->lot->row.id, "/volunteer")));
    return mail_put(writer, a,
        &(struct mail){ .person_id = link.person_id,
            .to = mail,
            .lang = lang,
            .kind = TEXT("panel"),
            .subject = letter.title,
            .body = arena_join(a, 3,
                (text[]){ lot_letter_text(a, &letter), TEXT("\n\n"), where }),
            .about_id = t->lot->row.id });
}

static enum err
tell_step(struct db *writer, struct arena *a, void *arg)
{
    const struct telling *t = arg;
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < t->n; i++)
        e = tell_one(writer, a, t, &t->rows[i]);
    return e;
}

static enum err
nothing_step([[maybe_unused]] struct db *writer,
    [[maybe_unused]] struct arena *a, [[maybe_unused]] void *arg)
{
    return OK;
}

enum err
lot_tell_run(struct job_call *call, struct why *why)
{
    struct lot *l = arena_new(call->arena, struct lot, 1);
    struct panel_file_get_row file;
    struct telling t = { .lot = l };
    int64_t after = 0;
    enum err e = lot_load(call->db, call->arena, call->thing_id, now_s(), l);
    if (e != OK)
        return e;
    t.list = lot_drawn_from(l);
    if (t.list == NULL)
        return err_say(why, ERR_CONFLICT, "nothing was drawn");
    e = panel_file_get(call->db, call->arena,
        (struct panel_file_get_in){ t.list->id, TEXT("list") }, &file);
    t.panels = file.content;
    t.code = arena_print(call->arena, "%d", (int)t.list->number);
    for (t.n = AT_ONCE; e == OK && t.n == AT_ONCE;) {
        e = panel_volunteers(call->db, call->arena,
            (struct panel_volunteers_in){ .panel_id = l->row.id,
                .after_ticket = after,
                .n_rows = AT_ONCE },
            &t.rows, &t.n);
        if (e == OK && t.n > 0) {
            after = t.rows[t.n - 1].ticket;
            e = db_write(call->db, call->arena, tell_step, &t);
            t.done += t.n;
        }
        if (e == OK &&
            !job_go_on(call, (double)t.done / (double)(l->n_volunteers + 1)))
            e = ERR_BUSY;
    }
    return e == OK ? job_finish(call, nothing_step, NULL) : e;
}
