/* Assessments: those of a partnership, beginning one. */
#include "mirror/assess.h"

#include "base/key.h"
#include "keep/once.h"
#include "keep/version.h"
#include "mirror/assess.html.h"
#include "os/entropy.h"
#include "people/people.h"

struct make_form {
    text questionnaire, side;
    int64_t year;
};
enum { N_MAKE = 3 };

/* ---- Those of a partnership ---------------------------------------------- */

/* What may be asked, and for which of the sides: one's own first of all. */
static enum err
make_inputs(struct request *rq, int64_t partnership_id, struct input *in)
{
    struct arena *a = rq->arena;
    struct assessment_questionnaires_row *rows;
    struct assessment_sides_row *sides;
    ptrdiff_t n, n_sides;
    struct db_batch batch = db_batch_open(rq->db, a);
    assessment_questionnaires_ask(&batch,
        (struct assessment_questionnaires_in){
            .after_sort = TEXT(""), .n_rows = ASSESS_QUESTIONNAIRES_MAX },
        &rows, &n);
    assessment_sides_ask(&batch,
        (struct assessment_sides_in){
            .partnership_id = partnership_id, .n_rows = ASSESS_SIDES_MAX },
        &sides, &n_sides);
    enum err e = db_batch_run(&batch);
    if (e != OK)
        return e;
    const char **keys = arena_new(a, const char *, n + 1);
    const char **names = arena_new(a, const char *, n + 1);
    for (ptrdiff_t i = 0, k = 0; e == OK && i < n; i++) {
        struct asked *asked = arena_new(a, struct asked, 1);
        e = questionnaire_load(rq->db, a, rows[i].id, NUMBER_PUBLISHED, asked);
        if (e == ERR_NOT_FOUND) {
            e = OK; /* nothing of it is published yet */
            continue;
        }
        if (e != OK)
            return e;
        text title = asked_word(asked, rq->lang, TEXT("title"), NULL);
        keys[k] = arena_c_string(a, board_key(a, rows[i].id));
        names[k++] =
            arena_c_string(a, text_is_known(title) ? title : rows[i].name);
    }
    const char **side_keys = arena_new(a, const char *, n_sides + 1);
    const char **side_names = arena_new(a, const char *, n_sides + 1);
    for (ptrdiff_t i = 0, k = 0; i < n_sides; i++) {
        int64_t things[] = { sides[i].id };
        if (!actor_may(&rq->actor, WHO_MEMBER, things, 1))
            continue;
        side_keys[k] = arena_c_string(a, board_key(a, sides[i].id));
        side_names[k++] = arena_c_string(a, sides[i].name);
    }
    in[0] = (struct input)INPUT(struct make_form, questionnaire, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("What you look at"));
    in[1] = (struct input)INPUT(struct make_form, side, INPUT_CHOICE,
        .is_required = true, .choices = side_keys, .choice_labels = side_names,
        .label = N_("Of which side"));
    in[2] = (struct input)INPUT(struct make_form, year, INPUT_INT,
        .is_required = true, .min = ASSESS_YEAR_MIN, .max = ASSESS_YEAR_MAX,
        .label = N_("Year"));
    return OK;
}

static struct assess_series *
series_of(struct assess_list_page *p, text series, int n_room)
{
    for (int i = 0; i < p->n_series; i++)
        if (text_is_equal(p->series[i].series, series))
            return &p->series[i];
    (void)n_room;
    struct assess_series *s = &p->series[p->n_series++];
    *s = (struct assess_series){ .series = series };
    return s;
}

static enum err
fill_list(struct request *rq, struct assess_list_page *p)
{
    struct assessment_of_partnership_row *rows;
    ptrdiff_t n;
    int64_t id = p->partnership.id;
    enum err e = assessment_of_partnership(rq->db, rq->arena,
        (struct assessment_of_partnership_in){
            .partnership_id = id, .n_rows = ASSESSMENTS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    p->series = arena_new(rq->arena, struct assess_series, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        struct assess_series *s = series_of(p, rows[i].series, (int)n);
        if (s->rows == NULL)
            s->rows = arena_new(rq->arena, struct assess_row, n);
        struct assessment_head_row head = { .id = rows[i].id,
            .side_id = rows[i].side_id,
            .partnership_id = id,
            .is_shown = rows[i].is_shown };
        s->rows[s->n_rows++] = (struct assess_row){ .row = &rows[i],
            .sees = assess_rights_of(&rq->actor, &head).sees };
    }
    return OK;
}

static enum err
answer_list(struct request *rq, struct answer *an, struct form *form)
{
    struct assess_list_page p = { 0 };
    struct input *inputs = arena_new(rq->arena, struct input, N_MAKE);
    int64_t id = request_key(rq, 0);
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &p.partnership);
    if (e == OK)
        e = fill_list(rq, &p);
    if (e == OK && form == NULL && actor_may(&rq->actor, WHO_SIDE, &id, 1)) {
        e = make_inputs(rq, id, inputs);
        if (e == OK && inputs[0].choices[0] != NULL &&
            inputs[1].choices[0] != NULL) {
            form = arena_new(rq->arena, struct form, 1);
            form_open(rq, inputs, N_MAKE, form);
            form_give(form, "questionnaire", text_of(inputs[0].choices[0]));
            form_give(form, "side", text_of(inputs[1].choices[0]));
            form_give(form, "year", text_prefix(day_of(rq->arena, rq->now), 4));
        }
    }
    if (e != OK)
        return e;
    p.form = form;
    p.address = thing_address(rq->arena, &p.partnership);
    p.make = arena_print(rq->arena, "/partnership/%.*s/assessments",
        TEXT_ARG(board_key(rq->arena, id)));
    struct view v = request_view(rq);
    mirror_assess_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Assessments beside each other")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
assessments_show(struct request *rq, struct answer *an)
{
    return answer_list(rq, an, NULL);
}

/* ---- Beginning one ------------------------------------------------------- */

struct making {
    struct assessment row;
    text token, address;
    int64_t actor_id;
};

/* Of a side, a series and a year there is one: who comes second gets it. */
static enum err
make_one(struct db *writer, struct arena *a, void *arg)
{
    struct making *m = arg;
    struct assessment_of_year_row *there;
    ptrdiff_t n_there;
    int64_t n = 0;
    text first;
    enum err e = once_take(writer, a, m->token, m->address, &first);
    if (e == ERR_CONFLICT) {
        m->address = first; /* sent twice: it is there */
        return OK;
    }
    if (e == OK)
        e = assessment_of_year(writer, a,
            (struct assessment_of_year_in){ .side_id = m->row.side_id,
                .series = m->row.series,
                .year = m->row.year,
                .n_rows = 1 },
            &there, &n_there);
    if (e != OK)
        return e;
    if (n_there > 0) {
        m->address = assess_sub(a, there[0].id, "");
        return OK;
    }
    e = assessment_insert(writer, &m->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = sheet_found_save(writer, a, &assessment_sheet, &m->row);
    return e == OK ? version_note(writer, a, TEXT("assessment"), m->row.id,
                         m->actor_id, TEXT("create"))
                   : e;
}

enum err
assessments_send(struct request *rq, struct answer *an)
{
    struct input *inputs = arena_new(rq->arena, struct input, N_MAKE);
    struct make_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    int64_t id = request_key(rq, 0), side = 0, questionnaire = 0;
    enum err e = make_inputs(rq, id, inputs);
    if (e == OK)
        e = form_parse(rq, inputs, N_MAKE, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0 || !key_parse(given.side, &side) ||
        !key_parse(given.questionnaire, &questionnaire))
        return answer_list(rq, an, form);
    e = questionnaire_load(
        rq->db, rq->arena, questionnaire, NUMBER_PUBLISHED, asked);
    if (e != OK)
        return e;
    text title = asked_word(asked, rq->lang, TEXT("title"), NULL);
    struct making m = { .token = form->token, .actor_id = rq->actor.person_id };
    m.row = (struct assessment){ .id = key_new(),
        .side_id = side,
        .questionnaire_id = questionnaire,
        .series = asked->questionnaire.code,
        .year = given.year };
    m.row.code = board_key(rq->arena, m.row.id);
    m.row.name = arena_print(rq->arena, "%.*s, %d",
        TEXT_ARG(text_prefix(
            text_is_known(title) ? title : asked->questionnaire.name, 180)),
        (int)given.year);
    m.row.name_sort = lang_sort_key(rq->arena, m.row.name);
    m.address = assess_sub(rq->arena, m.row.id, "");
    e = db_write(rq->db, rq->arena, make_one, &m);
    if (e == OK)
        answer_redirect(rq, an, m.address);
    return e;
}
