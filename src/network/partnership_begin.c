/* A partnership that organisations begin, as one step. */
#include "network/network.h"
#include "network/network_sheet.h"

#include "keep/edit.h"
#include "keep/version.h"
#include "network/organisation.sql.h"
#include "network/partnership.sql.h"
#include "os/entropy.h"

struct beginning {
    struct db *writer;
    struct arena *arena;
    int64_t actor_id;
};

/* A row and what goes with it: the words by which it is found, its first
 * version, and the audit. */
static enum err
keep_row(
    struct beginning *b, const struct sheet *s, const void *row, int64_t id)
{
    enum err e = sheet_found_save(b->writer, b->arena, s, row);
    return e == OK ? version_note(b->writer, b->arena, text_of(s->table), id,
                         b->actor_id, TEXT("create"))
                   : e;
}

static enum err
add_organisation(struct beginning *b, int64_t side_id, int64_t organisation_id,
    text side_code)
{
    struct side_organisation row = { .id = key_new(),
        .side_id = side_id,
        .organisation_id = organisation_id,
        .role = TEXT("lead") };
    int64_t n = 0;
    enum err e = edit_draw_code(b->writer, b->arena, &side_organisation_sheet,
        arena_join(b->arena, 2, (text[]){ side_code, TEXT(" lead") }),
        &row.code);
    if (e == OK)
        e = side_organisation_insert(b->writer, &row, &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    return e == OK ? keep_row(b, &side_organisation_sheet, &row, row.id) : e;
}

static enum err
add_side(struct beginning *b, int64_t partnership_id, int position,
    const struct organisation *o, int64_t *side_id)
{
    struct side row = { .id = key_new(),
        .partnership_id = partnership_id,
        .position = position,
        .name = o->name,
        .has_place_id = o->has_place_id,
        .place_id = o->place_id };
    int64_t n = 0;
    *side_id = row.id;
    enum err e =
        edit_draw_code(b->writer, b->arena, &side_sheet, o->name, &row.code);
    if (e == OK)
        e = side_insert(b->writer, &row, &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e == OK)
        e = keep_row(b, &side_sheet, &row, row.id);
    return e == OK ? add_organisation(b, row.id, o->id, row.code) : e;
}

/* "Region X – County Y", and no longer than a name may be. */
static text
name_of(struct arena *a, const struct organisation *all, int n)
{
    enum { NAME_MAX_BYTES = 200 };
    struct buf name = buf_in(a, 100);
    for (int i = 0; i < n; i++) {
        buf_add(&name, i == 0 ? TEXT("") : TEXT(" – "));
        buf_add(&name, text_prefix(all[i].name, NAME_MAX_BYTES / n - 6));
    }
    return buf_text(&name);
}

enum err
network_begin_partnership(struct db *writer, struct arena *a,
    const int64_t *organisations, int n, int64_t actor_id, int64_t *id,
    int64_t *sides)
{
    struct beginning b = { writer, a, actor_id };
    struct organisation all[SIDES_MAX];
    struct partnership row = {
        .id = key_new(), .kind = TEXT("exchange"), .status = TEXT("proposed")
    };
    int64_t n_made = 0;
    enum err e = OK;
    require(n >= 2 && n <= SIDES_MAX);
    for (int i = 0; e == OK && i < n; i++) {
        e = organisation_get(writer, a,
            (struct organisation_get_in){ .id = organisations[i] }, &all[i]);
        row.is_illustrative =
            row.is_illustrative || (e == OK && all[i].is_illustrative);
    }
    if (e != OK)
        return e;
    row.name = name_of(a, all, n);
    row.name_sort = lang_sort_key(a, row.name);
    e = edit_draw_code(writer, a, &partnership_sheet, row.name, &row.code);
    if (e == OK)
        e = partnership_insert(writer, &row, &n_made);
    if (e == OK && n_made == 0)
        e = ERR_CONFLICT;
    for (int i = 0; e == OK && i < n; i++)
        e = add_side(&b, row.id, i + 1, &all[i], &sides[i]);
    if (e == OK)
        e = keep_row(&b, &partnership_sheet, &row, row.id);
    *id = row.id;
    return e;
}
