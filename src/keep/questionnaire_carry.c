/* Questionnaires in and out: the sheet, and beside it a folder of questions
 * and words. */
#include "keep/questionnaire.h"

#include "keep/audit.h"
#include "keep/sheet_row.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"

enum { FILE_MAX = 1 << 20, FILES_MAX = 10'000 };

const char *const questionnaire_kind_names[] = { "profile", "assessment",
    "reflection", "check", "other", NULL };
static const char *const answerers[] = { "person", "side", NULL };

static const char *
kind_word(text kind)
{
    return text_is_equal(kind, TEXT("profile"))   ? N_("Profile for a match")
        : text_is_equal(kind, TEXT("assessment")) ? N_("Assessment with levels")
        : text_is_equal(kind, TEXT("reflection")) ? N_("Looking back")
        : text_is_equal(kind, TEXT("check"))      ? N_("Check of quality")
                                                  : N_("Other");
}

static const char *
answerer_word(text answerer)
{
    return text_is_equal(answerer, TEXT("side"))
        ? N_("People of a side, apart and then together")
        : N_("Each person for themselves");
}

static const struct sheet_column columns[] = {
    { .name = "code",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("Short name"),
        .is_rare = true },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
    { .name = "kind",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = questionnaire_kind_names,
        .label = N_("Kind"),
        .word = kind_word },
    { .name = "language",
        .kind = SHEET_LANG,
        .is_required = true,
        .label = N_("Written in") },
    { .name = "answered_by",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = answerers,
        .label = N_("Who answers"),
        .word = answerer_word },
    { .name = "is_repeated",
        .kind = SHEET_BOOL,
        .label = N_("Answered again and again") },
    { .name = "is_open",
        .kind = SHEET_BOOL,
        .label = N_("Open to everybody here"),
        .hint = N_("Otherwise it is opened where it is needed.") },
};

const struct sheet questionnaire_sheet = {
    .table = "questionnaire",
    .shape = &questionnaire_shape,
    SHEET_COLUMNS(columns),
    .find = &questionnaire_find_query,
    .get = &questionnaire_get_query,
    .insert = &questionnaire_insert_query,
    .update = &questionnaire_update_query,
    .named = &questionnaire_named_query,
    .each = &questionnaire_each_query,
};

/* ---- Import ---------------------------------------------------------------
 */

struct file {
    text name, code, lang; /* lang not known: the questions */
    text all;
};

static void
tell(struct sheet_texts *t, bool is_refusal, text name, const char *what)
{
    if (is_refusal)
        t->import->count.n_refused++;
    else if (t->import->is_quiet)
        return;
    t->import->say(t->import->context, is_refusal,
        arena_print(t->a, "questionnaire/%.*s: %s", TEXT_ARG(name), what).ptr);
}

/* CODE.csv, CODE.LANG.csv; a code may hold points. */
static bool
read_name(text name, struct file *f)
{
    if (!text_ends_with(name, TEXT(".csv")))
        return false;
    text stem = text_slice(name, 0, name.len - 4);
    *f = (struct file){ .name = name, .code = stem };
    ptrdiff_t dot = stem.len - 1;
    while (dot > 0 && stem.ptr[dot] != '.')
        dot--;
    text lang = text_slice(stem, dot + 1, stem.len);
    if (dot > 0 && lang_is_good(lang) && lang_find(lang) != NULL) {
        f->code = text_slice(stem, 0, dot);
        f->lang = lang;
    }
    return code_is_good(f->code);
}

/* Give every translated text the digest of what it was made from, where the
 * file does not say: it was made from what stands beside it. */
static void
mark_words(struct arena *a, struct words *words, const struct words *original)
{
    for (int i = 0; i < words->n; i++)
        if (words->rows[i].of.len == 0)
            words->rows[i].of =
                word_digest(a, words_find(original, words->rows[i].key));
}

struct bringing {
    struct sheet_texts *t;
    struct questionnaire row;
    struct asked *newest; /* NULL: it has no version */
    struct question_set set;
    struct questionnaire_text texts[LANGUAGES_MAX];
    int n_texts;
    text name; /* of the file with the questions */
    bool has_questions, is_bad;
};

static enum err
read_file(struct bringing *b, text folder, struct file *f)
{
    struct why why = { 0 };
    text path =
        arena_print(b->t->a, "%.*s/%.*s", TEXT_ARG(folder), TEXT_ARG(f->name));
    enum err e = file_read_plain(path, b->t->a, FILE_MAX, &f->all, &why);
    if (e == OK && !text_is_utf8(f->all))
        e = err_say(&why, ERR_BAD_INPUT, "is not UTF-8");
    if (e == OK && !text_is_known(f->lang)) {
        b->has_questions = true;
        b->name = f->name;
        e = questions_parse(b->t->a, f->all, &b->set, &why);
    } else if (e == OK && b->n_texts < LANGUAGES_MAX) {
        struct questionnaire_text *words = &b->texts[b->n_texts++];
        words->lang = f->lang;
        e = words_parse(b->t->a, f->all, &words->words, &why);
    }
    if (e == ERR_BAD_INPUT || e == ERR_NO_ROOM) {
        b->is_bad = true;
        tell(b->t, true, f->name, why.text);
        return OK;
    }
    return e == OK ? OK : err_say(b->t->why, e, "%s", why.text);
}

static const struct words *
original_of(const struct bringing *b)
{
    for (int i = 0; i < b->n_texts; i++)
        if (text_is_equal(b->texts[i].lang, b->row.language))
            return &b->texts[i].words;
    return NULL;
}

/* Each question has its words in the language of the original. */
static bool
is_whole(struct bringing *b, const struct words *original)
{
    struct arena *a = b->t->a;
    if (original == NULL) {
        tell(b->t, true, b->name,
            arena_print(a, "there is no file with its words in '%.*s'",
                TEXT_ARG(b->row.language))
                .ptr);
        return false;
    }
    for (int i = 0; i < b->set.n_questions; i++) {
        const struct question *q = &b->set.questions[i];
        text lacks = text_is_known(words_find(original, q->code))
            ? (text){ NULL, 0 }
            : q->code;
        for (int c = 0; c < q->n_choices; c++) {
            text key = word_key(a, q->code, ":", q->choices[c]);
            if (q->kind != QUESTION_LANGUAGE &&
                !text_is_known(words_find(original, key)))
                lacks = key;
        }
        if (text_is_known(lacks)) {
            tell(b->t, true, b->name,
                arena_print(a, "there are no words for '%.*s' in '%.*s'",
                    TEXT_ARG(lacks), TEXT_ARG(b->row.language))
                    .ptr);
            return false;
        }
    }
    return true;
}

static bool
is_as_before(struct bringing *b, const struct words *original)
{
    struct arena *a = b->t->a;
    return b->newest != NULL &&
        text_is_equal(b->newest->version.status, TEXT("published")) &&
        text_is_equal(
            questions_print(a, &b->set), questions_print(a, &b->newest->set)) &&
        text_is_equal(
            words_print(a, original), words_print(a, b->newest->original));
}

static enum err
insert_version(struct bringing *b, int64_t *version_id)
{
    struct questionnaire_version v = { .questionnaire_id = b->row.id,
        .number = b->newest == NULL ? 1 : b->newest->version.number + 1,
        .status = TEXT("published"),
        .questions = questions_print(b->t->a, &b->set),
        .published_at = now_s(),
        .has_published_at = true };
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        v.id = key_new();
        e = questionnaire_version_insert(b->t->db, &v, &n);
    }
    *version_id = v.id;
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

static enum err
save(struct bringing *b)
{
    const struct words *original = original_of(b);
    if (b->is_bad || !is_whole(b, original))
        return OK;
    bool is_same = is_as_before(b, original), is_any = !is_same;
    int64_t version_id = is_same ? b->newest->version.id : 0;
    enum err e = is_same ? OK : insert_version(b, &version_id);
    for (int i = 0; e == OK && i < b->n_texts; i++) {
        bool changed = false;
        if (&b->texts[i].words != original)
            mark_words(b->t->a, &b->texts[i].words, original);
        e = questionnaire_save_words(b->t->db, b->t->a, version_id,
            b->texts[i].lang, &b->texts[i].words, &changed);
        is_any = is_any || changed;
    }
    if (e != OK || !is_any)
        return e;
    b->t->import->count.n_texts++;
    tell(b->t, false, b->name, is_same ? "words saved" : "published");
    return audit_add(b->t->db,
        (struct audit){ .action = TEXT("publish"),
            .kind = TEXT("questionnaire"),
            .thing_id = b->row.id });
}

/* All files of one code. */
static enum err
take_up(struct sheet_texts *t, text folder, struct file *files, ptrdiff_t n)
{
    struct bringing *b = arena_new(t->a, struct bringing, 1);
    b->t = t;
    b->name = files[0].name;
    enum err e = questionnaire_find(t->db, t->a,
        (struct questionnaire_find_in){ .code = files[0].code }, &b->row);
    if (e == ERR_NOT_FOUND) {
        tell(t, true, files[0].name,
            "there is no row with this code in questionnaire.csv");
        return OK;
    }
    if (e == OK) {
        b->newest = arena_new(t->a, struct asked, 1);
        e = questionnaire_load(
            t->db, t->a, b->row.id, NUMBER_NEWEST, b->newest);
        if (e == ERR_NOT_FOUND) {
            b->newest = NULL;
            e = OK;
        }
    }
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = read_file(b, folder, &files[i]);
    if (e == OK && !b->has_questions && !b->is_bad) {
        tell(t, true, files[0].name, "there is no file with its questions");
        return OK;
    }
    return e == OK ? save(b) : e;
}

enum err
questionnaire_import(struct sheet_texts *t)
{
    text folder =
        arena_print(t->a, "%.*s/questionnaire", TEXT_ARG(t->import->dir));
    struct file_entry *names;
    ptrdiff_t n_names;
    enum err e = file_list(folder, t->a, FILES_MAX, &names, &n_names, t->why);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK)
        return e;
    struct file *files = arena_new(t->a, struct file, n_names);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < n_names; i++)
        if (read_name(names[i].name, &files[n]))
            n++;
        else if (names[i].name.ptr[0] != '.')
            tell(t, true, names[i].name,
                "is not named CODE.csv or CODE.LANGUAGE.csv");
    /* "a.csv", "a-b.csv", "a.en.csv" stand apart: gather by code */
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct arena_mark mark = arena_mark(t->a);
        struct file *mine = arena_new(t->a, struct file, n - i);
        ptrdiff_t n_mine = 0;
        bool is_first = true;
        for (ptrdiff_t k = 0; k < i; k++)
            is_first = is_first && !text_is_equal(files[k].code, files[i].code);
        for (ptrdiff_t k = i; is_first && k < n; k++)
            if (text_is_equal(files[k].code, files[i].code))
                mine[n_mine++] = files[k];
        if (is_first)
            e = take_up(t, folder, mine, n_mine);
        arena_rewind(t->a, mark);
    }
    return e;
}

/* ---- Export ---------------------------------------------------------------
 */

static enum err
export_one(struct db *db, struct arena *a, const struct questionnaire *row,
    text folder, struct why *why)
{
    struct asked *asked = arena_new(a, struct asked, 1);
    enum err e = questionnaire_load(db, a, row->id, NUMBER_PUBLISHED, asked);
    if (e == ERR_NOT_FOUND)
        return OK; /* nothing is published yet */
    if (e == OK && !code_is_good(row->code))
        return err_say(
            why, ERR_BAD_INPUT, "questionnaire: a code is no name for a file");
    if (e == OK)
        e = file_make_folder(folder, why);
    if (e == OK)
        e = file_write(arena_print(a, "%.*s/%.*s.csv", TEXT_ARG(folder),
                           TEXT_ARG(row->code)),
            questions_print(a, &asked->set), why);
    for (int i = 0; e == OK && i < asked->n_texts; i++)
        if (lang_is_good(asked->texts[i].lang))
            e = file_write(
                arena_print(a, "%.*s/%.*s.%.*s.csv", TEXT_ARG(folder),
                    TEXT_ARG(row->code), TEXT_ARG(asked->texts[i].lang)),
                words_print(a, &asked->texts[i].words), why);
    return e;
}

enum err
questionnaire_export(struct db *db, struct arena *a, text dir, struct why *why)
{
    enum { N_AT_ONCE = 50 };
    struct questionnaire *rows, last = { .name_sort = TEXT_INIT("") };
    ptrdiff_t n_rows;
    text folder = arena_print(a, "%.*s/questionnaire", TEXT_ARG(dir));
    do {
        enum err e = questionnaire_list(db, a,
            (struct questionnaire_list_in){ .after_sort = last.name_sort,
                .after_id = last.id,
                .n_rows = N_AT_ONCE },
            &rows, &n_rows);
        for (ptrdiff_t i = 0; e == OK && i < n_rows; i++) {
            struct arena_mark mark = arena_mark(a);
            e = export_one(db, a, &rows[i], folder, why);
            arena_rewind(a, mark);
        }
        if (e != OK)
            return e;
        if (n_rows > 0)
            last = rows[n_rows - 1];
    } while (n_rows == N_AT_ONCE);
    return OK;
}

/* ---- The check ------------------------------------------------------------
 */

enum err
questionnaire_check(struct db *db, struct arena *a,
    void (*hear)(void *context, const char *line), void *context)
{
    enum { N_AT_ONCE = 50 };
    struct questionnaire *rows, last = { .name_sort = TEXT_INIT("") };
    ptrdiff_t n_rows;
    struct asked *asked = arena_new(a, struct asked, 1);
    do {
        enum err e = questionnaire_list(db, a,
            (struct questionnaire_list_in){ .after_sort = last.name_sort,
                .after_id = last.id,
                .n_rows = N_AT_ONCE },
            &rows, &n_rows);
        for (ptrdiff_t i = 0; e == OK && i < n_rows; i++) {
            struct arena_mark mark = arena_mark(a);
            e = questionnaire_load(db, a, rows[i].id, NUMBER_NEWEST, asked);
            if (e == ERR_BAD_INPUT) {
                hear(context,
                    arena_print(a, "a questionnaire that cannot be read: %.*s",
                        TEXT_ARG(rows[i].code))
                        .ptr);
                e = OK;
            }
            e = e == ERR_NOT_FOUND ? OK : e;
            arena_rewind(a, mark);
        }
        if (e != OK)
            return e;
        if (n_rows > 0)
            last = rows[n_rows - 1];
    } while (n_rows == N_AT_ONCE);
    return OK;
}
