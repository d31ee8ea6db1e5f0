/* Made-up answers as a CSV file: one who answers a row. */
#include "decide/conversation/made_answer.h"

#include "decide/ground/ground.h"
#include "decide/heard/about_inside.h"
#include "decide/heard/barrier.h"
#include "decide/heard/heard_count.h"
#include "engine/opinion/slip.h"

enum { ABOUT_MAX = ABOUT_QUESTIONS_MAX };

static const struct sheet_column columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "conversation",
        .field = "conversation_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &conversation_sheet },
    { .name = "unit",
        .field = "unit_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &conversation_unit_sheet },
    { .name = "answers", .kind = SHEET_TEXT, .is_required = true, .max = 600 },
    { .name = "about", .kind = SHEET_TEXT, .max = 600 },
    { .name = "barriers", .kind = SHEET_TEXT, .max = 100 },
};

enum err
made_answers_are_there(
    struct db *db, struct arena *a, int64_t conversation_id, bool *are)
{
    struct made_any_row *rows;
    ptrdiff_t n = 0;
    enum err e = made_any(db, a,
        (struct made_any_in){ .conversation_id = conversation_id, .n_rows = 1 },
        &rows, &n);
    *are = e == OK && n > 0;
    return e;
}

enum err
made_answers_end(
    struct db *writer, struct arena *a, const struct conversation *row)
{
    bool are;
    enum err e = made_answers_are_there(writer, a, row->id, &are);
    return e == OK && are ? heard_end(writer, a,
                                &(struct heard_of){ "conversation", row->id,
                                    row->partnership_id })
                          : e;
}

/* ---- What stands in a row ------------------------------------------------ */

struct made {
    struct vote_given votes[CP_SLIP_ANSWERS];
    int64_t numbers[CP_SLIP_ANSWERS];
    int n;
    struct about about;
    struct about_given given;
    struct barrier_given hard;
};

/* NULL, or what is wrong. */
static const char *
read_answers(struct db *db, struct arena *a, const struct made_answer *x,
    struct made *to, enum err *e)
{
    struct statements_to_ask_row *rows;
    struct cp_slip slip;
    struct why why;
    ptrdiff_t n = 0;
    *e = statements_to_ask(db, a,
        (struct statements_to_ask_in){
            .conversation_id = x->conversation_id, .n_rows = STATEMENTS_MAX },
        &rows, &n);
    if (*e != OK)
        return NULL;
    text typed = arena_print(a, "AAAA %.*s", TEXT_ARG(x->answers));
    int32_t last = n == 0 ? 0 : (int32_t)rows[n - 1].number;
    if (cp_slip_parse(&slip, typed, last, &why) != OK)
        return SHEET_SAYS("answers",
            "numbers of statements, each with a (agrees), d (disagrees) or p "
            "(passes): 1a 2d 3p");
    for (int i = 0; i < slip.n; i++) {
        ptrdiff_t at = 0;
        while (at < n && rows[at].number != slip.answers[i].number)
            at++;
        if (at == n || !text_is_equal(rows[at].status, TEXT("in")))
            return SHEET_SAYS("answers", "there is no such statement");
        to->numbers[to->n] = rows[at].number;
        to->votes[to->n++] =
            (struct vote_given){ rows[at].id, slip.answers[i].vote };
    }
    return NULL;
}

static const char *
read_about(struct db *db, struct arena *a, const struct made_answer *x,
    int64_t partnership_id, struct made *to, enum err *e)
{
    text rest = x->about;
    while (*e == OK && text_is_known(rest)) {
        struct about_group group;
        struct about_question question;
        text code = text_trim(text_cut(rest, ';', &rest));
        if (text_is_empty(code))
            continue;
        *e = about_group_find(
            db, a, (struct about_group_find_in){ .code = code }, &group);
        if (*e == OK)
            *e = about_question_get(db, a,
                (struct about_question_get_in){ .id = group.question_id },
                &question);
        bool is_none = *e == ERR_NOT_FOUND;
        if (is_none ||
            (*e == OK && question.partnership_id != partnership_id)) {
            *e = OK;
            return SHEET_SAYS("about",
                "a code of about_group.csv, of a question of the same "
                "partnership");
        }
        if (to->about.n == ABOUT_MAX)
            return SHEET_SAYS("about", "there are too many");
        struct about_questions_row *row =
            arena_new(a, struct about_questions_row, 1);
        row->id = question.id;
        to->given.chosen[to->about.n] = about_key(a, group.id);
        to->about.questions[to->about.n++].row = row;
    }
    return NULL;
}

static const char *
read_barriers(const struct made_answer *x, struct made *to)
{
    text rest = x->barriers;
    while (text_is_known(rest)) {
        text word = text_trim(text_cut(rest, ';', &rest));
        int i = 0;
        if (text_is_empty(word))
            continue;
        while (i < BARRIERS && !text_is_equal(word, text_of(barriers[i])))
            i++;
        if (i >= BARRIERS - 1) /* the last is something else, in words */
            return SHEET_SAYS("barriers",
                "language, money, time, trust, access or unasked, with ; "
                "between");
        to->hard.is_hard[i] = true;
    }
    return NULL;
}

static const char *
read_row(struct db *db, struct arena *a, const struct made_answer *x,
    int64_t partnership_id, struct made *to, enum err *e)
{
    *to = (struct made){ 0 };
    const char *broken = read_answers(db, a, x, to, e);
    if (*e == OK && broken == NULL)
        broken = read_about(db, a, x, partnership_id, to, e);
    if (*e == OK && broken == NULL)
        broken = read_barriers(x, to);
    return broken;
}

/* ---- May it come in? ----------------------------------------------------- */

static const char *
made_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct made_answer *x = row;
    struct conversation c;
    struct conversation_unit_card unit;
    struct made_strangers_row strangers;
    struct made_answer old;
    struct made made;
    *e = conversation_get(
        db, a, (struct conversation_get_in){ .id = x->conversation_id }, &c);
    if (*e == OK)
        *e = conversation_unit_card_get(db, a,
            (struct conversation_unit_card_get_in){ .id = x->unit_id }, &unit);
    if (*e == OK)
        *e = made_strangers(db, a,
            (struct made_strangers_in){ .conversation_id = x->conversation_id },
            &strangers);
    if (*e != OK)
        return NULL;
    if (!c.is_illustrative)
        return SHEET_SAYS("conversation",
            "answers are made up for what is marked illustrative alone: what "
            "people answer comes in by no file");
    if (!text_is_equal(c.status, TEXT("closed")))
        return SHEET_SAYS("conversation",
            "answers are made up for what is closed alone: what is open is "
            "for people");
    if (strangers.n > 0)
        return SHEET_SAYS("conversation",
            "people have answered this: nothing that was made up comes beside "
            "what they said");
    if (unit.conversation_id != x->conversation_id)
        return SHEET_SAYS("unit", "this is one of another conversation");
    *e = made_answer_get(
        db, a, (struct made_answer_get_in){ .id = x->id }, &old);
    if (*e == OK && old.conversation_id != x->conversation_id)
        return SHEET_SAYS("conversation", "it stays where it is");
    if (*e == ERR_NOT_FOUND)
        *e = OK;
    return *e == OK ? read_row(db, a, x, c.partnership_id, &made, e) : NULL;
}

/* ---- Put to the answers -------------------------------------------------- */

static enum err
put_answers(struct db *writer, struct arena *a, const struct made_answer *x,
    const struct made *made, int64_t id)
{
    int64_t n = 0, n_put = 0;
    enum err e = participant_insert(writer,
        (struct participant_insert_in){ .id = id,
            .conversation_id = x->conversation_id,
            .unit_id = x->unit_id,
            .way = TEXT("self") },
        &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e != OK)
        return e;
    struct db_batch b = db_batch_open(writer, a);
    for (int i = 0; e == OK && i < made->n; i++) {
        struct answer_put_in *in = arena_new(a, struct answer_put_in, 1);
        *in = (struct answer_put_in){ .id = answer_key(id, made->numbers[i]),
            .participant_id = id,
            .statement_id = made->votes[i].statement_id,
            .vote = made->votes[i].vote };
        if (b.n_asked == DB_BATCH_MAX) {
            e = db_batch_run(&b);
            b = db_batch_open(writer, a);
        }
        db_ask_none(&b, &answer_put_query, in, &n_put);
    }
    return e == OK && b.n_asked > 0 ? db_batch_run(&b) : e;
}

/* As if they had answered: anew, when the row is another than it was. */
static enum err
made_found(struct db *writer, struct arena *a, const void *row)
{
    const struct made_answer *x = row;
    struct made_of_row old;
    struct conversation c;
    struct made made;
    enum err e = made_of(writer, a, (struct made_of_in){ .id = x->id }, &old);
    if (e == OK)
        e = conversation_get(writer, a,
            (struct conversation_get_in){ .id = x->conversation_id }, &c);
    if (e == OK && old.has_participant_id)
        e = answer_withdraw(writer, a, old.participant_id);
    if (e == OK && read_row(writer, a, x, c.partnership_id, &made, &e) != NULL)
        e = ERR_CONFLICT; /* a statement that another file changed */
    struct about_subject subject = { .kind = "participant",
        .id = participant_key(),
        .thing_id = x->conversation_id };
    if (e == OK)
        e = put_answers(writer, a, x, &made, subject.id);
    if (e == OK)
        e = made_put(writer,
            (struct made_put_in){ .id = x->id, .participant_id = subject.id },
            NULL);
    if (e == OK)
        e = about_take(writer, a, &subject, &made.about, &made.given);
    if (e == OK)
        e = barrier_take(writer, a, &subject, &made.hard);
    if (e == OK) /* nobody's secret: everybody may look at what comes of it */
        e = ground_open_insert(writer,
            (struct ground_open_insert_in){ .id = subject.id | 1,
                .conversation_id = x->conversation_id,
                .opened_on = c.closed_on },
            NULL);
    return e == OK
        ? job_ask(writer, a, "conversation_ground", x->conversation_id, 0)
        : e;
}

const struct sheet made_answer_sheet = {
    .table = "made_answer",
    .shape = &made_answer_shape,
    SHEET_COLUMNS(columns),
    .find = &made_answer_find_query,
    .get = &made_answer_get_query,
    .insert = &made_answer_insert_query,
    .update = &made_answer_update_query,
    .each = &made_answer_each_query,
    .rule = made_rule,
    .rule_asks = true,
    .found = made_found,
    .is_partly_out = true,
};
