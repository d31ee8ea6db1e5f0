/* One question of a draft as a form. */
#include "keep/questionnaire_pages.h"

#include "base/key.h"
#include "keep/keep_routes.h"
#include "keep/questionnaire.html.h"

#include <string.h>

static const char *const kind_labels[] = { N_("One of several"),
    N_("Any of several"), N_("A level on a scale"), N_("A short text"),
    N_("A long text"), N_("A number"), N_("A day"),
    N_("Times when one is free"), N_("A place"), N_("Languages and how well"),
    N_("Interests, own ones too"), N_("A person"), N_("An organisation"),
    NULL };

static const struct input question_inputs[] = {
    INPUT(struct question_form, words, INPUT_TEXT, .is_required = true,
        .max = 500, .label = N_("The question")),
    INPUT(struct question_form, kind, INPUT_CHOICE, .is_required = true,
        .choices = question_kinds, .choice_labels = kind_labels,
        .label = N_("What is answered")),
    INPUT(struct question_form, section, INPUT_TEXT, .is_required = true,
        .max = 120, .label = N_("The step that it stands in"),
        .hint = N_("Its heading. Questions under the same heading come on one "
                   "page.")),
    INPUT(struct question_form, hint, INPUT_TEXT, .max = 500,
        .label = N_("A hint")),
    INPUT(struct question_form, choices, INPUT_PROSE, .max = 6000,
        .label = N_("Choices, each on its own line"),
        .hint = N_("For a scale: the words for each step, such as \"1: "
                   "Never\". A short code and a colon may stand in front.")),
    INPUT(struct question_form, min, INPUT_TEXT, .max = 20, .label = N_("From"),
        .hint = N_("The least number, or the first step of the scale.")),
    INPUT(struct question_form, max, INPUT_TEXT, .max = 20, .label = N_("To"),
        .hint = N_("The greatest number, the last step, or how many may be "
                   "chosen.")),
    INPUT(
        struct question_form, unit, INPUT_TEXT, .max = 40, .label = N_("Unit")),
    INPUT(struct question_form, required, INPUT_BOOL,
        .label = N_("Needs an answer before it is sent")),
    INPUT(struct question_form, may_skip, INPUT_BOOL,
        .label = N_("\"Rather not say\" is offered")),
    INPUT(struct question_form, is_private, INPUT_BOOL,
        .label = N_("Private: only for the person and for the program")),
    INPUT(struct question_form, show_if, INPUT_TEXT, .max = 300,
        .label = N_("Asked only if"),
        .hint = N_("The code of an earlier question and its value, such as "
                   "needs=interpreter or level>=3.")),
    INPUT(struct question_form, code, INPUT_TEXT, .max = QUESTION_CODE_MAX,
        .label = N_("Code"),
        .hint = N_("By which tables and programs know it. Made from the "
                   "question when you leave it empty.")),
    /* hidden, and the last */
    INPUT(struct question_form, revision, INPUT_INT, .min = 0,
        .max = INT64_C(1) << 40, .label = N_("Revision")),
};
enum { N_QUESTION = sizeof question_inputs / sizeof question_inputs[0] };

/* ---- Codes ----------------------------------------------------------------
 */

/* "What do you do?" as "what_do_you_do", at most 24 bytes; never empty. */
static text
code_from(struct arena *a, text words)
{
    text folded = lang_fold(a, words);
    char *to = arena_new(a, char, 26);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < folded.len && n < 24; i++) {
        char c = folded.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            to[n++] = c;
        else if (c == ' ' && n > 0 && n < 23)
            to[n++] = '_';
    }
    while (n > 0 && to[n - 1] == '_')
        n--;
    if (n == 0) /* in letters that have no code */
        to[n++] = 'q';
    return (text){ to, n };
}

static bool
is_taken(const text *codes, int n, text code)
{
    for (int i = 0; i < n; i++)
        if (text_is_equal(codes[i], code))
            return true;
    return false;
}

static text
free_code(struct arena *a, const text *codes, int n, text code)
{
    text is = code;
    for (int i = 2; is_taken(codes, n, is); i++)
        is = arena_print(a, "%.*s_%d", TEXT_ARG(code), i);
    return is;
}

/* ---- From a question to the form ------------------------------------------
 */

static void
give_number(
    struct form *form, struct arena *a, const char *name, bool has, double x)
{
    struct buf b = buf_in(a, 32);
    if (!has)
        return;
    buf_real(&b, x);
    form_give(form, name, buf_text(&b));
}

static text
print_choices(
    struct arena *a, const struct asked *asked, const struct question *q)
{
    struct buf out = buf_in(a, 500);
    int n =
        q->kind == QUESTION_SCALE ? (int)(q->max - q->min) + 1 : q->n_choices;
    for (int i = 0; i < n; i++) {
        text code = q->kind == QUESTION_SCALE
            ? arena_print(a, "%d", (int)q->min + i)
            : q->choices[i];
        text words =
            words_find(asked->original, word_key(a, q->code, ":", code));
        if (q->kind == QUESTION_SCALE && !text_is_known(words))
            continue;
        buf_print(&out, "%.*s: %.*s\n", TEXT_ARG(code), TEXT_ARG(words));
    }
    return buf_text(&out);
}

static void
give_question(struct form *form, struct arena *a, const struct asked *asked,
    const struct question *q)
{
    const struct words *w = asked->original;
    text none = TEXT("");
    form_give(form, "words", words_find(w, q->code));
    form_give(form, "hint", words_find(w, word_key(a, q->code, ".hint", none)));
    form_give(form, "unit", words_find(w, word_key(a, q->code, ".unit", none)));
    form_give(form, "kind", text_of(question_kinds[q->kind]));
    text section = words_find(w, word_key(a, TEXT("section"), ".", q->section));
    form_give(form, "section", text_is_known(section) ? section : q->section);
    form_give(form, "choices", print_choices(a, asked, q));
    give_number(form, a, "min", q->has_min, q->min);
    give_number(form, a, "max", q->has_max, q->max);
    form_give(form, "required", q->is_required ? TEXT("on") : none);
    form_give(form, "may_skip", q->may_skip ? TEXT("on") : none);
    form_give(form, "is_private", q->is_private ? TEXT("on") : none);
    form_give(form, "show_if", q->show_if);
    form_give(form, "code", q->code);
}

/* ---- From the form to a question ------------------------------------------
 */

struct changing {
    struct arena *a;
    struct asked *draft;
    struct words *words; /* of the original */
    const struct question_form *given;
    text was; /* the code of the question until now, or not known */
    const char *wrong, *field; /* N_(): what cannot be kept */
};

static void
forget_words(struct changing *c, text code)
{
    for (int i = c->words->n - 1; i >= 0; i--)
        if (word_is_of(c->words->rows[i].key, code))
            words_set(
                c->a, c->words, c->words->rows[i].key, TEXT(""), TEXT(""));
}

bool
word_is_of(text key, text group)
{
    if (text_is_equal(group, TEXT("title")))
        return text_is_equal(key, group) || text_is_equal(key, TEXT("intro")) ||
            text_starts_with(key, TEXT("section."));
    return text_starts_with(key, group) &&
        (key.len == group.len || key.ptr[group.len] == '.' ||
            key.ptr[group.len] == ':');
}

/* "code: words", "words", each on its line. */
static void
read_choices(struct changing *c, struct question *q)
{
    text *codes = arena_new(c->a, text, CHOICES_MAX), rest = c->given->choices;
    int n = 0;
    while (rest.len > 0) {
        text after, line = text_trim(text_cut(rest, '\n', &rest));
        if (line.len == 0)
            continue;
        text code = text_trim(text_cut(line, ':', &after));
        text words = text_is_known(after) && question_code_is_good(code)
            ? text_trim(after)
            : line;
        if (!text_is_known(after) || !question_code_is_good(code))
            code = free_code(c->a, codes, n, code_from(c->a, line));
        if (n == CHOICES_MAX) {
            c->wrong = N_("These are too many choices.");
            c->field = "choices";
            return;
        }
        words_set(c->a, c->words, word_key(c->a, q->code, ":", code), words,
            TEXT(""));
        codes[n++] = code;
    }
    if (q->kind != QUESTION_SCALE) {
        q->choices = codes;
        q->n_choices = n;
    }
}

static text
read_section(struct changing *c)
{
    const struct question_set *set = &c->draft->set;
    text title = c->given->section;
    for (int i = 0; i < set->n_questions; i++) {
        text section = set->questions[i].section;
        text words =
            words_find(c->words, word_key(c->a, TEXT("section"), ".", section));
        if (text_is_equal(words, title) || text_is_equal(section, title))
            return section;
    }
    text *codes = arena_new(c->a, text, set->n_questions);
    for (int i = 0; i < set->n_questions; i++)
        codes[i] = set->questions[i].section;
    text section =
        free_code(c->a, codes, set->n_questions, code_from(c->a, title));
    words_set(c->a, c->words, word_key(c->a, TEXT("section"), ".", section),
        title, TEXT(""));
    return section;
}

static void
read_limit(struct changing *c, const char *field, text t, bool *has, double *x)
{
    *has = !text_is_empty(t);
    if (*has && !text_parse_real(t, x)) {
        c->wrong = N_("Write a number, in digits.");
        c->field = field;
    }
}

static text
read_code(struct changing *c)
{
    const struct question_set *set = &c->draft->set;
    text given = c->given->code;
    if (!text_is_empty(given))
        return given;
    if (text_is_known(c->was))
        return c->was;
    text *codes = arena_new(c->a, text, set->n_questions + 1);
    for (int i = 0; i < set->n_questions; i++)
        codes[i] = set->questions[i].code;
    return free_code(
        c->a, codes, set->n_questions, code_from(c->a, c->given->words));
}

/* Behind the last one of its section, or at the end. */
static int
place_for(const struct question_set *set, text section)
{
    int at = set->n_questions;
    for (int i = 0; i < set->n_questions; i++)
        if (text_is_equal(set->questions[i].section, section))
            at = i + 1;
    return at;
}

static void
put_question(struct changing *c)
{
    struct question_set *set = &c->draft->set;
    const struct question_form *g = c->given;
    struct question q = { .code = read_code(c),
        .is_required = g->required,
        .may_skip = g->may_skip,
        .is_private = g->is_private,
        .show_if = text_is_empty(g->show_if) ? (text){ 0 } : g->show_if };
    int was = text_is_known(c->was) ? question_find(set, c->was) : -1;
    for (int i = 0; i < QUESTION_KINDS; i++)
        if (text_is_equal(g->kind, text_of(question_kinds[i])))
            q.kind = (enum question_kind)i;
    read_limit(c, "min", g->min, &q.has_min, &q.min);
    read_limit(c, "max", g->max, &q.has_max, &q.max);
    if (!question_code_is_good(q.code)) {
        c->wrong = N_("A code has small letters, digits, _ and - only.");
        c->field = "code";
        return;
    }
    if (was >= 0)
        forget_words(c, c->was);
    words_set(c->a, c->words, q.code, g->words, TEXT(""));
    words_set(c->a, c->words, word_key(c->a, q.code, ".hint", TEXT("")),
        g->hint, TEXT(""));
    words_set(c->a, c->words, word_key(c->a, q.code, ".unit", TEXT("")),
        g->unit, TEXT(""));
    read_choices(c, &q);
    q.section = read_section(c);
    if (was >= 0 && text_is_equal(set->questions[was].section, q.section)) {
        set->questions[was] = q;
        return;
    }
    if (was >= 0) {
        memmove(&set->questions[was], &set->questions[was + 1],
            (size_t)(set->n_questions - was - 1) * sizeof q);
        set->n_questions--;
    }
    if (set->n_questions == QUESTIONS_MAX) {
        c->wrong = N_("These are too many questions.");
        c->field = "words";
        return;
    }
    int at = place_for(set, q.section);
    memmove(&set->questions[at + 1], &set->questions[at],
        (size_t)(set->n_questions - at) * sizeof q);
    set->questions[at] = q;
    set->n_questions++;
}

/* ---- The step -------------------------------------------------------------
 */

struct question_step {
    int64_t id, actor_id;
    const struct question_form *given;
    text was;
    const char *wrong, *field;
    struct why why;
};

static enum err
save_question(struct db *writer, struct arena *scratch, void *arg)
{
    struct question_step *step = arg;
    struct asked *draft = arena_new(scratch, struct asked, 1);
    step->wrong = NULL;
    step->why = (struct why){ { 0 } };
    enum err e =
        questionnaire_draft(writer, scratch, step->actor_id, step->id, draft);
    if (e == OK && draft->version.revision != step->given->revision)
        e = ERR_CONFLICT;
    if (e == OK && text_is_known(step->was) &&
        question_find(&draft->set, step->was) < 0)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    /* a version without questions has room for none */
    struct question *room = arena_new(scratch, struct question, QUESTIONS_MAX);
    if (draft->set.n_questions > 0)
        memcpy(room, draft->set.questions,
            (size_t)draft->set.n_questions * sizeof *room);
    draft->set.questions = room;
    struct words *words = arena_new(scratch, struct words, 1);
    *words = *draft->original;
    struct changing c = { .a = scratch,
        .draft = draft,
        .words = words,
        .given = step->given,
        .was = step->was };
    draft->original = words;
    put_question(&c);
    step->wrong = c.wrong;
    step->field = c.field;
    if (c.wrong != NULL || questions_check(&draft->set, &step->why) != OK)
        return ERR_BAD_INPUT;
    return questionnaire_save(writer, scratch, step->actor_id, draft);
}

/* ---- Pages ----------------------------------------------------------------
 */

static enum err
answer_form(struct request *rq, struct answer *an, struct form *form,
    const struct asked *asked, bool is_new)
{
    struct question_page p = { .asked = asked,
        .form = form,
        .key = rq->params[0],
        .title = asked_title(asked, rq->lang),
        .action = request_address(rq),
        .is_new = is_new };
    struct view v = request_view(rq);
    keep_questionnaire_question(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title =
                say(&v, is_new ? N_("New question") : N_("Change a question")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

enum err
question_show(struct request *rq, struct answer *an)
{
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    struct form form;
    text code = rq->params[1];
    enum err e = questionnaire_of_address(rq, NUMBER_NEWEST, asked);
    if (e != OK)
        return e;
    int i = text_is_known(code) ? question_find(&asked->set, code) : -1;
    if (text_is_known(code) && i < 0)
        return ERR_NOT_FOUND;
    form_open(rq, question_inputs, N_QUESTION, &form);
    if (i >= 0)
        give_question(&form, rq->arena, asked, &asked->set.questions[i]);
    else if (asked->set.n_questions > 0)
        form_give(&form, "section",
            asked_section(asked, rq->arena,
                lang_find(asked->questionnaire.language) != NULL
                    ? lang_find(asked->questionnaire.language)
                    : rq->lang,
                asked->set.questions[asked->set.n_questions - 1].section));
    form_give(&form, "revision",
        arena_print(rq->arena, "%lld", (long long)asked->version.revision));
    return answer_form(rq, an, &form, asked, i < 0);
}

enum err
question_send(struct request *rq, struct answer *an)
{
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    struct question_form given = { 0 };
    struct form form;
    text code = rq->params[1];
    enum err e = form_parse(rq, question_inputs, N_QUESTION, &form, &given);
    if (e == OK)
        e = questionnaire_of_address(rq, NUMBER_NEWEST, asked);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_form(rq, an, &form, asked, !text_is_known(code));
    struct question_step step = { .id = asked->questionnaire.id,
        .actor_id = rq->actor.person_id,
        .given = &given,
        .was = code };
    e = db_write_quietly(rq->db, rq->arena, save_question, &step);
    struct view v = view_in(rq->arena, rq->lang, 0);
    if (e == ERR_CONFLICT) {
        form.n_errors++;
        form.error_all = say(&v,
            N_("Somebody else changed this questionnaire meanwhile. What you "
               "wrote is still here: look at theirs in another window, then "
               "save once more."));
        form_give(&form, "revision",
            arena_print(rq->arena, "%lld", (long long)asked->version.revision));
        an->status = 409;
        return answer_form(rq, an, &form, asked, !text_is_known(code));
    }
    if (e == ERR_BAD_INPUT) {
        if (step.wrong != NULL)
            form_error(&form, step.field, say(&v, step.wrong));
        else {
            form.n_errors++;
            form.error_all = arena_copy(rq->arena, text_of(step.why.text));
        }
        return answer_form(rq, an, &form, asked, !text_is_known(code));
    }
    if (e == OK)
        answer_redirect(
            rq, an, questionnaire_address(rq->arena, rq->params[0], NULL));
    return e;
}
