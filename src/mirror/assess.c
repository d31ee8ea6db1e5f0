/* Assessments: who may what, what was agreed, what is weak. */
#include "mirror/assess.h"

#include "base/key.h"

#include <string.h>

/* ---- Who may what -------------------------------------------------------- */

struct assess_rights
assess_rights_of(
    const struct actor *who, const struct assessment_head_row *head)
{
    int64_t own[] = { head->id, head->side_id };
    int64_t all[] = { head->id, head->side_id, head->partnership_id };
    struct actor plain = *who;
    struct assess_rights may = { 0 };
    plain.is_coordinator = false;
    may.inside = actor_may(who, WHO_GUEST, own, 2);
    may.sees =
        may.inside || (head->is_shown && actor_may(who, WHO_GUEST, all, 3));
    may.answers = who->person_id != 0 && actor_may(&plain, WHO_MEMBER, own, 2);
    /* a facilitator of the partnership leads that of their own side alone */
    may.leads = may.inside && actor_may(who, WHO_FACILITATOR, all, 3);
    return may;
}

enum err
assess_may_answer(struct db *db, struct arena *a, const struct actor *who,
    int64_t id, bool is_together)
{
    struct assessment_head_row head;
    enum err e =
        assessment_head(db, a, (struct assessment_head_in){ .id = id }, &head);
    if (e != OK)
        return e;
    bool is_met = text_is_known(head.met_on);
    if (!assess_rights_of(who, &head).answers)
        return ERR_NOT_FOUND;
    if (is_together)
        return is_met ? OK : ERR_NOT_FOUND;
    return is_met ? ERR_CONFLICT : OK;
}

/* ---- Addresses ----------------------------------------------------------- */

text
assess_address(struct arena *a, text name, int64_t id)
{
    return arena_print(a, "/assessment/%.*s-%.*s", TEXT_ARG(lang_slug(a, name)),
        TEXT_ARG(board_key(a, id)));
}

text
assess_sub(struct arena *a, int64_t id, const char *what)
{
    return arena_print(
        a, "/assessment/%.*s%s", TEXT_ARG(board_key(a, id)), what);
}

/* ---- What was agreed ----------------------------------------------------- */

enum err
assess_load_agreed(struct db *db, struct arena *a, int64_t questionnaire_id,
    int64_t assessment_id, struct assess_agreed *to)
{
    struct reply *rows;
    ptrdiff_t n;
    *to = (struct assess_agreed){ 0 };
    enum err e = reply_newest(db, a,
        (struct reply_newest_in){ .questionnaire_id = questionnaire_id,
            .about_id = assessment_id,
            .person_id = REPLY_OF_ALL,
            .n_rows = 1 },
        &rows, &n);
    if (e != OK || n == 0 || !text_is_equal(rows[0].status, TEXT("done")))
        return e;
    e = reply_load(db, a, rows[0].id, &to->r);
    to->is_there = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* What was given to a question; empty when nothing was, or not to this. */
static text
given_to(const struct assess_agreed *from, text code)
{
    if (!from->is_there)
        return (text){ 0 };
    int i = question_find(&from->r.asked->set, code);
    return i >= 0 && from->r.given[i].state == GIVEN ? from->r.given[i].value
                                                     : (text){ 0 };
}

/* On the same scale, or it says nothing beside. */
static struct assess_level
level_of(const struct assess_agreed *from, const struct question *q)
{
    text value = given_to(from, q->code);
    if (!text_is_known(value))
        return (struct assess_level){ 0 };
    const struct question_set *set = &from->r.asked->set;
    const struct question *theirs =
        &set->questions[question_find(set, q->code)];
    if (!question_is_same(theirs, q))
        return (struct assess_level){ 0 };
    return (struct assess_level){ true, (int)value_number(value) };
}

unsigned
assess_weak(const struct question *q, struct assess_level own,
    struct assess_level before, const struct assess_level *others, int n_others)
{
    unsigned weak = 0;
    double range = q->max - q->min;
    if (!own.is_known || range <= 0)
        return 0;
    if (own.value - q->min <= range / 3)
        weak |= WEAK_LOW;
    for (int i = 0; i < n_others; i++)
        if (others[i].is_known && others[i].value - own.value >= 1 &&
            others[i].value - own.value >= range / 2)
            weak |= WEAK_BESIDE;
    if (before.is_known && own.value < before.value)
        weak |= WEAK_LATER;
    return weak;
}

static text
said_to(struct arena *a, const struct assess_agreed *from,
    const struct question *q, const char *what)
{
    text t = given_to(from, arena_print(a, "%.*s_%s", TEXT_ARG(q->code), what));
    return text_is_known(t) ? t : TEXT("");
}

static void
fill_line(struct request *rq, struct assess *x, const struct asked *asked,
    const struct question *q, struct assess_line *line)
{
    struct arena *a = rq->arena;
    struct assess_level levels[ASSESS_SIDES_MAX];
    *line = (struct assess_line){ .q = q,
        .label = asked_word(asked, rq->lang, q->code, NULL),
        .own = level_of(&x->agreed, q),
        .why = said_to(a, &x->agreed, q, "why"),
        .link = said_to(a, &x->agreed, q, "link"),
        .number = said_to(a, &x->agreed, q, "number") };
    if (!text_is_known(line->label))
        line->label = q->code;
    for (int i = 0; i < x->n_others; i++)
        levels[i] = line->others[i] = level_of(&x->others[i].agreed, q);
    if (x->has_before)
        line->before = level_of(&x->before.agreed, q);
    if (line->own.is_known) {
        text words = asked_word(asked, rq->lang,
            word_key(a, q->code, ":", arena_print(a, "%d", line->own.value)),
            NULL);
        line->words = text_is_known(words) ? words : TEXT("");
    }
    line->weak = assess_weak(q, line->own, line->before, levels, x->n_others);
    x->n_weak += line->weak != 0;
}

/* Of each other side the one of the same year; else the newest before it;
 * else the first after it. And the own of the year before. */
static void
choose_beside(struct request *rq, const struct assessment_series_row *rows,
    ptrdiff_t n, struct assess *x)
{
    for (ptrdiff_t i = 0; i < n; i++) {
        const struct assessment_series_row *r = &rows[i];
        struct assessment_head_row head = { .id = r->id,
            .side_id = r->side_id,
            .partnership_id = x->head.partnership_id,
            .is_shown = r->is_shown };
        bool sees = assess_rights_of(&rq->actor, &head).sees;
        struct assess_beside *to = NULL;
        if (r->questionnaire_id != x->head.questionnaire_id)
            continue;
        if (r->side_id == x->head.side_id) {
            if (r->year < x->head.year && sees && !x->has_before) {
                x->has_before = true;
                x->before = (struct assess_beside){ .row = *r, .sees = true };
            }
            continue;
        }
        for (int k = 0; k < x->n_others; k++)
            if (x->others[k].row.side_id == r->side_id)
                to = &x->others[k];
        if (to == NULL && x->n_others < ASSESS_SIDES_MAX) {
            to = &x->others[x->n_others++];
            *to = (struct assess_beside){ .row = *r, .sees = sees };
        } else if (to != NULL &&
            ((sees && !to->sees) ||
                (sees == to->sees && to->row.year > x->head.year))) {
            *to = (struct assess_beside){ .row = *r, .sees = sees };
        }
    }
}

enum err
assess_load(struct request *rq, int64_t id, struct assess *x)
{
    struct assessment_series_row *rows;
    ptrdiff_t n;
    *x = (struct assess){ 0 };
    enum err e = assessment_head(
        rq->db, rq->arena, (struct assessment_head_in){ .id = id }, &x->head);
    if (e != OK)
        return e;
    x->may = assess_rights_of(&rq->actor, &x->head);
    e = assess_load_agreed(
        rq->db, rq->arena, x->head.questionnaire_id, id, &x->agreed);
    if (e == OK)
        e = assessment_series(rq->db, rq->arena,
            (struct assessment_series_in){
                .partnership_id = x->head.partnership_id,
                .series = x->head.series,
                .n_rows = ASSESS_SERIES_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    choose_beside(rq, rows, n, x);
    for (int i = 0; e == OK && i < x->n_others; i++)
        if (x->others[i].sees)
            e = assess_load_agreed(rq->db, rq->arena, x->head.questionnaire_id,
                x->others[i].row.id, &x->others[i].agreed);
    if (e == OK && x->has_before)
        e = assess_load_agreed(rq->db, rq->arena, x->head.questionnaire_id,
            x->before.row.id, &x->before.agreed);
    if (e != OK || !x->agreed.is_there)
        return e;
    const struct asked *asked = x->agreed.r.asked;
    x->lines = arena_new(rq->arena, struct assess_line, asked->set.n_questions);
    for (int i = 0; i < asked->set.n_questions; i++)
        if (asked->set.questions[i].kind == QUESTION_SCALE &&
            !asked->set.questions[i].is_private)
            fill_line(rq, x, asked, &asked->set.questions[i],
                &x->lines[x->n_lines++]);
    return OK;
}

struct assess_line *
assess_line_of(struct assess *x, text question)
{
    for (int i = 0; i < x->n_lines; i++)
        if (text_is_equal(x->lines[i].q->code, question))
            return &x->lines[i];
    return NULL;
}

text
assess_point_name(struct view *v, const struct assess_line *line)
{
    struct phrase_arg args[] = { phrase_arg(text_prefix(line->label, 150)),
        phrase_arg(line->own.value), phrase_arg((int)line->q->max) };
    return say_with(v, N_("%s %d of %d"), 3, args);
}

/* ---- The picture --------------------------------------------------------- */

int
assess_x(const struct question *q, int level)
{
    double range = q->max - q->min;
    return range <= 0 ? 0 : (int)((level - q->min) * 300 / range);
}

text
assess_year(struct arena *a, int64_t year)
{
    return arena_print(a, "%d", (int)year);
}

text
assess_short(struct arena *a, text label, int n_letters)
{
    ptrdiff_t at = 0;
    for (int i = 0; i < n_letters && at < label.len; i++)
        do
            at++;
        while (at < label.len && (label.ptr[at] & 0xc0) == 0x80);
    return at >= label.len
        ? label
        : arena_print(a, "%.*s\u2026", TEXT_ARG(text_slice(label, 0, at)));
}

int
assess_lanes(const struct assess *x)
{
    int n = 1 + (x->has_before && x->before.agreed.is_there);
    for (int i = 0; i < x->n_others; i++)
        n += x->others[i].agreed.is_there;
    return n;
}

/* That a meeting had begun goes with the assessment, and so do all answers
 * about it. */
enum err
assess_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    enum err e = assessment_met_forget(
        writer, (struct assessment_met_forget_in){ .id = id }, NULL);
    return e == OK ? reply_forget_about(writer, a, id) : e;
}
