/* What was answered: summed up, as a page and as a table. Private questions
 * are in neither, nor is what too few answered. No row is one person's: rows
 * identify. Words that people wrote stand by themselves, question by question,
 * in an order that says nothing. */
#include "keep/questionnaire_pages.h"

#include "base/csv.h"
#include "base/key.h"
#include "keep/keep_routes.h"
#include "keep/questionnaire.html.h"
#include "keep/settings.h"
#include "os/entropy.h"

#include <stdlib.h>
#include <string.h>

enum {
    PAGE = 100,
    REPLIES_MAX = 10'000,
    WRITTEN_MAX = 20'000,
    TABLE_BYTES_MAX = 2 << 20
};

/* ---- Counting -------------------------------------------------------------
 */

static bool
is_counted(const struct question *q)
{
    return q->kind == QUESTION_CHOICE || q->kind == QUESTION_SEVERAL ||
        q->kind == QUESTION_SCALE || q->kind == QUESTION_LANGUAGE ||
        q->kind == QUESTION_TAGS;
}

/* The cells of a question; in the last one who would rather not say. */
static void
open_line(struct request *rq, const struct asked *asked, int i,
    struct result_line *line)
{
    const struct question *q = &asked->set.questions[i];
    *line = (struct result_line){ .q = q,
        .label = asked_word(asked, rq->lang, q->code, NULL),
        .is_private = q->is_private };
    if (q->is_private || !is_counted(q))
        return;
    int n =
        q->kind == QUESTION_SCALE ? (int)(q->max - q->min) + 1 : q->n_choices;
    for (int c = 0; c < n; c++) {
        text code = q->kind == QUESTION_SCALE
            ? arena_print(rq->arena, "%d", (int)q->min + c)
            : q->choices[c];
        text words = asked_word(
            asked, rq->lang, word_key(rq->arena, q->code, ":", code), NULL);
        line->counts[line->n_counts++].label =
            text_is_known(words) ? words : code;
    }
    if (q->may_skip) {
        struct view v = view_in(rq->arena, rq->lang, 0);
        line->counts[line->n_counts++].label = say(&v, N_("Rather not say"));
    }
}

static void
count_value(struct result_line *line, double *sum, const struct given *given)
{
    struct value_item items[VALUE_ITEMS_MAX];
    const struct question *q = line->q;
    if (given->state == GIVEN_SKIPPED && line->n_counts > 0 && q->may_skip)
        line->counts[line->n_counts - 1].n++;
    if (given->state != GIVEN)
        return;
    line->n_given++;
    if (q->kind == QUESTION_SCALE || q->kind == QUESTION_NUMBER)
        *sum += value_number(given->value);
    if (q->kind == QUESTION_SCALE) {
        int step = (int)(value_number(given->value) - q->min);
        if (step >= 0 && step < line->n_counts)
            line->counts[step].n++;
        return;
    }
    int n = is_counted(q) ? value_items(q, given->value, items) : 0;
    for (int i = 0; i < n; i++)
        for (int c = 0; c < q->n_choices; c++)
            if (text_is_equal(q->choices[c], items[i].code))
                line->counts[c].n++;
}

/* A cell with few is hidden, and with it a second one: else it would be what
 * is left of the whole. */
static void
hide_small(struct result_line *line, int64_t smallest)
{
    int n_hidden = 0, least = -1;
    for (int i = 0; i < line->n_counts; i++) {
        int64_t n = line->counts[i].n;
        if (n > 0 && n < smallest) {
            line->counts[i].n = -1;
            n_hidden++;
        } else if (n > 0 && (least < 0 || n < line->counts[least].n)) {
            least = i;
        }
    }
    if (n_hidden == 1 && least >= 0)
        line->counts[least].n = -1;
}

static void
close_line(
    struct request *rq, struct result_line *line, double sum, int64_t smallest)
{
    line->is_hidden = line->n_given < smallest;
    if (line->is_hidden || line->is_private)
        return;
    if (line->q->kind == QUESTION_SCALE || line->q->kind == QUESTION_NUMBER)
        line->mean =
            lang_decimal(rq->lang, rq->arena, sum / (double)line->n_given, 1);
    hide_small(line, smallest);
    for (int i = 0; i < line->n_counts; i++)
        if (line->counts[i].n > 0)
            line->counts[i].percent =
                (100 * line->counts[i].n + line->n_given / 2) / line->n_given;
}

/* Page after page of those that were sent; `take` gets one at a time. */
static enum err
each_reply(struct request *rq, int64_t id,
    void (*take)(void *context, const struct replies *all, ptrdiff_t row),
    void *context, int64_t *n, bool *is_cut)
{
    struct replies_ask ask = { .questionnaire_id = id, .n_rows = PAGE };
    struct replies all;
    do {
        struct arena_mark mark = arena_mark(rq->arena);
        enum err e = replies_load(rq->db, rq->arena, &ask, &all);
        if (e != OK)
            return e;
        for (ptrdiff_t i = 0; i < all.n_rows; i++)
            take(context, &all, i);
        *n += all.n_rows;
        if (all.n_rows > 0)
            ask.after_id = all.rows[all.n_rows - 1].id;
        arena_rewind(rq->arena, mark);
        *is_cut = all.n_rows == PAGE;
    } while (*is_cut && *n < REPLIES_MAX);
    return OK;
}

/* Something that somebody wrote, and to which question. */
struct written {
    uint64_t order;
    int question;
    text words;
};
struct counting {
    struct results_page *p;
    double *sums;
    /* for the table: kept in room that was taken before the pages of answers,
     * which are given back; NULL: not wanted */
    struct written *written;
    char *room;
    ptrdiff_t n_written, n_bytes;
};

static bool
is_written(const struct question *q)
{
    return q->kind == QUESTION_SHORT || q->kind == QUESTION_LONG;
}

static void
keep_words(struct counting *c, int question, text words)
{
    if (c->n_written == WRITTEN_MAX ||
        c->n_bytes + words.len > TABLE_BYTES_MAX) {
        c->p->is_cut = true;
        return;
    }
    struct written *to = &c->written[c->n_written++];
    char *at = c->room + c->n_bytes;
    if (words.len > 0)
        memcpy(at, words.ptr, (size_t)words.len);
    c->n_bytes += words.len;
    *to = (struct written){ .order = entropy_bits(),
        .question = question,
        .words = { at, words.len } };
}

/* About a thing that says itself who may read what was answered. */
static bool
is_of_occasion(const struct reply *row)
{
    const struct thing_kind *kind = text_is_known(row->about_kind)
        ? thing_kind_find(row->about_kind)
        : NULL;
    return kind != NULL && kind->may_answer != NULL;
}

static void
count_reply(void *context, const struct replies *all, ptrdiff_t row)
{
    struct counting *c = context;
    if (is_of_occasion(&all->rows[row])) {
        c->p->n_elsewhere++;
        return;
    }
    for (int i = 0; i < c->p->n_lines; i++) {
        const struct given *given = &all->given[row][i];
        if (c->p->lines[i].is_private)
            continue;
        count_value(&c->p->lines[i], &c->sums[i], given);
        if (c->written != NULL && given->state == GIVEN &&
            is_written(c->p->lines[i].q))
            keep_words(c, i, given->value);
    }
}

/* The lines of both: with fewer than are needed there is none. */
static enum err
load_results(struct request *rq, struct results_page *p, struct counting *c)
{
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    bool is_cut = false;
    *p = (struct results_page){ .asked = asked, .key = rq->params[0] };
    enum err e = questionnaire_of_address(rq, NUMBER_PUBLISHED, asked);
    if (e != OK)
        return e;
    p->title = asked_title(asked, rq->lang);
    p->n_lines = asked->set.n_questions;
    p->lines = arena_new(rq->arena, struct result_line, p->n_lines);
    p->smallest = settings_int(rq->db, rq->arena, "smallest_group");
    for (int i = 0; i < p->n_lines; i++)
        open_line(rq, asked, i, &p->lines[i]);
    c->p = p;
    c->sums = arena_new(rq->arena, double, p->n_lines);
    e = each_reply(
        rq, asked->questionnaire.id, count_reply, c, &p->n_answers, &is_cut);
    if (e != OK)
        return e;
    p->is_cut = p->is_cut || is_cut;
    p->n_answers -= p->n_elsewhere;
    for (int i = 0; i < p->n_lines; i++)
        close_line(rq, &p->lines[i], c->sums[i], p->smallest);
    if (p->n_answers < p->smallest)
        p->n_lines = 0;
    return OK;
}

enum err
questionnaire_results_show(struct request *rq, struct answer *an)
{
    struct results_page p;
    struct counting c = { 0 };
    enum err e = load_results(rq, &p, &c);
    if (e != OK)
        return e;
    p.csv = questionnaire_address(rq->arena, rq->params[0], "/results.csv");
    struct view v = request_view(rq);
    keep_questionnaire_results(&v, &p);
    struct phrase_arg arg = phrase_arg(p.title);
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("Results of %s"), 1, &arg),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

/* ---- As a table -----------------------------------------------------------
 *
 *     question,what,value,n
 *     role,answers,,12
 *     role,choice,Nurse,7      n is empty where it is small
 *     well,mean,3.4,
 *     why,words,"Because ...",
 */

static int
compare_written(const void *x, const void *y)
{
    const struct written *a = x, *b = y;
    if (a->question != b->question)
        return a->question - b->question;
    return (a->order > b->order) - (a->order < b->order);
}

static void
add_line(struct csv_writer *w, text question, const char *what, text value,
    int64_t n)
{
    csv_add(w, question);
    csv_add(w, text_of(what));
    csv_add_for_people(w, value);
    if (n >= 0)
        csv_add_int(w, n);
    else
        csv_add(w, TEXT(""));
    csv_end_row(w);
}

static void
add_result(struct csv_writer *w, const struct result_line *l)
{
    text code = l->q->code;
    add_line(w, code, "answers", TEXT(""), l->n_given);
    if (text_is_known(l->mean))
        add_line(w, code, "mean", l->mean, -1);
    for (int i = 0; i < l->n_counts; i++)
        add_line(w, code, "choice", l->counts[i].label, l->counts[i].n);
}

enum err
questionnaire_results_csv(struct request *rq, struct answer *an)
{
    struct results_page p;
    struct counting c = {
        .written = arena_new(rq->arena, struct written, WRITTEN_MAX),
        .room = arena_new(rq->arena, char, TABLE_BYTES_MAX),
    };
    enum err e = load_results(rq, &p, &c);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, c.n_bytes + 4096);
    struct csv_writer w = csv_write(&out);
    ptrdiff_t at = 0;
    csv_add(&w, TEXT("question"));
    csv_add(&w, TEXT("what"));
    csv_add(&w, TEXT("value"));
    csv_add(&w, TEXT("n"));
    csv_end_row(&w);
    qsort(c.written, (size_t)c.n_written, sizeof *c.written, compare_written);
    for (int i = 0; i < p.n_lines; i++) {
        bool is_shown = !p.lines[i].is_private && !p.lines[i].is_hidden;
        if (is_shown)
            add_result(&w, &p.lines[i]);
        for (; at < c.n_written && c.written[at].question <= i; at++)
            if (is_shown)
                add_line(
                    &w, p.lines[i].q->code, "words", c.written[at].words, -1);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->keeping = TEXT("no-store");
    an->download_name = arena_print(rq->arena, "%.*s.csv",
        TEXT_ARG(lang_slug(rq->arena, p.asked->questionnaire.code)));
    return OK;
}
