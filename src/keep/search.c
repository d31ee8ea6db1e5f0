#include "keep/search.h"

#include "keep/search.sql.h"
#include "text/lang.h"

/* A word that nobody types: "kindplace". */
static text
with_kind(struct arena *a, text kind, text folded)
{
    text parts[] = { TEXT("kind"), kind, TEXT(" "), folded };
    return arena_join(a, 4, parts);
}

enum err
search_save(struct db *writer, struct arena *a, text kind, int64_t thing_id,
    text words, bool *changed)
{
    struct search_entry old = { 0 };
    struct search_entry entry = { .id = thing_id, .kind = kind };
    entry.folded = with_kind(a, kind, lang_fold(a, words));
    enum err e =
        search_find(writer, a, (struct search_find_in){ .id = thing_id }, &old);
    bool is_old = e == OK;
    if (changed != NULL)
        *changed = false;
    if (is_old && text_is_equal(old.folded, entry.folded))
        return OK;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (changed != NULL)
        *changed = true;
    e = search_insert(writer, &entry, NULL);
    if (e == OK && is_old)
        e = search_word_delete(
            writer, (struct search_word_delete_in){ .id = thing_id }, NULL);
    if (e == OK)
        e = search_word_insert(writer,
            (struct search_word_insert_in){
                .id = thing_id, .folded = entry.folded },
            NULL);
    return e;
}

void
search_ask_new(struct db_batch *batch, text kind, int64_t thing_id,
    text words, int64_t n_changed[static 2])
{
    struct arena *a = batch->arena;
    struct search_entry entry = { .id = thing_id, .kind = kind };
    entry.folded = with_kind(a, kind, lang_fold(a, words));
    struct search_word_insert_in index = { .id = thing_id,
        .folded = entry.folded };
    db_ask_none(batch, &search_insert_query, &entry, &n_changed[0]);
    db_ask_none(batch, &search_word_insert_query, &index, &n_changed[1]);
}

enum err
search_remove(struct db *writer, int64_t thing_id)
{
    enum err e = search_delete(
        writer, (struct search_delete_in){ .id = thing_id }, NULL);
    if (e == OK)
        e = search_word_delete(
            writer, (struct search_word_delete_in){ .id = thing_id }, NULL);
    return e;
}

text
search_words(struct arena *a, text kind, text typed)
{
    text folded = lang_fold(a, typed);
    if (text_is_empty(folded))
        return (text){ NULL, 0 };
    return with_kind(a, kind, folded);
}
