/* Which questions a partnership asks people about themselves: those of the
 * house switched on, groups added with how many live there. */
#include "decide/heard/about_inside.h"

#include "base/key.h"
#include "decide/heard/about.html.h"
#include "keep/once.h"
#include "keep/version.h"
#include "os/entropy.h"

#include <math.h>

text
about_number(struct view *v, double population)
{
    if (population <= 1)
        return arena_print(v->arena, "%.*s %%",
            TEXT_ARG(lang_decimal(v->lang, v->arena, 100 * population, 1)));
    return floor(population) == population
        ? lang_number(v->lang, v->arena, (int64_t)population)
        : lang_decimal(v->lang, v->arena, population, 4);
}

/* "15600", "15 600", "0.21", "0,21", "21%"; "15,600" can be read in two ways
 * and is refused. */
bool
about_number_read(struct arena *a, text typed, double *to)
{
    char *bytes = arena_new(a, char, typed.len + 1);
    ptrdiff_t n = 0, comma = -1;
    bool is_percent = text_ends_with(typed, TEXT("%"));
    if (is_percent)
        typed.len--;
    for (ptrdiff_t i = 0; i < typed.len; i++) {
        if (typed.ptr[i] == ' ')
            continue;
        if (typed.ptr[i] == ',' && comma >= 0)
            return false;
        if (typed.ptr[i] == ',')
            comma = n;
        bytes[n++] = typed.ptr[i] == ',' ? '.' : typed.ptr[i];
    }
    if ((comma >= 0 && n - comma == 4) ||
        !text_parse_real((text){ bytes, n }, to) || !(*to > 0) || *to > 1e10)
        return false;
    if (is_percent)
        *to /= 100;
    return !is_percent || *to <= 1;
}

/* ---- The page ------------------------------------------------------------ */

struct use_form {
    bool use[ABOUT_TOPICS];
};
struct groups_form {
    text lines;
};
static const struct input groups_inputs[] = {
    INPUT(struct groups_form, lines, INPUT_PROSE, .is_required = true,
        .max = 8000, .label = N_("Groups, each on a line of its own"),
        .hint = N_("After a ; how many live there, as people or as a share, "
                   "where you know it: Bellingham; 15600")),
};

static void
use_inputs(struct input in[ABOUT_TOPICS - 1])
{
    for (int i = 0; i < ABOUT_TOPICS - 1; i++)
        in[i] = (struct input){ .name = about_house[i].topic,
            .kind = INPUT_BOOL,
            .offset = (ptrdiff_t)offsetof(struct use_form, use) +
                i * (ptrdiff_t)sizeof(bool),
            .label = about_house[i].word,
            .hint = about_house[i].name };
}

static text
page_address(struct arena *a, int64_t partnership_id)
{
    return arena_print(a, "/partnership/%.*s/heard/questions",
        TEXT_ARG(about_key(a, partnership_id)));
}

static void
show_question(struct request *rq, int64_t partnership_id,
    const struct about_line *line, const struct about_sides_row *sides,
    ptrdiff_t n_sides, const struct form *form, struct about_question_shown *to)
{
    *to = (struct about_question_shown){ .line = line, .form = form };
    for (ptrdiff_t i = 0; i < n_sides; i++)
        if (line->row->has_side_id && sides[i].id == line->row->side_id)
            to->side = sides[i].name;
    to->links = edit_links_of(rq, "about_question", line->name, line->row->id,
        partnership_id, 0, NULL);
    to->groups = arena_new(rq->arena, struct about_group_shown, line->n_groups);
    for (int g = 0; g < line->n_groups; g++) {
        const struct about_groups_row *row = line->groups[g].row;
        to->groups[g] = (struct about_group_shown){ line->groups[g].name,
            row->population, row->has_population,
            edit_links_of(rq, "about_group", line->groups[g].name, row->id,
                line->row->id, partnership_id, NULL) };
    }
    to->address = arena_print(rq->arena, "%.*s/%.*s",
        TEXT_ARG(page_address(rq->arena, partnership_id)),
        TEXT_ARG(about_key(rq->arena, line->row->id)));
}

/* `wrong`: the form of that question, or of those of the house, as it came, to
 * be shown again. */
static enum err
answer_questions(struct request *rq, struct answer *an, int64_t wrong_id,
    const struct form *wrong)
{
    static const struct edit_make makes[] = {
        { .label = N_("Write a question of our own"),
            .kind = "about_question" },
        { .kind = NULL },
    };
    struct about_sheet all;
    struct thing t;
    struct about_sides_row *sides;
    ptrdiff_t n_sides;
    struct form use, groups;
    struct input in[ABOUT_TOPICS - 1];
    int64_t id = request_key(rq, 0);
    enum err e = thing_load_now(rq, TEXT("partnership"), id, &t);
    if (e == OK)
        e = about_all(rq, id, &all);
    if (e == OK)
        e = about_sides(rq->db, rq->arena,
            (struct about_sides_in){ .partnership_id = id, .n_rows = 6 },
            &sides, &n_sides);
    if (e != OK)
        return e;
    struct about_questions_page p = { .partnership =
                                          thing_address(rq->arena, &t),
        .title = t.title,
        .address = page_address(rq->arena, id),
        .rows = arena_new(rq->arena, struct about_question_shown, all.n),
        .n_rows = all.n,
        .use = wrong != NULL && wrong_id == 0 ? wrong : &use };
    use_inputs(in);
    const struct form *sent = rq->form;
    form_open(rq, in, ABOUT_TOPICS - 1, &use);
    form_open(rq, groups_inputs, 1, &groups);
    if (wrong != NULL)
        rq->form = sent;
    for (int i = 0; i < all.n; i++) {
        bool is_wrong = all.questions[i].row->id == wrong_id;
        show_question(rq, id, &all.questions[i], sides, n_sides,
            is_wrong ? wrong : &groups, &p.rows[i]);
        for (int k = 0; k < ABOUT_TOPICS; k++)
            p.has_topic[k] |= text_is_equal(
                all.questions[i].row->topic, text_of(about_house[k].topic));
    }
    p.makes = edit_links_of(rq, "partnership", t.title, id, 0, 0, makes);
    p.makes.may_edit = p.makes.may_remove = false;
    struct view v = request_view(rq);
    decide_about_questions(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("What people are asked about themselves")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
about_questions_show(struct request *rq, struct answer *an)
{
    return answer_questions(rq, an, 0, NULL);
}

/* ---- Questions of the house ---------------------------------------------- */

struct using
{
    int64_t partnership_id, actor_id;
    bool use[ABOUT_TOPICS];
    text token, address;
};

static enum err
note(struct db *writer, struct arena *a, const struct sheet *s, const void *row,
    int64_t id, int64_t actor_id)
{
    enum err e = sheet_found_save(writer, a, s, row);
    return e == OK ? version_note(writer, a, text_of(s->table), id, actor_id,
                         TEXT("create"))
                   : e;
}

static enum err
add_group(struct db *writer, struct arena *a, int64_t question_id, int position,
    text name, double population, bool has_population, int64_t actor_id)
{
    int64_t n = 0;
    struct about_group row = { .id = key_new(),
        .question_id = question_id,
        .position = position,
        .name = name,
        .population = population,
        .has_population = has_population,
        .is_child = text_is_equal(name, TEXT("Under 18")) };
    row.code = about_key(a, row.id);
    enum err e = about_group_insert(writer, &row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK ? note(writer, a, &about_group_sheet, &row, row.id, actor_id)
                   : e;
}

static enum err
add_house(struct db *writer, struct arena *a, const struct using *u, int i)
{
    const struct about_house *h = &about_house[i];
    int64_t n = 0;
    struct about_question row = { .id = key_new(),
        .partnership_id = u->partnership_id,
        .topic = text_of(h->topic),
        .name = text_of(h->name),
        .why = text_of(h->why),
        .position = i + 1,
        .is_on = true };
    row.code = about_key(a, row.id);
    enum err e = about_question_insert(writer, &row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = note(writer, a, &about_question_sheet, &row, row.id, u->actor_id);
    for (int g = 0; e == OK && g < ABOUT_HOUSE_GROUPS && h->groups[g] != NULL;
         g++)
        e = add_group(writer, a, row.id, g + 1, text_of(h->groups[g]), 0, false,
            u->actor_id);
    return e;
}

static enum err
use_step(struct db *writer, struct arena *a, void *arg)
{
    const struct using *u = arg;
    struct about_questions_row *rows;
    ptrdiff_t n_rows;
    text first;
    enum err e = once_take(writer, a, u->token, u->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = about_questions(writer, a,
            (struct about_questions_in){ .partnership_id = u->partnership_id,
                .lang = TEXT("en"),
                .n_rows = ABOUT_ROWS_MAX },
            &rows, &n_rows);
    for (int i = 0; e == OK && i < ABOUT_TOPICS - 1; i++) {
        bool is_there = n_rows + i >= ABOUT_ROWS_MAX;
        for (ptrdiff_t k = 0; k < n_rows; k++)
            is_there |=
                text_is_equal(rows[k].topic, text_of(about_house[i].topic));
        if (u->use[i] && !is_there)
            e = add_house(writer, a, u, i);
    }
    return e;
}

enum err
about_use_send(struct request *rq, struct answer *an)
{
    struct input in[ABOUT_TOPICS - 1];
    struct use_form given = { 0 };
    struct form form;
    use_inputs(in);
    enum err e = form_parse(rq, in, ABOUT_TOPICS - 1, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_questions(rq, an, 0, &form);
    struct using u = { .partnership_id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .token = form.token,
        .address = page_address(rq->arena, request_key(rq, 0)) };
    for (int i = 0; i < ABOUT_TOPICS; i++)
        u.use[i] = given.use[i];
    e = db_write(rq->db, rq->arena, use_step, &u);
    if (e == OK)
        answer_redirect(rq, an, u.address);
    return e;
}

/* ---- Groups -------------------------------------------------------------- */

struct grouping {
    int64_t question_id, actor_id;
    text names[ABOUT_GROUPS_MAX];
    double populations[ABOUT_GROUPS_MAX];
    bool has_population[ABOUT_GROUPS_MAX];
    int n;
    text token, address;
};

/* "Bellingham; 15600" on each line; NULL: nothing is wrong. */
static const char *
read_lines(struct arena *a, text lines, struct grouping *to)
{
    while (text_is_known(lines)) {
        text number, name = text_trim(text_cut(lines, '\n', &lines));
        if (name.len == 0)
            continue;
        name = text_trim(text_cut(name, ';', &number));
        if (to->n == ABOUT_GROUPS_MAX || name.len == 0 ||
            name.len > ABOUT_LETTERS)
            return N_("A name on each line, at most 40 in all.");
        if (text_is_known(number)) {
            number = text_trim(number);
            if (!about_number_read(a, number, &to->populations[to->n]))
                return N_("After the ; stands a number above 0, such as 15600 "
                          "or 0.21.");
            to->has_population[to->n] = true;
        }
        to->names[to->n++] = name;
    }
    return to->n == 0 ? N_("A name on each line, at most 40 in all.") : NULL;
}

static enum err
groups_step(struct db *writer, struct arena *a, void *arg)
{
    const struct grouping *g = arg;
    struct about_group_of_question_row *rows;
    ptrdiff_t n_rows;
    text first;
    enum err e = once_take(writer, a, g->token, g->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = about_group_of_question(writer, a,
            (struct about_group_of_question_in){
                .id = g->question_id, .n_rows = ABOUT_GROUPS_MAX },
            &rows, &n_rows);
    if (e == OK && n_rows + g->n > ABOUT_GROUPS_MAX)
        return ERR_NO_ROOM;
    for (int i = 0; e == OK && i < g->n; i++)
        e = add_group(writer, a, g->question_id, (int)n_rows + i + 1,
            g->names[i], g->populations[i], g->has_population[i], g->actor_id);
    return e;
}

enum err
about_groups_send(struct request *rq, struct answer *an)
{
    struct groups_form given = { 0 };
    struct about_question question;
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct grouping *g = arena_new(rq->arena, struct grouping, 1);
    struct view v = request_view(rq);
    int64_t id = request_key(rq, 0), question_id = request_key(rq, 1);
    enum err e = about_question_get(rq->db, rq->arena,
        (struct about_question_get_in){ question_id }, &question);
    if (e == OK && question.partnership_id != id)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = form_parse(rq, groups_inputs, 1, form, &given);
    if (e != OK)
        return e;
    const char *trouble = text_is_known(given.lines)
        ? read_lines(rq->arena, given.lines, g)
        : NULL;
    if (trouble != NULL)
        form_error(form, "lines", say(&v, trouble));
    if (form->n_errors > 0)
        return answer_questions(rq, an, question_id, form);
    g->question_id = question_id;
    g->actor_id = rq->actor.person_id;
    g->token = form->token;
    g->address = page_address(rq->arena, id);
    e = db_write(rq->db, rq->arena, groups_step, g);
    if (e == ERR_NO_ROOM) {
        form_error(form, "lines",
            say(&v, N_("A name on each line, at most 40 in all.")));
        return answer_questions(rq, an, question_id, form);
    }
    if (e == OK)
        answer_redirect(rq, an, g->address);
    return e;
}
