/* Sheets of paper: a form to print; what was filled in, typed twice; where the
 * two differ; and counted when they do not. */
#include "decide/conversation/helped.h"

#include "base/csv.h"
#include "decide/conversation/helped.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

/* ---- The form to print --------------------------------------------------- */

enum err
paper_form_show(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct statements_of_row *rows;
    ptrdiff_t n;
    struct paper_form_page p = { .rq = rq, .c = &c };
    enum err e = conversation_load_seen(rq, &c);
    if (e == OK)
        e = statements_of(rq->db, rq->arena,
            (struct statements_of_in){ .conversation_id = c.head.id,
                .lang = lang_code(rq->lang),
                .n_rows = VOTES_AT_ONCE },
            &rows, &n);
    if (e != OK)
        return e;
    p.lines = arena_new(rq->arena, struct statement_line, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        bool is_said = text_is_known(rows[i].said);
        if (text_is_equal(rows[i].status, TEXT("in")))
            p.lines[p.n_lines++] = (struct statement_line){ .row = &rows[i],
                .words = is_said ? rows[i].said : rows[i].words,
                .lang = is_said ? lang_code(rq->lang) : rows[i].lang };
    }
    struct view v = request_view(rq);
    decide_helped_paper_form(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("A form on paper")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- Typed --------------------------------------------------------------- */

struct paper_form {
    text turn, rows;
    struct upload file;
};
static const char *const turns[] = { "1", "2", NULL };
static const char *const turn_words[] = { N_("The first time"),
    N_("The second time, from the paper again"), NULL };
static const struct input paper_inputs[] = {
    INPUT(struct paper_form, turn, INPUT_CHOICE, .is_required = true,
        .choices = turns, .choice_labels = turn_words,
        .label = N_("Which time these sheets are typed")),
    INPUT(struct paper_form, rows, INPUT_PROSE, .max = 200'000,
        .label = N_("The sheets, each on a line"),
        .hint = N_("The number on the sheet, the community, the answers: "
                   "17; Oyugis; 1a 2d 3p. A community can be its place in the "
                   "list of them, from 1 on.")),
    INPUT(struct paper_form, file, INPUT_FILE,
        .label = N_("Or the same as a CSV file"),
        .hint = N_("Columns: sheet, unit, answers.")),
};
enum { N_PAPER = sizeof paper_inputs / sizeof *paper_inputs };

struct typing {
    struct paper_sheet *rows;
    int n_rows, n_max, bad_line;
    text bad; /* why, in English */
};

static enum err
take_row(struct request *rq, const struct conversation_loaded *c,
    const struct helped_numbers *numbers, struct typing *t, text label,
    text unit, text answers, int line)
{
    struct helped_votes *votes = arena_new(rq->arena, struct helped_votes, 1);
    struct why why = { 0 };
    int64_t unit_id = helped_unit(c, text_trim(unit));
    label = text_trim(label);
    enum err e = OK;
    if (label.len == 0 || label.len > 40)
        e = err_say(&why, ERR_BAD_INPUT, "a sheet has a number of its own");
    for (int i = 0; e == OK && i < t->n_rows; i++)
        if (text_is_equal(t->rows[i].label, label))
            e = err_say(&why, ERR_BAD_INPUT, "sheet %.*s stands twice",
                TEXT_ARG(label));
    if (e == OK && unit_id == 0)
        e = err_say(&why, ERR_BAD_INPUT, "there is no community \"%.*s\"",
            TEXT_ARG(text_prefix(text_trim(unit), 60)));
    if (e == OK)
        e = helped_parse(numbers, text_trim(answers), votes, &why);
    if (e == OK && t->n_rows == t->n_max)
        e = err_say(
            &why, ERR_BAD_INPUT, "more than %d sheets at once", t->n_max);
    if (e != OK) {
        t->bad_line = line;
        t->bad = arena_copy(rq->arena, text_of(why.text));
        return e;
    }
    text said = TEXT("");
    for (int i = 0; i < votes->n; i++)
        for (ptrdiff_t k = 0; k < numbers->n; k++)
            if (numbers->rows[k].id == votes->votes[i].statement_id)
                said = arena_print(rq->arena, "%.*s%s%lld%c", TEXT_ARG(said),
                    i > 0 ? " " : "", (long long)numbers->rows[k].number,
                    votes->votes[i].vote > 0       ? 'a'
                        : votes->votes[i].vote < 0 ? 'd'
                                                   : 'p');
    t->rows[t->n_rows++] = (struct paper_sheet){
        .label = label, .unit_id = unit_id, .votes = said
    };
    return OK;
}

/* Lines as they are typed: ';' or a tab between; the first may be a head. */
static enum err
read_lines(struct request *rq, const struct conversation_loaded *c,
    const struct helped_numbers *numbers, text lines, struct typing *t)
{
    enum err e = OK;
    for (int n = 1; e == OK && text_is_known(lines); n++) {
        text rest, unit, answers, line = text_cut(lines, '\n', &lines);
        char between = text_has_byte(line, ';') ? ';'
            : text_has_byte(line, '\t')         ? '\t'
                                                : ',';
        if (text_trim(line).len == 0)
            continue;
        text label = text_cut(line, between, &rest);
        unit = text_cut(rest, between, &answers);
        if (n == 1 && text_is_equal(text_trim(label), TEXT("sheet")))
            continue;
        e = take_row(rq, c, numbers, t, label, unit, answers, n);
    }
    return e;
}

static enum err
read_upload(struct request *rq, const struct upload *file, text *all)
{
    enum { MOST = 400'000 };
    ptrdiff_t n = 1, at = 0;
    char *to = arena_new(rq->arena, char, MOST);
    enum err e = OK;
    if (file->size > MOST)
        return ERR_BAD_INPUT;
    while (e == OK && n > 0 && at < MOST) {
        e = upload_read(rq, file, at, to + at, MOST - at, &n);
        at += n;
    }
    /* quotes around a field say nothing here: no field holds a separator */
    ptrdiff_t kept = 0;
    for (ptrdiff_t i = 0; i < at; i++)
        if (to[i] != '"' && to[i] != '\r' && (unsigned char)to[i] != 0xEF &&
            (unsigned char)to[i] != 0xBB && (unsigned char)to[i] != 0xBF)
            to[kept++] = to[i];
    *all = (text){ to, kept };
    return e;
}

/* ---- Beside each other --------------------------------------------------- */

static text
said_of(struct arena *a, const struct conversation_loaded *c,
    const struct paper_sheet *row)
{
    return arena_print(a, "%s: %.*s", helped_unit_name(c, a, row->unit_id),
        TEXT_ARG(row->votes));
}

static bool
is_alike(const struct paper_sheet *one, const struct paper_sheet *two)
{
    return one->unit_id == two->unit_id &&
        text_is_equal(one->votes, two->votes);
}

static enum err
load_papers(
    struct request *rq, struct paper_page *p, struct paper_sheet **ready)
{
    struct paper_sheet *rows;
    ptrdiff_t n;
    enum err e = papers_of(rq->db, rq->arena,
        (struct papers_of_in){
            .conversation_id = p->c->head.id, .n_rows = SHEETS_TYPED_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    p->lines = arena_new(rq->arena, struct paper_line, n + 1);
    *ready = arena_new(rq->arena, struct paper_sheet, n + 1);
    for (ptrdiff_t i = 0; i < n; i++) {
        const struct paper_sheet *one = &rows[i];
        bool has_two =
            i + 1 < n && text_is_equal(rows[i + 1].label, one->label);
        struct paper_line *l = &p->lines[p->n_lines];
        if (one->is_counted)
            p->n_counted++;
        else if (has_two && is_alike(one, &rows[i + 1]))
            (*ready)[p->n_ready++] = *one;
        else {
            *l = (struct paper_line){ .label = one->label,
                .first = said_of(rq->arena, p->c, one),
                .trouble = has_two ? N_("The two differ") : NULL };
            if (has_two)
                l->second = said_of(rq->arena, p->c, &rows[i + 1]);
            p->n_once += !has_two;
            p->n_lines++;
        }
        i += has_two;
    }
    return OK;
}

static enum err
answer_paper(struct request *rq, struct answer *an,
    const struct conversation_loaded *c, struct form *form)
{
    struct paper_page p = { .c = c, .form = form };
    struct paper_sheet *ready;
    p.address = conversation_sub(rq->arena, c->head.id, "");
    enum err e = load_papers(rq, &p, &ready);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    decide_helped_paper(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Sheets of paper")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
paper_show(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct form form;
    enum err e = helped_load(rq, &c);
    if (e != OK)
        return e;
    form_open(rq, paper_inputs, N_PAPER, &form);
    form_give(&form, "turn", TEXT("1"));
    return answer_paper(rq, an, &c, &form);
}

struct paper_step {
    int64_t conversation_id, actor_id, now, turn;
    struct typing *typing;
    text token;
    text counted; /* a label that was counted already; or not known */
};

static enum err
paper_step(struct db *writer, struct arena *a, void *arg)
{
    struct paper_step *s = arg;
    struct paper_sheet old;
    text first;
    s->counted = (text){ 0 };
    enum err e = once_take(writer, a, s->token, TEXT(""), &first);
    if (e == ERR_CONFLICT)
        return OK;
    for (int i = 0; e == OK && i < s->typing->n_rows; i++) {
        struct paper_sheet row = s->typing->rows[i];
        e = paper_find(writer, a,
            (struct paper_find_in){ .conversation_id = s->conversation_id,
                .label = row.label,
                .turn = s->turn },
            &old);
        if (e == OK && old.is_counted) {
            s->counted = row.label;
            return ERR_CONFLICT;
        }
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        row.id = key_new();
        row.conversation_id = s->conversation_id;
        row.turn = s->turn;
        row.typed_by = s->actor_id;
        row.has_typed_by = true;
        row.typed_on = day_of(a, s->now);
        e = paper_put(writer, &row, NULL);
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("type"),
                             .kind = TEXT("conversation"),
                             .thing_id = s->conversation_id })
                   : e;
}

enum err
paper_send(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct helped_numbers numbers;
    struct paper_form given = { 0 };
    struct form form;
    struct view v = request_view(rq);
    struct typing t = { .n_max = SHEETS_TYPED_MAX / 2 };
    text all = { 0 };
    enum err e = helped_load(rq, &c);
    if (e == OK)
        e = form_parse(rq, paper_inputs, N_PAPER, &form, &given);
    if (e == OK)
        e = helped_numbers_load(rq, c.head.id, &numbers);
    if (e != OK)
        return e;
    t.rows = arena_new(rq->arena, struct paper_sheet, t.n_max);
    const char *field = given.file.is_given ? "file" : "rows";
    all = given.rows;
    if (given.file.is_given && read_upload(rq, &given.file, &all) != OK)
        form_error(&form, "file", say(&v, N_("This file is too large.")));
    else if (form.n_errors == 0 && read_lines(rq, &c, &numbers, all, &t) != OK)
        form_error(&form, field,
            say_with(&v, N_("Nothing was kept. Line %1$d: %2$s"), 2,
                (struct phrase_arg[]){ arg_int(t.bad_line), arg_text(t.bad) }));
    else if (form.n_errors == 0 && t.n_rows == 0)
        form_error(&form, "rows", say(&v, N_("There is no sheet in it.")));
    struct paper_step s = { .conversation_id = c.head.id,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .turn = text_is_equal(given.turn, TEXT("2")) ? 2 : 1,
        .typing = &t,
        .token = form.token };
    if (form.n_errors == 0) {
        e = db_write_quietly(rq->db, rq->arena, paper_step, &s);
        if (e == ERR_CONFLICT) {
            form_error(&form, field,
                say_with(&v,
                    N_("Nothing was kept: sheet %s was counted already."), 1,
                    (struct phrase_arg[]){ arg_text(s.counted) }));
            e = OK;
        }
    }
    if (e == OK && form.n_errors > 0)
        return answer_paper(rq, an, &c, &form);
    if (e == OK)
        answer_redirect(
            rq, an, conversation_sub(rq->arena, c.head.id, "/paper"));
    return e;
}

/* ---- Counted ------------------------------------------------------------- */

struct counting {
    struct paper_sheet row;
    struct vote_step vote;
};

/* One sheet, one step: it is counted once, whoever asks. */
static enum err
count_step(struct db *writer, struct arena *a, void *arg)
{
    struct counting *k = arg;
    int64_t n = 0;
    enum err e = paper_counted(writer,
        (struct paper_counted_in){
            .conversation_id = k->row.conversation_id, .label = k->row.label },
        &n);
    if (e != OK || n == 0)
        return e;
    return answer_save(writer, a, &k->vote);
}

enum err
paper_count_send(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct helped_numbers numbers;
    struct paper_sheet *ready;
    struct paper_page p = { .c = &c };
    enum err e = helped_load(rq, &c);
    if (e == OK)
        e = button_parse(rq);
    if (e == OK)
        e = helped_numbers_load(rq, c.head.id, &numbers);
    if (e == OK)
        e = load_papers(rq, &p, &ready);
    for (int64_t i = 0; e == OK && i < p.n_ready; i++) {
        struct helped_votes votes;
        struct why why;
        struct counting k = { .row = ready[i] };
        if (helped_parse(&numbers, ready[i].votes, &votes, &why) != OK)
            continue; /* a statement went out since: it is typed anew */
        k.vote = (struct vote_step){ .conversation_id = c.head.id,
            .unit_id = ready[i].unit_id,
            .way = TEXT("paper"),
            .votes = votes.votes,
            .n_votes = votes.n,
            .now = rq->now };
        e = db_write_quietly(rq->db, rq->arena, count_step, &k);
    }
    if (e == OK)
        answer_redirect(
            rq, an, conversation_sub(rq->arena, c.head.id, "/paper"));
    return e;
}

struct drop_form {
    text label;
};
static const struct input drop_inputs[] = {
    INPUT(struct drop_form, label, INPUT_TEXT, .is_required = true, .max = 40),
};
struct dropping {
    int64_t id, actor_id;
    text label;
};

static enum err
drop_step(struct db *writer, struct arena *a, void *arg)
{
    const struct dropping *s = arg;
    (void)a;
    enum err e = paper_sheet_drop(writer,
        (struct paper_sheet_drop_in){
            .conversation_id = s->id, .label = s->label },
        NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("remove"),
                             .kind = TEXT("paper_sheet"),
                             .thing_id = s->id })
                   : e;
}

enum err
paper_drop_send(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct drop_form given = { 0 };
    struct form form;
    enum err e = helped_load(rq, &c);
    if (e == OK)
        e = form_parse(rq, drop_inputs, 1, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    struct dropping s = { .label = given.label };
    if (e == OK) {
        s.id = c.head.id;
        s.actor_id = rq->actor.person_id;
        e = db_write(rq->db, rq->arena, drop_step, &s);
    }
    if (e == OK)
        answer_redirect(
            rq, an, conversation_sub(rq->arena, c.head.id, "/paper"));
    return e;
}
