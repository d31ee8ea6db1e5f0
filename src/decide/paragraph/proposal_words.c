/* A proposal in other languages: what is there, what is old, what lacks. */
#include "decide/paragraph/proposal_words.h"

#include "keep/person_data.h"
#include "keep/search.h"

enum err
proposal_words_load(struct db *db, struct arena *a, const struct proposal *row,
    text from, text to, struct words_in *in)
{
    struct paragraph *heads, *now;
    struct paragraph_words_in_row *there;
    ptrdiff_t n_heads, n_now, n_there;
    struct db_batch batch = db_batch_open(db, a);
    *in = (struct words_in){ .from = from, .to = to };
    paragraphs_head_ask(&batch,
        (struct paragraphs_head_in){ .proposal_id = row->id, .n_rows = 2 },
        &heads, &n_heads);
    paragraphs_now_ask(&batch,
        (struct paragraphs_now_in){
            .proposal_id = row->id, .n_rows = PARAGRAPHS_MAX },
        &now, &n_now);
    paragraph_words_in_ask(&batch,
        (struct paragraph_words_in_in){
            .proposal_id = row->id, .lang = to, .n_rows = 4 * WORDS_LINES_MAX },
        &there, &n_there);
    enum err e = db_batch_run(&batch);
    if (e != OK)
        return e;
    in->lines = arena_new(a, struct words_line, n_heads + n_now + 1);
    for (ptrdiff_t i = 0; i < n_heads + n_now; i++) {
        const struct paragraph *of =
            i < n_heads ? &heads[i] : &now[i - n_heads];
        if (text_is_empty(of->words))
            continue; /* nothing is kept from being changed */
        struct words_line *l = &in->lines[in->n_lines++];
        *l = (struct words_line){ .of = of };
        for (ptrdiff_t k = 0; k < n_there; k++) {
            if (there[k].thing_id != of->id)
                continue;
            l->id = there[k].id;
            l->words = there[k].words;
            l->role = there[k].role;
            l->name = there[k].name;
            l->made_on = there[k].made_on;
            l->back_why = there[k].back_why;
            l->state = there[k].is_back                       ? WORDS_BACK
                : text_is_equal(there[k].of_words, of->words) ? WORDS_THERE
                                                              : WORDS_OLD;
        }
        in->n_missing += l->state == WORDS_MISSING;
        in->n_old += l->state == WORDS_OLD;
        in->n_back += l->state == WORDS_BACK;
        in->n_there += l->state == WORDS_THERE;
    }
    return OK;
}

const struct words_line *
proposal_words_line(const struct words_in *in, int64_t paragraph_id)
{
    for (ptrdiff_t i = 0; i < in->n_lines; i++)
        if (in->lines[i].of->id == paragraph_id)
            return &in->lines[i];
    return NULL;
}

enum err
proposal_langs(struct db *db, struct arena *a, const struct proposal *row,
    text from, bool needed[static LANG_N], bool *is_chosen)
{
    struct proposal_langs_get_row chosen;
    enum err e = proposal_langs_get(
        db, a, (struct proposal_langs_get_in){ row->id }, &chosen);
    if (e != OK)
        return e;
    if (is_chosen != NULL)
        *is_chosen = text_is_known(chosen.langs);
    for (int i = 0; e == OK && i < LANG_N; i++) {
        text code = lang_code(lang_all(i));
        needed[i] = text_is_equal(code, from);
        if (text_is_known(chosen.langs)) {
            for (text rest = chosen.langs, one; text_is_known(rest);) {
                one = text_cut(rest, ' ', &rest);
                needed[i] |= text_is_equal(one, code);
            }
            continue;
        }
        struct proposal_lang_is_read_row read;
        e = proposal_lang_is_read(db, a,
            (struct proposal_lang_is_read_in){
                .partnership_id = row->partnership_id, .lang = code },
            &read);
        needed[i] |= e == OK && read.is_read;
    }
    return e;
}

enum err
proposal_words_lack(
    struct db *db, struct arena *a, const struct proposal *row, text *names)
{
    struct proposal_words_get_row head;
    bool needed[LANG_N] = { 0 };
    *names = TEXT("");
    enum err e = proposal_words_get(
        db, a, (struct proposal_words_get_in){ row->id }, &head);
    if (e == OK)
        e = proposal_langs(db, a, row, head.lang, needed, NULL);
    for (int i = 0; e == OK && i < LANG_N; i++) {
        struct words_in in;
        text code = lang_code(lang_all(i));
        if (!needed[i] || text_is_equal(code, head.lang))
            continue;
        e = proposal_words_load(db, a, row, head.lang, code, &in);
        if (e == OK && in.n_there < in.n_lines)
            *names = arena_join(a, 3,
                (text[]){ *names, names->len > 0 ? TEXT(", ") : TEXT(""),
                    lang_name(lang_all(i)) });
    }
    return e;
}

enum err
proposal_words_index(struct db *writer, struct arena *a, int64_t proposal_id)
{
    struct proposal row;
    struct paragraph_words_all_row *words;
    ptrdiff_t n;
    enum err e =
        proposal_get(writer, a, (struct proposal_get_in){ proposal_id }, &row);
    if (e == OK)
        e = paragraph_words_all(writer, a,
            (struct paragraph_words_all_in){ .proposal_id = proposal_id,
                .n_rows = LANG_N * WORDS_LINES_MAX },
            &words, &n);
    if (e != OK)
        return e;
    struct buf all = buf_in(a, 2 * row.body.len + 256);
    buf_add(&all, row.name);
    buf_add(&all, TEXT(" "));
    buf_add(&all, row.body);
    for (ptrdiff_t i = 0; i < n; i++) {
        buf_add(&all, TEXT(" "));
        buf_add(&all, words[i].words);
    }
    return search_save(
        writer, a, TEXT("proposal"), proposal_id, buf_text(&all), NULL);
}

struct input
proposal_words_anyway(struct request *rq, text lack, ptrdiff_t offset)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    return (struct input){ .name = "anyway",
        .kind = INPUT_BOOL,
        .offset = offset,
        .label = arena_c_string(rq->arena,
            say_with(&v, N_("Ask although it is not all there in: %s"), 1,
                (struct phrase_arg[]){ arg_text(lack) })),
        .hint = N_("Who reads these languages reads the original then, or "
                   "nothing.") };
}

/* ---- One person ---------------------------------------------------------- */

enum { ROWS = 100 };

enum err
proposal_words_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum err e = PERSON_PUT_ROWS(out, "translations_of_proposals", db, a,
        &paragraph_words_by_query, person_id, { "proposal", "proposal_id" },
        { "lang", "lang" }, { "words", "words" }, { "as", "role" },
        { "on", "made_on" });
    if (e == OK)
        e = PERSON_PUT_ROWS(out, "translations_sent_back", db, a,
            &paragraph_words_back_by_query, person_id,
            { "proposal", "proposal_id" }, { "lang", "lang" },
            { "why", "back_why" });
    return e == OK
        ? PERSON_PUT_ROWS(out, "easy_words_of_proposals", db, a,
              &proposal_easy_by_query, person_id, { "proposal", "proposal_id" },
              { "lang", "lang" }, { "words", "words" }, { "on", "made_on" })
        : e;
}

/* A translation is work that others go on with: it stays, and names nobody. */
enum err
proposal_words_erase_person(
    struct db *writer, [[maybe_unused]] struct arena *a, int64_t person_id)
{
    static const struct db_query *const all[] = { &paragraph_words_unsign_query,
        &paragraph_words_unsign_back_query, &proposal_easy_unsign_query };
    return DB_NONE_EACH(writer, all, person_id);
}

enum err
proposal_words_forget(struct db *writer, int64_t proposal_id)
{
    enum err e = search_remove(writer, proposal_id);
    if (e == OK)
        e = paragraph_words_remove_all(writer,
            (struct paragraph_words_remove_all_in){ proposal_id }, NULL);
    return e == OK
        ? proposal_easy_remove_all(
              writer, (struct proposal_easy_remove_all_in){ proposal_id }, NULL)
        : e;
}
