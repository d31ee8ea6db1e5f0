/* Hands that were counted in a meeting. */
#include "decide/conversation/helped.h"

#include "decide/conversation/helped.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

struct hands_form {
    text unit, held_on, place, counts;
    int64_t n_present;
};
enum { N_HANDS = 5 };

static void
make_inputs(struct request *rq, const struct conversation_loaded *c,
    struct input in[N_HANDS])
{
    struct arena *a = rq->arena;
    const char **keys = arena_new(a, const char *, c->n_units + 1);
    const char **names = arena_new(a, const char *, c->n_units + 1);
    for (ptrdiff_t i = 0; i < c->n_units; i++) {
        keys[i] = arena_c_string(a, conversation_key(a, c->units[i].id));
        names[i] = arena_c_string(a, c->units[i].name);
    }
    in[0] = (struct input)INPUT(struct hands_form, unit, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("For which community or body they answer"));
    in[1] = (struct input)INPUT(struct hands_form, held_on, INPUT_DATE,
        .is_required = true, .label = N_("On which day"));
    in[2] = (struct input)INPUT(struct hands_form, place, INPUT_TEXT,
        .is_required = true, .max = 120, .label = N_("Where"));
    in[3] = (struct input)INPUT(struct hands_form, n_present, INPUT_INT,
        .is_required = true, .min = 1, .max = 100'000,
        .label = N_("How many were there"));
    in[4] = (struct input)INPUT(struct hands_form, counts, INPUT_PROSE,
        .is_required = true, .max = 40'000,
        .label = N_("Statement, hands for, hands against, hands for pass"),
        .hint = N_("Each on a line, such as: 3 20 5 2"));
}

static enum err
answer_hands(struct request *rq, struct answer *an,
    const struct conversation_loaded *c, const struct form *form)
{
    struct hands_page p = { .c = c, .form = form };
    struct hand_count *rows;
    ptrdiff_t n;
    enum err e = hands_of(rq->db, rq->arena,
        (struct hands_of_in){
            .conversation_id = c->head.id, .n_rows = HANDS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    p.lines = arena_new(rq->arena, struct hand_line, n + 1);
    for (ptrdiff_t i = 0; i < n; i++) {
        struct hand_line *l = &p.lines[p.n_lines - 1];
        if (i == 0 || rows[i].unit_id != rows[i - 1].unit_id ||
            !text_is_equal(rows[i].held_on, rows[i - 1].held_on)) {
            l = &p.lines[p.n_lines++];
            *l = (struct hand_line){ .unit = text_of(helped_unit_name(
                                         c, rq->arena, rows[i].unit_id)),
                .place = rows[i].place,
                .held_on = rows[i].held_on,
                .unit_id = rows[i].unit_id,
                .n_present = rows[i].n_present };
        }
        l->n_statements++;
    }
    p.address = conversation_sub(rq->arena, c->head.id, "");
    struct view v = request_view(rq);
    decide_helped_hands(&v, &p);
    an->keeping = TEXT("no-store");
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Hands in a meeting")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
hands_show(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct form form;
    struct input in[N_HANDS];
    enum err e = helped_load(rq, &c);
    if (e != OK)
        return e;
    make_inputs(rq, &c, in);
    form_open(rq, in, N_HANDS, &form);
    return answer_hands(rq, an, &c, &form);
}

struct hands_step {
    struct hand_count *rows;
    int n;
    int64_t conversation_id, actor_id, size;
    bool has_size; /* how many its community is, where that is known */
    text today, token;
};

/* With its other meetings, were there more than its community is? What stood
 * for the same day goes, and is not counted. */
static enum err
fits(struct db *db, struct arena *a, const struct hands_step *s)
{
    const struct hand_count *new = &s->rows[0];
    struct hand_count *rows;
    ptrdiff_t n;
    int64_t sum = new->n_present;
    enum err e = hands_of(db, a,
        (struct hands_of_in){
            .conversation_id = s->conversation_id, .n_rows = HANDS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        const struct hand_count *one = &rows[i];
        bool is_same_meeting = i > 0 && one->unit_id == one[-1].unit_id &&
            text_is_equal(one->held_on, one[-1].held_on);
        if (one->unit_id == new->unit_id && !is_same_meeting &&
            !text_is_equal(one->held_on, new->held_on))
            sum += one->n_present;
    }
    return e == OK && sum > s->size ? ERR_DENIED : e;
}

static enum err
hands_step(struct db *writer, struct arena *a, void *arg)
{
    const struct hands_step *s = arg;
    struct conversation row;
    text first;
    enum err e = once_take(writer, a, s->token, TEXT(""), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = conversation_get(writer, a,
            (struct conversation_get_in){ s->conversation_id }, &row);
    if (e == OK &&
        (!text_is_equal(row.status, TEXT("open")) ||
            text_compare(row.closes_on, s->today) < 0))
        e = ERR_CONFLICT;
    if (e == OK && s->has_size)
        e = fits(writer, a, s);
    if (e == OK) /* said anew: what stood for that day goes */
        e = hands_drop(writer,
            (struct hands_drop_in){ .conversation_id = s->conversation_id,
                .unit_id = s->rows[0].unit_id,
                .held_on = s->rows[0].held_on },
            NULL);
    for (int i = 0; e == OK && i < s->n; i++) {
        struct hand_count one = s->rows[i];
        one.id = (int64_t)(entropy_bits() >> 1);
        e = hands_put(writer, &one, NULL);
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("count"),
                             .kind = TEXT("conversation"),
                             .thing_id = s->conversation_id })
                   : e;
}

/* "3 20 5 2"; false: it is not that. */
static bool
read_line(text line, const struct helped_numbers *numbers, int64_t n_present,
    struct hand_count *to)
{
    int64_t n[4];
    text rest = text_trim(line);
    for (int i = 0; i < 4; i++) {
        text one = text_cut(rest, ' ', &rest);
        rest = text_trim(rest);
        if (!text_parse_int(text_trim(one), &n[i]) || n[i] < 0 ||
            n[i] > 100'000)
            return false;
    }
    for (ptrdiff_t i = 0; i < numbers->n; i++)
        if (numbers->rows[i].number == n[0] &&
            text_is_equal(numbers->rows[i].status, TEXT("in")))
            to->statement_id = numbers->rows[i].id;
    to->agree = n[1];
    to->disagree = n[2];
    to->pass = n[3];
    return rest.len == 0 && to->statement_id != 0 &&
        n[1] + n[2] + n[3] <= n_present && n[1] + n[2] + n[3] > 0;
}

enum err
hands_send(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct helped_numbers numbers;
    struct hands_form given = { 0 };
    struct form form;
    struct input in[N_HANDS];
    struct view v = request_view(rq);
    enum err e = helped_load(rq, &c);
    if (e != OK)
        return e;
    make_inputs(rq, &c, in);
    e = form_parse(rq, in, N_HANDS, &form, &given);
    if (e == OK)
        e = helped_numbers_load(rq, c.head.id, &numbers);
    if (e != OK)
        return e;
    struct hands_step s = { .rows = arena_new(
                                rq->arena, struct hand_count, STATEMENTS_MAX),
        .conversation_id = c.head.id,
        .actor_id = rq->actor.person_id,
        .today = day_of(rq->arena, rq->now),
        .token = form.token };
    if (text_is_known(given.held_on) &&
        text_compare(given.held_on, s.today) > 0)
        form_error(&form, "held_on", say(&v, N_("This day is yet to come.")));
    text lines = given.counts;
    for (int line = 1; form.n_errors == 0 && text_is_known(lines); line++) {
        text one = text_cut(lines, '\n', &lines);
        struct hand_count *to = &s.rows[s.n];
        if (text_trim(one).len == 0)
            continue;
        *to = (struct hand_count){ .conversation_id = c.head.id,
            .held_on = given.held_on,
            .place = given.place,
            .n_present = given.n_present };
        for (ptrdiff_t i = 0; i < c.n_units; i++)
            if (text_is_equal(
                    given.unit, conversation_key(rq->arena, c.units[i].id))) {
                to->unit_id = c.units[i].id;
                s.has_size = c.units[i].has_size;
                s.size = c.units[i].size;
            }
        bool is_twice = false,
             is_right = s.n < STATEMENTS_MAX - 1 &&
            read_line(one, &numbers, given.n_present, to);
        for (int i = 0; is_right && i < s.n; i++)
            is_twice |= s.rows[i].statement_id == to->statement_id;
        if (!is_right || is_twice)
            form_error(&form, "counts",
                say_with(&v,
                    N_("Nothing was kept. Line %d: a statement's number, once, "
                       "and three counts that are no more than were there."),
                    1, (struct phrase_arg[]){ arg_int(line) }));
        s.n++;
    }
    if (form.n_errors == 0 && s.n > 0) {
        e = db_write_quietly(rq->db, rq->arena, hands_step, &s);
        if (e == ERR_CONFLICT) {
            form_error(&form, "counts",
                say(&v, N_("It is not open: nothing was kept.")));
            e = OK;
        } else if (e == ERR_DENIED) {
            form_error(&form, "n_present",
                say_with(&v,
                    N_("Nothing was kept. With its other meetings, more were "
                       "there than this community has: %d."),
                    1, (struct phrase_arg[]){ arg_int(s.size) }));
            e = OK;
        }
    }
    if (e == OK && form.n_errors > 0)
        return answer_hands(rq, an, &c, &form);
    if (e == OK)
        answer_redirect(
            rq, an, conversation_sub(rq->arena, c.head.id, "/hands"));
    return e;
}

struct drop_form {
    int64_t unit;
    text held_on;
};
static const struct input drop_inputs[] = {
    INPUT(struct drop_form, unit, INPUT_KEY, .is_required = true),
    INPUT(struct drop_form, held_on, INPUT_DATE, .is_required = true),
};
struct dropping {
    int64_t id, unit_id, actor_id;
    text held_on, today;
};

static enum err
drop_step(struct db *writer, struct arena *a, void *arg)
{
    const struct dropping *s = arg;
    struct conversation row;
    enum err e = conversation_get(
        writer, a, (struct conversation_get_in){ s->id }, &row);
    if (e == OK && /* closed in the same moment: what was counted stays */
        (!text_is_equal(row.status, TEXT("open")) ||
            text_compare(row.closes_on, s->today) < 0))
        e = ERR_CONFLICT;
    if (e == OK)
        e = hands_drop(writer,
            (struct hands_drop_in){ .conversation_id = s->id,
                .unit_id = s->unit_id,
                .held_on = s->held_on },
            NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("remove"),
                             .kind = TEXT("hand_count"),
                             .thing_id = s->id })
                   : e;
}

enum err
hands_drop_send(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct drop_form given = { 0 };
    struct form form;
    enum err e = helped_load(rq, &c);
    if (e == OK)
        e = form_parse(rq, drop_inputs, 2, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e == OK && !c.is_open)
        e = ERR_CONFLICT; /* what was counted at the close stays */
    struct dropping s = { .unit_id = given.unit,
        .held_on = given.held_on,
        .today = day_of(rq->arena, rq->now) };
    if (e == OK) {
        s.id = c.head.id;
        s.actor_id = rq->actor.person_id;
        e = db_write_quietly(rq->db, rq->arena, drop_step, &s);
    }
    if (e == OK)
        answer_redirect(
            rq, an, conversation_sub(rq->arena, c.head.id, "/hands"));
    return e;
}
