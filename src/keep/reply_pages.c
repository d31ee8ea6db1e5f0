/* Answering a questionnaire: one step after the other. */
#include "keep/reply_pages.h"

#include "base/key.h"
#include "keep/keep_routes.h"
#include "keep/reply.html.h"

#include <string.h>

enum { OTHERS_MAX = 60 };

text
reply_address(struct arena *a, int64_t id, int step)
{
    char key[KEY_LENGTH];
    text at = key_print(id, key);
    return step == 0 ? arena_print(a, "/answer/%.*s", TEXT_ARG(at))
                     : arena_print(a, "/answer/%.*s/%d", TEXT_ARG(at), step);
}

text
asked_title(const struct asked *asked, const struct lang *lang)
{
    text title = asked_word(asked, lang, TEXT("title"), NULL);
    return text_is_known(title) ? title : asked->questionnaire.name;
}

text
section_title(
    const struct asked *asked, struct arena *a, const struct lang *lang, int i)
{
    text section = asked->set.sections[i];
    text title = asked_word(
        asked, lang, word_key(a, TEXT("section"), ".", section), NULL);
    return text_is_known(title) ? title : asked_title(asked, lang);
}

int
section_of(const struct question_set *set, int question)
{
    int i = 0;
    while (i < set->n_sections &&
        !text_is_equal(set->sections[i], set->questions[question].section))
        i++;
    return i;
}

int
steps_shown(const struct replied *r, int steps[SECTIONS_MAX])
{
    const struct question_set *set = &r->asked->set;
    int n = 0;
    for (int i = 0; i < set->n_questions; i++) {
        int section = section_of(set, i);
        if ((n == 0 || steps[n - 1] != section) && section < SECTIONS_MAX &&
            question_is_shown(set, i, r->values))
            steps[n++] = section;
    }
    return n;
}

enum err
reply_of_address(struct request *rq, int i_param, struct replied *r)
{
    enum err e = reply_load(rq->db, rq->arena, request_key(rq, i_param), r);
    return e == OK ? reply_may(rq->db, rq->arena, &rq->actor, &r->reply) : e;
}

enum err
reply_about_title(struct request *rq, const struct reply *reply, text *title)
{
    struct thing about;
    if (!text_is_known(reply->about_kind))
        return OK;
    enum err e = thing_load(
        rq->db, rq->arena, reply->about_kind, reply->about_id, &about);
    if (e == OK && thing_may_see(&rq->actor, &about))
        *title = about.title;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- A step ---------------------------------------------------------------
 */

/* Their newest, one a person. */
static bool
is_counted(const struct replies *all, ptrdiff_t row)
{
    if (all->rows[row].person_id == REPLY_OF_ALL)
        return false;
    for (ptrdiff_t i = row + 1; i < all->n_rows; i++)
        if (all->rows[i].person_id == all->rows[row].person_id)
            return false; /* they stand in order of persons and turns */
    return true;
}

static bool
is_before(const text *values, text value, int i)
{
    ptrdiff_t n = value.len < values[i].len ? value.len : values[i].len;
    int order = n == 0 ? 0 : memcmp(value.ptr, values[i].ptr, (size_t)n);
    return order < 0 || (order == 0 && value.len < values[i].len);
}

/* The answers to one question, in an order of their own, so that nobody's can
 * be followed from question to question; the same ones once, with how many. */
static enum err
load_others_of(
    struct request *rq, const struct replies *all, struct question_field *f)
{
    struct arena *a = rq->arena;
    text *values = arena_new(a, text, all->n_rows);
    int n = 0;
    for (ptrdiff_t k = 0; k < all->n_rows; k++) {
        struct given given = replies_given(all, k, f->q->code);
        if (!is_counted(all, k) || given.state != GIVEN)
            continue;
        int at = n++;
        for (; at > 0 && is_before(values, given.value, at - 1); at--)
            values[at] = values[at - 1];
        values[at] = given.value;
    }
    text *lines = arena_new(a, text, n);
    enum err e = OK;
    for (int i = 0, many = 0; e == OK && i < n; i++) {
        many++;
        if (i + 1 < n && text_is_equal(values[i], values[i + 1]))
            continue;
        text words;
        e = value_words(rq, all->asked, f->q, values[i], &words);
        if (f->q->kind == QUESTION_SCALE && e == OK &&
            !text_is_equal(words, values[i]))
            words = arena_join(a, 3, (text[]){ values[i], TEXT(": "), words });
        if (e == OK)
            lines[f->n_others++] = many == 1
                ? words
                : arena_print(a, "%d × %.*s", many, TEXT_ARG(words));
        many = 0;
    }
    f->others = lines;
    return e;
}

/* How those of the side answered apart, without saying who: of too few,
 * nothing at all. */
static enum err
load_others(struct request *rq, struct step_page *p)
{
    struct replies all;
    const struct reply *mine = &p->r->reply;
    int n = 0;
    struct replies_ask ask = { .questionnaire_id = mine->questionnaire_id,
        .about_id = mine->about_id,
        .n_rows = OTHERS_MAX };
    enum err e = replies_load(rq->db, rq->arena, &ask, &all);
    for (ptrdiff_t k = 0; e == OK && k < all.n_rows; k++)
        n += is_counted(&all, k);
    p->has_few = n < REPLY_APART_MIN;
    for (int i = 0; e == OK && !p->has_few && i < p->n_fields; i++)
        e = load_others_of(rq, &all, &p->fields[i]);
    return e;
}

static enum err
answer_step(struct request *rq, struct answer *an, struct step_page *p,
    bool is_any_wrong)
{
    int steps[SECTIONS_MAX], n = steps_shown(p->r, steps);
    enum err e = OK;
    p->n_steps = n;
    for (int i = 0; i < n; i++)
        if (steps[i] <= p->section)
            p->at = i + 1;
    p->title = asked_title(p->asked, rq->lang);
    p->is_together = p->r->reply.person_id == REPLY_OF_ALL;
    if (p->is_together)
        e = load_others(rq, p);
    if (e == OK)
        e = reply_about_title(rq, &p->r->reply, &p->about);
    if (e != OK)
        return e;
    p->action = reply_address(rq->arena, p->r->reply.id, p->section + 1);
    char key[KEY_LENGTH];
    p->for_whom = arena_copy(rq->arena, key_print(rq->actor.person_id, key));
    struct view v = request_view(rq);
    keep_reply_step(&v, p);
    if (is_any_wrong && rq->form != NULL)
        p->form->n_errors++; /* the title says it; the list is ours */
    answer_page(rq, an,
        (struct page){
            .title = section_title(p->asked, rq->arena, rq->lang, p->section),
            .section = "answer",
            .body = view_html(&v) });
    return OK;
}

/* The fields of the section that are asked, with the values there are. */
static void
make_fields(struct request *rq, struct step_page *p)
{
    const struct question_set *set = &p->asked->set;
    p->fields = arena_new(rq->arena, struct question_field, set->n_questions);
    for (int i = 0; i < set->n_questions; i++)
        if (section_of(set, i) == p->section &&
            question_is_shown(set, i, p->r->values))
            p->fields[p->n_fields++] =
                (struct question_field){ .asked = p->asked,
                    .q = &set->questions[i] };
}

static enum err
read_section(struct request *rq, const struct question_set *set, int *section)
{
    int64_t step;
    if (!text_parse_int(rq->params[1], &step) || step < 1 ||
        step > set->n_sections)
        return ERR_NOT_FOUND;
    *section = (int)step - 1;
    return OK;
}

/* The fields of the page that was sent: it says which it had. */
static enum err
take_fields(struct request *rq, struct step_page *p, const struct pairs *pairs,
    struct given *given, bool *is_any_wrong)
{
    const struct question_set *set = &p->asked->set;
    p->fields = arena_new(rq->arena, struct question_field, set->n_questions);
    for (int i = 0; i < set->n_questions; i++) {
        const struct question *q = &set->questions[i];
        if (section_of(set, i) != p->section ||
            !pairs_have(pairs, "has", TEXT(""), q->code))
            continue;
        struct question_field *f = &p->fields[p->n_fields];
        *f = (struct question_field){ .asked = p->asked, .q = q };
        enum err e = field_take(rq, f, pairs, &given[p->n_fields++]);
        if (e != OK)
            return e;
        *is_any_wrong = *is_any_wrong || text_is_known(f->error);
    }
    return OK;
}

/* As it was typed before the session had ended, or as it is kept. */
static enum err
fill_fields(struct request *rq, struct answer *an, struct step_page *p)
{
    const struct replied *r = p->r;
    struct pairs *pairs = arena_new(rq->arena, struct pairs, 1);
    bool is_any_wrong = false;
    enum err e =
        reply_lost_load(rq, an, r->reply.id, p->section, pairs, &p->lost_at);
    if (e == OK && p->lost_at != 0)
        return take_fields(rq, p, pairs,
            arena_new(rq->arena, struct given, p->asked->set.n_questions),
            &is_any_wrong);
    if (e == OK)
        make_fields(rq, p);
    for (int i = 0; e == OK && i < p->n_fields; i++)
        e = field_fill(rq, &p->fields[i],
            r->given[question_find(&p->asked->set, p->fields[i].q->code)]);
    return e;
}

enum err
answer_step_show(struct request *rq, struct answer *an)
{
    struct step_page p = { 0 };
    struct replied r;
    struct form form;
    enum err e = reply_of_address(rq, 0, &r);
    if (e == OK)
        e = read_section(rq, &r.asked->set, &p.section);
    if (e != OK)
        return e;
    e = reply_may_write(rq->db, rq->arena, &rq->actor, &r.reply);
    if (e == ERR_CONFLICT ||
        (e == OK && text_is_equal(r.reply.status, TEXT("done")))) {
        answer_redirect(rq, an, reply_address(rq->arena, r.reply.id, 0));
        return OK;
    }
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &form);
    p.r = &r;
    p.asked = r.asked;
    p.form = &form;
    e = fill_fields(rq, an, &p);
    return e == OK ? answer_step(rq, an, &p, false) : e;
}

struct step_step {
    int64_t reply_id, now, version_id, person_id;
    const struct actor *who;
    int section;
    const struct question_field *fields;
    const struct given *given;
    int n_fields;
    bool is_closed, is_over;
};

/* What is right is kept, also where something else is wrong. */
static enum err
save_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct step_step *step = arg;
    struct reply now;
    enum err e = reply_get(
        writer, scratch, (struct reply_get_in){ .id = step->reply_id }, &now);
    step->is_closed = e == OK &&
        (!text_is_equal(now.status, TEXT("open")) ||
            now.version_id != step->version_id);
    if (e != OK || step->is_closed)
        return e;
    e = reply_may_write(writer, scratch, step->who, &now);
    if (e == ERR_CONFLICT)
        step->is_over = true;
    if (e != OK)
        return step->is_over ? OK : e;
    for (int i = 0; e == OK && i < step->n_fields; i++)
        if (!text_is_known(step->fields[i].error))
            e = reply_save(writer, scratch, step->reply_id,
                step->fields[i].q->code, step->given[i], step->now);
    if (e == OK)
        e = reply_lost_forget(
            writer, step->person_id, step->reply_id, step->section);
    return e == OK ? reply_touch(writer,
                         (struct reply_touch_in){
                             .id = step->reply_id, .saved_at = step->now },
                         NULL)
                   : e;
}

/* With the new values: is something asked here that the page had not? */
static bool
asks_more(const struct replied *r, const struct step_page *p)
{
    const struct question_set *set = &p->asked->set;
    for (int i = 0; i < set->n_questions; i++) {
        bool was_there = section_of(set, i) != p->section ||
            !question_is_shown(set, i, r->values);
        for (int k = 0; k < p->n_fields; k++)
            was_there = was_there || p->fields[k].q == &set->questions[i];
        if (!was_there)
            return true;
    }
    return false;
}

static text
after_step(struct request *rq, const struct replied *r,
    const struct step_page *p, text go)
{
    int steps[SECTIONS_MAX], n = steps_shown(r, steps);
    int64_t id = r->reply.id;
    if (text_is_equal(go, TEXT("later")))
        return TEXT("/answer");
    if (text_is_equal(go, TEXT("back"))) {
        for (int i = n - 1; i >= 0; i--)
            if (steps[i] < p->section)
                return reply_address(rq->arena, id, steps[i] + 1);
        return reply_address(rq->arena, id, p->section + 1);
    }
    if (asks_more(r, p))
        return reply_address(rq->arena, id, p->section + 1);
    for (int i = 0; i < n; i++)
        if (steps[i] > p->section)
            return reply_address(rq->arena, id, steps[i] + 1);
    return reply_address(rq->arena, id, 0);
}

enum err
answer_step_send(struct request *rq, struct answer *an)
{
    struct step_page p = { 0 };
    struct replied r;
    struct form form;
    struct pairs *pairs = arena_new(rq->arena, struct pairs, 1);
    bool is_any_wrong = false;
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK)
        e = reply_of_address(rq, 0, &r);
    if (e == OK)
        e = read_section(rq, &r.asked->set, &p.section);
    if (e == OK)
        e = pairs_read(rq, pairs);
    if (e != OK)
        return e;
    struct given *given =
        arena_new(rq->arena, struct given, r.asked->set.n_questions);
    p.r = &r;
    p.asked = r.asked;
    p.form = &form;
    e = take_fields(rq, &p, pairs, given, &is_any_wrong);
    if (e != OK)
        return e;
    if (form.n_errors > 0) { /* not this session's page: shown again */
        an->status = 422;
        return answer_step(rq, an, &p, false);
    }
    struct step_step step = { .reply_id = r.reply.id,
        .version_id = r.reply.version_id,
        .now = rq->now,
        .person_id = rq->actor.person_id,
        .who = &rq->actor,
        .section = p.section,
        .fields = p.fields,
        .given = given,
        .n_fields = p.n_fields };
    e = db_write_quietly(rq->db, rq->arena, save_step, &step);
    if (e == OK && step.is_closed)
        e = ERR_CONFLICT;          /* sent meanwhile, or on another version */
    if (e == OK && step.is_over) { /* it is on the page, to be taken along */
        struct view v = view_in(rq->arena, rq->lang, 0);
        form.error_all = say(&v,
            N_("Answers apart are over: what was sent before stands, and "
               "nothing more is taken."));
        form.n_errors++;
        rq->form = &form;
        an->status = 409;
        return answer_step(rq, an, &p, false);
    }
    if (e == OK && is_any_wrong) {
        an->status = 422;
        return answer_step(rq, an, &p, true);
    }
    if (e == OK)
        e = reply_load(rq->db, rq->arena, r.reply.id, &r);
    if (e != OK)
        return e;
    /* the version is read again: the fields name its questions by place */
    for (int i = 0; i < p.n_fields; i++)
        p.fields[i].q =
            &r.asked->set
                 .questions[question_find(&r.asked->set, p.fields[i].q->code)];
    p.asked = r.asked;
    answer_redirect(
        rq, an, after_step(rq, &r, &p, pairs_value(pairs, "go", TEXT(""))));
    return OK;
}
