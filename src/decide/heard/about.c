/* What people say about themselves: the questions as a form, the answers of
 * one subject. */
#include "decide/heard/about.h"

#include "base/key.h"
#include "decide/heard/about.html.h"
#include "decide/heard/about_inside.h"
#include "decide/heard/barrier.h"
#include "os/entropy.h"

/* ---- Questions ----------------------------------------------------------- */

text
about_key(struct arena *a, int64_t id)
{
    return key_print(id, arena_new(a, char, KEY_LENGTH));
}

/* Wordings by people first; then the house's own, where it is one of those;
 * then as it was written. */
text
about_said(struct view *v, text said, text name)
{
    const char *house = about_house_phrase(name);
    return text_is_known(said) ? said : house != NULL ? say(v, house) : name;
}

enum err
about_all(struct request *rq, int64_t partnership_id, struct about_sheet *to)
{
    struct about_questions_row *rows;
    struct about_groups_row *groups;
    ptrdiff_t n_rows, n_groups;
    struct view v = request_view(rq);
    *to = (struct about_sheet){ 0 };
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    about_questions_ask(&batch,
        (struct about_questions_in){ .partnership_id = partnership_id,
            .lang = lang_code(rq->lang),
            .n_rows = ABOUT_ROWS_MAX },
        &rows, &n_rows);
    about_groups_ask(&batch,
        (struct about_groups_in){ .partnership_id = partnership_id,
            .lang = lang_code(rq->lang),
            .n_rows = ABOUT_ROWS_MAX * ABOUT_GROUPS_MAX },
        &groups, &n_groups);
    enum err e = request_ask(rq, &batch);
    if (e != OK)
        return e;
    to->questions = arena_new(rq->arena, struct about_line, n_rows);
    to->n = (int)n_rows;
    for (ptrdiff_t i = 0, at = 0; i < n_rows; i++) {
        struct about_line *line = &to->questions[i];
        line->row = &rows[i];
        line->name = about_said(&v, rows[i].said, rows[i].name);
        line->why = about_said(&v, rows[i].why_said, rows[i].why);
        line->groups =
            arena_new(rq->arena, struct about_group_line, ABOUT_GROUPS_MAX);
        for (; at < n_groups && groups[at].question_id == rows[i].id; at++)
            if (line->n_groups < ABOUT_GROUPS_MAX)
                line->groups[line->n_groups++] =
                    (struct about_group_line){ .row = &groups[at],
                        .name =
                            about_said(&v, groups[at].said, groups[at].name) };
    }
    return OK;
}

enum err
about_load(struct request *rq, int64_t partnership_id, int64_t side_id,
    struct about *to)
{
    struct about_sheet all;
    *to = (struct about){ 0 };
    enum err e = about_all(rq, partnership_id, &all);
    for (int i = 0; e == OK && i < all.n && to->n < ABOUT_QUESTIONS_MAX; i++) {
        const struct about_line *line = &all.questions[i];
        if (!line->row->is_on || line->n_groups == 0 ||
            (line->row->has_side_id && line->row->side_id != side_id))
            continue;
        struct about_asked *q = &to->questions[to->n++];
        *q = (struct about_asked){ .row = line->row,
            .name = line->name,
            .why = line->why,
            .groups = arena_new(rq->arena, struct about_choice, line->n_groups),
            .n_groups = line->n_groups };
        for (int g = 0; g < q->n_groups; g++)
            q->groups[g] = (struct about_choice){ .id = line->groups[g].row->id,
                .name = line->groups[g].name,
                .is_child = line->groups[g].row->is_child };
    }
    return e;
}

/* ---- In a form ----------------------------------------------------------- */

static const char *const names[ABOUT_QUESTIONS_MAX] = { "about1", "about2",
    "about3", "about4", "about5", "about6", "about7", "about8", "about9",
    "about10", "about11", "about12" };

int
about_inputs(struct arena *a, const struct about *about, struct input *to,
    ptrdiff_t offset)
{
    for (int i = 0; i < about->n; i++) {
        const struct about_asked *q = &about->questions[i];
        const char **keys = arena_new(a, const char *, q->n_groups + 2);
        for (int g = 0; g < q->n_groups; g++)
            keys[g] = arena_c_string(a, about_key(a, q->groups[g].id));
        keys[q->n_groups] = ABOUT_NOT;
        to[i] = (struct input){ .name = names[i],
            .kind = INPUT_CHOICE,
            .choices = keys,
            .offset = offset + (ptrdiff_t)offsetof(struct about_given, chosen) +
                i * (ptrdiff_t)sizeof(text),
            .label = arena_c_string(a, q->name) };
    }
    return about->n;
}

enum err
about_give(struct request *rq, const struct about *about, int64_t subject_id,
    struct form *form)
{
    struct about_answers_of_row *rows;
    ptrdiff_t n = 0;
    enum err e = subject_id == 0
        ? OK
        : about_answers_of(rq->db, rq->arena,
              (struct about_answers_of_in){
                  .subject_id = subject_id, .n_rows = ABOUT_ROWS_MAX },
              &rows, &n);
    for (ptrdiff_t k = 0; e == OK && k < n; k++)
        for (int i = 0; i < about->n; i++)
            if (about->questions[i].row->id == rows[k].question_id)
                form_give(form, names[i],
                    rows[k].has_group_id
                        ? about_key(rq->arena, rows[k].group_id)
                        : text_of(ABOUT_NOT));
    return e;
}

/* What the form holds of the i-th question: as typed, and what is wrong. */
static int
field_of(const struct form *form, int i)
{
    for (int k = 0; k < form->n_inputs; k++)
        if (text_is_equal(text_of(form->inputs[k].name), text_of(names[i])))
            return k;
    require(false);
    return 0;
}

void
about_fields(struct view *v, const struct about *about, const struct form *form)
{
    if (about->n == 0)
        return;
    decide_about_head(v);
    for (int i = 0; i < about->n; i++) {
        int k = field_of(form, i);
        decide_about_one(v, &about->questions[i], text_of(names[i]),
            form->given[k], form->error[k]);
    }
}

/* ---- Answers ------------------------------------------------------------- */

static int64_t
key_of_chance(void)
{
    return (int64_t)(entropy_bits() >> 1 | 1);
}

static enum err
take_one(struct db *writer, const struct about_subject *subject,
    int64_t question_id, const struct about_answers_of_row *old, text chosen)
{
    int64_t group_id = 0, n = 0;
    bool is_left_open = !text_is_known(chosen);
    bool has_group = !is_left_open && key_parse(chosen, &group_id);
    if (old != NULL && is_left_open)
        return about_answer_drop(
            writer, (struct about_answer_drop_in){ old->id }, NULL);
    if (is_left_open)
        return OK;
    if (old != NULL)
        return about_answer_change(writer,
            (struct about_answer_change_in){ .id = old->id,
                .group_id = group_id,
                .has_group_id = has_group },
            NULL);
    enum err e = about_answer_insert(writer,
        (struct about_answer_insert_in){ .id = key_of_chance(),
            .kind = text_of(subject->kind),
            .subject_id = subject->id,
            .thing_id = subject->thing_id,
            .question_id = question_id,
            .group_id = group_id,
            .has_group_id = has_group },
        &n);
    return e == OK && n == 0 ? ERR_BUSY : e;
}

enum err
about_take(struct db *writer, struct arena *a,
    const struct about_subject *subject, const struct about *about,
    const struct about_given *given)
{
    struct about_answers_of_row *rows;
    ptrdiff_t n;
    require(subject->id != 0);
    enum err e = about_answers_of(writer, a,
        (struct about_answers_of_in){
            .subject_id = subject->id, .n_rows = ABOUT_ROWS_MAX },
        &rows, &n);
    for (int i = 0; e == OK && i < about->n; i++) {
        int64_t question_id = about->questions[i].row->id;
        const struct about_answers_of_row *old = NULL;
        for (ptrdiff_t k = 0; k < n; k++)
            if (rows[k].question_id == question_id)
                old = &rows[k];
        e = take_one(writer, subject, question_id, old, given->chosen[i]);
    }
    return e;
}

enum err
about_forget(struct db *writer, int64_t subject_id)
{
    enum err e = about_answers_forget(
        writer, (struct about_answers_forget_in){ subject_id }, NULL);
    return e == OK ? barrier_marks_forget(writer,
                         (struct barrier_marks_forget_in){ subject_id }, NULL)
                   : e;
}

enum err
about_forget_of(struct db *writer, int64_t thing_id)
{
    enum err e = about_thing_forget(
        writer, (struct about_thing_forget_in){ thing_id }, NULL);
    if (e == OK)
        e = about_tallies_forget(
            writer, (struct about_tallies_forget_in){ thing_id }, NULL);
    return e == OK ? barrier_thing_forget(writer,
                         (struct barrier_thing_forget_in){ thing_id }, NULL)
                   : e;
}

enum err
about_export(
    struct db *db, struct arena *a, int64_t subject_id, struct json *out)
{
    struct about_said_by_row *rows;
    ptrdiff_t n;
    enum err e = about_said_by(db, a,
        (struct about_said_by_in){
            .subject_id = subject_id, .n_rows = ABOUT_ROWS_MAX },
        &rows, &n);
    if (e == OK)
        e = barrier_export(db, a, subject_id, out);
    if (e != OK || n == 0)
        return e;
    json_name(out, "about");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        json_name(out, "question");
        json_text(out, rows[i].question);
        json_name(out, "answer");
        json_text(out,
            text_is_known(rows[i].group_name) ? rows[i].group_name
                                              : TEXT("rather not say"));
        json_end(out);
    }
    json_end(out);
    return OK;
}
