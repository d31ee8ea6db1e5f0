/* Conversations of a partnership: listed, made, opened, looked after. */
#include "decide/conversation/conversation.h"
#include "decide/conversation/conversation_find.h"
#include "decide/ground/ground.h"

#include "base/key.h"
#include "decide/conversation/conversation.html.h"
#include "decide/conversation/helped.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

#include <string.h>

/* ---- Those of a partnership ---------------------------------------------- */

struct conversation_form {
    text name, lang, opened_to, closes_on, statements, level, fixed, result_use,
        result_by;
    text units[UNIT_SIDES_MAX];
};
enum { N_FIXED = 9, N_INPUTS = N_FIXED + UNIT_SIDES_MAX };

static const char *const openings[] = { "slips", "sides", "network", NULL };
static const char *const opening_words[] = {
    N_("Whoever holds a slip of paper"),
    N_("The people of all sides, and whoever holds a slip"),
    N_("The whole network, and whoever holds a slip"), NULL
};
const char *const conversation_levels[] = { "inform", "consult", "involve",
    "collaborate", "empower", NULL };
static const char *const level_words[] = {
    N_("Inform: they are told, and can ask"),
    N_("Consult: they say what they think, and those who decide say what they "
       "did with it"),
    N_("Involve: they work along, and see what came of it"),
    N_("Collaborate: we decide together"),
    N_("Empower: those who are asked decide"), NULL
};
static const char *const side_fields[UNIT_SIDES_MAX] = { "side1", "side2",
    "side3", "side4", "side5", "side6" };

const struct input *
conversation_lang_input(struct request *rq, struct input *in, ptrdiff_t offset)
{
    struct arena *a = rq->arena;
    const char **langs = arena_new(a, const char *, LANG_N + 1);
    const char **names = arena_new(a, const char *, LANG_N + 1);
    for (int i = 0; i < LANG_N; i++) {
        langs[i] = arena_c_string(a, lang_code(lang_all(i)));
        names[i] = arena_c_string(a, lang_name(lang_all(i)));
    }
    *in = (struct input){ .name = "lang",
        .kind = INPUT_CHOICE,
        .is_required = true,
        .choices = langs,
        .choice_labels = names,
        .offset = offset,
        .label = N_("Written in") };
    return in;
}

static enum err
make_inputs(struct request *rq, int64_t partnership_id,
    struct input inputs[N_INPUTS], int *n,
    struct conversation_sides_row **sides, ptrdiff_t *n_sides)
{
    const struct input fixed[] = {
        INPUT(struct conversation_form, name, INPUT_TEXT, .is_required = true,
            .max = 200, .label = N_("The question"),
            .hint = N_("Such as: what must change so that people come in "
                       "time?")),
        { 0 },
        INPUT(struct conversation_form, opened_to, INPUT_CHOICE,
            .is_required = true, .choices = openings,
            .choice_labels = opening_words, .label = N_("Who answers")),
        INPUT(struct conversation_form, closes_on, INPUT_DATE,
            .is_required = true, .label = N_("Last day to answer"),
            .hint = N_("What people answered is shown after that day, and "
                       "not before.")),
        INPUT(struct conversation_form, statements, INPUT_PROSE,
            .is_required = true, .max = 40'000,
            .label = N_("First statements, each on a line of its own"),
            .hint = N_("One thing each, at most 140 letters, so that somebody "
                       "can agree or disagree. Those who answer add theirs.")),
        INPUT(struct conversation_form, level, INPUT_CHOICE,
            .choices = conversation_levels, .choice_labels = level_words,
            .label = N_("How much can those who are asked decide?")),
        INPUT(struct conversation_form, fixed, INPUT_PROSE, .max = 600,
            .label = N_("What is not up for change, and why")),
        INPUT(struct conversation_form, result_use, INPUT_PROSE, .max = 600,
            .label = N_("What happens with the result, and who does it")),
        INPUT(struct conversation_form, result_by, INPUT_DATE,
            .label = N_("By which day")),
    };
    memcpy(inputs, fixed, sizeof fixed);
    (void)conversation_lang_input(
        rq, &inputs[1], (ptrdiff_t)offsetof(struct conversation_form, lang));
    enum err e = conversation_sides(rq->db, rq->arena,
        (struct conversation_sides_in){
            .partnership_id = partnership_id, .n_rows = UNIT_SIDES_MAX },
        sides, n_sides);
    *n = N_FIXED;
    for (ptrdiff_t i = 0; e == OK && i < *n_sides; i++)
        inputs[(*n)++] = (struct input){ .name = side_fields[i],
            .kind = INPUT_PROSE,
            .max = 10'000,
            .offset = (ptrdiff_t)offsetof(struct conversation_form, units) +
                i * (ptrdiff_t)sizeof(text),
            .label = arena_c_string(rq->arena, (*sides)[i].name),
            .hint = N_("Its communities and bodies, each on a line; after a ; "
                       "how many people it has, where you know it; after "
                       "another ; the word open, where people of no side may "
                       "answer too. Empty: the side as one.") };
    return e;
}

/* That something is asked of the whole network, and what was shown to anybody,
 * everybody may see in the list. What people said in it is another matter:
 * its page asks who may. */
static bool
is_listed_for(const struct request *rq, const struct conversations_of_row *row,
    int64_t partnership_id)
{
    if (text_is_equal(row->status, TEXT("draft")))
        return actor_may(&rq->actor, WHO_FACILITATOR, &partnership_id, 1);
    return text_is_equal(row->opened_to, TEXT("network")) ||
        text_is_known(row->shown_on) ||
        actor_may(&rq->actor, WHO_GUEST, &partnership_id, 1);
}

text
conversation_list_address(struct request *rq, int64_t partnership_id,
    const struct conversations_of_row *row)
{
    bool is_inside = actor_may(&rq->actor, WHO_GUEST, &partnership_id, 1) ||
        (rq->actor.person_id != 0 &&
            text_is_equal(row->opened_to, TEXT("network")));
    bool is_shown = !is_inside && text_is_known(row->shown_on);
    return conversation_sub(rq->arena, row->id, is_shown ? "/ground" : "");
}

static enum err
answer_list(struct request *rq, struct answer *an, struct form *form)
{
    struct conversations_page p = { .form = form };
    struct conversation_sides_row *sides;
    ptrdiff_t n_sides;
    int n;
    struct input *inputs = arena_new(rq->arena, struct input, N_INPUTS);
    int64_t id = request_key(rq, 0);
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &p.partnership);
    if (e == OK)
        e = conversations_of(rq->db, rq->arena,
            (struct conversations_of_in){ .partnership_id = id,
                .lang = lang_code(rq->lang),
                .n_rows = CONVERSATIONS_MAX },
            &p.rows, &p.n_rows);
    if (e != OK)
        return e;
    bool leads = actor_may(&rq->actor, WHO_FACILITATOR, &id, 1);
    ptrdiff_t kept = 0;
    for (ptrdiff_t i = 0; i < p.n_rows; i++)
        if (is_listed_for(rq, &p.rows[i], id))
            p.rows[kept++] = p.rows[i];
    p.n_rows = kept;
    p.rq = rq;
    p.address = thing_address(rq->arena, &p.partnership);
    p.make = arena_print(rq->arena, "/partnership/%.*s/conversations",
        TEXT_ARG(conversation_key(rq->arena, id)));
    if (leads && form == NULL) {
        e = make_inputs(rq, id, inputs, &n, &sides, &n_sides);
        if (e != OK)
            return e;
        struct form *fresh = arena_new(rq->arena, struct form, 1);
        form_open(rq, inputs, n, fresh);
        form_give(fresh, "lang", lang_code(rq->lang));
        form_give(fresh, "opened_to", TEXT("sides"));
        form_give(fresh, "level", TEXT("consult"));
        p.form = fresh;
    }
    struct view v = request_view(rq);
    decide_conversation_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Conversations")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
conversations_show(struct request *rq, struct answer *an)
{
    return answer_list(rq, an, NULL);
}

struct unit_given {
    int64_t side_id, size;
    text name;
    bool is_for_all;
};
struct making {
    struct conversation row;
    struct unit_given units[UNITS_MAX];
    int n_units;
    text *statements;
    int n_statements;
    text token, address, key;
    text level, fixed, result_use, result_by;
    int64_t actor_id, now;
};

static enum err
make_all(struct db *writer, struct arena *a, void *arg)
{
    struct making *m = arg;
    int64_t n = 0;
    text first;
    m->row.id = key_new();
    m->row.code = conversation_key(a, m->row.id);
    m->address = conversation_sub(a, m->row.id, "");
    enum err e = once_take(writer, a, m->token, m->address, &first);
    if (e == ERR_CONFLICT) {
        m->address = first;
        return OK;
    }
    if (e == OK)
        e = conversation_insert(writer, &m->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = conversation_say_power(writer,
            (struct conversation_say_power_in){ .id = m->row.id,
                .level = m->level,
                .fixed = m->fixed,
                .result_use = m->result_use,
                .result_by = m->result_by },
            NULL);
    for (int i = 0; e == OK && i < m->n_units; i++) {
        int64_t unit_id = key_new();
        e = conversation_unit_insert(writer,
            (struct conversation_unit_insert_in){ .id = unit_id,
                .code = conversation_key(a, unit_id),
                .conversation_id = m->row.id,
                .side_id = m->units[i].side_id,
                .position = i,
                .name = m->units[i].name,
                .size = m->units[i].size,
                .has_size = m->units[i].size > 0,
                .is_for_all = m->units[i].is_for_all },
            NULL);
    }
    for (int i = 0; e == OK && i < m->n_statements; i++) {
        struct statement s = { .conversation_id = m->row.id,
            .lang = m->row.lang,
            .words = m->statements[i],
            .status = TEXT("in") };
        e = statement_add(writer, a, &s, m->now);
    }
    if (e == OK)
        e = found_save(writer, a, m->row.id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = m->actor_id,
                             .action = TEXT("create"),
                             .kind = TEXT("conversation"),
                             .thing_id = m->row.id })
                   : e;
}

/* "Kendu Bay; 120; open" each on a line; false: what is wrong was said. */
static bool
read_units(struct request *rq, struct form *form, const char *field,
    const struct conversation_sides_row *side, text lines, struct making *m)
{
    struct view v = request_view(rq);
    int n_before = m->n_units;
    while (text_is_known(lines)) {
        text size, word, name = text_trim(text_cut(lines, '\n', &lines));
        int64_t n = 0;
        if (name.len == 0)
            continue;
        name = text_trim(text_cut(name, ';', &size));
        size = text_trim(text_cut(size, ';', &word));
        word = text_trim(word);
        bool is_open = text_is_equal(word, TEXT("open"));
        bool is_bad =
            (size.len > 0 &&
                (!text_parse_int(size, &n) || n < 1 || n > 100'000'000)) ||
            (word.len > 0 && !is_open);
        if (is_bad || name.len == 0 || name.len > 120 ||
            m->n_units == UNITS_MAX) {
            form_error(form, field,
                say(&v,
                    N_("A name on each line, at most 50 in all; after a ; a "
                       "number of people; after another ; the word open.")));
            return false;
        }
        m->units[m->n_units++] =
            (struct unit_given){ side->id, n, name, is_open };
    }
    if (m->n_units == n_before && m->n_units < UNITS_MAX)
        m->units[m->n_units++] =
            (struct unit_given){ side->id, 0, side->name, false };
    return true;
}

static void
read_statements(
    struct request *rq, struct form *form, text lines, struct making *m)
{
    struct view v = request_view(rq);
    m->statements = arena_new(rq->arena, text, STATEMENTS_MAX);
    while (text_is_known(lines) && m->n_statements < STATEMENTS_MAX) {
        text words = text_trim(text_cut(lines, '\n', &lines));
        if (words.len == 0)
            continue;
        const char *trouble =
            statement_trouble_in(rq->arena, words, m->row.lang);
        if (trouble != NULL) {
            form_error(form, "statements",
                say_with(&v, N_("Statement %1$d: %2$s"), 2,
                    (struct phrase_arg[]){ arg_int(m->n_statements + 1),
                        arg_text(say(&v, trouble)) }));
            return;
        }
        m->statements[m->n_statements++] = words;
    }
}

enum err
conversations_send(struct request *rq, struct answer *an)
{
    struct conversation_sides_row *sides;
    struct input *inputs = arena_new(rq->arena, struct input, N_INPUTS);
    struct conversation_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct making *m = arena_new(rq->arena, struct making, 1);
    struct view v = request_view(rq);
    ptrdiff_t n_sides;
    int n;
    int64_t id = request_key(rq, 0);
    enum err e = make_inputs(rq, id, inputs, &n, &sides, &n_sides);
    if (e == OK)
        e = form_parse(rq, inputs, n, form, &given);
    if (e != OK)
        return e;
    if (text_is_known(given.closes_on) &&
        text_compare(given.closes_on, day_of(rq->arena, rq->now)) <= 0)
        form_error(form, "closes_on",
            say(&v, N_("Tomorrow at the earliest, so that people have time.")));
    for (ptrdiff_t i = 0; i < n_sides; i++)
        if (!read_units(rq, form, side_fields[i], &sides[i], given.units[i], m))
            break;
    if (text_is_known(given.statements))
        read_statements(rq, form, given.statements, m);
    if (form->n_errors > 0)
        return answer_list(rq, an, form);
    m->row = (struct conversation){ .partnership_id = id,
        .name = given.name,
        .lang = given.lang,
        .opened_to = given.opened_to,
        .status = TEXT("draft"),
        .closes_on = given.closes_on };
    m->level = text_is_known(given.level) ? given.level : (text){ 0 };
    m->fixed = text_is_empty(given.fixed) ? (text){ 0 } : given.fixed;
    m->result_use =
        text_is_empty(given.result_use) ? (text){ 0 } : given.result_use;
    m->result_by = given.result_by;
    m->token = form->token;
    m->actor_id = rq->actor.person_id;
    m->now = rq->now;
    e = db_write(rq->db, rq->arena, make_all, m);
    if (e == OK)
        answer_redirect(rq, an, m->address);
    return e;
}
