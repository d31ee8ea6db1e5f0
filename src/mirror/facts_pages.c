/* Facts of a partnership beside each other: shown, entered, brought in. */
#include "mirror/facts.h"

#include "base/csv.h"
#include "base/key.h"
#include "keep/once.h"
#include "keep/version.h"
#include "mirror/facts.html.h"
#include "os/entropy.h"

struct fact_form {
    text side, kind, value, source, link, defined_as;
    int64_t year;
};
enum { N_FACT = 7 };

struct bring_form {
    text rows, go;
    struct upload file;
};
static const char *const goes[] = { "write", NULL };
static const struct input bring_inputs[] = {
    INPUT(struct bring_form, rows, INPUT_PROSE, .max = FACT_FILE_BYTES,
        .label = N_("The lines, pasted"),
        .hint = N_("The first line names the columns: side,kind,year,value,"
                   "defined_as,source,link")),
    INPUT(struct bring_form, file, INPUT_FILE, .max = FACT_FILE_BYTES,
        .label = N_("Or a CSV file")),
    INPUT(struct bring_form, go, INPUT_CHOICE, .choices = goes,
        .label = N_("Write them")),
};
enum { N_BRING = sizeof bring_inputs / sizeof *bring_inputs };

/* ---- The page ------------------------------------------------------------ */

static bool
may_enter_any(const struct request *rq, const struct facts *f)
{
    for (ptrdiff_t i = 0; i < f->n_sides; i++)
        if (fact_may_enter(&rq->actor, f->sides[i].id))
            return true;
    return false;
}

static const struct input *
fact_inputs(struct request *rq, const struct facts *f)
{
    struct arena *a = rq->arena;
    struct input *in = arena_new(a, struct input, N_FACT);
    const char **sides = arena_new(a, const char *, f->n_sides + 1);
    const char **names = arena_new(a, const char *, f->n_sides + 1);
    const char **kinds = arena_new(a, const char *, f->n_kinds + 1);
    const char **words = arena_new(a, const char *, f->n_kinds + 1);
    for (ptrdiff_t i = 0, n = 0; i < f->n_sides; i++)
        if (fact_may_enter(&rq->actor, f->sides[i].id)) {
            sides[n] = arena_c_string(a, board_key(a, f->sides[i].id));
            names[n++] = arena_c_string(a, f->sides[i].name);
        }
    for (ptrdiff_t i = 0; i < f->n_kinds; i++) {
        kinds[i] = arena_c_string(a, board_key(a, f->kinds[i].id));
        words[i] = arena_c_string(a, f->lines[i].name);
    }
    in[0] = (struct input)INPUT(struct fact_form, side, INPUT_CHOICE,
        .is_required = true, .choices = sides, .choice_labels = names,
        .label = N_("Of which side"));
    in[1] = (struct input)INPUT(struct fact_form, kind, INPUT_CHOICE,
        .is_required = true, .choices = kinds, .choice_labels = words,
        .label = N_("What is counted"));
    in[2] = (struct input)INPUT(struct fact_form, year, INPUT_INT,
        .is_required = true, .min = 1900, .max = 2100, .label = N_("Year"));
    in[3] = (struct input)INPUT(struct fact_form, value, INPUT_TEXT,
        .is_required = true, .max = 60, .label = N_("Number"),
        .hint = N_("As it was counted, not for so many inhabitants: that is "
                   "worked out here."));
    in[4] = (struct input)INPUT(struct fact_form, source, INPUT_TEXT,
        .is_required = true, .max = 300, .label = N_("Source"),
        .hint = N_("Who counted it, and where it can be found"));
    in[5] = (struct input)INPUT(struct fact_form, link, INPUT_TEXT, .max = 500,
        .label = N_("Link"), .hint = N_("It begins with https://"));
    in[6] = (struct input)INPUT(struct fact_form, defined_as, INPUT_TEXT,
        .max = 300, .label = N_("Counted otherwise: how"),
        .hint = N_("Empty when it is counted just as the definition says."));
    return in;
}

static enum err
answer_facts(struct request *rq, struct answer *an, const struct facts *f,
    struct form *form)
{
    struct facts_page p = { .f = f,
        .is_coordinator = rq->actor.is_coordinator,
        .address = thing_address(rq->arena, &f->partnership),
        .base = arena_print(rq->arena, "/partnership/%.*s/facts",
            TEXT_ARG(board_key(rq->arena, f->partnership.id))) };
    const struct form *sent = rq->form;
    struct form fresh, bring;
    for (ptrdiff_t k = 0; k < f->n_kinds; k++)
        for (ptrdiff_t s = 0; s < f->n_sides; s++)
            p.is_illustrative |= f->lines[k].now[s].row != NULL &&
                f->lines[k].now[s].row->is_illustrative;
    p.form = form;
    if (may_enter_any(rq, f) && f->n_kinds > 0) {
        form_open(rq, bring_inputs, N_BRING, &bring);
        p.bring = &bring;
        if (form == NULL) {
            form_open(rq, fact_inputs(rq, f), N_FACT, &fresh);
            p.form = &fresh;
        } else {
            rq->form = sent; /* the title speaks of what was sent */
        }
    }
    struct view v = request_view(rq);
    mirror_facts(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Facts beside each other")),
            .section = "partnership",
            .body = view_html(&v),
            .csv = arena_print(rq->arena, "%.*s.csv", TEXT_ARG(p.base)) });
    return OK;
}

enum err
facts_show(struct request *rq, struct answer *an)
{
    struct facts f;
    enum err e = facts_load(rq, request_key(rq, 0), &f);
    return e == OK ? answer_facts(rq, an, &f, NULL) : e;
}

/* ---- Entering one -------------------------------------------------------- */

struct entering {
    struct fact row;
    text token, address;
    int64_t actor_id;
};

static enum err
enter_fact(struct db *writer, struct arena *a, void *arg)
{
    struct entering *s = arg;
    int64_t n = 0;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK; /* sent twice: it stands */
    if (e == OK)
        e = fact_insert(writer, &s->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = sheet_found_save(writer, a, &fact_sheet, &s->row);
    return e == OK ? version_note(writer, a, TEXT("fact"), s->row.id,
                         s->actor_id, TEXT("create"))
                   : e;
}

static void
check_given(struct request *rq, struct form *form,
    const struct fact_form *given, struct fact *to)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    if (text_is_known(given->value) &&
        (!fact_number_read(rq->arena, given->value, &to->value) ||
            to->value < 0 || to->value > 1e15)) {
        struct phrase_arg typed = phrase_arg(given->value);
        form_error(form, "value",
            say_with(&v,
                N_("%s is no number that can be read in one way; write 3500 "
                   "or 3.5."),
                1, &typed));
    }
    if (!text_is_empty(given->link) &&
        !text_starts_with(given->link, TEXT("https://")) &&
        !text_starts_with(given->link, TEXT("http://")))
        form_error(form, "link", say(&v, N_("It begins with https://")));
}

enum err
facts_send(struct request *rq, struct answer *an)
{
    struct facts f;
    struct fact_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct entering s = { .actor_id = rq->actor.person_id };
    enum err e = facts_load(rq, request_key(rq, 0), &f);
    if (e == OK)
        e = form_parse(rq, fact_inputs(rq, &f), N_FACT, form, &given);
    if (e != OK)
        return e;
    check_given(rq, form, &given, &s.row);
    if (form->n_errors > 0 || !key_parse(given.side, &s.row.side_id) ||
        !key_parse(given.kind, &s.row.kind_id))
        return answer_facts(rq, an, &f, form);
    s.row.id = key_new();
    s.row.code = board_key(rq->arena, s.row.id);
    s.row.year = given.year;
    s.row.source = given.source;
    s.row.link = text_is_empty(given.link) ? (text){ 0 } : given.link;
    s.row.defined_as =
        text_is_empty(given.defined_as) ? (text){ 0 } : given.defined_as;
    s.token = form->token;
    s.address = arena_print(rq->arena, "/partnership/%.*s/facts",
        TEXT_ARG(board_key(rq->arena, f.partnership.id)));
    e = db_write(rq->db, rq->arena, enter_fact, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- Out as a file ------------------------------------------------------- */

/* As it can come in again. */
enum err
facts_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "side", "kind", "year", "value",
        "defined_as", "source", "link" };
    struct facts f;
    enum err e = facts_load(rq, request_key(rq, 0), &f);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 8192);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < f.n_rows; i++) {
        const struct fact_of_partnership_row *row = &f.rows[i];
        const struct fact_line *line = facts_line_of(&f, row->kind_id);
        text side = { 0 };
        for (ptrdiff_t s = 0; s < f.n_sides; s++)
            if (f.sides[s].id == row->side_id)
                side = f.sides[s].code;
        if (line == NULL)
            continue;
        csv_add(&w, side);
        csv_add(&w, line->kind->code);
        csv_add_int(&w, row->year);
        csv_add_real(&w, row->value);
        csv_add_for_people(&w, row->defined_as);
        csv_add_for_people(&w, row->source);
        csv_add(&w, row->link);
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("facts.csv");
    return OK;
}

/* ---- In from a file ------------------------------------------------------ */

static enum err
read_rows(struct request *rq, const struct bring_form *given, text *csv)
{
    *csv = given->rows;
    if (!given->file.is_given)
        return OK;
    struct buf all = buf_in(rq->arena, given->file.size + 1);
    char piece[8192];
    ptrdiff_t n = 0;
    do {
        enum err e = upload_read(
            rq, &given->file, all.len, piece, (ptrdiff_t)sizeof piece, &n);
        if (e != OK)
            return e;
        buf_add(&all, (text){ piece, n });
    } while (n > 0 && all.len <= FACT_FILE_BYTES);
    *csv = buf_text(&all);
    return OK;
}

struct bringing {
    struct request *rq;
    const struct facts *f;
    text csv, token, address;
    struct fact_file *file;
    bool is_again;
};

static enum err
bring_rows(struct db *writer, struct arena *a, void *arg)
{
    struct bringing *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    s->is_again = e == ERR_CONFLICT;
    if (s->is_again)
        return OK; /* sent twice: they stand */
    if (e == OK)
        e = facts_take_file(
            writer, a, s->rq->lang, &s->rq->actor, s->f, s->csv, true, s->file);
    /* somebody wrote meanwhile what forbids it: nothing of it stands */
    return e == OK && s->file->n_refused > 0 ? ERR_BAD_INPUT : e;
}

static enum err
answer_tried(struct request *rq, struct answer *an, const struct facts *f,
    struct form *form, const struct fact_file *file)
{
    struct facts_bring_page p = { .f = f,
        .form = form,
        .file = file,
        .address = thing_address(rq->arena, &f->partnership),
        .base = arena_print(rq->arena, "/partnership/%.*s/facts",
            TEXT_ARG(board_key(rq->arena, f->partnership.id))),
        .may_write = file != NULL && file->n_refused == 0 &&
            file->n_new + file->n_changed > 0 };
    struct view v = request_view(rq);
    mirror_facts_tried(&v, &p);
    an->status = file == NULL || file->n_refused > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Facts from a file, tried")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* Sent the first time it is only tried; the second time, with nothing wrong
 * in it, it is written, all or nothing. */
enum err
facts_bring_send(struct request *rq, struct answer *an)
{
    struct facts f;
    struct bring_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct fact_file *file = arena_new(rq->arena, struct fact_file, 1);
    text csv = { 0 };
    enum err e = facts_load(rq, request_key(rq, 0), &f);
    if (e == OK)
        e = form_parse(rq, bring_inputs, N_BRING, form, &given);
    if (e == OK)
        e = read_rows(rq, &given, &csv);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_tried(rq, an, &f, form, NULL);
    e = facts_take_file(
        rq->db, rq->arena, rq->lang, &rq->actor, &f, csv, false, file);
    if (e != OK)
        return e;
    if (text_is_known(given.go) && file->n_refused == 0) {
        struct bringing s = { .rq = rq,
            .f = &f,
            .csv = csv,
            .token = form->token,
            .address = arena_print(rq->arena, "/partnership/%.*s/facts",
                TEXT_ARG(board_key(rq->arena, f.partnership.id))),
            .file = arena_new(rq->arena, struct fact_file, 1) };
        e = db_write(rq->db, rq->arena, bring_rows, &s);
        if (e == OK) {
            answer_redirect(rq, an, s.address);
            return OK;
        }
        if (e != ERR_BAD_INPUT)
            return e;
        file = s.file;
    }
    form_give(form, "rows", csv);
    return answer_tried(rq, an, &f, form, file);
}
