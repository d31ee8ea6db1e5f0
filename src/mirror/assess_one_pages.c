/* One assessment: how far it is, the meeting, what was agreed beside the
 * others, what is weak and what was made of it. */
#include "mirror/assess.h"

#include "base/csv.h"
#include "base/key.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/version.h"
#include "mirror/assess.html.h"
#include "os/entropy.h"
#include "people/people.h"

/* ---- The page ------------------------------------------------------------ */

/* What they answered apart themselves, and how many did; whether it is being
 * agreed on. Of the others nothing is read but how many they are. */
static enum err
load_state(struct request *rq, struct assess_page *p)
{
    const struct assessment_head_row *h = &p->x->head;
    struct reply *mine, *all;
    ptrdiff_t n_mine, n_all;
    struct assessment_n_apart_row count;
    bool is_there;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    reply_newest_ask(&batch,
        (struct reply_newest_in){ .questionnaire_id = h->questionnaire_id,
            .about_id = h->id,
            .person_id = rq->actor.person_id,
            .n_rows = 1 },
        &mine, &n_mine);
    reply_newest_ask(&batch,
        (struct reply_newest_in){ .questionnaire_id = h->questionnaire_id,
            .about_id = h->id,
            .person_id = REPLY_OF_ALL,
            .n_rows = 1 },
        &all, &n_all);
    assessment_n_apart_ask(&batch,
        (struct assessment_n_apart_in){ .questionnaire_id = h->questionnaire_id,
            .about_id = h->id,
            .n_max = ASSESS_APART_MAX },
        &count, &is_there);
    assessment_boards_ask(&batch,
        (struct assessment_boards_in){
            .side_id = h->side_id, .n_rows = ASSESS_BOARDS_MAX },
        &p->boards, &p->n_boards);
    enum err e = db_batch_run(&batch);
    if (e != OK)
        return e;
    p->n_apart = is_there ? count.n : 0;
    if (n_mine > 0 && rq->actor.person_id != 0) {
        p->has_mine = true;
        p->mine_is_done = text_is_equal(mine[0].status, TEXT("done"));
        p->mine = arena_print(rq->arena, "/answer/%.*s",
            TEXT_ARG(board_key(rq->arena, mine[0].id)));
    }
    if (n_all > 0) {
        p->is_agreeing = text_is_equal(all[0].status, TEXT("open"));
        p->together = arena_print(rq->arena, "/answer/%.*s",
            TEXT_ARG(board_key(rq->arena, all[0].id)));
    }
    return OK;
}

/* The points that were taken up, each with what came of it. */
static enum err
load_points(struct request *rq, struct assess *x)
{
    struct assessment_point *rows;
    struct assess_line *lines[ASSESS_POINTS_MAX];
    ptrdiff_t n;
    int n_lines = 0;
    enum err e = assessment_points(rq->db, rq->arena,
        (struct assessment_points_in){
            .assessment_id = x->head.id, .n_rows = ASSESS_POINTS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct assess_line *line = assess_line_of(x, rows[i].question);
        if (line == NULL)
            continue; /* not asked any more */
        line->point = &rows[i];
        lines[n_lines++] = line;
    }
    for (int at = 0; e == OK && at < n_lines; at += DB_BATCH_MAX / 4) {
        struct db_batch batch = db_batch_open(rq->db, rq->arena);
        int to =
            at + DB_BATCH_MAX / 4 < n_lines ? at + DB_BATCH_MAX / 4 : n_lines;
        for (int i = at; i < to; i++)
            thread_ask(&batch, lines[i]->point->id, &lines[i]->thread);
        e = db_batch_run(&batch);
        for (int i = at; e == OK && i < to; i++)
            e = thread_finish(
                rq, "assessment_point", lines[i]->point->id, &lines[i]->thread);
    }
    return e;
}

static enum err
answer_one(struct request *rq, struct answer *an, struct assess *x, text fault)
{
    struct assess_page p = { .x = x,
        .address = assess_sub(rq->arena, x->head.id, ""),
        .csv = assess_sub(rq->arena, x->head.id, "/profile.csv"),
        .partnership = arena_print(rq->arena, "/partnership/%.*s",
            TEXT_ARG(board_key(rq->arena, x->head.partnership_id))),
        .answer = arena_print(rq->arena, "/answer/new/%.*s",
            TEXT_ARG(board_key(rq->arena, x->head.questionnaire_id))),
        .about = arena_print(rq->arena, "assessment/%.*s",
            TEXT_ARG(board_key(rq->arena, x->head.id))),
        .fault = fault };
    struct form button;
    enum err e = x->may.inside ? load_state(rq, &p) : OK;
    if (e == OK && x->may.inside)
        e = load_points(rq, x);
    if (e != OK)
        return e;
    p.is_illustrative = x->head.is_illustrative;
    for (int i = 0; i < x->n_others; i++)
        p.is_illustrative |=
            x->others[i].agreed.is_there && x->others[i].row.is_illustrative;
    form_open(rq, NULL, 0, &button);
    p.button = &button;
    struct edit_make makes[EDIT_MAKES_MAX];
    int n = take_makes(rq, x->head.partnership_id, TEXT("assessment"),
        x->head.id, TEXT(""), makes);
    for (int i = 0; i < n; i++) {
        p.may_need |= text_is_equal(text_of(makes[i].kind), TEXT("need"));
        p.may_project |= text_is_equal(text_of(makes[i].kind), TEXT("project"));
    }
    p.may_board = x->may.answers && p.n_boards > 0;
    p.may_take =
        x->may.answers && (p.may_board || p.may_need || p.may_project);
    p.links = edit_links_of(rq, "assessment", x->head.name, x->head.id,
        x->head.side_id, x->head.partnership_id, NULL);
    if (!x->may.leads) /* it is changed by its own side alone */
        p.links.may_edit = p.links.may_remove = false;
    struct view v = request_view(rq);
    mirror_assess(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = x->head.name,
            .section = "partnership",
            .body = view_html(&v),
            .csv = x->agreed.is_there ? p.csv : (text){ 0 } });
    return OK;
}

enum err
assessment_show(struct request *rq, struct answer *an)
{
    struct assess *x = arena_new(rq->arena, struct assess, 1);
    enum err e = assess_load(rq, request_key(rq, 0), x);
    return e == OK ? answer_one(rq, an, x, (text){ 0 }) : e;
}

/* The page as it is, and why nothing was done. */
static enum err
say_not_now(struct request *rq, struct answer *an, struct assess *x,
    const char *sentence)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    an->status = 409;
    return answer_one(rq, an, x, say(&v, sentence));
}

/* ---- As a file ----------------------------------------------------------- */

static void
add_level(struct csv_writer *w, const struct assess *x, text side, int64_t year,
    const struct assess_line *line, struct assess_level level, bool is_own)
{
    if (!level.is_known)
        return;
    csv_add_for_people(w, side);
    csv_add_int(w, year);
    csv_add(w, line->q->code);
    csv_add_for_people(w, line->label);
    csv_add_int(w, level.value);
    csv_add_int(w, (int64_t)line->q->min);
    csv_add_int(w, (int64_t)line->q->max);
    csv_add_for_people(w, is_own ? line->why : TEXT(""));
    csv_add_for_people(w, is_own ? line->link : TEXT(""));
    csv_add_for_people(w, is_own ? line->number : TEXT(""));
    csv_add(w, x->head.series);
    csv_end_row(w);
}

enum err
assessment_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "side", "year", "question", "words",
        "level", "lowest", "highest", "why", "link", "number", "series" };
    struct assess *x = arena_new(rq->arena, struct assess, 1);
    enum err e = assess_load(rq, request_key(rq, 0), x);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 8192);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (int i = 0; i < x->n_lines; i++) {
        const struct assess_line *line = &x->lines[i];
        add_level(
            &w, x, x->head.side_name, x->head.year, line, line->own, true);
        for (int k = 0; k < x->n_others; k++)
            add_level(&w, x, x->others[k].row.side_name, x->others[k].row.year,
                line, line->others[k], false);
        if (x->has_before)
            add_level(&w, x, x->head.side_name, x->before.row.year, line,
                line->before, false);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("assessment.csv");
    return OK;
}

/* ---- The meeting; shown to the others ------------------------------------ */

struct turning {
    int64_t id, actor_id, now;
    text token, address;
};

static enum err
begin_meeting(struct db *writer, struct arena *a, void *arg)
{
    const struct turning *s = arg;
    int64_t n = 0;
    enum err e = assessment_met_insert(writer,
        (struct assessment_met_insert_in){
            .id = s->id, .met_on = day_of(a, s->now) },
        &n);
    return e == OK && n > 0 ? audit_add(writer,
                                  (struct audit){ .actor_id = s->actor_id,
                                      .action = TEXT("change"),
                                      .kind = TEXT("assessment"),
                                      .thing_id = s->id })
                            : e;
}

enum err
assessment_meet_send(struct request *rq, struct answer *an)
{
    struct assess *x = arena_new(rq->arena, struct assess, 1);
    enum err e = button_parse(rq);
    if (e == OK)
        e = assess_load(rq, request_key(rq, 0), x);
    if (e != OK)
        return e;
    if (!x->may.leads)
        return say_not_now(
            rq, an, x, N_("A facilitator of this side begins its meeting."));
    struct turning s = {
        .id = x->head.id, .actor_id = rq->actor.person_id, .now = rq->now
    };
    e = db_write(rq->db, rq->arena, begin_meeting, &s);
    if (e == OK)
        answer_redirect(rq, an, assess_sub(rq->arena, s.id, ""));
    return e;
}

static enum err
turn_shown(struct db *writer, struct arena *a, void *arg)
{
    const struct turning *s = arg;
    struct assessment row;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = assessment_get(
            writer, a, (struct assessment_get_in){ .id = s->id }, &row);
    if (e == OK)
        e = version_before(writer, a, TEXT("assessment"), s->id);
    if (e == OK)
        e = assessment_set_shown(writer,
            (struct assessment_set_shown_in){
                .id = s->id, .is_shown = !row.is_shown },
            NULL);
    return e == OK ? version_note(writer, a, TEXT("assessment"), s->id,
                         s->actor_id, TEXT("change"))
                   : e;
}

enum err
assessment_show_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct assess *x = arena_new(rq->arena, struct assess, 1);
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = assess_load(rq, request_key(rq, 0), x);
    if (e != OK)
        return e;
    if (!x->may.leads)
        return say_not_now(
            rq, an, x, N_("A facilitator of this side says who reads it."));
    if (!x->agreed.is_there && !x->head.is_shown)
        return say_not_now(
            rq, an, x, N_("Nothing is agreed yet that could be shown."));
    struct turning s = { .id = x->head.id,
        .actor_id = rq->actor.person_id,
        .token = form.token,
        .address = assess_sub(rq->arena, x->head.id, "") };
    e = db_write(rq->db, rq->arena, turn_shown, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- A weak point is taken up -------------------------------------------- */

struct take_form {
    text question, how, board;
};
static const char *const hows[] = { "entry", "need", "project", NULL };
static const struct input take_inputs[] = {
    INPUT(struct take_form, question, INPUT_TEXT, .is_required = true,
        .max = QUESTION_CODE_MAX),
    INPUT(struct take_form, how, INPUT_CHOICE, .is_required = true,
        .choices = hows),
    INPUT(struct take_form, board, INPUT_TEXT, .max = 20),
};
enum { N_TAKE = sizeof take_inputs / sizeof *take_inputs };

struct pointing {
    struct assessment_point row;
    struct taking taking;
    bool is_entry;
    text token;
    int64_t actor_id;
};

static enum err
put_point(struct db *writer, struct arena *a, struct pointing *s)
{
    struct assessment_point there;
    int64_t n = 0;
    enum err e = assessment_point_of_question(writer, a,
        (struct assessment_point_of_question_in){
            .assessment_id = s->row.assessment_id,
            .question = s->row.question },
        &there);
    if (e == OK)
        s->row = there;
    if (e != ERR_NOT_FOUND)
        return e;
    e = assessment_point_insert(writer, &s->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = sheet_found_save(writer, a, &assessment_point_sheet, &s->row);
    return e == OK ? version_note(writer, a, TEXT("assessment_point"),
                         s->row.id, s->actor_id, TEXT("create"))
                   : e;
}

/* Pressed twice, or by two at once: one point, and one entry. */
static enum err
take_up(struct db *writer, struct arena *a, void *arg)
{
    struct pointing *s = arg;
    enum err e = put_point(writer, a, s);
    if (e != OK || !s->is_entry)
        return e;
    s->taking.from_id = s->row.id;
    return take_entry(writer, a, &s->taking);
}

static text
point_address(struct request *rq, const struct assess *x,
    const struct pointing *s, text how)
{
    struct edit_make makes[EDIT_MAKES_MAX];
    int n = take_makes(rq, x->head.partnership_id, TEXT("assessment_point"),
        s->row.id, s->row.name, makes);
    for (int i = 0; i < n; i++)
        if (text_is_equal(text_of(makes[i].kind), how))
            return makes[i].address;
    return assess_sub(rq->arena, x->head.id, "");
}

enum err
assessment_take_send(struct request *rq, struct answer *an)
{
    struct take_form given = { 0 };
    struct form form;
    struct assess *x = arena_new(rq->arena, struct assess, 1);
    int64_t board = 0;
    enum err e = form_parse(rq, take_inputs, N_TAKE, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = assess_load(rq, request_key(rq, 0), x);
    if (e != OK)
        return e;
    const struct assess_line *line = assess_line_of(x, given.question);
    bool is_entry = text_is_equal(given.how, TEXT("entry"));
    if (!x->may.answers)
        return say_not_now(
            rq, an, x, N_("Members of this side take up what is weak here."));
    if (line == NULL || !line->own.is_known)
        return say_not_now(
            rq, an, x, N_("This is not among what was agreed any more."));
    if (is_entry && !key_parse(given.board, &board))
        return say_not_now(
            rq, an, x, N_("Your side has no board yet: make one first."));
    struct view v = view_in(rq->arena, rq->lang, 0);
    text name = assess_point_name(&v, line);
    struct pointing s = { .is_entry = is_entry,
        .actor_id = rq->actor.person_id,
        .row = { .id = key_new(),
            .assessment_id = x->head.id,
            .question = line->q->code,
            .name = name,
            .name_sort = lang_sort_key(rq->arena, name),
            .made_on = day_of(rq->arena, rq->now) },
        .taking = { .from_kind = TEXT("assessment_point"),
            .side_id = x->head.side_id,
            .board_id = board,
            .actor_id = rq->actor.person_id,
            .now = rq->now,
            .lang = lang_code(rq->lang),
            .words = text_is_empty(line->words)
                ? name
                : arena_print(rq->arena, "%.*s: %.*s", TEXT_ARG(name),
                      TEXT_ARG(text_prefix(line->words, 600))) } };
    s.row.code = board_key(rq->arena, s.row.id);
    e = db_write(rq->db, rq->arena, take_up, &s);
    if (e == ERR_NOT_FOUND && is_entry)
        return say_not_now(rq, an, x,
            N_("Your side has no such board any more: choose another."));
    if (e == OK)
        answer_redirect(rq, an,
            is_entry ? s.taking.address : point_address(rq, x, &s, given.how));
    return e;
}
