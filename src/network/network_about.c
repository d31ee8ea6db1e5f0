#include "network/network_about.h"
#include "network/network.h"

#include "network/network_about.sql.h"
#include "os/file.h"

static const char *const parts[] = { "name", "sentence", "about", NULL };
static const char *const part_labels[] = { N_("Name"), N_("In one sentence"),
    N_("About"), NULL };

const struct sheet network_sheet = {
    .table = "network",
    .shape = &network_row_shape,
    .find = &network_find_query,
    .get = &network_get_query,
    .update = &network_update_query,
    .parts = parts,
    .part_labels = part_labels,
};

/* What stands in a heading is one line, whatever was typed. */
static text
one_line(text source)
{
    text rest;
    return text_trim(
        text_prefix(text_cut(text_trim(source), '\n', &rest), 200));
}

enum { FILE_MAX = 64 * 1024 };

struct network_about
network_about_load(struct request *rq)
{
    struct prose_set set = { 0 };
    struct network_about about = { 0 };
    if (prose_load(rq->db, rq->arena, NETWORK_ID, &set) != OK)
        return about;
    about.name = prose_pick(&set, "name", rq->lang);
    about.name.source = one_line(about.name.source);
    about.sentence = prose_pick(&set, "sentence", rq->lang);
    about.sentence.source = one_line(about.sentence.source);
    about.about = prose_show(rq, &set, "about");
    return about;
}

void
network_describe(struct request *rq, text *name, text *sentence)
{
    struct network_about about = network_about_load(rq);
    *name = about.name.is_known ? about.name.source : TEXT("Counterpart");
    *sentence = about.sentence.source;
}

/* ---- Import ------------------------------------------------------------- */

static enum err
save_part(struct sheet_texts *t, text lang, const char *part, text source,
    bool *is_any)
{
    bool changed = false;
    struct prose_given given = { .kind = TEXT("network"),
        .part = text_of(part),
        .lang = lang,
        .source = source,
        .thing_id = NETWORK_ID,
        .is_original = text_is_equal(lang, TEXT("en")) };
    enum err e = prose_save(t->db, t->a, given, &changed);
    *is_any = *is_any || changed;
    return e;
}

static enum err
import_file(struct sheet_texts *t, text name, text lang)
{
    text rest,
        path = arena_print(
            t->a, "%.*s/%.*s", TEXT_ARG(t->import->dir), TEXT_ARG(name));
    bool is_any = false;
    enum err e = file_read_plain(path, t->a, FILE_MAX, &rest, t->why);
    if (e != OK)
        return e;
    if (!text_is_utf8(rest))
        return err_say(
            t->why, ERR_BAD_INPUT, "%.*s is not UTF-8", TEXT_ARG(name));
    text title = text_trim(text_cut(text_trim(rest), '\n', &rest));
    if (!text_starts_with(title, TEXT("# ")))
        return err_say(t->why, ERR_BAD_INPUT,
            "%.*s does not begin with '# ' and the network's name",
            TEXT_ARG(name));
    rest = text_trim(rest);
    ptrdiff_t end = text_find(rest, TEXT("\n\n"));
    text sentence = end < 0 ? rest : text_slice(rest, 0, end);
    text about = end < 0 ? TEXT("") : text_slice(rest, end + 2, rest.len);
    e = save_part(
        t, lang, "name", text_trim(text_slice(title, 2, title.len)), &is_any);
    if (e == OK)
        e = save_part(t, lang, "sentence", text_trim(sentence), &is_any);
    if (e == OK)
        e = save_part(t, lang, "about", text_trim(about), &is_any);
    t->import->count.n_texts += is_any;
    return e;
}

enum err
network_about_import(struct sheet_texts *t)
{
    for (int i = 0; i < LANG_N; i++) {
        text lang = lang_code(lang_all(i));
        text name = arena_print(t->a, "about.%.*s.md", TEXT_ARG(lang));
        text path = arena_print(
            t->a, "%.*s/%.*s", TEXT_ARG(t->import->dir), TEXT_ARG(name));
        if (!file_is_there(path))
            continue;
        enum err e = import_file(t, name, lang);
        if (e != OK)
            return e;
    }
    return OK;
}

/* ---- Export ------------------------------------------------------------- */

static text
find_source(const struct prose_set *set, const char *part, text lang)
{
    for (ptrdiff_t i = 0; i < set->n_rows; i++)
        if (text_is_equal(set->rows[i].part, text_of(part)) &&
            text_is_equal(set->rows[i].lang, lang))
            return set->rows[i].source;
    return (text){ NULL, 0 };
}

enum err
network_about_export(struct db *db, struct arena *a, text dir, struct why *why)
{
    struct prose_set set = { 0 };
    enum err e = prose_load(db, a, NETWORK_ID, &set);
    for (int i = 0; e == OK && i < LANG_N; i++) {
        text lang = lang_code(lang_all(i));
        text name = find_source(&set, "name", lang);
        if (!text_is_known(name))
            continue;
        text sentence = find_source(&set, "sentence", lang);
        text about = find_source(&set, "about", lang);
        text all = arena_print(a, "# %.*s\n\n%.*s\n%s%.*s%s", TEXT_ARG(name),
            TEXT_ARG(sentence), about.len > 0 ? "\n" : "", TEXT_ARG(about),
            about.len > 0 ? "\n" : "");
        e = file_write(
            arena_print(a, "%.*s/about.%.*s.md", TEXT_ARG(dir), TEXT_ARG(lang)),
            all, why);
    }
    return e;
}
