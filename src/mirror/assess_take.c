/* What somebody makes of a weak point or of a difference: an entry on a board
 * in one press, a request for help, a project. */
#include "mirror/assess.h"

#include "keep/version.h"
#include "os/entropy.h"
#include "people/people.h"

#include <string.h>

enum { THREAD_LOOKED = 40 };

/* The entry that was made of it already, when it is there. */
static enum err
find_made(struct db *writer, struct arena *a, const struct taking *t,
    int64_t *entry_id)
{
    struct thread_block b;
    struct board_entry entry;
    *entry_id = 0;
    enum err e = thread_of(writer, a, t->from_id, THREAD_LOOKED, &b);
    for (ptrdiff_t i = 0; e == OK && *entry_id == 0 && i < b.n_from + b.n_to;
         i++) {
        const struct thread_row *row =
            i < b.n_from ? &b.from[i] : &b.to[i - b.n_from];
        if (!text_is_equal(row->from_kind, TEXT("board_entry")) ||
            !text_is_equal(row->kind, TEXT("comes_from")))
            continue;
        e = board_entry_get(writer, a,
            (struct board_entry_get_in){ .id = row->from_id }, &entry);
        struct board board;
        if (e == OK)
            e = board_get(writer, a,
                (struct board_get_in){ .id = entry.board_id }, &board);
        if (e == OK && board.side_id == t->side_id)
            *entry_id = entry.id;
        else if (e == ERR_NOT_FOUND)
            e = OK; /* it was taken away */
    }
    return e;
}

/* A heading under which stands what is lacking; else the first. */
static enum err
find_heading(
    struct db *writer, struct arena *a, const struct board *board, text *code)
{
    struct board_template template;
    struct board_headings h;
    enum err e = OK;
    if (board->has_template_id)
        e = board_template_get(writer, a,
            (struct board_template_get_in){ .id = board->template_id },
            &template);
    if (e != OK)
        return e;
    if (board->has_template_id)
        (void)headings_read(template.headings, &h);
    else
        headings_usual(NULL, &h);
    if (h.n == 0)
        return ERR_NOT_FOUND;
    *code = h.row[0].code;
    for (int i = h.n - 1; i >= 0; i--)
        if (h.row[i].pole == POLE_LACKS)
            *code = h.row[i].code;
    return OK;
}

/* With the name of who took it up: they can change it then. */
static enum err
put_entry(struct db *writer, struct arena *a, const struct taking *t,
    text heading, int64_t *entry_id)
{
    int64_t n = 0;
    bool changed;
    struct board_entry row = { .board_id = t->board_id,
        .heading = heading,
        .has_person_id = true,
        .person_id = t->actor_id,
        .made_on = day_of(a, t->now) };
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        row.code = board_key(a, row.id);
        e = board_entry_insert(writer, &row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("board_entry"),
                .part = TEXT("words"),
                .lang = t->lang,
                .source = t->words,
                .thing_id = row.id,
                .is_original = true },
            &changed);
    if (e == OK)
        e = version_note(writer, a, TEXT("board_entry"), row.id, t->actor_id,
            TEXT("create"));
    *entry_id = row.id;
    return e;
}

enum err
take_entry(struct db *writer, struct arena *a, struct taking *t)
{
    struct board board;
    text heading;
    int64_t entry_id;
    enum err e = find_made(writer, a, t, &entry_id);
    if (e == OK && entry_id != 0) {
        t->address = entry_address(a, entry_id);
        return OK;
    }
    if (e == OK)
        e = board_get(
            writer, a, (struct board_get_in){ .id = t->board_id }, &board);
    if (e == OK && board.side_id != t->side_id)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = find_heading(writer, a, &board, &heading);
    if (e == OK)
        e = put_entry(writer, a, t, heading, &entry_id);
    struct thread_link link = { .from_kind = TEXT("board_entry"),
        .from_id = entry_id,
        .kind = TEXT("comes_from"),
        .to_kind = t->from_kind,
        .to_id = t->from_id };
    if (e == OK)
        e = thread_put(writer, a, t->actor_id, &link, NULL);
    t->address = entry_address(a, entry_id);
    return e;
}

int
take_makes(struct request *rq, int64_t partnership_id, text from_kind,
    int64_t from_id, text name, struct edit_make makes[EDIT_MAKES_MAX])
{
    static const struct {
        const char *kind, *label;
    } kinds[] = {
        { "need", N_("Ask for help with it") },
        { "project", N_("Make a project of it") },
    };
    struct arena *a = rq->arena;
    int n = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct thing_kind *k = thing_kind_find(text_of(kinds[i].kind));
        if (k == NULL || k->sheet == NULL ||
            !actor_may(&rq->actor, k->maker, &partnership_id, 1))
            continue;
        struct view v = view_in(a, rq->lang, 0);
        out_percent(&v, text_prefix(name, 150));
        html percent = view_html(&v);
        makes[n++] = (struct edit_make){ .label = kinds[i].label,
            .kind = kinds[i].kind,
            .address =
                arena_print(a, "/new/%s?within=%.*s&from=%.*s-%.*s&words=%.*s",
                    kinds[i].kind, TEXT_ARG(board_key(a, partnership_id)),
                    TEXT_ARG(from_kind), TEXT_ARG(board_key(a, from_id)),
                    (int)percent.len, percent.ptr) };
    }
    return n;
}
