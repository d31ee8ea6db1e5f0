#include "keep/prose.h"

#include "base/key.h"
#include "keep/thing.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "text/markdown.h"

#include <sodium.h>

/* Raise it when the Markdown printer prints otherwise: texts are printed
 * again when next saved. */
enum { PRINTER = 1 };

/* One import writes original and translations within some minutes, in any
 * order: what it brought belongs together. */
enum { TOGETHER_S = 3600 };

void
prose_ask(struct db_batch *batch, int64_t thing_id, struct prose_set *set)
{
    set->thing_id = thing_id;
    prose_of_thing_ask(batch,
        (struct prose_of_thing_in){
            .thing_id = thing_id, .n_rows = PROSE_ROWS_MAX },
        &set->rows, &set->n_rows);
}

enum err
prose_load(
    struct db *db, struct arena *a, int64_t thing_id, struct prose_set *set)
{
    set->thing_id = thing_id;
    return prose_of_thing(db, a,
        (struct prose_of_thing_in){
            .thing_id = thing_id, .n_rows = PROSE_ROWS_MAX },
        &set->rows, &set->n_rows);
}

const struct prose_of_thing_row *
prose_original(const struct prose_set *set, text part)
{
    for (ptrdiff_t i = 0; i < set->n_rows; i++)
        if (set->rows[i].is_original && text_is_equal(set->rows[i].part, part))
            return &set->rows[i];
    return NULL;
}

const struct prose_of_thing_row *
prose_in(const struct prose_set *set, text part, text lang)
{
    for (ptrdiff_t i = 0; i < set->n_rows; i++)
        if (text_is_equal(set->rows[i].part, part) &&
            text_is_equal(set->rows[i].lang, lang))
            return &set->rows[i];
    return NULL;
}

text
prose_hash(text source, char to[PROSE_HASH + 1])
{
    unsigned char bytes[PROSE_HASH / 2];
    require(crypto_generichash(bytes, sizeof bytes,
                (const unsigned char *)(source.len == 0 ? "" : source.ptr),
                (size_t)source.len, NULL, 0) == 0);
    sodium_bin2hex(to, PROSE_HASH + 1, bytes, sizeof bytes);
    return (text){ to, PROSE_HASH };
}

bool
prose_is_old_by(bool has_of_hash, text of_hash, int64_t translated_at,
    text hash, int64_t updated_at)
{
    if (has_of_hash && text_is_known(hash))
        return !text_is_equal(of_hash, hash);
    return updated_at > translated_at + TOGETHER_S;
}

bool
prose_is_old(const struct prose_of_thing_row *translation,
    const struct prose_of_thing_row *original)
{
    char hash[PROSE_HASH + 1];
    if (original == NULL || translation == original)
        return false;
    return prose_is_old_by(text_is_known(translation->of_hash),
        translation->of_hash, translation->updated_at,
        text_is_known(original->hash) ? original->hash
                                      : prose_hash(original->source, hash),
        original->updated_at);
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
        .is_old = prose_is_old(best, prose_original(set, text_of(part))),
        .translator_id = best->has_translator_id ? best->translator_id : 0,
    };
}

struct wording
prose_show(struct request *rq, const struct prose_set *set, const char *part)
{
    struct wording w = prose_pick(set, part, rq->lang);
    bool is_own = text_is_equal(w.lang, lang_code(rq->lang));
    if (!w.is_known || (w.is_original && (is_own || rq->actor.person_id == 0)))
        return w;
    struct thing person;
    char key[KEY_LENGTH];
    w.original = arena_print(rq->arena, "/translate/%.*s/%.*s#%s",
        TEXT_ARG(set->rows[0].kind), TEXT_ARG(key_print(set->thing_id, key)),
        part);
    if (w.translator_id != 0 && rq->actor.person_id != 0 &&
        thing_load(rq->db, rq->arena, TEXT("person"), w.translator_id,
            &person) == OK &&
        thing_may_see(&rq->actor, &person))
        w.translator = person.title;
    return w;
}

text
wording_language(const struct wording *w)
{
    const struct lang *lang = lang_find(w->lang);
    return lang != NULL ? lang_name(lang) : w->lang;
}

static enum err
save_new(struct db *writer, struct prose *row, bool is_nameless)
{
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row->id = is_nameless ? key_of_day(row->updated_at) : key_new();
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
    struct prose_find_in which = {
        .thing_id = given->thing_id, .part = given->part, .lang = given->lang
    };
    enum err e = prose_find(db, a, which, old);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *is_old = e == OK;
    bool is_same = *is_old && old->printer == PRINTER &&
        old->is_original == given->is_original &&
        text_is_equal(old->source, given->source) &&
        /* somebody looked at it again, beside a newer original */
        (!text_is_known(given->of_hash) ||
            text_is_equal(old->of_hash, given->of_hash));
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
    enum { DAY_S = 86400 };
    char hash[PROSE_HASH + 1];
    int64_t now = now_s();
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
        .updated_at = given.is_nameless ? now - now % DAY_S : now,
        .hash = arena_copy(a, prose_hash(given.source, hash)),
        .translator_id = given.translator_id,
        .has_translator_id = given.translator_id != 0,
        .of_hash = given.of_hash,
    };
    return is_old ? prose_update(writer, &row, NULL)
                  : save_new(writer, &row, given.is_nameless);
}
