#include "keep/questionnaire.h"

#include "keep/audit.h"
#include "os/clock.h"
#include "os/entropy.h"

static const struct words no_words;

/* ---- Reading --------------------------------------------------------------
 */

static enum err
read_version(struct db *db, struct arena *a, struct asked *asked)
{
    struct questionnaire_words_list_row *rows;
    ptrdiff_t n_rows;
    enum err e =
        questions_parse(a, asked->version.questions, &asked->set, NULL);
    if (e == OK)
        e = questionnaire_words_list(db, a,
            (struct questionnaire_words_list_in){
                .version_id = asked->version.id, .n_rows = LANGUAGES_MAX },
            &rows, &n_rows);
    asked->original = &no_words;
    asked->n_texts = 0;
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i++) {
        struct questionnaire_text *t = &asked->texts[asked->n_texts];
        t->lang = rows[i].lang;
        e = words_parse(a, rows[i].words, &t->words, NULL);
        asked->n_texts++;
        if (text_is_equal(t->lang, asked->questionnaire.language))
            asked->original = &t->words;
    }
    return e;
}

enum err
questionnaire_load_version(
    struct db *db, struct arena *a, int64_t version_id, struct asked *asked)
{
    enum err e = questionnaire_version_get(db, a,
        (struct questionnaire_version_get_in){ .id = version_id },
        &asked->version);
    if (e == OK)
        e = questionnaire_get(db, a,
            (struct questionnaire_get_in){
                .id = asked->version.questionnaire_id },
            &asked->questionnaire);
    return e == OK ? read_version(db, a, asked) : e;
}

enum err
questionnaire_load(struct db *db, struct arena *a, int64_t id, int64_t number,
    struct asked *asked)
{
    struct questionnaire_version *versions;
    ptrdiff_t n_versions, i = 0;
    bool is_found;
    struct db_batch batch = db_batch_open(db, a);
    questionnaire_get_ask(&batch, (struct questionnaire_get_in){ .id = id },
        &asked->questionnaire, &is_found);
    questionnaire_versions_ask(&batch,
        (struct questionnaire_versions_in){
            .questionnaire_id = id, .n_rows = number > 0 ? VERSIONS_MAX : 2 },
        &versions, &n_versions);
    enum err e = db_batch_run(&batch);
    if (e != OK || !is_found)
        return e == OK ? ERR_NOT_FOUND : e;
    while (i < n_versions &&
        ((number > 0 && versions[i].number != number) ||
            (number == NUMBER_PUBLISHED &&
                !text_is_equal(versions[i].status, TEXT("published")))))
        i++;
    if (i == n_versions)
        return ERR_NOT_FOUND;
    asked->version = versions[i];
    return read_version(db, a, asked);
}

const struct words *
asked_words(const struct asked *q, text lang)
{
    for (int i = 0; i < q->n_texts; i++)
        if (text_is_equal(q->texts[i].lang, lang))
            return &q->texts[i].words;
    return NULL;
}

text
asked_word(
    const struct asked *q, const struct lang *lang, text key, text *of_lang)
{
    const struct words *words = asked_words(q, lang_code(lang));
    text word = words == NULL ? (text){ NULL, 0 } : words_find(words, key);
    if (of_lang != NULL)
        *of_lang = lang_code(lang);
    if (text_is_known(word))
        return word;
    if (of_lang != NULL)
        *of_lang = q->questionnaire.language;
    return words_find(q->original, key);
}

struct translated
asked_translated(struct arena *a, const struct asked *q, text lang)
{
    struct translated t = { 0 };
    text *keys;
    const struct words *words = asked_words(q, lang);
    t.n_wanted = words_wanted(a, &q->set, q->original, &keys);
    for (int i = 0; words != NULL && i < t.n_wanted; i++) {
        const struct word *row = words_row(words, keys[i]);
        if (row == NULL || row->text.len == 0)
            continue;
        t.n_there++;
        t.n_old += row->of.len > 0 &&
            !text_is_equal(
                row->of, word_digest(a, words_find(q->original, keys[i])));
    }
    return t;
}

/* ---- Writing --------------------------------------------------------------
 */

static enum err
note(struct db *writer, int64_t actor_id, int64_t id, const char *action)
{
    return audit_add(writer,
        (struct audit){ .actor_id = actor_id,
            .action = text_of(action),
            .kind = TEXT("questionnaire"),
            .thing_id = id });
}

static enum err
insert_version(struct db *writer, struct questionnaire_version *version)
{
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        version->id = key_new();
        e = questionnaire_version_insert(writer, version, &n);
    }
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

enum err
questionnaire_save_words(struct db *writer, struct arena *a, int64_t version_id,
    text lang, const struct words *words, bool *changed)
{
    struct questionnaire_words_find_row old;
    text all = words_print(a, words);
    int64_t n = 0;
    enum err e = questionnaire_words_find(writer, a,
        (struct questionnaire_words_find_in){
            .version_id = version_id, .lang = lang },
        &old);
    if (changed != NULL)
        *changed =
            e == ERR_NOT_FOUND || (e == OK && !text_is_equal(old.words, all));
    if (e == OK && text_is_equal(old.words, all))
        return OK;
    if (e == OK)
        return questionnaire_words_update(writer,
            (struct questionnaire_words_update_in){
                .id = old.id, .words = all, .updated_at = now_s() },
            NULL);
    for (int i = 0; e == ERR_NOT_FOUND && n == 0 && i < 3; i++) {
        e = questionnaire_words_insert(writer,
            (struct questionnaire_words_insert_in){ .id = key_new(),
                .version_id = version_id,
                .lang = lang,
                .words = all,
                .updated_at = now_s() },
            &n);
        if (e == OK && n == 0)
            e = ERR_NOT_FOUND; /* the key was taken: another */
    }
    return e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
}

/* Of one that was made without any: by a form that knows its row alone. */
static enum err
first_draft(struct db *writer, struct arena *a, int64_t actor_id, int64_t id,
    struct asked *draft)
{
    struct words words = words_new(a, 4);
    *draft = (struct asked){ 0 };
    enum err e = questionnaire_get(writer, a,
        (struct questionnaire_get_in){ .id = id }, &draft->questionnaire);
    struct questionnaire_version version = { .questionnaire_id = id,
        .number = 1,
        .status = TEXT("draft"),
        .questions = TEXT("") };
    if (e == OK)
        e = insert_version(writer, &version);
    words_set(a, &words, TEXT("title"), draft->questionnaire.name, TEXT(""));
    if (e == OK)
        e = questionnaire_save_words(
            writer, a, version.id, draft->questionnaire.language, &words, NULL);
    if (e == OK)
        e = note(writer, actor_id, id, "draft");
    return e == OK ? questionnaire_load(writer, a, id, NUMBER_NEWEST, draft)
                   : e;
}

enum err
questionnaire_draft(struct db *writer, struct arena *a, int64_t actor_id,
    int64_t id, struct asked *draft)
{
    enum err e = questionnaire_load(writer, a, id, NUMBER_NEWEST, draft);
    if (e == ERR_NOT_FOUND)
        return first_draft(writer, a, actor_id, id, draft);
    if (e != OK || text_is_equal(draft->version.status, TEXT("draft")))
        return e;
    draft->version.number++;
    draft->version.status = TEXT("draft");
    draft->version.revision = 0;
    draft->version.has_published_at = false;
    e = insert_version(writer, &draft->version);
    for (int i = 0; e == OK && i < draft->n_texts; i++)
        e = questionnaire_save_words(writer, a, draft->version.id,
            draft->texts[i].lang, &draft->texts[i].words, NULL);
    return e == OK ? note(writer, actor_id, id, "draft") : e;
}

enum err
questionnaire_save(struct db *writer, struct arena *a, int64_t actor_id,
    const struct asked *draft)
{
    int64_t n = 0;
    enum err e = questions_check(&draft->set, NULL);
    if (e == OK)
        e = questionnaire_version_save(writer,
            (struct questionnaire_version_save_in){ .id = draft->version.id,
                .questions = questions_print(a, &draft->set),
                .revision = draft->version.revision },
            &n);
    if (e == OK && n == 0)
        return ERR_CONFLICT;
    if (e == OK)
        e = questionnaire_save_words(writer, a, draft->version.id,
            draft->questionnaire.language, draft->original, NULL);
    return e == OK ? note(writer, actor_id, draft->questionnaire.id, "change")
                   : e;
}

enum err
questionnaire_publish(struct db *writer, struct arena *a, int64_t actor_id,
    const struct asked *draft, int64_t now)
{
    int64_t n = 0;
    (void)a;
    if (draft->set.n_questions == 0)
        return ERR_BAD_INPUT;
    enum err e = questionnaire_version_publish(writer,
        (struct questionnaire_version_publish_in){ .id = draft->version.id,
            .revision = draft->version.revision,
            .at = now },
        &n);
    if (e == OK && n == 0)
        return ERR_CONFLICT;
    return e == OK ? note(writer, actor_id, draft->questionnaire.id, "publish")
                   : e;
}
