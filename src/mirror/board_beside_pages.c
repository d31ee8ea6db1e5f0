/* Boards beside each other: the page, the file. */
#include "mirror/board_beside.h"

#include "base/csv.h"
#include "base/key.h"
#include "mirror/beside.html.h"
#include "mirror/board_form.h"
#include "mirror/board_print.h"

static bool
is_illustrative(const struct beside *b)
{
    for (int i = 0; i < b->n_boards; i++)
        if (b->boards[i].sees && b->boards[i].head.is_illustrative)
            return true;
    return false;
}

enum err
beside_show(struct request *rq, struct answer *an)
{
    struct board_head_row own;
    struct beside *b = arena_new(rq->arena, struct beside, 1);
    enum err e = board_load(rq, &own);
    if (e == OK)
        e = beside_load(rq, &own, b);
    if (e != OK)
        return e;
    struct beside_page p = { .b = b,
        .address = board_sub(rq->arena, own.id, ""),
        .pdf = board_sub(rq->arena, own.id, "/beside.pdf"),
        .csv = board_sub(rq->arena, own.id, "/beside.csv"),
        .partnership = arena_print(rq->arena, "/partnership/%.*s",
            TEXT_ARG(board_key(rq->arena, own.partnership_id))),
        .is_illustrative = is_illustrative(b) };
    struct view v = request_view(rq);
    mirror_beside(&v, &p);
    struct phrase_arg name = phrase_arg(own.name);
    answer_page(rq, an,
        (struct page){
            .title = say_with(&v, N_("%s: beside each other"), 1, &name),
            .section = "partnership",
            .body = view_html(&v),
            .csv = p.csv,
            .is_wide = true });
    return OK;
}

/* Who may see a board reads all of it; as a file, an entry a line. */
enum err
beside_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "key", "side", "heading", "theme",
        "lang", "words", "signed", "made_on", "agree", "link", "number",
        "number_of" };
    struct board_head_row own;
    struct beside *b = arena_new(rq->arena, struct beside, 1);
    enum err e = board_load(rq, &own);
    if (e == OK)
        e = beside_load(rq, &own, b);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 16'384);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (int i = 0; i < b->n_boards; i++)
        for (ptrdiff_t k = 0; k < b->boards[i].n_entries; k++) {
            const struct beside_board *board = &b->boards[i];
            const struct board_entries_row *r = &board->entries[k];
            const struct board_themes_row *t = beside_theme_of(board, r);
            csv_add(&w, board_key(rq->arena, r->id));
            csv_add_for_people(&w, board->head.side_name);
            csv_add(&w, r->heading);
            csv_add_for_people(&w, t == NULL ? (text){ 0 } : t->name);
            csv_add(&w, r->lang);
            csv_add_for_people(&w, r->source);
            csv_add_for_people(&w, r->person_name);
            csv_add(&w, r->made_on);
            csv_add(&w, arena_print(rq->arena, "%d", (int)r->n_marks));
            csv_add_for_people(&w, r->link);
            csv_add(&w,
                r->has_number ? entry_number(rq->arena, r->number)
                              : (text){ 0 });
            csv_add_for_people(&w, r->number_of);
            csv_end_row(&w);
        }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("boards.csv");
    return OK;
}

/* ---- On paper ------------------------------------------------------------ */

static enum err
say_no_printer(struct request *rq, struct answer *an, bool is_busy)
{
    struct view v = request_view(rq);
    mirror_beside_no_printer(
        &v, board_sub(rq->arena, request_key(rq, 0), "/beside"), is_busy);
    an->status = 503; /* with Retry-After */
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("It cannot be printed now")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
beside_pdf(struct request *rq, struct answer *an)
{
    struct board_head_row own;
    struct beside *b = arena_new(rq->arena, struct beside, 1);
    enum err e = board_load(rq, &own);
    if (e == OK)
        e = beside_load(rq, &own, b);
    if (e != OK)
        return e;
    e = helper_ask(
        board_print_work, rq->arena, beside_print_json(rq, b), &an->body);
    if (e != OK)
        return say_no_printer(rq, an, e == ERR_BUSY);
    an->type = TEXT("application/pdf");
    an->download_name = TEXT("boards.pdf");
    an->is_inline = true;
    an->keeping = TEXT("no-store");
    return OK;
}
