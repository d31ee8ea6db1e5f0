/* Coordinators make questionnaires: the list, one of them, its versions. */
#include "keep/questionnaire_pages.h"

#include "base/key.h"
#include "keep/keep_routes.h"
#include "keep/once.h"
#include "keep/questionnaire.html.h"
#include "keep/reply.html.h"

#include <string.h>

static const char *const kind_words[QUESTION_KINDS] = {
    [QUESTION_CHOICE] = N_("One of several"),
    [QUESTION_SEVERAL] = N_("Any of several"),
    [QUESTION_SCALE] = N_("A level on a scale"),
    [QUESTION_SHORT] = N_("A short text"),
    [QUESTION_LONG] = N_("A long text"),
    [QUESTION_NUMBER] = N_("A number"),
    [QUESTION_DATE] = N_("A day"),
    [QUESTION_DATES] = N_("Times when one is free"),
    [QUESTION_PLACE] = N_("A place"),
    [QUESTION_LANGUAGE] = N_("Languages and how well"),
    [QUESTION_TAGS] = N_("Interests, own ones too"),
    [QUESTION_PERSON] = N_("A person"),
    [QUESTION_ORGANISATION] = N_("An organisation"),
};

const char *
question_kind_word(enum question_kind kind)
{
    return kind_words[kind];
}

text
questionnaire_address(struct arena *a, text key, const char *what)
{
    return arena_print(
        a, "/questionnaire/%.*s%s", TEXT_ARG(key), what == NULL ? "" : what);
}

text
asked_section(const struct asked *asked, struct arena *a,
    const struct lang *lang, text section)
{
    text title = asked_word(
        asked, lang, word_key(a, TEXT("section"), ".", section), NULL);
    return text_is_known(title) ? title : section;
}

enum err
questionnaire_of_address(
    struct request *rq, int64_t number, struct asked *asked)
{
    int64_t id = request_key(rq, 0);
    enum err e = questionnaire_load(rq->db, rq->arena, id, number, asked);
    if (e != ERR_NOT_FOUND || number != NUMBER_NEWEST)
        return e;
    /* it was just made, by a form that knows of no versions */
    *asked =
        (struct asked){ .version = { .status = TEXT("draft"), .number = 1 } };
    asked->original = arena_new(rq->arena, struct words, 1);
    return questionnaire_get(rq->db, rq->arena,
        (struct questionnaire_get_in){ .id = id }, &asked->questionnaire);
}

/* ---- The list -------------------------------------------------------------
 */

struct list_ask {
    int64_t after;
};
static const struct input list_inputs[] = {
    INPUT(struct list_ask, after, INPUT_KEY),
};

enum err
questionnaire_list_show(struct request *rq, struct answer *an)
{
    struct questionnaire_list_page p = { 0 };
    struct list_ask ask = { 0 };
    struct questionnaire last = { .name_sort = TEXT_INIT("") };
    query_parse(rq, list_inputs, 1, &ask);
    enum err e = OK;
    if (ask.after != 0)
        e = questionnaire_get(rq->db, rq->arena,
            (struct questionnaire_get_in){ .id = ask.after }, &last);
    if (e == OK)
        e = questionnaire_list(rq->db, rq->arena,
            (struct questionnaire_list_in){ .after_sort = last.name_sort,
                .after_id = ask.after,
                .n_rows = ROWS_ON_A_PAGE + 1 },
            &p.rows, &p.n_rows);
    if (e != OK)
        return e;
    if (p.n_rows > ROWS_ON_A_PAGE) {
        char key[KEY_LENGTH];
        p.n_rows = ROWS_ON_A_PAGE;
        p.next =
            request_with(rq, "after", key_print(p.rows[p.n_rows - 1].id, key));
    }
    struct view v = request_view(rq);
    keep_questionnaire(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Questionnaires")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

/* ---- One of them ----------------------------------------------------------
 */

enum err
questionnaire_show(struct request *rq, struct answer *an)
{
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    struct form form;
    enum err e = questionnaire_of_address(rq, NUMBER_NEWEST, asked);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &form);
    char key[KEY_LENGTH];
    struct questionnaire_page p = { .asked = asked,
        .form = &form,
        .key = arena_copy(rq->arena, key_print(asked->questionnaire.id, key)),
        .title = asked_title(asked, rq->lang),
        .is_draft = text_is_equal(asked->version.status, TEXT("draft")),
        .has_published = asked->version.number > 1 ||
            text_is_equal(asked->version.status, TEXT("published")),
        .revision = arena_print(
            rq->arena, "%lld", (long long)asked->version.revision) };
    for (int i = 0; i < LANG_N; i++)
        p.languages[i] = (struct language_line){ .lang = lang_all(i),
            .is_original = text_is_equal(
                lang_code(lang_all(i)), asked->questionnaire.language),
            .done =
                asked_translated(rq->arena, asked, lang_code(lang_all(i))) };
    struct view v = request_view(rq);
    keep_questionnaire_one(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = p.title, .section = "admin", .body = view_html(&v) });
    return OK;
}

/* ---- A draft, and publishing it -------------------------------------------
 */

struct version_form {
    int64_t revision;
    text question, how;
};
static const char *const hows[] = { "up", "down", "remove", NULL };
static const struct input version_inputs[] = {
    INPUT(struct version_form, revision, INPUT_INT, .min = 0,
        .max = INT64_C(1) << 40),
    INPUT(struct version_form, question, INPUT_TEXT, .max = 60),
    INPUT(struct version_form, how, INPUT_CHOICE, .choices = hows),
};
enum { N_VERSION = sizeof version_inputs / sizeof version_inputs[0] };

struct version_step {
    int64_t id, actor_id, now;
    struct version_form form;
    bool is_draft, is_publish;
};

/* One up or down, its section with it when it leaves one; or away. */
static void
move(struct question_set *set, int i, text how)
{
    struct question q = set->questions[i];
    int to = text_is_equal(how, TEXT("up")) ? i - 1 : i + 1;
    if (text_is_equal(how, TEXT("remove"))) {
        memmove(&set->questions[i], &set->questions[i + 1],
            (size_t)(set->n_questions - i - 1) * sizeof q);
        set->n_questions--;
        return;
    }
    if (to < 0 || to >= set->n_questions)
        return;
    if (!text_is_equal(set->questions[to].section, q.section)) {
        set->questions[i].section = set->questions[to].section;
        return;
    }
    set->questions[i] = set->questions[to];
    set->questions[to] = q;
}

static enum err
save_version(struct db *writer, struct arena *scratch, void *arg)
{
    struct version_step *step = arg;
    struct asked *draft = arena_new(scratch, struct asked, 1);
    if (step->is_draft)
        return questionnaire_draft(
            writer, scratch, step->actor_id, step->id, draft);
    enum err e =
        questionnaire_load(writer, scratch, step->id, NUMBER_NEWEST, draft);
    if (e != OK)
        return e;
    if (draft->version.revision != step->form.revision ||
        !text_is_equal(draft->version.status, TEXT("draft")))
        return ERR_CONFLICT;
    if (step->is_publish)
        return questionnaire_publish(
            writer, scratch, step->actor_id, draft, step->now);
    int i = question_find(&draft->set, step->form.question);
    if (i < 0)
        return ERR_NOT_FOUND;
    move(&draft->set, i, step->form.how);
    return questionnaire_save(writer, scratch, step->actor_id, draft);
}

static enum err
change_version(
    struct request *rq, struct answer *an, bool is_draft, bool is_publish)
{
    struct form form;
    struct version_step step = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .is_draft = is_draft,
        .is_publish = is_publish };
    enum err e = form_parse(rq, version_inputs, N_VERSION, &form, &step.form);
    if (e == OK && text_is_known(form.error_all))
        e = ERR_DENIED; /* not made for this session */
    if (e == OK && !is_draft && !is_publish && !text_is_known(step.form.how))
        e = ERR_BAD_INPUT;
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, save_version, &step);
    if (e != OK)
        return e;
    answer_redirect(
        rq, an, questionnaire_address(rq->arena, rq->params[0], NULL));
    return OK;
}

enum err
questionnaire_draft_send(struct request *rq, struct answer *an)
{
    return change_version(rq, an, true, false);
}

enum err
questionnaire_publish_send(struct request *rq, struct answer *an)
{
    return change_version(rq, an, false, true);
}

enum err
questionnaire_move_send(struct request *rq, struct answer *an)
{
    return change_version(rq, an, false, false);
}

/* ---- Trying it ------------------------------------------------------------
 */

struct preview_ask {
    int64_t step;
};
static const struct input preview_inputs[] = {
    INPUT(struct preview_ask, step, INPUT_INT, .min = 1, .max = SECTIONS_MAX),
};

static text
preview_address(struct request *rq, int step)
{
    return arena_print(rq->arena, "/questionnaire/%.*s/preview?step=%d",
        TEXT_ARG(rq->params[0]), step);
}

/* Every question of a section, whatever it hangs on; nothing is kept. */
enum err
questionnaire_preview_show(struct request *rq, struct answer *an)
{
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    struct preview_ask ask = { 0 };
    struct replied r = { .asked = asked };
    struct form form;
    query_parse(rq, preview_inputs, 1, &ask);
    enum err e = questionnaire_of_address(rq, NUMBER_NEWEST, asked);
    if (e != OK)
        return e;
    const struct question_set *set = &asked->set;
    if (set->n_sections == 0)
        return ERR_NOT_FOUND;
    int at = ask.step == 0 ? 1 : (int)ask.step;
    if (at > set->n_sections)
        return ERR_NOT_FOUND;
    form_open(rq, NULL, 0, &form);
    struct step_page p = { .r = &r,
        .asked = asked,
        .form = &form,
        .section = at - 1,
        .at = at,
        .n_steps = set->n_sections,
        .title = asked_title(asked, rq->lang),
        .action = preview_address(rq, at),
        .is_preview = true };
    if (at > 1)
        p.preview_back = preview_address(rq, at - 1);
    p.preview_next = at < set->n_sections
        ? preview_address(rq, at + 1)
        : questionnaire_address(rq->arena, rq->params[0], NULL);
    p.fields = arena_new(rq->arena, struct question_field, set->n_questions);
    for (int i = 0; e == OK && i < set->n_questions; i++) {
        if (section_of(set, i) != p.section)
            continue;
        struct question_field *f = &p.fields[p.n_fields++];
        *f = (struct question_field){ .asked = asked, .q = &set->questions[i] };
        e = field_fill(rq, f, (struct given){ 0 });
    }
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    keep_reply_step(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = p.title, .section = "admin", .body = view_html(&v) });
    return OK;
}
