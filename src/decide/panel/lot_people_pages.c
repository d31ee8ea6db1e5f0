/* Volunteers whom somebody else writes down: one by one, with a slip or a mark,
 * and by CSV. */
#include "decide/panel/lot.h"

#include "base/csv.h"
#include "decide/panel/lot_people.html.h"
#include "keep/audit.h"
#include "people/people.h"

#include <stddef.h>

enum {
    SHOWN = 100,
    FILE_BYTES_MAX = 1 << 20,
    ROWS_MAX = 500,
    COLUMNS_MAX = 40
};

/* ---- One by one
 * --------------------------------------------------------------- */

static struct input *
helped_inputs(struct request *rq, const struct lot *l, int *n)
{
    struct input *of_all = lot_join_inputs(rq, l, n);
    struct input *in = arena_new(rq->arena, struct input, *n + 1);
    in[0] = (struct input)INPUT(struct lot_join_form, mark, INPUT_TEXT,
        .is_required = true, .max = 60,
        .label = N_("The code of their slip, or a mark"),
        .hint = N_("A mark by which you find them again, such as the number "
                   "of a card. Not a name. With a slip they can look at their "
                   "ticket themselves."));
    for (int i = 0; i < *n; i++) {
        in[i + 1] = of_all[i];
        if (in[i + 1].kind == INPUT_BOOL)
            in[i + 1].label = N_("It was read to them what is asked and why, "
                                 "that the list of tickets is pseudonymous "
                                 "and not anonymous, and what I wrote down; "
                                 "they agree");
        if (in[i + 1].offset == offsetof(struct lot_join_form, lang))
            in[i + 1].label = N_("Write to them in");
    }
    (*n)++;
    return in;
}

struct file_form {
    struct upload file;
};
static const struct input file_inputs[] = {
    INPUT(struct file_form, file, INPUT_FILE, .is_required = true,
        .label = N_("A CSV file"),
        .hint = N_("The first line says: label, then each feature by its name; "
                   "lang and household if there are. A row a person, at most "
                   "500 in a file. An empty field is rather not say.")),
};

static enum err
answer_people(struct request *rq, struct answer *an, struct form *wrong,
    struct lot_people_page *p)
{
    struct lot *l = arena_new(rq->arena, struct lot, 1);
    struct form file, helped;
    struct view v = request_view(rq);
    struct after {
        text after;
    } given = { 0 };
    static const struct input query[] = { INPUT(
        struct after, after, INPUT_TEXT, .max = 60) };
    int n;
    query_parse(rq, query, 1, &given);
    enum err e = lot_load(rq->db, rq->arena, request_key(rq, 0), rq->now, l);
    if (e == OK)
        e = panel_labelled(rq->db, rq->arena,
            (struct panel_labelled_in){ .panel_id = l->row.id,
                .after_label =
                    text_is_known(given.after) ? given.after : TEXT(""),
                .n_rows = SHOWN + 1 },
            &p->rows, &p->n_rows);
    if (e == OK)
        e = lot_alikes(rq->db, rq->arena, l, &p->alikes);
    if (e != OK)
        return e;
    p->rq = rq;
    p->l = l;
    p->address = lot_sub(rq->arena, l->row.id, "");
    if (p->n_rows > SHOWN) {
        p->n_rows = SHOWN;
        p->next = request_with(rq, "after", p->rows[SHOWN - 1].label);
    }
    struct input *in = helped_inputs(rq, l, &n);
    form_open(rq, in, n, &helped);
    form_give(&helped, "lang", lang_code(rq->lang));
    form_open(rq, file_inputs, 1, &file);
    p->helped = &helped;
    p->file = &file;
    if (wrong != NULL && wrong->inputs == file_inputs)
        p->file = wrong;
    else if (wrong != NULL)
        p->helped = wrong;
    rq->form = wrong;
    if (p->n_troubles > 0)
        an->status = 422;
    an->keeping = TEXT("no-store");
    decide_lot_people(&v, p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Written down for others")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
lot_people_show(struct request *rq, struct answer *an)
{
    return answer_people(
        rq, an, NULL, arena_new(rq->arena, struct lot_people_page, 1));
}

/* A slip's code, when the mark is one. */
static enum err
helped_step(struct db *writer, struct arena *a, void *arg)
{
    struct lot_step *s = arg;
    struct people_slip slip;
    enum err e = people_slip_typed(writer, a, s->label, "panel", s->now, &slip);
    if (e == OK && slip.thing_id == s->panel_id) {
        s->slip_id = slip.id;
        s->label = (text){ 0 };
    } else if (e != OK && e != ERR_NOT_FOUND)
        return e;
    return lot_join_step(writer, a, s);
}

enum err
lot_people_send(struct request *rq, struct answer *an)
{
    struct lot_people_page *p = arena_new(rq->arena, struct lot_people_page, 1);
    struct lot *l = arena_new(rq->arena, struct lot, 1);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct lot_join_form given = { 0 };
    struct lot_step s;
    struct view v = request_view(rq);
    int n;
    enum err e = lot_load(rq->db, rq->arena, request_key(rq, 0), rq->now, l);
    if (e != OK)
        return e;
    struct input *in = helped_inputs(rq, l, &n);
    e = form_parse(rq, in, n, form, &given);
    if (e != OK)
        return e;
    s = (struct lot_step){ .panel_id = l->row.id,
        .label = given.mark,
        .way = TEXT("helped"),
        .lang = given.lang,
        .now = rq->now };
    e = lot_find_household(
        rq, form, l->row.id, 0, given.household, &s.household);
    if (e == OK && form->n_errors == 0)
        e = lot_take_said(l, &given, s.values);
    if (e != OK)
        return e;
    if (form->n_errors == 0) {
        e = db_write(rq->db, rq->arena, helped_step, &s);
        if (e == ERR_CONFLICT)
            form_error(form, "mark",
                say(&v,
                    N_("Volunteering is over, or as many people have "
                       "volunteered as can. Nothing was kept.")));
    }
    if (form->n_errors > 0)
        return answer_people(rq, an, form, p);
    if (e != OK)
        return e;
    p->ticket = s.volunteer.ticket; /* to be written on a piece of paper */
    p->is_of_slip = s.slip_id != 0;
    return answer_people(rq, an, NULL, p);
}

/* ---- By CSV
 * ------------------------------------------------------------------- */

struct importing {
    struct request *rq;
    struct view v;
    const struct lot *lot;
    struct lot_people_page *p;
    struct lot_step *steps;
    int n;
    int label, lang, household, columns[LOT_FEATURES_MAX];
};

static void
trouble(struct importing *x, int64_t line, text sentence)
{
    if (x->p->n_troubles == LOT_TROUBLES_MAX)
        return;
    x->p->troubles[x->p->n_troubles++] = line == 0
        ? sentence
        : say_with(&x->v, N_("Line %1$d: %2$s"), 2,
              (struct phrase_arg[]){ arg_int(line), arg_text(sentence) });
}

static text
with_word(struct importing *x, const char *phrase, text word)
{
    return say_with(&x->v, phrase, 1, (struct phrase_arg[]){ arg_text(word) });
}

static void
read_head(struct importing *x, const struct csv_row *row)
{
    const struct lot *l = x->lot;
    x->label = x->lang = x->household = -1;
    for (int f = 0; f < l->n_features; f++)
        x->columns[f] = -1;
    for (int i = 0; i < row->n_fields; i++) {
        text name = text_trim(row->fields[i]);
        bool is_known = true;
        if (lot_is(name, "label"))
            x->label = i;
        else if (lot_is(name, "lang"))
            x->lang = i;
        else if (lot_is(name, "household"))
            x->household = i;
        else {
            is_known = false;
            for (int f = 0; f < l->n_features; f++)
                if (text_is_equal(name, l->features[f].name)) {
                    x->columns[f] = i;
                    is_known = true;
                }
        }
        if (!is_known)
            trouble(x, 1,
                with_word(x,
                    N_("nobody is asked for \"%1$s\": take this column out"),
                    text_prefix(name, 60)));
    }
    if (x->label < 0)
        trouble(x, 1,
            with_word(x, N_("there is no column \"%1$s\""), TEXT("label")));
    for (int f = 0; f < l->n_features; f++)
        if (x->columns[f] < 0)
            trouble(x, 1,
                with_word(
                    x, N_("there is no column \"%1$s\""), l->features[f].name));
}

static void
read_row(struct importing *x, const struct csv_row *row, int n_columns)
{
    const struct lot *l = x->lot;
    struct lot_step *s = &x->steps[x->n];
    struct arena *a = x->rq->arena;
    if (row->n_fields != n_columns) {
        trouble(x, row->line,
            say(&x->v, N_("it has more or fewer fields than the first line")));
        return;
    }
    if (x->n == ROWS_MAX) {
        trouble(x, row->line, say(&x->v, N_("there are more than 500 rows")));
        return;
    }
    *s = (struct lot_step){ .panel_id = l->row.id,
        .label = arena_copy(a, text_trim(row->fields[x->label])),
        .way = TEXT("file"),
        .lang = lang_code(x->rq->lang),
        .now = x->rq->now };
    if (s->label.len == 0 || s->label.len > 60)
        trouble(x, row->line, say(&x->v, N_("its label is missing or long")));
    for (int i = 0; i < x->n; i++)
        if (text_is_equal(x->steps[i].label, s->label))
            trouble(x, row->line,
                with_word(x, N_("\"%1$s\" stands above already"), s->label));
    if (x->lang >= 0 && row->fields[x->lang].len > 0) {
        const struct lang *lang = lang_find(text_trim(row->fields[x->lang]));
        if (lang == NULL)
            trouble(x, row->line,
                with_word(x,
                    N_("\"%1$s\" is no language that letters are "
                       "written in"),
                    text_prefix(row->fields[x->lang], 20)));
        else
            s->lang = lang_code(lang);
    }
    if (x->household >= 0 && row->fields[x->household].len > 0)
        s->household = arena_join(a, 2,
            (text[]){ TEXT("file "),
                text_prefix(text_trim(row->fields[x->household]), 60) });
    for (int f = 0; f < l->n_features; f++) {
        text value = text_trim(row->fields[x->columns[f]]);
        bool is_known = value.len == 0;
        s->values[f] = TEXT("");
        for (ptrdiff_t i = 0; i < l->features[f].n_lines; i++)
            if (text_is_equal(value, l->features[f].lines[i].value)) {
                s->values[f] = l->features[f].lines[i].value;
                is_known = true;
            }
        if (!is_known)
            trouble(x, row->line,
                say_with(&x->v, N_("\"%1$s\" is no answer to \"%2$s\""), 2,
                    (struct phrase_arg[]){ arg_text(text_prefix(value, 60)),
                        arg_text(l->features[f].name) }));
    }
    x->n++;
}

static enum err
read_file(struct importing *x, const struct upload *upload)
{
    struct arena *a = x->rq->arena;
    struct csv_reader *r = arena_new(a, struct csv_reader, 1);
    struct csv_row row;
    char *piece = arena_new(a, char, 1 << 16);
    int64_t at = 0;
    int n_columns = 0;
    enum err e = OK;
    csv_open(r, a);
    while (e == OK && x->p->n_troubles < LOT_TROUBLES_MAX)
        switch (csv_next(r, &row)) {
        case CSV_WANTS_MORE: {
            ptrdiff_t n = 0;
            e = upload_read(x->rq, upload, at, piece, 1 << 16, &n);
            at += n;
            if (e == OK && n > 0)
                csv_feed(r, (text){ piece, n });
            else
                csv_finish(r);
            break;
        }
        case CSV_HAS_ROW:
            if (n_columns == 0) {
                n_columns = row.n_fields;
                read_head(x, &row);
                if (x->p->n_troubles > 0)
                    return OK;
            } else
                read_row(x, &row, n_columns);
            break;
        case CSV_IS_BAD:
            trouble(x, 0, arena_copy(a, text_of(r->why.text)));
            return OK;
        case CSV_AT_END:
            if (x->n == 0 && x->p->n_troubles == 0)
                trouble(x, 0, say(&x->v, N_("Nobody is in this file.")));
            return OK;
        }
    return e;
}

static enum err
import_step(struct db *writer, struct arena *a, void *arg)
{
    const struct importing *x = arg;
    enum err e = OK;
    for (int i = 0; e == OK && i < x->n; i++)
        e = lot_join(writer, a, &x->steps[i]);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = x->rq->actor.person_id,
                             .action = TEXT("import"),
                             .kind = TEXT("panel"),
                             .thing_id = x->lot->row.id })
                   : e;
}

enum err
lot_people_file_send(struct request *rq, struct answer *an)
{
    struct lot_people_page *p = arena_new(rq->arena, struct lot_people_page, 1);
    struct lot *l = arena_new(rq->arena, struct lot, 1);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct importing *x = arena_new(rq->arena, struct importing, 1);
    struct file_form given = { 0 };
    enum err e = lot_load(rq->db, rq->arena, request_key(rq, 0), rq->now, l);
    if (e == OK)
        e = form_parse(rq, file_inputs, 1, form, &given);
    if (e != OK)
        return e;
    *x = (struct importing){ .rq = rq,
        .v = request_view(rq),
        .lot = l,
        .p = p,
        .steps = arena_new(rq->arena, struct lot_step, ROWS_MAX) };
    if (form->n_errors == 0 && given.file.size > FILE_BYTES_MAX)
        form_error(form, "file", say(&x->v, N_("This file is too large.")));
    if (form->n_errors == 0)
        e = read_file(x, &given.file);
    if (e == OK && form->n_errors == 0 && p->n_troubles == 0) {
        e = db_write(rq->db, rq->arena, import_step, x);
        if (e == ERR_CONFLICT)
            form_error(form, "file",
                say(&x->v,
                    N_("Volunteering is over, or as many people have "
                       "volunteered as can. Nothing was kept.")));
        if (e == OK)
            p->n_taken = x->n;
        else if (e == ERR_CONFLICT)
            e = OK;
    }
    if (e != OK)
        return e;
    return answer_people(rq, an, form->n_errors > 0 ? form : NULL, p);
}
