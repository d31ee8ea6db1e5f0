/* A list with ; between its words: those that are offered are tapped, each tap
 * sends the form and shows it again with the word in it. Nothing is saved. */
#include "keep/edit_pages.h"

/* "Newborn care:3" without its weight, folded. */
static text
folded(struct arena *a, text piece)
{
    text weight;
    return lang_fold(a, text_trim(text_cut(text_trim(piece), ':', &weight)));
}

static bool
has_word(struct arena *a, text list, text word)
{
    text wanted = folded(a, word);
    while (!text_is_empty(list)) {
        ptrdiff_t n = 0;
        while (n < list.len && list.ptr[n] != ';' && list.ptr[n] != ',')
            n++;
        text piece = text_slice(list, 0, n);
        list = n < list.len ? text_slice(list, n + 1, list.len) : (text){ 0 };
        if (text_is_equal(folded(a, piece), wanted))
            return true;
    }
    return false;
}

enum err
edit_words_load(struct edit *ed)
{
    struct request *rq = ed->rq;
    enum err e = OK;
    for (int i = 0; e == OK && i < ed->n_fields; i++) {
        struct edit_field *f = &ed->fields[i];
        text *words;
        int n = 0;
        if (f->column == NULL || f->column->words == NULL)
            continue;
        e = f->column->words(rq->db, rq->arena, rq->lang, &words, &n);
        f->words = arena_new(rq->arena, text, n + 1);
        f->n_words = 0;
        for (int k = 0; e == OK && k < n; k++)
            if (!has_word(rq->arena, edit_given(ed, f->name), words[k]))
                f->words[f->n_words++] = words[k];
    }
    return e;
}

bool
edit_has_words(const struct edit *ed)
{
    for (int i = 0; i < ed->n_fields; i++)
        if (ed->fields[i].n_words > 0)
            return true;
    return false;
}

bool
edit_words_tap(struct edit *ed, text what)
{
    struct arena *a = ed->rq->arena;
    text name, word;
    if (!text_starts_with(what, TEXT("tap:")))
        return false;
    name = text_cut(text_slice(what, 4, what.len), ':', &word);
    ed->form.n_errors = 0; /* they are not done yet */
    for (int i = 0; i < ed->n_inputs; i++)
        ed->form.error[i] = (text){ 0 };
    for (int i = 0; i < ed->n_fields; i++) {
        struct edit_field *f = &ed->fields[i];
        if (f->column == NULL || f->column->words == NULL ||
            !text_is_equal(name, text_of(f->name)))
            continue;
        text list = text_trim(edit_given(ed, f->name));
        f->is_tapped = true;
        if (text_is_empty(text_trim(word)) || has_word(a, list, word))
            continue;
        bool is_parted = text_is_empty(list) || text_ends_with(list, TEXT(";"));
        form_give(&ed->form, f->name,
            arena_join(a, 3,
                (text[]){ list,
                    text_is_empty(list) ? TEXT("")
                        : is_parted     ? TEXT(" ")
                                        : TEXT("; "),
                    text_trim(word) }));
    }
    return true;
}
