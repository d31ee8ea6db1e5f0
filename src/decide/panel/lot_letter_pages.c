/* Letters of a panel as PDF: the one that asks, for everybody; one's own; and,
 * for those who print them, those of people without an account. */
#include "decide/panel/lot_letter.h"

#include "decide/decide.h"
#include "decide/panel/lot_letter.html.h"

/* Where nothing prints, the letter is a page that the browser can print. */
static enum err
answer_letter(struct request *rq, struct answer *an,
    const struct lot_letter *letter, text back)
{
    enum err e = helper_ask(lot_letter_work, rq->arena,
        lot_letter_json(rq->arena, letter, rq->now), &an->body);
    an->keeping = TEXT("no-store");
    if (e == OK) {
        an->type = TEXT("application/pdf");
        an->download_name = TEXT("letter.pdf");
        an->is_inline = true;
        return OK;
    }
    struct lot_letter_page p = {
        .letter = letter, .back = back, .is_busy = e == ERR_BUSY
    };
    struct view v = request_view(rq);
    decide_lot_letter(&v, &p);
    answer_page(
        rq, an, (struct page){ .title = letter->title, .body = view_html(&v) });
    return OK;
}

enum err
lot_letter_asked(struct request *rq, struct answer *an)
{
    struct lot *l = arena_new(rq->arena, struct lot, 1);
    struct lot_letter letter;
    enum err e = lot_seen(rq);
    if (e == OK)
        e = lot_load(rq->db, rq->arena, request_key(rq, 0), rq->now, l);
    if (e != OK)
        return e;
    lot_letter_write(rq->arena, rq->lang, l, "asked", NULL, NULL, 0, &letter);
    return answer_letter(rq, an, &letter, lot_sub(rq->arena, l->row.id, ""));
}

enum err
lot_letter_answer(struct request *rq, struct answer *an, const struct lot *l,
    const struct panel_volunteer *who, text back)
{
    const struct panel_list *list = lot_drawn_from(l);
    const struct lang *lang = lang_find(who->lang);
    const char *kind = lot_letter_kind(l, who->standing);
    struct panel_file_get_row file;
    struct lot_letter letter;
    int64_t times = 0;
    if (kind == NULL)
        return ERR_NOT_FOUND;
    if (list != NULL) {
        enum err e = panel_file_get(rq->db, rq->arena,
            (struct panel_file_get_in){ list->id, TEXT("list") }, &file);
        if (e != OK)
            return e;
        times = lot_times(file.content, who->ticket);
    }
    lot_letter_write(rq->arena, lang != NULL ? lang : rq->lang, l, kind, who,
        list, times, &letter);
    return answer_letter(rq, an, &letter, back);
}

enum err
lot_letter_of(struct request *rq, struct answer *an)
{
    struct lot *l = arena_new(rq->arena, struct lot, 1);
    struct panel_volunteer who;
    struct panel_link_to_row link = { 0 };
    int64_t ticket;
    if (!text_parse_int(rq->params[1], &ticket))
        return ERR_NOT_FOUND;
    enum err e = lot_load(rq->db, rq->arena, request_key(rq, 0), rq->now, l);
    if (e == OK)
        e = panel_volunteer_with(rq->db, rq->arena,
            (struct panel_volunteer_with_in){ l->row.id, ticket }, &who);
    if (e == OK)
        e = panel_link_to(
            rq->db, rq->arena, (struct panel_link_to_in){ who.id }, &link);
    if (e == OK && link.has_person_id)
        e = ERR_NOT_FOUND; /* theirs is for them alone */
    return e == OK ? lot_letter_answer(rq, an, l, &who,
                         lot_sub(rq->arena, l->row.id, "/people"))
                   : e;
}
