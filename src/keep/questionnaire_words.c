/* The words of a questionnaire, text by text, in another language; title,
 * introduction and headings in its own. */
#include "keep/questionnaire_pages.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/keep_routes.h"
#include "keep/questionnaire.html.h"

enum { LONG = 80 }; /* bytes: a text that wants more than one line */

/* The groups in order: the questionnaire's own words, then each question's. */
static int
groups_of(const struct asked *asked, text groups[QUESTIONS_MAX + 1])
{
    groups[0] = TEXT("title");
    for (int i = 0; i < asked->set.n_questions; i++)
        groups[i + 1] = asked->set.questions[i].code;
    return asked->set.n_questions + 1;
}

/* What a group can say in this language: of the original's own, also what it
 * does not say yet. */
static int
keys_of(struct arena *a, const struct asked *asked, text group,
    bool is_original, text keys[WORDS_OF_GROUP])
{
    text *wanted;
    int n = 0,
        n_wanted = words_wanted(a, &asked->set, asked->original, &wanted);
    if (is_original) { /* questions have a form of their own */
        keys[n++] = TEXT("title");
        keys[n++] = TEXT("intro");
        for (int i = 0; i < asked->set.n_sections && n < WORDS_OF_GROUP; i++)
            keys[n++] =
                word_key(a, TEXT("section"), ".", asked->set.sections[i]);
        return n;
    }
    for (int i = 0; i < n_wanted && n < WORDS_OF_GROUP; i++)
        if (word_is_of(wanted[i], group))
            keys[n++] = wanted[i];
    return n;
}

static bool
is_old(struct arena *a, const struct asked *asked, const struct word *row)
{
    return row != NULL && row->of.len > 0 &&
        !text_is_equal(
            row->of, word_digest(a, words_find(asked->original, row->key)));
}

static enum err
load(struct request *rq, struct asked *asked, const struct lang **lang)
{
    *lang = lang_find(rq->params[1]);
    if (*lang == NULL || !text_is_equal(lang_code(*lang), rq->params[1]))
        return ERR_NOT_FOUND;
    return questionnaire_of_address(rq, NUMBER_NEWEST, asked);
}

enum err
questionnaire_groups_show(struct request *rq, struct answer *an)
{
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    struct groups_page p = { .asked = asked, .key = rq->params[0] };
    text groups[QUESTIONS_MAX + 1], keys[WORDS_OF_GROUP];
    enum err e = load(rq, asked, &p.lang);
    if (e != OK)
        return e;
    bool is_original =
        text_is_equal(lang_code(p.lang), asked->questionnaire.language);
    const struct words *words = asked_words(asked, lang_code(p.lang));
    p.title = asked_title(asked, rq->lang);
    p.n_groups = is_original ? 1 : groups_of(asked, groups);
    groups[0] = TEXT("title");
    p.groups = arena_new(rq->arena, struct group_line, p.n_groups);
    for (int i = 0; i < p.n_groups; i++) {
        struct group_line *g = &p.groups[i];
        g->group = groups[i];
        g->title = words_find(asked->original, groups[i]);
        if (!text_is_known(g->title))
            g->title = groups[i];
        g->n_wanted = keys_of(rq->arena, asked, groups[i], is_original, keys);
        for (int k = 0; words != NULL && k < g->n_wanted; k++) {
            const struct word *row = words_row(words, keys[k]);
            g->n_there += row != NULL && row->text.len > 0;
            g->n_old += !is_original && is_old(rq->arena, asked, row);
        }
    }
    struct view v = request_view(rq);
    keep_questionnaire_groups(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = p.title, .section = "admin", .body = view_html(&v) });
    return OK;
}

/* ---- The form of one group ------------------------------------------------
 */

struct words_form {
    text value[WORDS_OF_GROUP];
};

static int
make_inputs(struct arena *a, const struct words_page *p, struct input **inputs)
{
    *inputs = arena_new(a, struct input, p->n_lines);
    for (int i = 0; i < p->n_lines; i++)
        (*inputs)[i] = (struct input){ .name = p->lines[i].name.ptr,
            .kind = p->lines[i].is_long ? INPUT_PROSE : INPUT_TEXT,
            .max = WORD_MAX,
            .label = p->lines[i].original.ptr,
            .offset = (ptrdiff_t)offsetof(struct words_form, value) +
                i * (ptrdiff_t)sizeof(text) };
    return p->n_lines;
}

static enum err
load_page(struct request *rq, struct asked *asked, struct words_page *p)
{
    text keys[WORDS_OF_GROUP], groups[QUESTIONS_MAX + 1];
    enum err e = load(rq, asked, &p->lang);
    if (e != OK)
        return e;
    p->asked = asked;
    p->key = rq->params[0];
    p->group = rq->params[2];
    p->title = asked_title(asked, rq->lang);
    p->action = request_address(rq);
    p->is_original =
        text_is_equal(lang_code(p->lang), asked->questionnaire.language);
    if (p->is_original && !text_is_equal(p->group, TEXT("title")))
        return ERR_NOT_FOUND;
    int n_groups = groups_of(asked, groups), at = -1;
    for (int i = 0; i < n_groups; i++)
        if (text_is_equal(groups[i], p->group))
            at = i;
    if (at < 0)
        return ERR_NOT_FOUND;
    p->n_groups = p->is_original ? 0 : n_groups;
    p->n_done = at + 1;
    p->next = p->is_original || at + 1 == n_groups
        ? questionnaire_address(rq->arena, p->key, NULL)
        : arena_print(rq->arena, "/questionnaire/%.*s/words/%.*s/%.*s",
              TEXT_ARG(p->key), TEXT_ARG(lang_code(p->lang)),
              TEXT_ARG(groups[at + 1]));
    p->n_lines = keys_of(rq->arena, asked, p->group, p->is_original, keys);
    const struct words *words = asked_words(asked, lang_code(p->lang));
    for (int i = 0; i < p->n_lines; i++) {
        text original = words_find(asked->original, keys[i]);
        const struct word *row =
            words == NULL ? NULL : words_row(words, keys[i]);
        p->lines[i] = (struct word_line){ .name =
                                              arena_print(rq->arena, "w%d", i),
            .key = keys[i],
            .original = arena_print(rq->arena, "%.*s",
                TEXT_ARG(text_is_known(original) && !p->is_original ? original
                                                                    : keys[i])),
            .given = row == NULL ? TEXT("") : row->text,
            .is_old = !p->is_original && is_old(rq->arena, asked, row),
            .is_long = original.len > LONG ||
                text_is_equal(keys[i], TEXT("intro")) ||
                text_has_byte(original, '\n') };
    }
    return OK;
}

static enum err
answer_words(struct request *rq, struct answer *an, const struct words_page *p)
{
    struct view v = request_view(rq);
    keep_questionnaire_words(&v, p);
    answer_page(rq, an,
        (struct page){
            .title = p->title, .section = "admin", .body = view_html(&v) });
    return OK;
}

enum err
questionnaire_words_show(struct request *rq, struct answer *an)
{
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    struct words_page *p = arena_new(rq->arena, struct words_page, 1);
    struct form form;
    enum err e = load_page(rq, asked, p);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &form);
    p->form = &form;
    return answer_words(rq, an, p);
}

struct words_step {
    const struct words_page *p;
    const struct words_form *given;
    int64_t actor_id;
};

/* Only these texts change: whoever translates another question at the same
 * time loses nothing. */
static enum err
save_words(struct db *writer, struct arena *scratch, void *arg)
{
    struct words_step *step = arg;
    const struct words_page *p = step->p;
    struct asked *now = arena_new(scratch, struct asked, 1);
    struct words words = { 0 };
    bool changed = false;
    enum err e = p->is_original
        ? questionnaire_draft(
              writer, scratch, step->actor_id, p->asked->questionnaire.id, now)
        : questionnaire_load_version(
              writer, scratch, p->asked->version.id, now);
    if (e != OK)
        return e;
    const struct words *old = asked_words(now, lang_code(p->lang));
    words = old == NULL ? words_new(scratch, p->n_lines) : *old;
    for (int i = 0; i < p->n_lines; i++) {
        text key = p->lines[i].key, given = step->given->value[i];
        const struct word *row = words_row(&words, key);
        if (!text_is_known(given))
            given = TEXT("");
        bool is_same = row != NULL && text_is_equal(row->text, given);
        if (is_same && p->is_original)
            continue;
        words_set(scratch, &words, key, given,
            p->is_original
                ? TEXT("")
                : word_digest(scratch, words_find(now->original, key)));
    }
    e = questionnaire_save_words(
        writer, scratch, now->version.id, lang_code(p->lang), &words, &changed);
    return e == OK && changed
        ? audit_add(writer,
              (struct audit){ .actor_id = step->actor_id,
                  .action = TEXT("translate"),
                  .kind = TEXT("questionnaire"),
                  .thing_id = p->asked->questionnaire.id,
                  .detail = arena_print(
                      scratch, "[\"%.*s\"]", TEXT_ARG(lang_code(p->lang))) })
        : e;
}

enum err
questionnaire_words_send(struct request *rq, struct answer *an)
{
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    struct words_page *p = arena_new(rq->arena, struct words_page, 1);
    struct words_form given = { 0 };
    struct input *inputs;
    struct form form;
    enum err e = load_page(rq, asked, p);
    if (e != OK)
        return e;
    int n = make_inputs(rq->arena, p, &inputs);
    e = form_parse(rq, inputs, n, &form, &given);
    if (e != OK)
        return e;
    for (int i = 0; i < p->n_lines; i++) {
        p->lines[i].given = form.given[i];
        p->lines[i].error = form.error[i];
    }
    p->form = &form;
    if (form.n_errors > 0)
        return answer_words(rq, an, p);
    struct words_step step = { p, &given, rq->actor.person_id };
    e = db_write_quietly(rq->db, rq->arena, save_words, &step);
    if (e == OK)
        answer_redirect(rq, an, p->next);
    return e;
}
