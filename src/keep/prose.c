#include "keep/prose.h"

#include "os/clock.h"
#include "os/entropy.h"
#include "text/markdown.h"

/* Raise it when the Markdown printer prints otherwise: texts are printed
 * again when next saved. */
enum { PRINTER = 1 };

void
prose_ask(struct db_batch *batch, int64_t thing_id, struct prose_set *set)
{
    prose_of_thing_ask(batch,
        (struct prose_of_thing_in){
            .thing_id = thing_id, .n_rows = PROSE_ROWS_MAX },
        &set->rows, &set->n_rows);
}

enum err
prose_load(
    struct db *db, struct arena *a, int64_t thing_id, struct prose_set *set)
{
    return prose_of_thing(db, a,
        (struct prose_of_thing_in){
            .thing_id = thing_id, .n_rows = PROSE_ROWS_MAX },
        &set->rows, &set->n_rows);
}

struct wording
prose_pick(
    const struct prose_set *set, const char *part, const struct lang *lang)
{
    const struct prose_of_thing_row *best = NULL;
    int best_rank = 0;
    for (ptrdiff_t i = 0; i < set->n_rows; i++) {
        const struct prose_of_thing_row *row = &set->rows[i];
        if (!text_is_equal(row->part, text_of(part)))
            continue;
        int rank = text_is_equal(row->lang, lang_code(lang)) ? 3
            : row->is_original                               ? 2
                                                             : 1;
        if (rank > best_rank) {
            best_rank = rank;
            best = row;
        }
    }
    if (best == NULL)
        return (struct wording){ 0 };
    return (struct wording){
        .is_known = true,
        .is_original = best->is_original,
        .lang = best->lang,
        .html = { best->printed.ptr, best->printed.len },
        .source = best->source,
    };
}

text
wording_language(const struct wording *w)
{
    const struct lang *lang = lang_find(w->lang);
    return lang != NULL ? lang_name(lang) : w->lang;
}

static enum err
save_new(struct db *writer, struct prose *row)
{
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row->id = key_new();
        e = prose_insert(writer, row, &n);
    }
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

/* Compare with what is there: `old`, when *is_old. */
static enum err
compare(struct db *db, struct arena *a, const struct prose_given *given,
    struct prose *old, bool *is_old, bool *would_change)
{
    *is_old = *would_change = false;
    if (given->source.len > PROSE_MAX || !text_is_utf8(given->source))
        return ERR_BAD_INPUT;
    struct prose_find_in which = { .thing_id = given->thing_id,
        .part = given->part,
        .lang = given->lang };
    enum err e = prose_find(db, a, which, old);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *is_old = e == OK;
    bool is_same = *is_old && old->printer == PRINTER &&
        old->is_original == given->is_original &&
        text_is_equal(old->source, given->source);
    *would_change = given->source.len == 0 ? *is_old : !is_same;
    return OK;
}

enum err
prose_compare(struct db *db, struct arena *a, struct prose_given given,
    bool *would_change)
{
    struct prose old = { 0 };
    bool is_old;
    return compare(db, a, &given, &old, &is_old, would_change);
}

enum err
prose_save(
    struct db *writer, struct arena *a, struct prose_given given, bool *changed)
{
    struct prose old = { 0 };
    bool is_old;
    enum err e = compare(writer, a, &given, &old, &is_old, changed);
    if (e != OK || !*changed)
        return e;
    if (given.source.len == 0)
        return prose_delete(
            writer, (struct prose_delete_in){ .id = old.id }, NULL);
    html printed = markdown_html(a, given.source);
    struct prose row = {
        .id = old.id,
        .kind = given.kind,
        .thing_id = given.thing_id,
        .part = given.part,
        .lang = given.lang,
        .is_original = given.is_original,
        .source = given.source,
        .printed = { printed.ptr, printed.len },
        .printer = PRINTER,
        .updated_at = now_s(),
    };
    return is_old ? prose_update(writer, &row, NULL) : save_new(writer, &row);
}
