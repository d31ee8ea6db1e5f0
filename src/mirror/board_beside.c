/* Boards beside each other: what is shared, what one has and another lacks. */
#include "mirror/board_beside.h"

#include "text/markdown.h"

enum { SERIES_ROWS = BOARD_SIDES_MAX, ANSWERS_MAX = 400 };

/* ---- Loading ------------------------------------------------------------- */

static enum err
load_board(struct request *rq, int64_t id, struct beside_board *b)
{
    enum err e = board_head(
        rq->db, rq->arena, (struct board_head_in){ .id = id }, &b->head);
    if (e != OK)
        return e;
    b->sees = board_rights_of(&rq->actor, &b->head).sees;
    if (!b->sees)
        return OK;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    board_entries_ask(&batch,
        (struct board_entries_in){ .board_id = id,
            .viewer = rq->actor.person_id,
            .lang = lang_code(rq->lang),
            .n_rows = BESIDE_ENTRIES + 1 },
        &b->entries, &b->n_entries);
    board_themes_ask(&batch,
        (struct board_themes_in){ .board_id = id, .n_rows = BOARD_THEMES_MAX },
        &b->themes, &b->n_themes);
    board_answers_ask(&batch,
        (struct board_answers_in){ .board_id = id, .n_rows = ANSWERS_MAX },
        &b->answers, &b->n_answers);
    e = db_batch_run(&batch);
    if (e != OK)
        return e;
    if (b->n_entries > BESIDE_ENTRIES) {
        b->n_entries = BESIDE_ENTRIES;
        b->has_more = true;
    }
    return headings_load(rq, b->head.has_template_id, b->head.template_id,
        b->head.template_headings, &b->headings);
}

enum board_pole
beside_pole(const struct beside_board *board, text heading)
{
    int i = heading_find(&board->headings, heading);
    return i < 0 ? POLE_NONE : board->headings.row[i].pole;
}

const struct board_themes_row *
beside_theme_of(
    const struct beside_board *board, const struct board_entries_row *entry)
{
    for (ptrdiff_t i = 0; entry->has_theme_id && i < board->n_themes; i++)
        if (board->themes[i].id == entry->theme_id)
            return &board->themes[i];
    return NULL;
}

/* Every heading that any of them has, once. */
static void
unite_headings(struct beside *b)
{
    for (int i = 0; i < b->n_boards; i++)
        for (int k = 0; k < b->boards[i].headings.n; k++) {
            const struct board_heading *h = &b->boards[i].headings.row[k];
            bool is_there = false;
            for (int m = 0; m < b->n_headings; m++)
                is_there |= text_is_equal(b->headings[m].code, h->code);
            if (!is_there)
                b->headings[b->n_headings++] = *h;
        }
}

/* ---- What is shared ------------------------------------------------------ */

static struct beside_theme *
theme_slot(struct beside_theme *themes, int *n, text name, text folded)
{
    for (int i = 0; i < *n; i++)
        if (text_is_equal(themes[i].folded, folded))
            return &themes[i];
    themes[*n] = (struct beside_theme){ .name = name, .folded = folded };
    return &themes[(*n)++];
}

static void
find_shared(struct arena *a, struct beside *b)
{
    int n = 0, n_all = 0;
    for (int i = 0; i < b->n_boards; i++)
        n_all += (int)b->boards[i].n_themes;
    struct beside_theme *themes = arena_new(a, struct beside_theme, n_all);
    for (int i = 0; i < b->n_boards; i++) {
        const struct beside_board *board = &b->boards[i];
        for (ptrdiff_t k = 0; k < board->n_entries; k++) {
            const struct board_themes_row *t =
                beside_theme_of(board, &board->entries[k]);
            if (t == NULL)
                continue;
            struct beside_theme *slot =
                theme_slot(themes, &n, t->name, lang_fold(a, t->name));
            if (slot->n_of[i]++ == 0)
                slot->n_boards++;
        }
    }
    b->themes = themes;
    for (int i = 0; i < n; i++)
        if (themes[i].n_boards > 1)
            themes[b->n_themes++] = themes[i];
}

/* ---- What one has and another lacks -------------------------------------- */

static void
add_pair(struct beside *b, const struct beside_pair *pair)
{
    for (int i = 0; i < b->n_pairs; i++)
        if (b->pairs[i].has == pair->has && b->pairs[i].lacks == pair->lacks)
            return;
    if (b->n_pairs == BESIDE_PAIRS_MAX)
        b->n_more_pairs++;
    else
        b->pairs[b->n_pairs++] = *pair;
}

static const struct board_entries_row *
find_entry(const struct beside *b, int64_t id, int *board)
{
    for (int i = 0; i < b->n_boards; i++)
        for (ptrdiff_t k = 0; k < b->boards[i].n_entries; k++)
            if (b->boards[i].entries[k].id == id) {
                *board = i;
                return &b->boards[i].entries[k];
            }
    return NULL;
}

/* Those that somebody linked; both ends are read by this reader, or it is
 * not here. */
static void
find_linked(struct beside *b)
{
    for (int i = 0; i < b->n_boards; i++)
        for (ptrdiff_t k = 0; k < b->boards[i].n_answers; k++) {
            const struct board_answers_row *row = &b->boards[i].answers[k];
            struct beside_pair pair = { .is_linked = true };
            pair.has = find_entry(b, row->from_id, &pair.has_board);
            pair.lacks = find_entry(b, row->to_id, &pair.lacks_board);
            if (pair.has != NULL && pair.lacks != NULL &&
                pair.has_board != pair.lacks_board)
                add_pair(b, &pair);
        }
}

static void
find_by_theme_of(struct arena *a, struct beside *b, int i, int k)
{
    const struct beside_board *has = &b->boards[i], *lacks = &b->boards[k];
    for (ptrdiff_t m = 0; m < has->n_entries; m++) {
        const struct board_entries_row *h = &has->entries[m];
        const struct board_themes_row *t = beside_theme_of(has, h);
        if (t == NULL || beside_pole(has, h->heading) != POLE_HAS)
            continue;
        text folded = lang_fold(a, t->name);
        for (ptrdiff_t n = 0; n < lacks->n_entries; n++) {
            const struct board_entries_row *l = &lacks->entries[n];
            const struct board_themes_row *u = beside_theme_of(lacks, l);
            if (u != NULL && beside_pole(lacks, l->heading) == POLE_LACKS &&
                text_is_equal(lang_fold(a, u->name), folded))
                add_pair(b,
                    &(struct beside_pair){ .has_board = i,
                        .lacks_board = k,
                        .has = h,
                        .lacks = l,
                        .theme = t->name });
        }
    }
}

enum err
beside_load(
    struct request *rq, const struct board_head_row *own, struct beside *b)
{
    struct board_series_row *rows;
    ptrdiff_t n;
    *b = (struct beside){ .own = own };
    enum err e = board_series(rq->db, rq->arena,
        (struct board_series_in){ .partnership_id = own->partnership_id,
            .series = own->series,
            .n_rows = SERIES_ROWS },
        &rows, &n);
    b->boards = arena_new(rq->arena, struct beside_board, n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        e = load_board(rq, rows[i].id, &b->boards[i]);
        b->n_seen += b->boards[i].sees;
        b->n_boards++;
    }
    if (e != OK)
        return e;
    unite_headings(b);
    find_shared(rq->arena, b);
    find_linked(b);
    for (int i = 0; i < b->n_boards; i++)
        for (int k = 0; k < b->n_boards; k++)
            if (i != k)
                find_by_theme_of(rq->arena, b, i, k);
    return OK;
}

/* ---- Words --------------------------------------------------------------- */

text
entry_plain(struct arena *a, text source)
{
    return markdown_plain(a, source, 4 * ENTRY_LETTERS_MAX);
}
